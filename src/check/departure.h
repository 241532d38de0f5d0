/* The first event in which a run departs from its golden of events. */
#ifndef CHECK_DEPARTURE_H
#define CHECK_DEPARTURE_H

#include "check/verdict.h"

/* The events belong to the two streams. */
struct departure {
    enum difference kind;                  /* DIFFERENCE_NONE if there is none */
    const struct event *expected, *actual; /* NULL if the golden or the run has none */
    struct verdict_place place;            /* it has no call if that is not certain */
};

enum { DEPARTURE_MAX = 512 };

/* Find the first event in which the run differs from the golden. Rounding is no difference, see
 * rounding.h. `sentence` gets what happened, in words, without a full stop. Returns 0 or
 * -ENOMEM. */
int departure_find(const struct stream *golden, const struct stream *run,
                   struct departure *departure, char sentence[DEPARTURE_MAX]);

#endif

/* The different outcomes of the runs so far. */
#ifndef EXPLORE_OUTCOMES_H
#define EXPLORE_OUTCOMES_H

#include "explore/explored.h"

enum { OUTCOMES_MAX = 1000, SHOWN_OF_OUTCOME = 400 };

struct known_outcome {
    uint64_t hash;
    uint64_t orders;    /* that lead to it */
    struct order order; /* the first of them */
    bool is_bad;
    enum explored_end end;
    int status, exit_code;
    bool is_stuck, breaks_promise;
    char *text;
};

struct outcomes {
    struct known_outcome *known;
    size_t count, capacity;
    bool is_full;         /* there are more */
    int exit_code;        /* the expected one */
    uint32_t own_reports; /* in the demo's own order */
};

/* Count the outcome of a run in this order. The first one is that of the demo's own order. *known
 * is the entry, and *is_new tells whether it was made; NULL: there are too many. -ENOMEM. */
int outcomes_add(struct outcomes *outcomes, const struct outcome *outcome,
                 const struct order *order, struct known_outcome **known, bool *is_new);
void outcomes_free(struct outcomes *outcomes);
/* The order without its record, and with picks of its own. -ENOMEM. */
int order_copy(struct order *to, const struct order *from);

#endif

/* One run of a demo in an order, in a process of its own, and what is left of it: its outcome. */
#ifndef EXPLORE_EXPLORED_H
#define EXPLORE_EXPLORED_H

#include "run/order.h"
#include "run/run.h"
#include "run/strays.h"

enum explored_end {
    EXPLORED_NOT,     /* no process could be made, or an interrupt came */
    EXPLORED_ENDED,   /* the run ended */
    EXPLORED_CRASHED, /* a signal ended it: `status` */
    EXPLORED_HUNG,    /* it took longer than EXPLORED_SECONDS of real time */
};

enum { OUTCOME_MAX = 16 * 1024, EXPLORED_SECONDS = 10 };

/* What a run comes to, whatever its times are: the lines that main prints, the first line of each
 * report, and the exit code. */
struct outcome {
    enum explored_end end;
    int status, exit_code;
    bool is_stuck;       /* in a deadlock or livelock */
    bool breaks_promise; /* a MUST() or a SHOULD() does not hold */
    bool order_failed;   /* the order made no difference */
    bool ends_report;    /* the rest of the report does not count */
    uint32_t reports;    /* the number of reports besides these */
    size_t length;       /* of the text, of which the end may be missing */
    uint64_t hash;       /* of the whole text */
    char text[OUTCOME_MAX];
};

/* In memory that the processes share. */
struct explored {
    struct outcome outcome;
    struct order_places places;
    struct strays strays; /* what a run leaves that crashes or hangs; it is ended */
};

struct explored_demo {
    const struct demo *demo;
    const char *name, *variant; /* NULL: the default */
    uint64_t seed;
    uint32_t turns;
};

/* NULL: there is no memory. */
struct explored *explored_create(void);
void explored_free(struct explored *explored);
/* Run the demo in the order, and wait for its end. The result is in `explored`, with the places if
 * the order wants them. `stream`, unless it is NULL, gets the events. Returns 0 or -errno. */
int explored_run(struct explored *explored, const struct explored_demo *demo,
                 const struct order *order, struct stream *stream);

#endif

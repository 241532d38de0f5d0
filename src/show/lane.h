/* A lane has words beside it: its name at the left, and a note on its end at the right. */
#ifndef SHOW_LANE_H
#define SHOW_LANE_H

#include "show/groups.h"
#include "show/tally.h"

/* A lane. */
struct lane {
    const struct group *group;
    struct text label; /* as columns_add() makes it, like the note */
    struct text note;  /* what is said of its end, at the right */
    struct tally band; /* how many tasks of a band are under way; else empty */
};

/* Fill in the label, the note and the band of a lane. Returns 0 or -ENOMEM. */
int lane_describe(struct lane *lane, const struct life *life);
/* Add what the span waits for, as it stands in the wait itself: "counter_lock", "semaphore". */
void lane_add_word(struct text *text, const struct life *life, const struct span *span);
void lane_free(struct lane *lane);

#endif

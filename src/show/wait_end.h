/* This module says in words how a wait ended. A remark has such a part for each wait. */
#ifndef SHOW_WAIT_END_H
#define SHOW_WAIT_END_H

#include "show/cast.h"

/* A wait of `task`, from its begin to the EVENT_WAKE that ends it. */
struct wait_end {
    const struct cast *cast;
    const struct cast_task *task;
    const struct event *wake;
    int64_t took;   /* nanoseconds */
    uint32_t limit; /* the task whose limit has ended the wait, or the awaited task; 0: none */
    size_t place;   /* in the row of waiters that were woken together, from 1 */
};

/* Add "slept 10 ms", "waited 10 ms for the event, which main set (line 20), as the 2nd waiter",
 * "cancelled after 2 s of sleep: main had given it 2 s" and the like; nothing for a wait that is
 * not worth a word. A wait that took time is always worth one, and names that time once; behind a
 * colon there may be the time of another task's limit. */
void wait_end_add(struct text *text, const struct wait_end *end);

#endif

/* What a report knows of a run: its time, and the tasks that ran in it. */
#ifndef CO_KNOWN_H
#define CO_KNOWN_H

#include "co/explain/growing_text.h"
#include "co/explain/roster.h"

struct known {
    const struct roster
        *roster;             /* NULL: no observer looked on, so only pending tasks have a name */
    int64_t now;             /* nanoseconds */
    bool is_over;            /* the run ends with the report */
    uint32_t turns;          /* so many turns at one time are a livelock */
    const char *raise_turns; /* how the program writes a higher limit, up to the number */
};

/* The task's entry in the roster; NULL: there is none. */
struct roster_entry *known_entry(const struct known *known, uint32_t task);
/* Add the name of a pending task: "worker-1". Without a roster, a task without a name of its own
 * gets its number: "worker (task 3)". */
void known_add_task(struct text *text, const struct known *known, const struct co_task *task);
/* Add the name of a task, and its end if it has ended: "worker-1, which has ended,". The id 0 is a
 * callback's. */
void known_add_name(struct text *text, const struct known *known, uint32_t task);

/* Add "demos/production/lock.c:12", or nothing if the place is unknown. With `call`, add the call
 * that is written there, too: ": co_lock_acquire(&lock)". */
void place_add(struct text *text, const struct co_place *place, bool call);

#endif

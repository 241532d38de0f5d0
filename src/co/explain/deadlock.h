/* The report on tasks that wait for each other. */
#ifndef CO_DEADLOCK_H
#define CO_DEADLOCK_H

#include "co/explain/known.h"

/* Add the report on a run in which nothing can ever happen again. The tasks still exist. */
void explain_deadlock(struct text *text, const struct known *known);
/* Tasks of which each waits for the next, and the last for the first. */
struct closed_circle {
    const uint32_t *tasks; /* their ids */
    uint32_t length;
    int64_t closed_at; /* nanoseconds */
};
/* Add the report on a circle while other tasks go on. */
void explain_circle(struct text *text, const struct known *known,
                    const struct closed_circle *closed);
/* Add which task waits for what, while the run goes on. */
void explain_waits(struct text *text, const struct known *known);

#endif

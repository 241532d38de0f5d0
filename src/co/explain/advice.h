/* Advice on deadlocks. */
#ifndef CO_ADVICE_H
#define CO_ADVICE_H

#include "co/explain/growing_text.h"
#include "co/explain/stuck.h"

/* The kinds of deadlock for which the report has advice. */
enum advice {
    TAKEN_TWICE,
    LOCKS_IN_A_CIRCLE,
    AWAITED_WITH_A_LOCK,
    TASKS_IN_A_CIRCLE,
    HELD_AT_THE_END,
    EVENT_NEVER_SET,
    EVENT_SET_BEFORE,
    NO_PRODUCER,
    PRODUCER_ENDED,
    NO_CONSUMER,
    TASK_DONE_MISSING,
    NEVER_NOTIFIED,
    NOT_NOTIFIED_AGAIN,
    BARRIER_NOT_FULL,
    NO_WRITER,
    NO_READER,
    OBJECT_GONE,
    ADVICES
};

/* Advice for tasks that wait for each other in a circle. */
enum advice advice_for_circle(const struct stuck_graph *graph, const uint32_t *circle,
                              uint32_t length);
/* Advice for a task that waits for something that no other stuck task holds; ADVICES: there is
 * none. */
enum advice advice_for(const struct stuck_graph *graph, const struct stuck *stuck);
/* Add the advice of each kind for which `advice` is true, or an empty line if there is none. */
void advice_add(struct text *text, const bool advice[ADVICES]);

#endif

/* Events for an observer, and why a task goes on. */
#ifndef CO_KERNEL_OBSERVE_H
#define CO_KERNEL_OBSERVE_H

#include "co/kernel/current.h"

RARE void task_observe(struct co_loop *loop, enum co_trace_kind kind, struct co_task *task,
                       const struct co_resource *resource, int result);
RARE void task_set_cause(struct co_task *task, enum co_cause_kind kind);
/* The cause for a waiter that hears later of the task's end. Counts as a wake by the task. */
struct co_cause task_end_cause(struct co_task *task);

/* A callback runs for this cause until cause_leave() is given what this returns. */
static inline const struct co_cause *cause_enter(struct co_loop *loop, const struct co_cause *cause)
{
    const struct co_cause *before = loop->callback_cause;

    loop->callback_cause = cause;
    return before;
}
static inline void cause_leave(struct co_loop *loop, const struct co_cause *before)
{
    loop->callback_cause = before;
}

#endif

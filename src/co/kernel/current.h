/* The loop and the task of this thread, and how the program looks at a task. */
#ifndef CO_KERNEL_CURRENT_H
#define CO_KERNEL_CURRENT_H

#include "co/kernel/loop.h"

extern _Thread_local struct co_loop *co_loop_now;
/* co_loop_now, or NULL while the loop has an inspector or an observer. Fast paths test this one
 * pointer, so neither costs them anything. */
extern _Thread_local struct co_loop *loop_unwatched;
/* In a pool thread: the future of the job that runs. */
extern _Thread_local struct co_task *co_job_now;
/* In a pool thread, idle or not: the loop that the thread works for. */
extern _Thread_local struct co_loop *co_pool_loop_now;

/* This thread's loop, or the loop's inspector, is another one now. */
void current_loop_changed(void);

/* The task or job that runs here, else the loop's stand-in for callbacks; NULL outside a loop. */
struct co_task *task_here(void);

/* The handle of a task that is free was given to a call: an inspector hears of it. */
RARE bool task_is_dead_handle(const struct co_task *task, const char *call);
static inline bool is_dead(const struct co_task *task, const char *call)
{
    return unlikely(task->references <= 0) && task_is_dead_handle(task, call);
}
/* NULL, or that. */
static inline bool is_no_task(const struct co_task *task, const char *call)
{
    return unlikely(!task) || is_dead(task, call);
}

/* 0, or why this task cannot be waited for. */
static inline int task_check(struct co_loop *loop, const struct co_task *task)
{
    if (unlikely(!task))
        return task_missing(loop);
    if (is_dead(task, NULL))
        return co_raise(-EBADF, "the task has been awaited before, its handle is dead");
    if (unlikely(task == loop->running))
        return co_raise(-EINVAL, "a task cannot await itself");
    if (unlikely(task->loop != loop))
        return co_raise(-EINVAL, "%s belongs to another loop", co_task_name(task));
    return 0;
}

#endif

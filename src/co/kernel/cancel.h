/* Waits that pass a cancel request on. */
#ifndef CO_KERNEL_CANCEL_H
#define CO_KERNEL_CANCEL_H

#include "co/kernel/task.h"

/* A wait that passes a cancel request on to the tasks whose end it awaits. Its `cancel` is
 * wait_pass_cancel. */
struct passing_wait;
struct passing_kind {
    /* The next of these tasks, from *position on; NULL after the last. */
    struct co_task *(*next)(struct passing_wait *passing, size_t *position);
    /* All have been asked; `any`: one of them had not ended. */
    void (*passed)(struct passing_wait *passing, bool any);
    /* The tasks await each other in a circle: stop waiting, with -ECANCELED. */
    void (*cut)(struct passing_wait *passing);
};
struct passing_wait {
    struct co_wait wait;
    struct co_task *waiter;
    const struct passing_kind *kind;
    uint32_t sweep; /* 0; PASSING; or the last sweep over all tasks that has passed here */
    /* While it passes a request on. */
    struct passing_wait *below; /* has passed it on to this one */
    size_t position;
    bool any;
};
#define PASSING UINT32_MAX
void wait_pass_cancel(struct co_wait *wait, struct co_task *task);

#endif

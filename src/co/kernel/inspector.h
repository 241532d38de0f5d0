/* An inspector looks at the steps of a loop one by one, as debug mode does. */
#ifndef CO_KERNEL_INSPECTOR_H
#define CO_KERNEL_INSPECTOR_H

#include "co/kernel/base.h"

struct inspector {
    /* Run a step, with loop_run_step(). */
    void (*run_step)(struct co_loop *loop, uintptr_t entry);
    /* Let a timer fire, by `fire`. */
    void (*fire_timer)(struct co_loop *loop, struct co_timer *timer,
                       void (*fire)(struct co_loop *loop, struct co_timer *timer));
    void (*task_ended)(struct co_loop *loop, struct co_task *task);
    /* The program has given `call` the handle of a task that is free. NULL: the call notes its
     * place, which names it. */
    void (*dead_handle)(struct co_loop *loop, const struct co_task *task, const char *call);
};

#endif

/*
 * Watching several tasks.
 *
 * In asyncio a waiter for several futures hears of an end by a callback, one turn after the end,
 * and runs one turn after that. Here the end that lets the waiter go on puts a hop into the ready
 * queue, where asyncio has that callback. Until the hop has run the waiter still waits, and can be
 * cancelled.
 */
#ifndef CO_KERNEL_WATCHSET_H
#define CO_KERNEL_WATCHSET_H

#include "co/kernel/cancel.h"

struct watchset;
struct watch {
    struct co_watcher watcher;
    struct watchset *set; /* NULL: the task has ended */
    struct co_task *task;
};

/* On the stack of the function that waits for some of the tasks. */
struct watchset {
    struct passing_wait passing; /* or a wait that passes nothing on */
    struct co_resource resource;
    struct co_handle hop;
    struct co_timer timer;
    size_t count, pending; /* pending: have not ended */
    struct watch *watches;
    struct watch inline_watches[8];
    /* Returns whether the waiter may go on, now that `task` has ended. */
    bool (*enough)(struct watchset *set, struct co_task *task);
    /* May be NULL. The i-th task has ended, and the set will not look at it again. */
    void (*ended)(struct watchset *set, size_t i, struct co_task *task);
    /* May be NULL. The set is left, and this task has not ended. */
    void (*left)(struct co_task *task);
    bool always_suspends; /* also where the tasks that have ended are enough */
    bool decided;         /* the hop has been put into the ready queue */
    bool hop_is_queued;
    bool woken;
};

/* What to wait for: tasks, or coroutines that become tasks. */
struct watched {
    struct co_task *const *tasks; /* NULL: coroutines */
    const struct co_coro *coros;
    size_t count;
};

/* Wait until `enough` says so, at most `timeout` seconds. 0, -ECANCELED, -ENOMEM, or what is wrong
 * with a task. While it waits the array of tasks may change. */
int watchset_wait(struct watchset *set, const char *kind, struct watched watched, double timeout);
/* Stop waiting. */
void watchset_cancel(struct co_wait *wait, struct co_task *task);

#endif

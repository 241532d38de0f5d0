/* Where something may come from outside of a loop, and how the loop sleeps until then. */
#ifndef CO_KERNEL_SOURCE_H
#define CO_KERNEL_SOURCE_H

#include "co/kernel/base.h"

#include <stdatomic.h>

/* A thing that makes tasks and callbacks ready from outside. Any member may be NULL. */
struct source {
    /* Before a turn: make ready what has come. `has_waited`: the loop has been asleep just now. */
    void (*look)(struct co_loop *loop, bool has_waited);
    /* Nothing is ready, and time would jump to the deadline. Let the outside run before; false:
     * nothing there has to run. */
    bool (*serve)(struct co_loop *loop, int64_t deadline);
    /* Nothing is ready, on the real clock. Returns whether something may come without a timer. */
    bool (*may_come)(struct co_loop *loop);
};

/* How a loop sleeps in real time. */
struct loop_sleep {
    /* Until the deadline on the real clock, or until the loop is woken. */
    void (*until)(struct co_loop *loop, int64_t deadline);
    /* From any thread and from signal handlers. */
    void (*wake)(struct co_loop *loop);
};

/* The first two are written by other threads. They lie apart from the rest: a compiler may read
 * neighbours together. */
struct outside {
    _Atomic bool has_news;      /* the loop was woken, and has not looked since */
    _Atomic bool address_taken; /* the program has a handle with which others may wake the loop */
    const struct source *const *sources; /* in the order of looking; NULL comes last */
    const struct loop_sleep *sleep;      /* NULL: the loop cannot be woken */
    uint32_t awaited;  /* waits that end when a source is looked at, and do not wake the loop */
    uint32_t open;     /* other things from which something may come at any time */
    uint32_t held;     /* things that time is held for while they run */
    bool always_looks; /* the program's own event loop runs within ours */
};

#endif

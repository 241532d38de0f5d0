/* A loop with all that the kernel does not know of. */
#ifndef CO_RUNTIME_INTERNAL_H
#define CO_RUNTIME_INTERNAL_H

#include "co/debug_internal.h"
#include "co/descriptor_internal.h"
#include "co/explain/speaker.h"
#include "co/generator_internal.h"
#include "co/inbox_internal.h"
#include "co/kernel/loop.h"
#include "co/numbers_internal.h"
#include "co/signals_internal.h"
#include "co/thread_internal.h"

struct poller;

struct runtime {
    struct co_loop loop;
    struct inbox inbox;
    struct signal_queue signals;
    struct threads threads;
    struct descriptors descriptors;
    struct poller *poller;        /* libev's side, in poller.c */
    struct co_list parties;       /* in the order of entering */
    struct co_list endings;       /* the newest first */
    struct co_list timer_handles; /* that were not called yet */
    struct table done_callbacks;  /* that were not called yet, by task, function and argument */
    struct generators generators;
    struct table owned;     /* what tasks own, by task and place */
    struct numbers numbers; /* of what tasks own */
    struct debug_state debug;
    struct speaker speaker;
};

/* *created: a loop of this thread, in force. */
int loop_create(struct co_loop **created, const struct co_options *options);
void loop_free(struct co_loop *loop);
/* The loop of this thread that has the handle; NULL: there is none. */
struct co_loop *loop_find_here(const struct co_loop *handle);
/* The loop that runs in this thread; NULL: none, or a job runs. */
struct co_loop *loop_running_here(void);
/* Find the loop among this thread's, and make it the one in force. */
int loop_activate(const struct co_loop *handle, struct co_loop **loop);

static inline struct runtime *runtime_of(const struct co_loop *loop)
{
    return container_of(loop, struct runtime, loop);
}
static inline struct threads *threads_of(const struct co_loop *loop)
{
    return &runtime_of(loop)->threads;
}

#endif

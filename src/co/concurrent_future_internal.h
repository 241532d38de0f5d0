/* Concurrent futures: results that other threads wait for. */
#ifndef CO_CONCURRENT_FUTURE_INTERNAL_H
#define CO_CONCURRENT_FUTURE_INTERNAL_H

#include "co/inbox_internal.h"
#include "co/kernel/task.h"

struct co_concurrent_future {
    int references;
    int result;
    bool ended;
    bool has_text;
    char text[CO_TEXT_MAX];
    struct co_link link; /* among its loop's */
    bool linked;
    struct co_list blocked; /* the threads that wait for it, the last first */

    /* The task that ends it; used by its loop alone. */
    struct co_loop *loop; /* NULL: closed */
    struct inbox_item begin, cancel;
    struct co_handle handle;
    struct co_watcher watcher;
    struct co_task *task;
    struct scope scope;
    struct co_cause cause;
    const struct co_place *place;
    struct co_coro coro;
    char task_name[CO_NAME_MAX];
    char arguments[] __attribute__((aligned(16)));
};

/* With one reference for the caller, and one for the loop until the loop's end or the future's.
 * NULL: no memory. */
struct co_concurrent_future *concurrent_future_make(struct co_loop *loop, size_t size);
/* The same, linked. */
struct co_concurrent_future *concurrent_future_create_for(struct co_loop *loop);
/* With another reference. NULL: that loop has ended. */
struct co_concurrent_future *concurrent_future_find(const struct co_loop *handle,
                                                    struct co_concurrent_future *future);
/* Locked. */
void concurrent_future_link(struct co_loop *loop, struct co_concurrent_future *future);
/* The loop has done with it. */
void concurrent_future_unlink(struct co_loop *loop, struct co_concurrent_future *future);
void concurrent_future_end(struct co_concurrent_future *future, int result,
                           const struct co_task *from);
/* The same, locked. False: it has ended before. */
bool concurrent_future_end_locked(struct co_concurrent_future *future, int result,
                                  const struct co_task *from);

/* At the end of a loop: it is not found any more, and nothing ends its futures. */
void concurrent_futures_close(struct co_loop *loop);
void concurrent_futures_free(struct co_loop *loop);
/* In a child process, locked: the parent's loops and threads are not there. */
void concurrent_futures_forget(void);

#endif

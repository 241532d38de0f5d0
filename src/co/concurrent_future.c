/* Concurrent futures: results that other threads wait for. */
#include "co/concurrent_future_internal.h"

#include "co/blocked_internal.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/scope.h"
#include "co/kernel/task.h"
#include "co/open_loops_internal.h"
#include "co/runtime_internal.h"

#include <string.h>

struct co_concurrent_future *concurrent_future_make(struct co_loop *loop, size_t size)
{
    struct co_concurrent_future *future = memory_resize(NULL, sizeof *future + size);

    if (!future)
        return NULL;
    memset(future, 0, sizeof *future);
    future->references = 2; /* the caller, and the loop until its end or the future's */
    future->loop = loop;
    return future;
}

void concurrent_future_link(struct co_loop *loop, struct co_concurrent_future *future)
{
    future->loop = loop;
    list_prepend(&threads_of(loop)->concurrent, &future->link);
    future->linked = true;
}

struct co_concurrent_future *concurrent_future_create_for(struct co_loop *loop)
{
    struct co_concurrent_future *future = concurrent_future_make(loop, 0);

    if (future) {
        threads_lock();
        concurrent_future_link(loop, future);
        threads_unlock();
    }
    return future;
}

/* A loop that ends is not open any more, but waits for its jobs. */
static bool is_loop_of_this_job(const struct co_loop *handle)
{
    return co_job_now && loop_has_handle(co_job_now->loop, handle);
}

struct co_concurrent_future *concurrent_future_find(const struct co_loop *handle,
                                                    struct co_concurrent_future *future)
{
    threads_lock();
    bool found = is_loop_of_this_job(handle) || open_loops_find(handle);
    if (found)
        future->references++;
    threads_unlock();
    return found ? future : NULL;
}

bool co_concurrent_future_done(const struct co_concurrent_future *future)
{
    if (!future)
        return true;
    threads_lock();
    bool ended = future->ended;
    threads_unlock();
    return ended;
}

const char *co_concurrent_future_text(const struct co_concurrent_future *future)
{
    return future && co_concurrent_future_done(future) && future->has_text ? future->text : "";
}

void co_concurrent_future_release(struct co_concurrent_future *future)
{
    if (!future)
        return;
    threads_lock();
    bool last = --future->references == 0;
    threads_unlock();
    if (last) {
        scope_release(&future->scope);
        memory_resize(future, 0);
    }
}

void concurrent_future_unlink(struct co_loop *loop, struct co_concurrent_future *future)
{
    threads_lock();
    bool linked = future->linked;
    if (linked)
        list_remove(&threads_of(loop)->concurrent, &future->link);
    future->linked = false;
    threads_unlock();
    if (linked)
        co_concurrent_future_release(future);
}

/* Note why a blocked job goes on. */
static void note_cause(struct job *job)
{
    struct co_task *self = &job->self, *here = task_here();

    if (!self->loop->observed)
        return;
    if (co_job_now)
        self->details->cause =
            (struct co_cause){ CO_CAUSE_TASK,          here->id, here->details->lines,
                               ++here->details->wakes, 0,        co_time_nanoseconds() };
    else if (co_loop_now == self->loop)
        task_set_cause(self, CO_CAUSE_TASK);
}

bool concurrent_future_end_locked(struct co_concurrent_future *future, int result,
                                  const struct co_task *from)
{
    if (future->ended)
        return false;
    future->ended = true;
    future->result = result;
    if (from && from->has_text && from->details->text_code == (result < 0 ? result : 0)) {
        future->has_text = true;
        memcpy(future->text, from->details->text, sizeof future->text);
    }
    for (struct blocked *blocked = list_first(&future->blocked, struct blocked, by_future); blocked;
         blocked = list_next(blocked, by_future)) {
        if (blocked->job)
            note_cause(blocked->job);
        blocked_unblock(blocked);
    }
    return true;
}

void concurrent_future_end(struct co_concurrent_future *future, int result,
                           const struct co_task *from)
{
    threads_lock();
    concurrent_future_end_locked(future, result, from);
    threads_unlock();
}

/* ---- The end of a loop ---- */

static struct co_concurrent_future *first_future(const struct co_loop *loop)
{
    return list_first(&threads_of(loop)->concurrent, struct co_concurrent_future, link);
}

/* Locked. A loop that ends runs no coroutines any more. It still waits for its threads, so the ends
 * of threads stay futures of the loop. */
static void cancel_coroutines(struct co_loop *loop)
{
    for (struct co_concurrent_future *future = first_future(loop); future;
         future = list_next(future, link)) {
        if (future->coro.run) {
            future->loop = NULL;
            concurrent_future_end_locked(future, -ECANCELED, NULL);
        }
    }
}

void concurrent_futures_close(struct co_loop *loop)
{
    threads_lock();
    open_loops_remove(loop);
    cancel_coroutines(loop);
    threads_unlock();
}

static void forget_futures(struct co_loop *loop)
{
    for (struct co_concurrent_future *future = first_future(loop); future;
         future = list_next(future, link))
        future->blocked = (struct co_list){ 0 };
    cancel_coroutines(loop);
    for (struct co_concurrent_future *future = first_future(loop); future;
         future = list_next(future, link))
        future->loop = NULL;
}

void concurrent_futures_forget(void)
{
    open_loops_clear(forget_futures);
}

void concurrent_futures_free(struct co_loop *loop)
{
    while (threads_of(loop)->concurrent.first) {
        first_future(loop)->loop = NULL;
        concurrent_future_unlink(loop, first_future(loop));
    }
}

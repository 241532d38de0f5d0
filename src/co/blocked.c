/* Threads that are blocked until another thread has done something. */
#include "co/blocked_internal.h"

#include "co/concurrent_future_internal.h"
#include "co/kernel/loop.h"
#include "co/kernel/task.h"
#include "co/open_loops_internal.h"
#include "co/runtime_internal.h"

/* ---- Threads that run ---- */

void threads_count_active(struct co_loop *loop)
{
    threads_of(loop)->active++;
}

void threads_count_idle(struct co_loop *loop)
{
    struct threads *threads = threads_of(loop);
    struct blocked *blocked = list_first(&threads->blocked_self, struct blocked, by_loop);

    threads->active--;
    for (; blocked; blocked = list_next(blocked, by_loop))
        pthread_cond_signal(&blocked->changed);
    if (!threads->active)
        loop_wake(loop); /* it may be a deadlock */
}

/* ---- Threads that wait ---- */

/* The loop's list that it is in. */
static struct co_list *list_of_loop(const struct blocked *blocked)
{
    return blocked->job ? &threads_of(blocked->loop)->blocked_jobs
                        : &threads_of(blocked->loop)->blocked_self;
}

void blocked_begin(struct blocked *blocked)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&blocked->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    threads_lock();
    if (blocked->future)
        list_prepend(&blocked->future->blocked, &blocked->by_future);
    if (blocked->loop)
        list_prepend(list_of_loop(blocked), &blocked->by_loop);
}

void blocked_end(struct blocked *blocked)
{
    if (blocked->future)
        list_remove(&blocked->future->blocked, &blocked->by_future);
    if (blocked->loop)
        list_remove(list_of_loop(blocked), &blocked->by_loop);
    threads_unlock();
    pthread_cond_destroy(&blocked->changed);
}

bool blocked_wait(struct blocked *blocked, int64_t deadline)
{
    return threads_wait(&blocked->changed, deadline);
}

void blocked_unblock(struct blocked *blocked)
{
    if (blocked->counts)
        threads_count_active(blocked->loop);
    blocked->counts = false;
    if (blocked->job)
        blocked->resume(blocked->job);
    pthread_cond_signal(&blocked->changed);
}

bool blocked_give_up(struct co_loop *loop)
{
    bool any = false;

    struct blocked *blocked = list_first(&threads_of(loop)->blocked_jobs, struct blocked, by_loop);

    for (; blocked; blocked = list_next(blocked, by_loop))
        if (blocked->counts) {
            blocked->given_up = any = true;
            blocked_unblock(blocked);
        }
    return any;
}

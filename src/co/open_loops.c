/*
 * The loops of the process that are open.
 *
 * One lock for all loops guards the list of open loops, the concurrent futures and the threads that
 * are blocked on them. A thread that has something for a loop looks for the loop in that list
 * first: a loop that has ended is not found, and nothing of it is touched.
 */
#include "co/open_loops_internal.h"

#include "co/kernel/loop.h"
#include "co/runtime_internal.h"

#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
enum { BUCKETS = 256 };
static struct co_loop *open_loops[BUCKETS]; /* by serial */

void threads_lock(void)
{
    pthread_mutex_lock(&lock);
}

void threads_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

bool threads_wait(pthread_cond_t *changed, int64_t deadline)
{
    struct timespec until = { deadline / NANOSECONDS, deadline % NANOSECONDS };

    if (deadline != CO_NEVER)
        return pthread_cond_timedwait(changed, &lock, &until) != ETIMEDOUT;
    pthread_cond_wait(changed, &lock);
    return true;
}

void open_loops_add(struct co_loop *loop)
{
    struct co_loop **bucket = &open_loops[loop->serial % BUCKETS];

    threads_lock();
    threads_of(loop)->next_open = *bucket;
    *bucket = loop;
    threads_unlock();
}

struct co_loop *open_loops_find(const struct co_loop *handle)
{
    struct co_loop *loop = open_loops[(uintptr_t)handle % BUCKETS];

    while (loop && !loop_has_handle(loop, handle))
        loop = threads_of(loop)->next_open;
    return loop;
}

void open_loops_remove(struct co_loop *loop)
{
    struct co_loop **link = &open_loops[loop->serial % BUCKETS];

    while (*link && *link != loop)
        link = &threads_of(*link)->next_open;
    if (*link)
        *link = threads_of(loop)->next_open;
}

void open_loops_clear(void (*visit)(struct co_loop *loop))
{
    for (size_t i = 0; i < BUCKETS; i++)
        for (; open_loops[i]; open_loops[i] = threads_of(open_loops[i])->next_open)
            visit(open_loops[i]);
}

void open_loops_note_address(const struct co_loop *handle)
{
    threads_lock();
    struct co_loop *loop = open_loops_find(handle);
    if (loop)
        loop->outside.address_taken = true;
    threads_unlock();
}

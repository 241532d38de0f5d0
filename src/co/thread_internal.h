/* Threads beside a loop, and how they take turns with it. */
#ifndef CO_THREAD_INTERNAL_H
#define CO_THREAD_INTERNAL_H

#include "co/job_internal.h"
#include "co/kernel/loop.h"

#include <semaphore.h>

struct threads {
    struct co_list executors;
    struct co_executor own_executor, *default_executor; /* NULL: its own */
    struct job_queue ready_jobs;                        /* in the order in which they could run */
    struct job_queue paused_jobs; /* virtual clock: in the order in which their pauses end */
    uint64_t jobs_ordered;
    sem_t baton; /* virtual clock: back at the loop */
    bool has_baton, closing, closed;
    struct co_task *host; /* the job in whose thread the loop runs */
    /* Guarded by the lock of threads. */
    struct co_loop *next_open;
    struct co_list concurrent;                 /* futures */
    struct co_list blocked_jobs, blocked_self; /* jobs that wait, and the loop's own thread */
    int32_t active; /* real clock: threads that run, or will by themselves */
};

extern const struct source threads_source;

/* Returns whether threads run only while the loop waits for them. */
static inline bool threads_take_turns(const struct co_loop *loop)
{
    return loop->options.clock != CO_CLOCK_REAL;
}

/* Returns whether the job can run. If so, it runs in its turn. */
void threads_add(struct co_loop *loop, struct job *job);
/* Real clock: start what can be started. */
void threads_start(struct co_loop *loop);
/* Take the job of this future out again, if it has not begun. NULL: it has. */
struct job *threads_forget(struct co_task *future);
/* Block the loop until `over`; time moves on for threads alone. -EDEADLK: it would be for ever.
 * -ETIMEDOUT: that time of the loop has come. */
int threads_run_until(struct co_loop *loop, bool (*over)(void *), void *argument, int64_t deadline);
/* At the end of the loop: threads end and are joined. */
void threads_close(struct co_loop *loop);

/* ---- In a thread ---- */

/* -EDEADLK: on a clock that jumps it would last for ever. */
int job_sleep(struct co_task *self, int64_t delay);
int job_block(struct co_task *self, struct co_concurrent_future *future, int64_t delay);

#endif

/*
 * Worker pool: submitted jobs run in the order of submission, so many at a time. A fixed number of
 * further jobs may wait; beyond that a task that submits a job waits, too. A job is a task: it can
 * be awaited for its result, cancelled, or detached.
 *
 *     static struct worker_pool pool = WORKER_POOL(3, 100);      three at a time, a hundred wait
 *     struct co_task *job;
 *     await(worker_pool_submit(&pool, CORO(fetch, url), &job));
 *     await(co_await(job));
 *     await(worker_pool_stop(&pool));
 */
#ifndef PATTERNS_WORKER_POOL_H
#define PATTERNS_WORKER_POOL_H

#include "co/co.h"

struct worker_job;
struct worker_pool {
    int size;                    /* jobs at a time, at least 1; private from here */
    struct co_semaphore workers; /* a permit is an idle worker */
    struct co_semaphore places;  /* a permit is a free place for a job that runs or waits */
    struct co_event idle;        /* set when no job is pending after the stop */
    struct worker_job *jobs;     /* the jobs that wait for a worker or run */
    size_t pending;              /* jobs that were submitted and have not ended */
    enum { WORKER_POOL_OPEN, WORKER_POOL_STOPPED, WORKER_POOL_CANCELLED } state;
};
#define WORKER_POOL(at_a_time, waiting)                                                            \
    ((struct worker_pool){ .size = (at_a_time),                                                    \
                           .workers = { .value = (at_a_time) },                                    \
                           .places = { .value = (at_a_time) + (waiting) } })
/* Bytes of a job's arguments. */
enum { WORKER_ARGUMENTS_MAX = CO_ARGUMENTS_MAX - 128 };

/* Wait for a place, then submit the job; its arguments are copied. *task gets the job, which the
 * caller must await or detach. If `task` is NULL, the job is detached, and its error is reported.
 * -ECANCELED: the job was not submitted. -ESHUTDOWN: the pool has been stopped. -EINVAL: the pool
 * has no workers, or there are too many bytes of arguments. -ENOMEM. */
CO_ASYNC int worker_pool_submit(struct worker_pool *pool, struct co_coro coro,
                                struct co_task **task);
/* Take no more jobs, and wait until all submitted jobs have ended. Tasks that wait for a place get
 * -ESHUTDOWN. -ECANCELED: the jobs go on. Several tasks may call this, also repeatedly. -EDEADLK:
 * the caller is a job of the pool. */
CO_ASYNC int worker_pool_stop(struct worker_pool *pool);
/* Take no more jobs and cancel all jobs: jobs that run may clean up, the others never begin.
 * worker_pool_stop() waits for their end. */
void worker_pool_cancel(struct worker_pool *pool);
/* The number of jobs that were submitted and have not ended. */
size_t worker_pool_pending(const struct worker_pool *pool);

#ifndef CO_WITHOUT_PLACES
#define worker_pool_submit(...) CO_AT(worker_pool_submit, #__VA_ARGS__, __VA_ARGS__)
#define worker_pool_stop(...) CO_AT(worker_pool_stop, #__VA_ARGS__, __VA_ARGS__)
#define worker_pool_cancel(...) CO_AT(worker_pool_cancel, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/*
 * Worker pool: jobs that are submitted run in the order of submission, so many at a time; so many
 * more may wait, and then who submits waits too. A job is a task: it can be awaited for its result,
 * cancelled, or left to itself.
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
    struct co_semaphore workers; /* that are free */
    struct co_semaphore places;  /* that are free, for jobs that run or wait */
    struct co_event idle;        /* set once it has stopped */
    struct worker_job *jobs;     /* those that have begun to wait for a worker */
    size_t pending;              /* submitted, and not ended */
    enum { WORKER_POOL_OPEN, WORKER_POOL_STOPPED, WORKER_POOL_CANCELLED } state;
};
#define WORKER_POOL(at_a_time, waiting)                                                            \
    ((struct worker_pool){ .size = (at_a_time),                                                    \
                           .workers = { .value = (at_a_time) },                                    \
                           .places = { .value = (at_a_time) + (waiting) } })
/* Bytes of a job's arguments. */
enum { WORKER_ARGUMENTS_MAX = CO_ARGUMENTS_MAX - 128 };

/* Wait for a place, then hand the job over; its arguments are copied. *task gets the job, which is
 * to be awaited or detached; NULL: it is detached, and an error that it ends with is reported as
 * one that nobody saw. -ECANCELED: not submitted. -ESHUTDOWN: the pool has been stopped. -EINVAL: a
 * pool without workers, or too many bytes of arguments. -ENOMEM. */
CO_ASYNC int worker_pool_submit(struct worker_pool *pool, struct co_coro coro,
                                struct co_task **task);
/* Take no more jobs, and wait until all that were submitted have ended. Those who wait for a place
 * get -ESHUTDOWN. -ECANCELED: the jobs go on. May be called again, and by several.
 * -EDEADLK: by one of the jobs. */
CO_ASYNC int worker_pool_stop(struct worker_pool *pool);
/* Take no more jobs and cancel all: those that run may clean up, the others never begin.
 * worker_pool_stop() waits for their end. */
void worker_pool_cancel(struct worker_pool *pool);
/* Jobs that have been submitted and have not ended. */
size_t worker_pool_pending(const struct worker_pool *pool);

#ifndef CO_WITHOUT_PLACES
#define worker_pool_submit(...) CO_AT(worker_pool_submit, #__VA_ARGS__, __VA_ARGS__)
#define worker_pool_stop(...) CO_AT(worker_pool_stop, #__VA_ARGS__, __VA_ARGS__)
#define worker_pool_cancel(...) CO_AT(worker_pool_cancel, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/* Executors, and the threads that they have. */
#ifndef CO_EXECUTOR_INTERNAL_H
#define CO_EXECUTOR_INTERNAL_H

#include "co/job_internal.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>

struct worker {
    struct executor *executor;
    pthread_t thread;
    sigset_t mask; /* signals that it blocks, as the thread that runs the loop does */
    sem_t wake;
    struct job *job; /* NULL or the last one, and woken: the end */
    struct worker *next_idle;
};

struct executor {
    struct co_loop *loop;
    struct co_link link;
    bool is_shut;
    struct co_task *emptied; /* a future that ends when it has no jobs; NULL: no task waits */
    struct worker *idle;
    uint32_t jobs;            /* that were given to it and have not come back */
    bool kept;                /* by a caller that waits for its jobs, and ends it then */
    struct co_list kept_jobs; /* no thread for them yet; in order */
    uint32_t admitted;        /* jobs that have a thread, or can get it at once */
    uint32_t limit;           /* of these: less than max_workers while the system gives no more */
    uint32_t count, max_workers;
    struct worker workers[];
};

struct co_task *executor_submit(struct co_executor *handle, struct co_coro function,
                                struct co_concurrent_future *end);

/* ---- Pools of threads ---- */

/* A thread more. NULL: the system gives none. */
struct worker *pool_start_worker(struct executor *executor);
/* False: the executor has no thread for it now, and takes it back. */
bool job_find_worker(struct job *job);
/* Returns whether there is a thread for it, or can be. False: the executor keeps it until there
 * is. */
bool executor_admit(struct job *job);
/* A thread has become free, or there may be more of them again. */
void executor_admit_kept(struct executor *executor);
/* Take out a job that has not begun. */
void executor_forget(struct job *job);
/* End of the loop: free the jobs that executors keep. */
void executors_forget_jobs(struct co_loop *loop);
/* Its threads end and are joined. */
void executor_end(struct executor *executor);
void executors_free(struct co_loop *loop);
/* Let the job's thread go on; in the thread: wait for that. */
void job_wake(struct job *job);
void job_wait(struct job *job);
void job_free(struct job *job);
void semaphore_wait(sem_t *semaphore);

#endif

/* The threads of executors, and which job gets one. All is decided on the loop's thread. */
#include "co/blocked_internal.h"
#include "co/concurrent_future_internal.h"
#include "co/executor_internal.h"
#include "co/inbox_internal.h"
#include "co/job_internal.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/scope.h"
#include "co/open_loops_internal.h"
#include "co/runtime_internal.h"
#include "co/thread_internal.h"

/* ---- In the thread ---- */

void semaphore_wait(sem_t *semaphore)
{
    while (sem_wait(semaphore) < 0)
        ; /* a signal came */
}

void job_wake(struct job *job)
{
    sem_post(&job->worker->wake);
}

void job_wait(struct job *job)
{
    semaphore_wait(&job->worker->wake);
}

static void become_idle(struct co_loop *loop)
{
    if (threads_take_turns(loop)) {
        sem_post(&threads_of(loop)->baton);
        return;
    }
    threads_lock();
    threads_count_idle(loop);
    threads_unlock();
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct co_loop *loop = worker->executor->loop;
    uint32_t done = 0; /* id of the last job */

    co_pool_loop_now = loop;
    pthread_sigmask(SIG_SETMASK, &worker->mask, NULL);
    for (;;) {
        semaphore_wait(&worker->wake);
        struct job *job = worker->job;
        if (!job || job->self.id == done)
            return NULL;
        done = job->self.id;
        co_job_now = &job->self;
        job->result = job->run(job->arguments);
        job->ended_at = co_time_nanoseconds();
        if (job->end)
            concurrent_future_end(job->end, 0, NULL);
        co_job_now = NULL;
        inbox_post(loop, &job->item);
        become_idle(loop);
    }
}

/* ---- On the loop's thread ---- */

struct worker *pool_start_worker(struct executor *executor)
{
    struct worker *worker = &executor->workers[executor->count];
    sigset_t all;
    int rc;

    if (executor->count == executor->max_workers || memory_fails())
        return NULL;
    worker->executor = executor;
    sem_init(&worker->wake, 0, 0);
    /* A process or thread that the function starts inherits the mask, so the mask has to be the
     * loop's. But no signal handler may run before the thread knows its loop. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &worker->mask);
    rc = pthread_create(&worker->thread, NULL, work, worker);
    pthread_sigmask(SIG_SETMASK, &worker->mask, NULL);
    if (rc != 0) {
        sem_destroy(&worker->wake);
        return NULL;
    }
    executor->count++;
    return worker;
}

/* ---- Jobs that get a thread ---- */

bool executor_admit(struct job *job)
{
    struct executor *executor = job->executor;

    if (job->admitted)
        return true;
    if (executor->admitted == executor->limit) {
        list_append(&executor->kept_jobs, &job->kept);
        return false;
    }
    executor->admitted++;
    return job->admitted = true;
}

static struct job *take_first_kept(struct executor *executor)
{
    return list_entry(list_take_first(&executor->kept_jobs), struct job, kept);
}

void executor_admit_kept(struct executor *executor)
{
    while (executor->kept_jobs.first && executor->admitted < executor->limit) {
        struct job *job = take_first_kept(executor);

        job->admitted = true;
        executor->admitted++;
        job_queue_add(&threads_of(executor->loop)->ready_jobs, job);
    }
}

bool job_find_worker(struct job *job)
{
    struct executor *executor = job->executor;

    if (job->worker)
        return true;
    job->worker = executor->idle;
    if (job->worker)
        executor->idle = job->worker->next_idle;
    else
        job->worker = pool_start_worker(executor);
    if (job->worker) {
        job->worker->job = job;
        return true;
    }
    job->admitted = false;
    executor->limit = --executor->admitted;
    list_prepend(&executor->kept_jobs, &job->kept);
    return false;
}

void job_free(struct job *job)
{
    job->executor->jobs--;
    task_unreference(job->future);
    scope_release(&job->self_details.scope);
    co_concurrent_future_release(job->end);
    memory_resize(job, 0);
}

void executor_forget(struct job *job)
{
    struct executor *executor = job->executor;

    if (!job->admitted) {
        list_remove(&executor->kept_jobs, &job->kept);
        return;
    }
    executor->admitted--;
    executor_admit_kept(executor);
}

void executors_forget_jobs(struct co_loop *loop)
{
    struct executor *executor = list_first(&threads_of(loop)->executors, struct executor, link);

    for (; executor; executor = list_next(executor, link))
        for (struct job *job; (job = take_first_kept(executor));)
            job_free(job);
}

/* ---- The end ---- */

/* Woken without a new job, the thread ends. A job that it was given and has not begun still runs
 * first. */
static void worker_end(struct worker *worker)
{
    sem_post(&worker->wake);
    pthread_join(worker->thread, NULL);
    sem_destroy(&worker->wake);
}

void executor_end(struct executor *executor)
{
    for (uint32_t i = 0; i < executor->count; i++)
        worker_end(&executor->workers[i]);
    list_remove(&threads_of(executor->loop)->executors, &executor->link);
    executor->loop->outside.open--;
    if (executor->emptied)
        task_unreference(executor->emptied);
    memory_resize(executor, 0);
}

void executors_free(struct co_loop *loop)
{
    while (threads_of(loop)->executors.first)
        executor_end(list_first(&threads_of(loop)->executors, struct executor, link));
}

/*
 * Blocking functions in threads: loop.run_in_executor.
 *
 * Who runs what is decided on the loop's thread alone, and results come through the inbox, so
 * nothing here needs a lock. Who takes turns with whom is in thread.c.
 */
#include "internal.h"

#include <math.h>
#include <string.h>

struct worker {
    struct executor *executor;
    pthread_t thread;
    sigset_t mask; /* signals that it blocks: those of the thread that runs the loop */
    sem_t wake;
    struct job *job; /* NULL or the last one, and woken: the end */
    struct worker *next_idle;
};

struct executor {
    struct co_loop *loop;
    struct co_link link;
    bool is_shut;
    struct co_task *emptied; /* a future, for one who waits until it has no jobs; NULL: nobody */
    struct worker *idle;
    uint32_t jobs;            /* that were given to it and have not come back */
    bool kept;                /* by a caller that waits for its jobs, and ends it then */
    struct co_list kept_jobs; /* no thread for them yet; in order */
    uint32_t admitted;        /* jobs that have a thread, or can get it at once */
    uint32_t limit;           /* of these: less than max_workers while the system gives no more */
    uint32_t count, max_workers;
    struct worker workers[];
};

/* ---- In the thread ---- */

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
        thread_is_idle(loop);
    }
}

void job_wake(struct job *job)
{
    sem_post(&job->worker->wake);
}

void job_wait(struct job *job)
{
    semaphore_wait(&job->worker->wake);
}

/* ---- On the loop's thread ---- */

static struct worker *start_worker(struct executor *executor)
{
    struct worker *worker = &executor->workers[executor->count];
    sigset_t all;
    int rc;

    if (executor->count == executor->max_workers || memory_fails())
        return NULL;
    worker->executor = executor;
    sem_init(&worker->wake, 0, 0);
    /* What a function starts inherits the mask, so it has to be the loop's. But no handler runs
     * before the thread knows its loop. */
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

/* A thread has become free, or there may be more of them again. */
static void admit_kept(struct executor *executor)
{
    while (executor->kept_jobs.first && executor->admitted < executor->limit) {
        struct job *job = take_first_kept(executor);

        job->admitted = true;
        executor->admitted++;
        job_queue_add(&executor->loop->ready_jobs, job);
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
        job->worker = start_worker(executor);
    if (job->worker) {
        job->worker->job = job;
        return true;
    }
    job->admitted = false;
    executor->limit = --executor->admitted;
    list_prepend(&executor->kept_jobs, &job->kept);
    return false;
}

void executor_forget(struct job *job)
{
    struct executor *executor = job->executor;

    if (!job->admitted) {
        list_remove(&executor->kept_jobs, &job->kept);
        return;
    }
    executor->admitted--;
    admit_kept(executor);
}

void executors_forget_jobs(struct co_loop *loop)
{
    struct executor *executor = list_first(&loop->executors, struct executor, link);

    for (; executor; executor = list_next(executor, link))
        for (struct job *job; (job = take_first_kept(executor));)
            job_free(job);
}

/* Woken without a new job, it ends. One that was given and has not begun yet still runs first. */
static void worker_end(struct worker *worker)
{
    sem_post(&worker->wake);
    pthread_join(worker->thread, NULL);
    sem_destroy(&worker->wake);
}

static void executor_end(struct executor *executor)
{
    for (uint32_t i = 0; i < executor->count; i++)
        worker_end(&executor->workers[i]);
    list_remove(&executor->loop->executors, &executor->link);
    if (executor->emptied)
        task_unreference(executor->emptied);
    memory_resize(executor, 0);
}

/* Shut down and empty, it ends. */
static void end_if_empty(struct executor *executor)
{
    if (!executor->is_shut || executor->jobs)
        return;
    if (executor->emptied && !executor->emptied->ended)
        task_end(executor->emptied, 0);
    if (!executor->kept)
        executor_end(executor);
}

void job_free(struct job *job)
{
    job->executor->jobs--;
    task_unreference(job->future);
    scope_release(&job->self.scope);
    co_concurrent_future_release(job->end);
    memory_resize(job, 0);
}

static void deliver(struct inbox_item *item)
{
    struct job *job = container_of(item, struct job, item);
    struct executor *executor = job->executor;
    struct co_loop *loop = executor->loop;
    struct co_cause cause = { CO_CAUSE_THREAD, job->self.id, job->self.lines, 0, 0, job->ended_at };

    job->worker->job = NULL;
    job->worker->next_idle = executor->idle;
    executor->idle = job->worker;
    if (!job->future->ended) {
        const struct co_cause *before = loop->outside_cause;

        task_copy_text(job->future, &job->self);
        loop->outside_cause = &cause;
        task_end(job->future, job->result);
        loop->outside_cause = before;
    }
    job_free(job);
    if (loop->threads_closed)
        return;
    executor->limit = executor->max_workers;
    executor->admitted--;
    admit_kept(executor);
    end_if_empty(executor);
    threads_start(loop);
}

/* One that has not begun is forgotten; a running one goes on, and its result will be dropped. */
static bool cancel_job(struct co_task *future)
{
    struct job *job = threads_forget(future);

    if (job) {
        struct executor *executor = job->executor;

        job_free(job);
        end_if_empty(executor);
    }
    return false;
}

bool co_task_is_job(const struct co_task *task)
{
    return !is_no_task(task, __func__) && task->stack_class == NO_STACK &&
           task->cancel_future == cancel_job;
}

static struct executor *executor_create(struct co_loop *loop, struct co_executor *handle)
{
    uint32_t max_workers = handle->max_workers ? handle->max_workers : CO_POOL_THREADS;
    size_t size = sizeof(struct executor) + max_workers * sizeof(struct worker);
    struct executor *executor = memory_resize(NULL, size);

    if (!executor)
        return NULL;
    memset(executor, 0, size);
    if (!loop->has_baton)
        loop->has_baton = sem_init(&loop->baton, 0, 0) == 0;
    executor->loop = loop;
    executor->max_workers = executor->limit = max_workers;
    list_prepend(&loop->executors, &executor->link);
    handle->state = executor;
    handle->loop = loop->serial;
    return executor;
}

/* The one that the loop has for the handle; of an earlier loop's nothing is left. */
static struct executor *executor_of(struct co_loop *loop, const struct co_executor *handle)
{
    return handle->loop == loop->serial ? handle->state : NULL;
}

static struct executor *need_executor(struct co_loop *loop, struct co_executor *handle)
{
    struct executor *executor = executor_of(loop, handle);

    if (handle->is_shut) {
        task_refuse(loop, -EPERM, "cannot schedule new futures after shutdown");
        return NULL;
    }
    if (handle->max_workers > CO_POOL_THREADS) {
        task_refuse(loop, -EINVAL, "an executor cannot have so many threads");
        return NULL;
    }
    if (!executor && !(executor = executor_create(loop, handle))) {
        task_refuse(loop, -ENOMEM, "there is no memory for a thread pool");
        return NULL;
    }
    /* With no thread at all nobody would ever run it. */
    if (!executor->count) {
        struct worker *worker = start_worker(executor);

        if (!worker) {
            task_refuse(loop, -EAGAIN, "the system gives no thread for a blocking function");
            return NULL;
        }
        executor->idle = worker;
    }
    return executor;
}

static struct job *job_create(struct executor *executor, const struct co_coro *function)
{
    struct job *job = memory_resize(NULL, sizeof *job + function->size);

    if (!job)
        return NULL;
    memset(job, 0, sizeof *job);
    job->future = future_create(executor->loop, function->name, cancel_job);
    if (!job->future) {
        memory_resize(job, 0);
        return NULL;
    }
    memcpy(&job->self, job->future, sizeof job->self);
    job->future->arguments = job; /* for cancel_job() */
    job->future->scope = (struct scope){ 0 };
    job->executor = executor;
    job->item = (struct inbox_item){ .deliver = deliver, .key = job->future->id };
    job->run = function->run;
    if (function->size)
        memcpy(job->arguments, function->arguments, function->size);
    executor->jobs++;
    return job;
}

struct co_task *executor_submit(struct co_executor *handle, struct co_coro function,
                                struct co_concurrent_future *end)
{
    struct co_loop *loop = co_loop_now;
    struct executor *executor;
    struct job *job;

    if (!loop)
        return NULL;
    if (co_job_now)
        return NULL;
    if (function.size > CO_ARGUMENTS_MAX)
        return task_refuse(loop, -EINVAL, "the arguments of a function are too large");
    executor = need_executor(loop, handle);
    if (!executor)
        return NULL;
    job = job_create(executor, &function);
    if (!job)
        return task_refuse(loop, -ENOMEM, "there is no memory for a blocking function");
    job->end = end;
    task_reference(job->future);
    threads_add(loop, job);
    threads_start(loop);
    return job->future;
}

struct co_task *co_run_in_executor(struct co_executor *executor, struct co_coro function)
{
    struct co_loop *loop = co_loop_now;

    if (!executor && loop)
        executor = loop->default_executor ? loop->default_executor : &loop->own_executor;
    return executor_submit(executor, function, NULL);
}

int co_to_thread(struct co_coro function)
{
    return co_await(co_run_in_executor(NULL, function));
}

/* ---- Shutting down ---- */

static void shut(struct co_executor *handle, struct executor *executor)
{
    handle->is_shut = true;
    handle->state = NULL;
    if (executor)
        executor->is_shut = true;
}

static bool is_empty(void *executor)
{
    return !((struct executor *)executor)->jobs;
}

int co_executor_shutdown(struct co_executor *handle, bool wait)
{
    struct co_loop *loop = co_loop_now;
    struct executor *executor = loop && !co_job_now ? executor_of(loop, handle) : NULL;
    int rc = 0;

    if (co_job_now)
        return co_raise(-EPERM, "an executor is shut down where its loop runs");
    shut(handle, executor);
    if (!executor)
        return 0;
    if (wait) {
        executor->kept = true;
        rc = threads_run_until(loop, is_empty, executor, CO_NEVER);
        executor->kept = false;
    }
    end_if_empty(executor);
    return rc;
}

int co_set_default_executor(struct co_executor *executor)
{
    if (!co_loop_now || co_job_now)
        return co_raise(-EPERM, "there is no loop to give an executor to");
    co_loop_now->default_executor = executor;
    return 0;
}

int co_shutdown_default_executor(double timeout)
{
    struct co_loop *loop = co_loop_now;
    struct co_executor *handle;
    struct executor *executor;
    int rc;

    if (!loop || !loop->running || co_job_now)
        return co_raise(-EPERM, "only a task can wait for threads");
    if (isnan(timeout))
        return co_raise(-EINVAL, "a timeout that is not a number");
    handle = loop->default_executor ? loop->default_executor : &loop->own_executor;
    executor = executor_of(loop, handle);
    if (!executor) {
        shut(handle, NULL);
        return 0;
    }
    struct co_task *emptied = future_create(loop, "threads", NULL);
    if (!emptied)
        return loop->refused;
    executor->emptied = emptied;
    task_reference(emptied);
    shut(handle, executor);
    end_if_empty(executor);
    rc = co_wait(&emptied, 1, timeout, CO_ALL_COMPLETED);
    if (rc == 0) {
        rc = co_raise(-ETIMEDOUT, "The executor did not finish joining its threads within %g s.",
                      timeout);
        report(loop, &(struct co_report){ .kind = CO_REPORT_OTHER,
                                          .message = "threads still run",
                                          .code = rc,
                                          .text = co_text(),
                                          .place = co_place_now });
        co_raise(rc, "The executor did not finish joining its threads within %g s.", timeout);
    }
    if (!emptied->ended)
        co_task_cancel(emptied);
    task_consume(emptied);
    return rc < 0 ? rc : 0;
}

void executors_free(struct co_loop *loop)
{
    while (loop->executors.first)
        executor_end(list_first(&loop->executors, struct executor, link));
}

/*
 * Blocking functions in threads: loop.run_in_executor.
 *
 * The loop's thread alone decides which thread runs which job, and results come through the inbox,
 * so nothing here needs a lock. How threads take turns is in turns.c.
 */
#include "co/executor_internal.h"

#include "co/inbox_internal.h"
#include "co/job_internal.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/report.h"
#include "co/kernel/scope.h"
#include "co/kernel/task.h"
#include "co/runtime_internal.h"
#include "co/thread_internal.h"

#include <math.h>
#include <string.h>

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

static void deliver(struct inbox_item *item)
{
    struct job *job = container_of(item, struct job, item);
    struct executor *executor = job->executor;
    struct co_loop *loop = executor->loop;
    struct co_cause cause = { CO_CAUSE_THREAD, job->self.id, job->self_details.lines, 0, 0,
                              job->ended_at };

    job->worker->job = NULL;
    job->worker->next_idle = executor->idle;
    executor->idle = job->worker;
    if (!job->future->ended) {
        task_copy_text(job->future, &job->self);
        const struct co_cause *before = cause_enter(loop, &cause);
        task_end(job->future, job->result);
        cause_leave(loop, before);
    }
    job_free(job);
    if (threads_of(loop)->closed)
        return;
    executor->limit = executor->max_workers;
    executor->admitted--;
    executor_admit_kept(executor);
    end_if_empty(executor);
    threads_start(loop);
}

/* A job that has not begun is forgotten. A job that runs goes on, and its result is dropped. */
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
           task->details->cancel_future == cancel_job;
}

static struct executor *executor_create(struct co_loop *loop, struct co_executor *handle)
{
    uint32_t max_workers = handle->max_workers ? handle->max_workers : CO_POOL_THREADS;
    size_t size = sizeof(struct executor) + max_workers * sizeof(struct worker);
    struct executor *executor = memory_resize(NULL, size);

    if (!executor)
        return NULL;
    memset(executor, 0, size);
    if (!threads_of(loop)->has_baton)
        threads_of(loop)->has_baton = sem_init(&threads_of(loop)->baton, 0, 0) == 0;
    executor->loop = loop;
    executor->max_workers = executor->limit = max_workers;
    list_prepend(&threads_of(loop)->executors, &executor->link);
    loop->outside.open++;
    handle->state = executor;
    handle->loop = loop->serial;
    return executor;
}

/* The executor that the loop has for the handle. NULL: none, or the handle is an earlier loop's. */
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
    /* Without any thread the job would never run. */
    if (!executor->count) {
        struct worker *worker = pool_start_worker(executor);

        if (!worker) {
            task_refuse(loop, -EAGAIN, "the system has no thread left for a blocking function");
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
    job->future = future_create(executor->loop, function->name, function->task_name, cancel_job);
    if (!job->future) {
        memory_resize(job, 0);
        return NULL;
    }
    memcpy(&job->self, job->future, sizeof job->self);
    memcpy(&job->self_details, job->future->details, sizeof job->self_details);
    job->self.details = &job->self_details;
    job->future->details->completed_by = job;
    job->future->details->scope = (struct scope){ 0 };
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
        executor = threads_of(loop)->default_executor ? threads_of(loop)->default_executor
                                                      : &threads_of(loop)->own_executor;
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
        return co_raise(-EPERM, "an executor can only be shut down where its loop runs");
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
    threads_of(co_loop_now)->default_executor = executor;
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
        return co_raise(-EINVAL, "the timeout is not a number");
    handle = threads_of(loop)->default_executor ? threads_of(loop)->default_executor
                                                : &threads_of(loop)->own_executor;
    executor = executor_of(loop, handle);
    if (!executor) {
        shut(handle, NULL);
        return 0;
    }
    struct co_task *emptied = future_create(loop, "threads", NULL, NULL);
    if (!emptied)
        return loop->tasks.create_error;
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

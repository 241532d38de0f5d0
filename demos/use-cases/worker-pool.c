/*
 * A pool has a few workers, and a queue of jobs for them. A job is a function with its
 * arguments; any function will do, and here there are two [1]. submit puts the job into the
 * queue [2]. The queue has four places, so the submitter waits at the fifth job until the
 * workers have begun. A worker takes the next job [3] and calls its function [4]. If the job
 * fails, the worker reports it [5] and goes on with the next job.
 *
 * To stop the pool, one end marker for each worker is put behind the last job [6], and each
 * worker leaves at the first end marker that it gets [7].
 *
 * The tutorial's flaw: a worker calls task_done for each job [8], but not for its end marker.
 * By default no task notices. In --variant=flaw, a join of the queue after the stop waits for
 * ever [9]. In --variant=fixed the workers call task_done for the end markers, too [10]. The
 * tutorial also drops the results of the jobs: a caller that needs them must wait for a future
 * which the job completes.
 *
 * Key point: three workers do all eight jobs in 0.910 s, less than half of the time that one
 * would need.
 *
 * Use it when there are more jobs than may run at once, and they come one by one.
 *
 * The tutorial says that you can submit without limit, bounded by the queue size; in fact
 * submit waits as long as the queue is full.
 */
#include "demo.h"

ASYNC(work, const char *name; double duration;)                     /* [1] added */
{
    await(co_sleep(my->duration));
    log_time("%s done", my->name);
    return 0;
}

ASYNC(failing_work, const char *name; double duration;)             /* [1] added */
{
    await(co_sleep(my->duration));
    return co_raise(-EINVAL, "%s failed", my->name);
}

static struct worker_pool {
    struct co_queue jobs;
    struct co_task *worker_tasks[3];
} pool = { .jobs = CO_QUEUE(4, .describe = co_describe_named) };

METHOD(worker_pool, worker, const char *name;)
{
    struct demo_job *job;
    while (await(co_queue_get(&self->jobs, &job)), job != NULL) {   /* [3] [7] shutdown signal */
        log_time("%s starts %s", my->name, job->name);
        int rc = co_call(job->coro);                                /* [4] func(*args, **kwargs) */
        if (is_exception(rc))                                       /* except Exception: */
            log_time("%s job error: %s", my->name, co_text());      /* [5] */
        co_queue_task_done(&self->jobs);                            /* [8] finally: */
        await_except(EXCEPTION, rc);
    }
    if (variant("fixed"))
        co_queue_task_done(&self->jobs);                            /* [10] */
    log_time("%s stopped", my->name);
    return 0;
}

METHOD(worker_pool, start)
{
    for (int i = 0; i < 3; i++)
        self->worker_tasks[i] = co_create_task(NAMED_CORO(worker, self, F("Worker-%d", i)));
    return 0;
}

METHOD(worker_pool, submit, struct co_coro job;)
{
    return co_queue_put(&self->jobs, JOB(my->job));                 /* [2] */
}

METHOD(worker_pool, stop)
{
    for (int i = 0; i < 3; i++)
        await(co_queue_put(&self->jobs, NULL));                     /* [6] */
    return GATHER_TASKS(self->worker_tasks);
}

ASYNC(main)                                                         /* added */
{
    static const double durations[] = { 0.30, 0.20, 0.25, 0.15, 0.33, 0.21, 0.30, 0.40 };
    await(CALL(start, &pool));
    for (int i = 0; i < 8; i++) {
        char *name = F("job-%d", i + 1);
        await(CALL(submit, &pool, i == 3 ? NAMED_CORO(failing_work, name, durations[i])
                                         : NAMED_CORO(work, name, durations[i])));
        log_time("submitted %s (queue size %zu)", name, co_queue_qsize(&pool.jobs));
    }
    log_time("stopping the pool");
    await(CALL(stop, &pool));
    log_time("pool stopped");
    MUST(co_queue_empty(&pool.jobs));
    if (variant("flaw") || variant("fixed")) {
        await(co_queue_join(&pool.jobs));                           /* [9] */
        log_time("-- after jobs.join()");
    }
    return 0;
}

DEMO(worker_pool, .title = "Worker pool: few workers, many jobs", .section = "6",
     .flaw = "no task_done for end markers: a join() after the stop waits for ever",
     .variants = { { "flaw", "a join() after the stop waits for ever", EXIT_DEADLOCK },
                   { "fixed", "the workers call task_done for end markers, too", 0 } });

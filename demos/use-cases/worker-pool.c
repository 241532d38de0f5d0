/*
 * Three workers take jobs from a queue [3]. The queue has four places, so the submitter waits
 * at the fifth job [1] until the workers have begun. If a job fails, the worker reports it [5]
 * and goes on with the next job. To stop the pool, one end marker per worker is put after the
 * last job [2], and each worker leaves at the first end marker that it gets.
 *
 * The tutorial's flaw: a worker calls task_done for each job [6], but not for its end marker.
 * By default nothing waits for that. With --variant=flaw, a join() of the queue after the stop
 * waits for ever [7]. --variant=fixed calls task_done for the end marker, too [4]. The
 * tutorial also drops the results, and only prints the errors.
 */
#include "demo.h"

ASYNC(work, const char *job_name; double duration; bool fail;)
{
    await(co_sleep(my->duration));
    if (my->fail)
        return co_raise(-EINVAL, "%s failed", my->job_name);
    log_time("%s done", my->job_name);
    return 0;
}

struct worker_pool {
    struct co_queue jobs;                                           /* the arguments of work() */
    struct co_task *worker_tasks[3];
};

METHOD(worker_pool, worker, const char *name;)
{
    while (true) {
        struct work *job;
        await(co_queue_get(&self->jobs, &job));                     /* [3] */
        if (job == NULL) {                                          /* shutdown signal */
            if (variant("fixed"))
                co_queue_task_done(&self->jobs);                    /* [4] */
            log_time("%s stopped", my->name);
            return 0;
        }
        log_time("%s starts %s", my->name, job->job_name);
        int rc = work_start(job);                                   /* func(*args, **kwargs) */
        if (is_exception(rc))                                       /* except Exception: */
            log_time("%s job error: %s", my->name, co_text());      /* [5] */
        co_queue_task_done(&self->jobs);                            /* [6] finally: */
        await_except(EXCEPTION, rc);
    }
}

METHOD(worker_pool, start)
{
    for (int i = 0; i < 3; i++)
        self->worker_tasks[i] = co_create_task(NAMED_CORO(worker, self, F("Worker-%d", i)));
    return 0;
}

METHOD(worker_pool, submit, struct work *job;)
{
    return co_queue_put(&self->jobs, my->job);                      /* [1] */
}

METHOD(worker_pool, stop)
{
    for (int i = 0; i < 3; i++)
        await(co_queue_put(&self->jobs, NULL));                     /* [2] */
    return GATHER_TASKS(self->worker_tasks);
}

ASYNC(main)
{
    static struct worker_pool pool = { .jobs = CO_QUEUE(4, .describe = co_describe_named) };
    static const double durations[] = { 0.30, 0.20, 0.25, 0.15, 0.33, 0.21, 0.30, 0.40 };
    static struct work jobs[8];
    await(CALL(start, &pool));
    for (int i = 0; i < 8; i++) {
        jobs[i] = (struct work){ F("job-%d", i + 1), durations[i], .fail = i == 3 };
        await(CALL(submit, &pool, &jobs[i]));
        log_time("submitted job-%d (queue size %zu)", i + 1, co_queue_qsize(&pool.jobs));
    }
    log_time("stopping the pool");
    await(CALL(stop, &pool));
    log_time("pool stopped");
    MUST(co_queue_empty(&pool.jobs));
    if (variant("flaw") || variant("fixed")) {
        await(co_queue_join(&pool.jobs));                           /* [7] */
        log_time("-- after jobs.join()");
    }
    return 0;
}

DEMO(worker_pool, .title = "Worker pool: few workers, many jobs", .section = "6",
     .flaw = "no task_done for end markers: a join() after the stop waits for ever",
     .variants = { { "flaw", "a join() after the stop waits for ever", EXIT_DEADLOCK },
                   { "fixed", "the workers call task_done for end markers, too", 0 } });

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

struct job {
    const char *name;
    double duration;
    bool fail;
};

struct worker_pool {
    struct co_queue jobs;
    struct co_task *worker_tasks[3];
};

ASYNC(work, const char *job_name; double duration; bool fail;)
{
    await(co_sleep(my->duration));
    if (my->fail)
        return co_raise(-EINVAL, "%s failed", my->job_name);
    log_time("%s done", my->job_name);
    return 0;
}

METHOD(worker_pool, worker, int i;)
{
    while (true) {
        const struct job *job;
        await(co_queue_get(&self->jobs, &job));                     /* [3] */
        if (job == NULL) {                                          /* shutdown signal */
            if (variant("fixed"))
                co_queue_task_done(&self->jobs);                    /* [4] */
            log_time("Worker-%d stopped", my->i);
            return 0;
        }
        log_time("Worker-%d starts %s", my->i, job->name);
        int rc = CALL(work, job->name, job->duration, job->fail);
        if (is_exception(rc))                                       /* except Exception: */
            log_time("Worker-%d job error: %s", my->i, co_text());  /* [5] */
        co_queue_task_done(&self->jobs);                            /* [6] finally: */
        if (rc == -ECANCELED)
            return rc;
    }
}

METHOD(worker_pool, start)
{
    for (int i = 0; i < 3; i++)
        self->worker_tasks[i] = co_create_task(NAMED(CORO(worker, self, i), F("Worker-%d", i)));
    return 0;
}

METHOD(worker_pool, submit, struct job *job;)
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
    static struct worker_pool pool = { .jobs = CO_QUEUE(4) };
    static struct job jobs[] = {
        { "job-1", 0.30, false }, { "job-2", 0.20, false }, { "job-3", 0.25, false },
        { "job-4", 0.15, true },  { "job-5", 0.33, false }, { "job-6", 0.21, false },
        { "job-7", 0.30, false }, { "job-8", 0.40, false },
    };
    await(CALL(start, &pool));
    for (size_t i = 0; i < COUNT(jobs); i++) {
        await(CALL(submit, &pool, &jobs[i]));
        log_time("submitted %s (queue size %zu)", jobs[i].name, co_queue_qsize(&pool.jobs));
    }
    log_time("stopping the pool");
    await(CALL(stop, &pool));
    log_time("pool stopped");
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

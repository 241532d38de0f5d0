/* The steps of the tests of the work queue. They write the ids and results that they see into the
 * words of the case, see SAID() in co/scenario.h. */
#ifndef WORK_QUEUE_WORDS_H
#define WORK_QUEUE_WORDS_H

#include "work_queue/work_queue.h"

#include "co/scenario.h"

__attribute__((unused)) static int put(struct work_queue *queue, const char *id, int priority)
{
    struct work_job job = { .id = id, .priority = priority, .data = IO_STRING(id) };

    return work_queue_put(queue, &job);
}

/* Gets a job, and says its id. From the second attempt on it says the attempt as well: "a:2". */
__attribute__((unused)) static int get(struct worker *worker)
{
    struct work_job job;

    await(worker_get(worker, &job));
    say(job.attempts == 1 ? "%s" : "%s:%d", job.id, job.attempts);
    return 0;
}

/* Ends the job of the worker. `name` is the result. */
__attribute__((unused)) static int done(struct worker *worker, const char *name)
{
    return worker_done(worker, name, strlen(name));
}

/* Ends the job of the worker, gets the next one and says its id, or "none". */
__attribute__((unused)) static int next(struct worker *worker, const char *name)
{
    struct work_job job;
    int rc = worker_next(worker, name, strlen(name), &job);

    say(job.id && job.attempts > 1 ? "%s:%d" : "%s", job.id ? job.id : "none", job.attempts);
    return rc;
}

/* Takes a result, says it as "job=result/worker/attempts", and forgets it. */
__attribute__((unused)) static int take_result(struct work_queue *queue)
{
    struct work_result result;

    await(work_queue_result(queue, &result));
    say("%s=%.*s/%s/%d", result.job, (int)result.data.size, result.data.data, result.worker,
        result.attempts);
    return work_queue_forget(queue, &result);
}

ASYNC(get_one, struct worker *worker;)
{
    return get(my->worker);
}

#endif

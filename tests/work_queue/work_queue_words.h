/* What the tests of the work queue have in common: what is put, got and done is said in words. */
#ifndef WORK_QUEUE_WORDS_H
#define WORK_QUEUE_WORDS_H

#include "work_queue/work_queue.h"

#include "co/scenario.h"

__attribute__((unused)) static int put(struct io_work_queue *queue, const char *id, int priority)
{
    struct io_job job = { .id = id, .priority = priority, .data = IO_STRING(id) };

    return io_work_queue_put(queue, &job);
}

/* Gets a job and says its id, and how often it has been handed out if that is not once. */
__attribute__((unused)) static int get(struct io_worker *worker)
{
    struct io_job job;

    await(io_worker_get(worker, &job));
    say(job.attempts == 1 ? "%s" : "%s:%d", job.id, job.attempts);
    return 0;
}

/* The job and its result, which is its worker's name. */
__attribute__((unused)) static int done(struct io_worker *worker, const char *name)
{
    return io_worker_done(worker, name, strlen(name));
}

/* Takes a result, says it, and has it forgotten. */
__attribute__((unused)) static int take_result(struct io_work_queue *queue)
{
    struct io_result result;

    await(io_work_queue_result(queue, &result));
    say("%s=%.*s/%s/%d", result.job, (int)result.data.size, result.data.data, result.worker,
        result.attempts);
    return io_work_queue_forget(queue, &result);
}

ASYNC(get_one, struct io_worker *worker;)
{
    return get(my->worker);
}

#endif

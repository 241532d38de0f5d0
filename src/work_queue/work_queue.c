#include "work_queue/work_queue.h"

#include "work_queue/work_queue_engine.h"

#include <math.h>
#include <string.h>

/* ---- What is allowed ---- */

static int check_text(const char *what, const char *text, size_t size)
{
    size_t length = strnlen(text, size);

    if (length == 0 || length == size)
        return co_raise(-EINVAL, "%s has 1 to %zu bytes", what, size - 1);
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            return co_raise(-EINVAL, "%s has no control characters", what);
    }
    return 0;
}

static int check_job(const struct work_job *job)
{
    if (job->priority < 1 || job->priority > WORK_JOB_PRIORITIES)
        return co_raise(-EINVAL, "a priority is a number from 1, the most urgent, to %d",
                        WORK_JOB_PRIORITIES);
    if (job->data.size > WORK_JOB_SIZE_MAX)
        return co_raise(-EINVAL, "a job has at most %d MiB", WORK_JOB_SIZE_MAX >> 20);
    return check_text("the id of a job", job->id, WORK_JOB_ID_MAX);
}

bool worker_name_is_allowed(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-_.";
    size_t length = strspn(name, allowed);

    return length > 0 && length < WORKER_NAME_MAX && !name[length];
}

static int check_worker_name(const char *name)
{
    if (worker_name_is_allowed(name))
        return 0;
    return co_raise(-EINVAL, "the name of a worker is made of 1 to %d letters, digits and -_.",
                    WORKER_NAME_MAX - 1);
}

/* ---- For programs that put jobs ---- */

int work_queue_open(struct work_queue **queue, const struct work_queue_options *options)
{
    static const struct work_queue_options defaults;
    struct io_redis_address address;
    char reason[IO_REDIS_REASON_MAX];

    *queue = NULL;
    if (!options)
        options = &defaults;
    if (isnan(options->patience))
        return co_raise(-EINVAL, "a patience that is not a number");
    if (!options->broker)
        return work_queue_open_memory(queue);
    if (io_redis_address_parse(&address, options->broker, reason) < 0)
        return co_raise(-EINVAL, "%s", reason);
    if (options->name) {
        int rc = check_text("the name of a queue", options->name, WORK_JOB_ID_MAX);

        if (rc < 0)
            return rc;
    }
    return work_queue_open_redis(queue, &address, options);
}

int work_queue_put(struct work_queue *queue, const struct work_job *job)
{
    return work_queue_put_all(queue, job, 1);
}

int work_queue_put_all(struct work_queue *queue, const struct work_job *jobs, size_t count)
{
    int in_queue = 0;

    for (size_t i = 0; i < count; i++) {
        int rc = check_job(&jobs[i]);

        if (rc < 0)
            return rc;
    }
    for (size_t done = 0; done < count; done += WORK_PUT_AT_ONCE) {
        size_t left = count - done, now = left < WORK_PUT_AT_ONCE ? left : WORK_PUT_AT_ONCE;
        int rc = queue->engine->put(queue, jobs + done, now);

        if (rc < 0)
            return rc;
        in_queue += rc;
    }
    return in_queue;
}

int work_queue_size(struct work_queue *queue)
{
    return queue->engine->size(queue);
}

int work_queue_result(struct work_queue *queue, struct work_result *result)
{
    return queue->engine->result(queue, result);
}

int work_queue_forget(struct work_queue *queue, const struct work_result *result)
{
    return queue->engine->forget(queue, result);
}

int work_queue_lost(struct work_queue *queue, const char *worker, char job[WORK_JOB_ID_MAX])
{
    int rc = check_worker_name(worker);

    return rc < 0 ? rc : queue->engine->lost(queue, worker, job);
}

int work_queue_workers(struct work_queue *queue)
{
    return queue->engine->workers(queue);
}

int work_queue_clear(struct work_queue *queue)
{
    return queue->engine->clear(queue);
}

void work_queue_close(struct work_queue *queue)
{
    if (queue)
        queue->engine->close(queue);
}

/* ---- For workers ---- */

int worker_open(struct worker **worker, struct work_queue *queue, const char *name)
{
    int rc = check_worker_name(name);

    *worker = NULL;
    return rc < 0 ? rc : queue->engine->open_worker(worker, queue, name);
}

int worker_get(struct worker *worker, struct work_job *job)
{
    if (worker->has_job)
        return co_raise(-EPERM, "%s has a job already", worker->name);
    return worker->queue->engine->get(worker, job);
}

static int check_has_job(const struct worker *worker)
{
    return worker->has_job ? 0 : co_raise(-EPERM, "%s has no job", worker->name);
}

static int check_result(const struct worker *worker, size_t size)
{
    int rc = check_has_job(worker);

    if (rc == 0 && size > WORK_JOB_SIZE_MAX)
        rc = co_raise(-EINVAL, "a result has at most %d MiB", WORK_JOB_SIZE_MAX >> 20);
    return rc;
}

int worker_done(struct worker *worker, const void *result, size_t size)
{
    int rc = check_result(worker, size);

    return rc < 0 ? rc : worker->queue->engine->done(worker, result, size);
}

int worker_next(struct worker *worker, const void *result, size_t size, struct work_job *next)
{
    int rc = check_result(worker, size);

    *next = (struct work_job){ .id = NULL };
    return rc < 0 ? rc : worker->queue->engine->next(worker, result, size, next);
}

int worker_again(struct worker *worker)
{
    int rc = check_has_job(worker);

    return rc < 0 ? rc : worker->queue->engine->again(worker);
}

int worker_put_back(struct worker *worker)
{
    int rc = check_has_job(worker);

    return rc < 0 ? rc : worker->queue->engine->put_back(worker);
}

int worker_close(struct worker *worker)
{
    return worker ? worker->queue->engine->close_worker(worker) : 0;
}

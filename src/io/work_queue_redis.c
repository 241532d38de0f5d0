/*
 * The work queue in Redis, for processes on any number of machines. A queue that is called jobs is
 * made of these keys:
 *
 *     jobs:1 ... jobs:9     a stream for each priority, read by the consumer group "workers". An
 *                           entry has the fields id and job, and is deleted when it is done
 *     jobs:ids              the set of the ids of all jobs that are not forgotten
 *     jobs:results          a hash: what came of the job of this id
 *     jobs:done             a stream of id, worker and attempts, in the order of getting done
 *     jobs:workers          the set of the workers
 *     jobs:alive:WORKER     is there as long as the worker says that it lives
 *     jobs:bell             a list that gets longer for each job that can be got
 *
 * So `XADD jobs:1 * id T7 job 0.3` and `LPUSH jobs:bell 1` put a job by hand (without the bell it is
 * found half a second later), and `HGET jobs:results T7` shows what came of it.
 *
 * Each step is a script, which Redis runs as a whole. One whose reply was lost with the connection
 * is taken again, so each is such that the second time changes nothing: a job is put once for its
 * id; its result is that of the one who takes the entry off the list of the group (XACK); and
 * who asks for a job is first given the one that he has and does not know of.
 *
 * Whoever says nothing for SILENCE_MAX is lost, which is found by all others. Jobs of the lost are
 * nobody's until somebody asks for a job. After Redis was away nobody is called lost before all had
 * the time to say that they live.
 */
#define CO_WITHOUT_PLACES /* reports show the call of the one who waits */
#include "io/work_queue_redis.h"

/* The parts of a result as WORK_RESULT gives it. */
enum { RESULT_PLACE, RESULT_ID, RESULT_WORKER, RESULT_ATTEMPTS, RESULT_DATA };

/* ---- For those who have work done ---- */

static int redis_put(struct io_work_queue *base, const struct io_job *job)
{
    struct redis_queue *queue = (struct redis_queue *)base;
    char priority[NUMBER_MAX];
    const struct io_bytes arguments[] = { digits(priority, job->priority), IO_STRING(job->id),
                                          job->data };

    return work_link_count(&queue->link, WORK_PUT, arguments, 3);
}

static int redis_size(struct io_work_queue *base)
{
    return work_link_count(&((struct redis_queue *)base)->link, WORK_SIZE, NULL, 0);
}

int redis_give_sign(struct work_link *link, const char *worker, const char *token)
{
    bool look = link->redis.stream && co_time() - link->redis.connected > SILENCE_MAX;
    char milliseconds[NUMBER_MAX];
    const struct io_bytes arguments[] = { IO_STRING(worker), IO_STRING(token),
                                          digits(milliseconds, (int)(SILENCE_MAX * 1000)),
                                          IO_STRING(look ? "1" : "0") };

    return work_link_count(link, WORK_SIGN, arguments, 4);
}

static int look_for_the_lost(struct redis_queue *queue)
{
    if (co_time() - queue->looked < SIGN_OF_LIFE)
        return 0;
    queue->looked = co_time();
    return redis_give_sign(&queue->link, "", "");
}

static int wait_for_result(struct redis_queue *queue)
{
    char key[IO_JOB_ID_MAX + 8], milliseconds[NUMBER_MAX];
    const struct io_bytes words[] = { IO_STRING("XREAD"),
                                      IO_STRING("BLOCK"),
                                      digits(milliseconds, (int)(WAIT_AT_ONCE * 1000)),
                                      IO_STRING("COUNT"),
                                      IO_STRING("1"),
                                      IO_STRING("STREAMS"),
                                      { key, (size_t)snprintf(key, sizeof key, "%s:done",
                                                              queue->link.queue) },
                                      IO_STRING(queue->place) };

    return work_link_wait(&queue->waiting, words, sizeof words / sizeof *words, WAIT_AT_ONCE);
}

static int redis_result(struct io_work_queue *base, struct io_result *result)
{
    struct redis_queue *queue = (struct redis_queue *)base;

    io_redis_reply_free(queue->result);
    queue->result = NULL;
    for (;;) {
        const struct io_bytes place = IO_STRING(queue->place);
        int rc = look_for_the_lost(queue);

        if (rc >= 0)
            rc = work_link_call(&queue->link, WORK_RESULT, &place, 1, &queue->result);
        if (rc < 0)
            return rc;
        if (io_redis_reply_count(queue->result) > RESULT_DATA)
            break;
        io_redis_reply_free(queue->result);
        queue->result = NULL;
        rc = wait_for_result(queue);
        if (rc < 0)
            return rc;
    }
    *result = (struct io_result){ .job = part(queue->result, RESULT_ID).data,
                                  .worker = part(queue->result, RESULT_WORKER).data,
                                  .attempts = number(queue->result, RESULT_ATTEMPTS),
                                  .data = part(queue->result, RESULT_DATA),
                                  .place = part(queue->result, RESULT_PLACE).data };
    snprintf(queue->place, sizeof queue->place, "%s", result->place);
    return 0;
}

static int redis_forget(struct io_work_queue *base, const struct io_result *result)
{
    const struct io_bytes arguments[] = { IO_STRING(result->place), IO_STRING(result->job) };

    return work_link_count(&((struct redis_queue *)base)->link, WORK_FORGET, arguments, 2);
}

static int redis_lost(struct io_work_queue *base, const char *worker, char job[IO_JOB_ID_MAX])
{
    const struct io_bytes name = IO_STRING(worker);
    struct io_redis_reply *reply;
    int rc = work_link_call(&((struct redis_queue *)base)->link, WORK_LOST, &name, 1, &reply);

    if (rc < 0)
        return rc;
    snprintf(job, IO_JOB_ID_MAX, "%s", io_redis_reply_string(reply).data);
    io_redis_reply_free(reply);
    return job[0] != '\0';
}

static int redis_clear(struct io_work_queue *base)
{
    struct redis_queue *queue = (struct redis_queue *)base;

    strcpy(queue->place, "0");
    return work_link_count(&queue->link, WORK_CLEAR, NULL, 0);
}

/* ---- The queue's beginning and end ---- */

static void free_queue(struct redis_queue *queue)
{
    io_redis_reply_free(queue->result);
    co_ending_remove(&queue->queue.ending);
    co_memory_resize(queue, 0);
}

static void redis_close(struct io_work_queue *base)
{
    struct redis_queue *queue = (struct redis_queue *)base;

    io_redis_close(&queue->link.redis);
    io_redis_close(&queue->waiting.redis);
    free_queue(queue);
}

static void end_queue(struct co_ending *ending)
{
    struct redis_queue *queue =
        (struct redis_queue *)((char *)ending - offsetof(struct redis_queue, queue.ending));

    io_redis_abandon(&queue->link.redis);
    io_redis_abandon(&queue->waiting.redis);
    free_queue(queue);
}

static const struct work_engine redis_engine = {
    .put = redis_put,
    .size = redis_size,
    .result = redis_result,
    .forget = redis_forget,
    .lost = redis_lost,
    .clear = redis_clear,
    .close = redis_close,
    .open_worker = redis_open_worker,
    .get = redis_get,
    .done = redis_done,
    .again = redis_again,
    .close_worker = redis_close_worker,
};

int work_queue_open_redis(struct io_work_queue **opened, const struct io_redis_address *address,
                          const struct io_work_queue_options *options)
{
    struct redis_queue *queue = co_memory_resize(NULL, sizeof *queue);
    int rc;

    if (!queue)
        return -ENOMEM;
    *queue = (struct redis_queue){
        .queue = { .engine = &redis_engine, .ending.end = end_queue },
        .link.redis = { .address = *address,
                        .patience = options->patience,
                        .away = options->away,
                        .argument = options->argument },
        .place = "0",
    };
    snprintf(queue->link.queue, sizeof queue->link.queue, "%s",
             options->name ? options->name : "jobs");
    queue->waiting = queue->link;
    rc = co_ending_add(&queue->queue.ending);
    if (rc == 0)
        rc = redis_size(&queue->queue); /* is anybody there? */
    if (rc < 0) {
        redis_close(&queue->queue);
        return rc;
    }
    *opened = &queue->queue;
    return 0;
}

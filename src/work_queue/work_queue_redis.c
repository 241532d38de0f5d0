/*
 * The work queue in Redis, for processes on any number of machines. A queue with the name jobs has
 * these keys:
 *
 *     jobs:1 ... jobs:9     a stream for each priority. The consumer group "workers" reads it. An
 *                           entry has the fields id and job, and is deleted when the job is done
 *     jobs:ids              a hash of all jobs that are not forgotten: for each id, the put that it
 *                           is from, and the last attempt
 *     jobs:results          a hash: for each id, the result of the job
 *     jobs:aside            a hash: for each id, a job that was handed out too often. Its result is
 *                           the reason
 *     jobs:done             a stream of id, worker and attempts, in the order of the results, and
 *                           aside if the job is set aside
 *     jobs:workers          the set of the workers
 *     jobs:alive:WORKER     exists as long as the worker gives signs of life
 *     jobs:owner            the same for the handle that owns the queue
 *     jobs:bell             a list that gets an element for each job that a worker can get
 *
 * So `XADD jobs:1 * id T7 job 0.3` and `LPUSH jobs:bell 1` put a job by hand. (Without the bell a
 * worker finds the job half a second later.) `HGET jobs:results T7` shows the result.
 *
 * Each step is a script, which Redis runs as a whole. If the connection loses the reply, the step
 * is run again. So the second time changes nothing, and has the same reply. A job is put once for
 * its id. The result counts of the worker that takes the entry off the list of the group (XACK). A
 * worker that asks for a job first gets the job that it has and has not heard of.
 *
 * A worker that gives no sign for SILENCE_MAX is lost, and each other worker can find that. A job
 * of a lost worker has no owner until a worker asks for a job. After Redis was away, no worker is
 * called lost before all workers had the time to give a sign.
 *
 * A handle counts the jobs of which it expects a result. If the streams have fewer entries, and
 * there is no result, then jobs have vanished: Redis was emptied.
 */
#include "work_queue/work_queue_redis.h"

#include <time.h>
#include <unistd.h>

/* The parts of a result as WORK_RESULT gives it. */
enum {
    RESULT_PLACE,
    RESULT_ID,
    RESULT_WORKER,
    RESULT_ATTEMPTS,
    RESULT_DATA,
    RESULT_IS_SET_ASIDE,
    RESULT_IS_OURS
};

/* ---- Signs of life ---- */

enum { KEEP_SECONDS = 3600 }; /* the keys of a queue that is a handle's own */

void redis_make_token(char token[TOKEN_MAX])
{
    static unsigned count;
    char host[64] = "";
    struct timespec now;

    gethostname(host, sizeof host - 1);
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(token, TOKEN_MAX, "%s %d %lld.%09ld %u,", host, (int)getpid(), (long long)now.tv_sec,
             now.tv_nsec, ++count);
}

int redis_give_sign(struct work_link *link, const char *worker, const char *token, int seconds)
{
    bool look = link->redis.stream && co_time() - link->redis.connected > SILENCE_MAX;
    char milliseconds[NUMBER_MAX], keep[NUMBER_MAX];
    const struct io_bytes arguments[] = { IO_STRING(worker), IO_STRING(token),
                                          digits(milliseconds, (int)(SILENCE_MAX * 1000)),
                                          IO_STRING(look ? "1" : "0"), digits(keep, seconds) };

    return work_link_count(link, WORK_SIGN, arguments, 5);
}

int redis_give_first_sign(struct work_link *link, const char *worker, const char *token)
{
    double began = co_time();

    for (;;) {
        int rc = redis_give_sign(link, worker, token, 0);

        if (rc != 0 || co_time() - began > SILENCE_MAX + 1)
            return rc;
        rc = co_sleep(SIGN_OF_LIFE);
        if (rc < 0)
            return rc;
    }
}

/* From time to time, give the owner's sign of life, and look for lost workers. */
static int give_sign(struct redis_queue *queue)
{
    int rc;

    if (co_time() - queue->looked < SIGN_OF_LIFE)
        return 1;
    queue->looked = co_time();
    rc = redis_give_sign(&queue->link, "", queue->is_own ? queue->token : "",
                         queue->is_own ? KEEP_SECONDS : 0);
    return rc ? rc : co_raise(-EADDRINUSE, "another run has the queue %s now", queue->link.queue);
}

/* ---- Jobs and results ---- */

static int redis_put(struct work_queue *base, const struct work_job *jobs, size_t count)
{
    struct redis_queue *queue = (struct redis_queue *)base;
    char priorities[WORK_PUT_AT_ONCE][NUMBER_MAX], stamp[TOKEN_MAX + 24];
    struct io_bytes arguments[1 + 3 * WORK_PUT_AT_ONCE];
    int rc = give_sign(queue);

    arguments[0] = (struct io_bytes){ stamp, (size_t)snprintf(stamp, sizeof stamp, "%s%llu.",
                                                              queue->token, ++queue->puts) };
    for (size_t i = 0; i < count; i++) {
        arguments[1 + 3 * i] = digits(priorities[i], jobs[i].priority);
        arguments[2 + 3 * i] = IO_STRING(jobs[i].id);
        arguments[3 + 3 * i] = jobs[i].data;
    }
    if (rc > 0)
        rc = work_link_count(&queue->link, WORK_PUT, arguments, 1 + 3 * count);
    if (rc > 0)
        queue->expected += rc;
    return rc;
}

static int redis_size(struct work_queue *base)
{
    return work_link_count(&((struct redis_queue *)base)->link, WORK_SIZE, NULL, 0);
}

static int wait_for_result(struct redis_queue *queue)
{
    char key[WORK_JOB_ID_MAX + 8], milliseconds[NUMBER_MAX];
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

/* 1: queue->result has a result. 0: there is none yet. */
static int look_for_result(struct redis_queue *queue)
{
    const struct io_bytes arguments[] = { IO_STRING(queue->place), IO_STRING(queue->token) };
    int expected = queue->expected; /* before the look: more may be put during it */
    int rc = work_link_call(&queue->link, WORK_RESULT, arguments, 2, &queue->result), missing;

    if (rc < 0)
        return rc;
    if (io_redis_reply_count(queue->result) > RESULT_IS_OURS)
        return 1;
    missing = expected - (int)io_redis_reply_integer(queue->result);
    io_redis_reply_free(queue->result);
    queue->result = NULL;
    if (missing <= 0)
        return 0;
    return co_raise(-ENODATA, "%d job%s vanished: Redis, or the queue %s in it, was emptied",
                    missing, missing == 1 ? "" : "s", queue->link.queue);
}

static int redis_result(struct work_queue *base, struct work_result *result)
{
    struct redis_queue *queue = (struct redis_queue *)base;
    int rc;

    io_redis_reply_free(queue->result);
    queue->result = NULL;
    do {
        rc = give_sign(queue);
        if (rc > 0)
            rc = look_for_result(queue);
        if (rc < 0)
            return rc;
    } while (rc == 0 && (rc = wait_for_result(queue)) == 0);
    if (rc < 0)
        return rc;
    *result = (struct work_result){ .job = part(queue->result, RESULT_ID).data,
                                    .worker = part(queue->result, RESULT_WORKER).data,
                                    .attempts = number(queue->result, RESULT_ATTEMPTS),
                                    .is_set_aside = number(queue->result, RESULT_IS_SET_ASIDE),
                                    .data = part(queue->result, RESULT_DATA),
                                    .place = part(queue->result, RESULT_PLACE).data };
    queue->expected -= number(queue->result, RESULT_IS_OURS);
    snprintf(queue->place, sizeof queue->place, "%s", result->place);
    return 0;
}

static int redis_forget(struct work_queue *base, const struct work_result *result)
{
    const struct io_bytes arguments[] = { IO_STRING(result->place), IO_STRING(result->job) };

    return work_link_count(&((struct redis_queue *)base)->link, WORK_FORGET, arguments, 2);
}

static int redis_lost(struct work_queue *base, const char *worker, char job[WORK_JOB_ID_MAX])
{
    const struct io_bytes name = IO_STRING(worker);
    struct io_redis_reply *reply;
    int rc = work_link_call(&((struct redis_queue *)base)->link, WORK_LOST, &name, 1, &reply);

    if (rc < 0)
        return rc;
    rc = io_redis_reply_count(reply) ? 1 + number(reply, 1) : 0;
    snprintf(job, WORK_JOB_ID_MAX, "%s", part(reply, 0).data);
    io_redis_reply_free(reply);
    return rc;
}

static int redis_workers(struct work_queue *base)
{
    return work_link_count(&((struct redis_queue *)base)->link, WORK_WORKERS, NULL, 0);
}

static int redis_clear(struct work_queue *base)
{
    struct redis_queue *queue = (struct redis_queue *)base;
    const struct io_bytes token = IO_STRING(queue->token);

    strcpy(queue->place, "0");
    queue->expected = 0;
    queue->looked = -SIGN_OF_LIFE; /* it is this handle's own again with the next sign */
    return work_link_count(&queue->link, WORK_CLEAR, &token, 1);
}

/* ---- The queue's beginning and end ---- */

static void free_queue(struct redis_queue *queue)
{
    io_redis_reply_free(queue->result);
    co_ending_remove(&queue->queue.ending);
    co_memory_resize(queue, 0);
}

static void redis_close(struct work_queue *base)
{
    struct redis_queue *queue = (struct redis_queue *)base;

    io_redis_close(&queue->link.redis);
    io_redis_close(&queue->waiting.redis);
    free_queue(queue);
}

static void end_queue(struct co_ending *ending)
{
    struct redis_queue *queue = container_of(ending, struct redis_queue, queue.ending);

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
    .workers = redis_workers,
    .clear = redis_clear,
    .close = redis_close,
    .open_worker = redis_open_worker,
    .get = redis_get,
    .next = redis_next,
    .done = redis_done,
    .again = redis_again,
    .put_back = redis_put_back,
    .close_worker = redis_close_worker,
};

/* Check that Redis is there and that the queue is free. */
static int begin_queue(struct redis_queue *queue)
{
    int rc = redis_size(&queue->queue);

    if (rc < 0 || !queue->is_own)
        return rc;
    rc = redis_give_first_sign(&queue->link, "", queue->token);
    return rc ? rc : co_raise(-EADDRINUSE, "another run has the queue %s", queue->link.queue);
}

int work_queue_open_redis(struct work_queue **opened, const struct io_redis_address *address,
                          const struct work_queue_options *options)
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
        .is_own = options->is_own,
        .place = "0",
        .looked = -SIGN_OF_LIFE,
    };
    snprintf(queue->link.queue, sizeof queue->link.queue, "%s",
             options->name ? options->name : "jobs");
    queue->waiting = queue->link;
    redis_make_token(queue->token);
    rc = co_ending_add(&queue->queue.ending);
    if (rc == 0)
        rc = begin_queue(queue);
    if (rc < 0) {
        redis_close(&queue->queue);
        return rc;
    }
    *opened = &queue->queue;
    return 0;
}

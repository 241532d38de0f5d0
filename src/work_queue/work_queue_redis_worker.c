/* A worker of the work queue in Redis. It has a connection of its own, and a task that gives signs
 * of life on this connection. */
#include "work_queue/work_queue_redis.h"

struct redis_worker {
    struct worker worker;
    struct work_link link;
    char token[TOKEN_MAX];
    struct co_task *signs;
    const struct io_redis_reply *job; /* what was handed out last */
    struct io_redis_reply *reply;     /* holds it */
};

/* The parts of a job as WORK_GET gives it. */
enum { JOB_PRIORITY, JOB_ENTRY, JOB_ATTEMPTS, JOB_ID, JOB_DATA };

/* ---- Jobs ---- */

static int wait_for_job(struct redis_worker *worker)
{
    char key[WORK_JOB_ID_MAX + 8], seconds[NUMBER_MAX];
    const struct io_bytes words[] = {
        IO_STRING("BLPOP"),
        { key, (size_t)snprintf(key, sizeof key, "%s:bell", worker->link.queue) },
        { seconds, (size_t)snprintf(seconds, sizeof seconds, "%.1f", WAIT_AT_ONCE) },
    };

    return work_link_wait(&worker->link, words, 3, WAIT_AT_ONCE);
}

/* Drop the job that was handed out, and keep another reply. */
static void keep(struct redis_worker *worker, struct io_redis_reply *reply)
{
    io_redis_reply_free(worker->reply);
    worker->reply = reply;
    worker->job = NULL;
}

/* Hand out the job, if it is one. */
static bool hand_out(struct redis_worker *worker, const struct io_redis_reply *reply,
                     struct work_job *job)
{
    if (io_redis_reply_count(reply) <= JOB_DATA)
        return false;
    worker->job = reply;
    worker->worker.has_job = true;
    *job = (struct work_job){ .id = part(reply, JOB_ID).data,
                              .priority = number(reply, JOB_PRIORITY),
                              .data = part(reply, JOB_DATA),
                              .attempts = number(reply, JOB_ATTEMPTS) };
    return true;
}

/* Check that the worker still gives signs of life. */
static int check_signs(const struct redis_worker *worker)
{
    if (!co_task_done(worker->signs))
        return 0;
    return co_raise(co_task_result(worker->signs), "%s", co_task_text(worker->signs));
}

int redis_get(struct worker *base, struct work_job *job)
{
    struct redis_worker *worker = (struct redis_worker *)base;
    const struct io_bytes name = IO_STRING(base->name);

    for (;;) {
        struct io_redis_reply *reply;
        int rc = check_signs(worker);

        if (rc == 0)
            rc = work_link_call(&worker->link, WORK_GET, &name, 1, &reply);
        if (rc < 0)
            return rc;
        keep(worker, reply);
        if (hand_out(worker, reply, job))
            return 0;
        rc = wait_for_job(worker);
        if (rc < 0)
            return rc;
    }
}

/* A result as the scripts want it. */
struct result_words {
    char priority[NUMBER_MAX], attempts[NUMBER_MAX];
    struct io_bytes words[6];
};

static const struct io_bytes *name_result(struct result_words *names,
                                          const struct redis_worker *worker, const void *result,
                                          size_t size)
{
    const struct io_redis_reply *job = worker->job;

    names->words[0] = digits(names->priority, number(job, JOB_PRIORITY));
    names->words[1] = part(job, JOB_ENTRY);
    names->words[2] = part(job, JOB_ID);
    names->words[3] = IO_STRING(worker->worker.name);
    names->words[4] = digits(names->attempts, number(job, JOB_ATTEMPTS));
    names->words[5] = (struct io_bytes){ result ? result : "", size };
    return names->words;
}

int redis_done(struct worker *base, const void *result, size_t size)
{
    struct redis_worker *worker = (struct redis_worker *)base;
    struct result_words names;
    int rc =
        work_link_count(&worker->link, WORK_DONE, name_result(&names, worker, result, size), 6);

    base->has_job = rc < 0;
    return rc;
}

int redis_next(struct worker *base, const void *result, size_t size, struct work_job *next)
{
    struct redis_worker *worker = (struct redis_worker *)base;
    struct result_words names;
    struct io_redis_reply *reply;
    int rc = check_signs(worker);

    if (rc == 0)
        rc = work_link_call(&worker->link, WORK_NEXT, name_result(&names, worker, result, size), 6,
                            &reply);
    if (rc < 0)
        return rc;
    keep(worker, reply);
    base->has_job = hand_out(worker, io_redis_reply_at(reply, 1), next);
    return number(reply, 0);
}

/* `attempts` is "", or how many attempts count. */
static int give_back(struct worker *base, struct io_bytes attempts)
{
    struct redis_worker *worker = (struct redis_worker *)base;
    char priority[NUMBER_MAX];
    const struct io_bytes arguments[] = { digits(priority, number(worker->job, JOB_PRIORITY)),
                                          part(worker->job, JOB_ENTRY), IO_STRING(base->name),
                                          attempts };
    int rc = work_link_count(&worker->link, WORK_AGAIN, arguments, 4);

    base->has_job = rc < 0;
    return rc;
}

int redis_again(struct worker *base)
{
    return give_back(base, IO_STRING(""));
}

int redis_put_back(struct worker *base)
{
    const struct redis_worker *worker = (struct redis_worker *)base;
    char attempts[NUMBER_MAX];

    return give_back(base, digits(attempts, number(worker->job, JOB_ATTEMPTS) - 1));
}

/* ---- A worker's beginning and end ---- */

struct give_signs {
    struct redis_worker *worker;
};

static int give_signs(void *arguments)
{
    struct redis_worker *worker = ((struct give_signs *)arguments)->worker;

    for (;;) {
        int rc = co_sleep(SIGN_OF_LIFE);

        if (rc < 0)
            return rc;
        rc = redis_give_sign(&worker->link, worker->worker.name, worker->token, 0);
        if (rc < 0)
            return rc;
        if (rc == 0)
            return co_raise(-EADDRINUSE, "another worker is called %s now", worker->worker.name);
    }
}

static void free_worker(struct redis_worker *worker)
{
    keep(worker, NULL);
    co_ending_remove(&worker->worker.ending);
    co_memory_resize(worker, 0);
}

int redis_close_worker(struct worker *base)
{
    struct redis_worker *worker = (struct redis_worker *)base;
    const struct io_bytes name = IO_STRING(base->name);
    int rc = 0;

    if (worker->signs) {
        /* If the signs have failed, another worker may have the name. */
        bool gave_signs = co_task_cancel(worker->signs);

        rc = co_await(worker->signs);
        worker->link.redis.patience = 0;
        if (gave_signs)
            rc = work_link_count(&worker->link, WORK_LOST, &name, 1);
    }
    (void)rc; /* other workers find that it is lost */
    io_redis_close(&worker->link.redis);
    free_worker(worker);
    return 0;
}

static void end_worker(struct co_ending *ending)
{
    struct redis_worker *worker = container_of(ending, struct redis_worker, worker.ending);

    io_redis_abandon(&worker->link.redis);
    free_worker(worker);
}

static int begin_worker(struct redis_worker *worker)
{
    struct give_signs arguments = { worker };
    int rc = redis_give_first_sign(&worker->link, worker->worker.name, worker->token);

    if (rc == 0)
        rc = co_raise(-EADDRINUSE, "a worker of the name %s is at work", worker->worker.name);
    if (rc < 0)
        return rc;
    worker->signs = co_create_task(
        (struct co_coro){ give_signs, &arguments, sizeof arguments, "signs of life", 0, NULL });
    return worker->signs ? 0 : -ENOMEM;
}

int redis_open_worker(struct worker **opened, struct work_queue *base, const char *name)
{
    const struct redis_queue *queue = (struct redis_queue *)base;
    struct redis_worker *worker = co_memory_resize(NULL, sizeof *worker);
    int rc;

    if (!worker)
        return -ENOMEM;
    *worker = (struct redis_worker){
        .worker = { .queue = base, .ending.end = end_worker },
        .link.redis = { .address = queue->link.redis.address,
                        .patience = queue->link.redis.patience,
                        .away = queue->link.redis.away,
                        .argument = queue->link.redis.argument },
        .link.waits_for_room = true,
    };
    strcpy(worker->worker.name, name);
    strcpy(worker->link.queue, queue->link.queue);
    redis_make_token(worker->token);
    rc = co_ending_add(&worker->worker.ending);
    if (rc == 0)
        rc = begin_worker(worker);
    if (rc < 0) {
        io_redis_close(&worker->link.redis);
        free_worker(worker);
        return rc;
    }
    *opened = &worker->worker;
    return 0;
}

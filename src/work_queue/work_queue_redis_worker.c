/* A worker of the work queue in Redis. It has a connection of its own, and a task that gives signs
 * of life on this connection. */
#include "work_queue/work_queue_redis.h"

struct redis_worker {
    struct worker worker;
    struct work_link link;
    char token[TOKEN_MAX];
    struct co_task *signs;
    struct io_redis_reply *job; /* holds what was handed out */
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

static void drop_job(struct redis_worker *worker)
{
    io_redis_reply_free(worker->job);
    worker->job = NULL;
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

    drop_job(worker);
    for (;;) {
        int rc = check_signs(worker);

        if (rc == 0)
            rc = work_link_call(&worker->link, WORK_GET, &name, 1, &worker->job);
        if (rc < 0)
            return rc;
        if (io_redis_reply_count(worker->job) > JOB_DATA)
            break;
        drop_job(worker);
        rc = wait_for_job(worker);
        if (rc < 0)
            return rc;
    }
    base->has_job = true;
    *job = (struct work_job){ .id = part(worker->job, JOB_ID).data,
                              .priority = number(worker->job, JOB_PRIORITY),
                              .data = part(worker->job, JOB_DATA),
                              .attempts = number(worker->job, JOB_ATTEMPTS) };
    return 0;
}

int redis_done(struct worker *base, const void *result, size_t size)
{
    struct redis_worker *worker = (struct redis_worker *)base;
    char priority[NUMBER_MAX], attempts[NUMBER_MAX];
    const struct io_bytes arguments[] = { digits(priority, number(worker->job, JOB_PRIORITY)),
                                          part(worker->job, JOB_ENTRY),
                                          part(worker->job, JOB_ID),
                                          IO_STRING(base->name),
                                          digits(attempts, number(worker->job, JOB_ATTEMPTS)),
                                          { result ? result : "", size } };
    int rc = work_link_count(&worker->link, WORK_DONE, arguments, 6);

    base->has_job = rc < 0;
    return rc;
}

int redis_again(struct worker *base)
{
    struct redis_worker *worker = (struct redis_worker *)base;
    char priority[NUMBER_MAX];
    const struct io_bytes arguments[] = { digits(priority, number(worker->job, JOB_PRIORITY)),
                                          part(worker->job, JOB_ENTRY), IO_STRING(base->name) };
    int rc = work_link_count(&worker->link, WORK_AGAIN, arguments, 3);

    base->has_job = rc < 0;
    return rc;
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
    drop_job(worker);
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

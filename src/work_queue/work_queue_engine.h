/* Behind work_queue/work_queue.h: what an engine has to do. What it is given has been checked. */
#ifndef WORK_QUEUE_ENGINE_H
#define WORK_QUEUE_ENGINE_H

#include "work_queue/work_queue.h"

/* The contracts are those of work_queue.h. */
struct work_engine {
    int (*put)(struct io_work_queue *queue, const struct io_job *job);
    int (*size)(struct io_work_queue *queue);
    int (*result)(struct io_work_queue *queue, struct io_result *result);
    int (*forget)(struct io_work_queue *queue, const struct io_result *result);
    int (*lost)(struct io_work_queue *queue, const char *worker, char job[IO_JOB_ID_MAX]);
    int (*workers)(struct io_work_queue *queue);
    int (*clear)(struct io_work_queue *queue);
    void (*close)(struct io_work_queue *queue);

    int (*open_worker)(struct io_worker **worker, struct io_work_queue *queue, const char *name);
    int (*get)(struct io_worker *worker, struct io_job *job);
    int (*done)(struct io_worker *worker, const void *result, size_t size);
    int (*again)(struct io_worker *worker);
    int (*close_worker)(struct io_worker *worker);
};

/* The first members of the engine's own. */
struct io_work_queue {
    const struct work_engine *engine;
    struct co_ending ending;
};
struct io_worker {
    struct io_work_queue *queue;
    struct co_ending ending;
    char name[IO_WORKER_NAME_MAX];
    bool has_job; /* set by the engine */
};

int work_queue_open_memory(struct io_work_queue **queue);
CO_ASYNC int work_queue_open_redis(struct io_work_queue **queue,
                                   const struct io_redis_address *address,
                                   const struct io_work_queue_options *options);

#endif

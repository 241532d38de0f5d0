/* The interface between work_queue.c and its engines. work_queue.c has checked all arguments. */
#ifndef WORK_QUEUE_ENGINE_H
#define WORK_QUEUE_ENGINE_H

#include "work_queue/work_queue.h"

enum { WORK_PUT_AT_ONCE = 8 };

/* The contracts are those of work_queue.h. */
struct work_engine {
    /* At most WORK_PUT_AT_ONCE jobs. */
    int (*put)(struct work_queue *queue, const struct work_job *jobs, size_t count);
    int (*size)(struct work_queue *queue);
    int (*result)(struct work_queue *queue, struct work_result *result);
    int (*forget)(struct work_queue *queue, const struct work_result *result);
    int (*lost)(struct work_queue *queue, const char *worker, char job[WORK_JOB_ID_MAX]);
    int (*workers)(struct work_queue *queue);
    int (*clear)(struct work_queue *queue);
    void (*close)(struct work_queue *queue);

    int (*open_worker)(struct worker **worker, struct work_queue *queue, const char *name);
    int (*get)(struct worker *worker, struct work_job *job);
    int (*next)(struct worker *worker, const void *result, size_t size, struct work_job *next);
    int (*done)(struct worker *worker, const void *result, size_t size);
    int (*again)(struct worker *worker);
    int (*put_back)(struct worker *worker);
    int (*close_worker)(struct worker *worker);
};

/* An engine's structs begin with these. */
struct work_queue {
    const struct work_engine *engine;
    struct co_ending ending;
};
struct worker {
    struct work_queue *queue;
    struct co_ending ending;
    char name[WORKER_NAME_MAX];
    bool has_job; /* set by the engine */
};

int work_queue_open_memory(struct work_queue **queue);
CO_ASYNC int work_queue_open_redis(struct work_queue **queue,
                                   const struct io_redis_address *address,
                                   const struct work_queue_options *options);

#endif

/*
 * A queue of jobs for workers. The workers are tasks of this process, or processes on any number of
 * machines. Two engines have this interface: the memory of this process, and Redis.
 *
 * The most urgent job comes first. Jobs of the same priority come in the order of putting. A worker
 * has its job until the worker is done, gives the job back, or is lost; after the last two, another
 * worker gets the job. So the queue hands a job out at least once, but stores only the first
 * result. A job that was handed out WORK_JOB_ATTEMPTS_MAX times without a result may kill its
 * workers. The queue sets such a job aside; its result is the reason.
 *
 * The handle owns the job or the result that it returned, until the next call for one. A '\0'
 * follows the data.
 */
#ifndef WORK_QUEUE_H
#define WORK_QUEUE_H

#include "io/redis/redis.h"

enum {
    WORK_JOB_PRIORITIES = 9, /* from 1, the most urgent */
    WORK_JOB_ID_MAX = 64,
    WORK_JOB_SIZE_MAX = 64 * 1024 * 1024,
    WORK_JOB_ATTEMPTS_MAX = 5,
    WORKER_NAME_MAX = 48,
};

struct work_job {
    const char *id; /* the caller chooses it; it has no control characters */
    int priority;
    struct io_bytes data;
    int attempts; /* how often the queue has handed it out, with this time */
};

struct work_result {
    const char *job; /* the id of the job */
    const char *worker;
    int attempts;
    bool is_set_aside;    /* the job was handed out too often */
    struct io_bytes data; /* the result, or the reason why the job is set aside */
    const char *place;    /* for the engine */
};

/* ---- For programs that put jobs ---- */

struct work_queue;

/* Strings are borrowed for the call. */
struct work_queue_options {
    const char *broker; /* an address of Redis, see redis.h; NULL: the memory of this process */
    const char *name;   /* of the queue, for all its users; NULL: "jobs" */
    /* In Redis: no other handle can own the queue while this handle lives. Redis drops the queue an
     * hour after the last use of this handle. */
    bool is_own;
    /* See redis.h. A worker also waits for this time while Redis is full or cannot save. */
    double patience;
    void (*away)(void *argument, int code);
    void *argument;
};

/* Open a queue. It is a handle, valid until it is closed or the loop ends. `options` may be NULL.
 * On Redis, each call may also fail as io_redis_command() does. If the connection breaks, the call
 * tries again, and no step is done twice. -EINVAL: the broker's address or the queue's name is not
 * valid. -EADDRINUSE: another handle owns the queue, and lives. -ENOMEM. */
CO_ASYNC int work_queue_open(struct work_queue **queue, const struct work_queue_options *options);
/* Put a job. 1: the job is in the queue. 0: a job of this id was put before, and is not forgotten.
 * -EINVAL: the id, the priority or the size is not allowed. -ENOSPC: Redis is full. -ENOMEM. */
CO_ASYNC int work_queue_put(struct work_queue *queue, const struct work_job *job);
/* Put several jobs. On Redis, eight of them take one round trip. Returns how many of them are new:
 * a job whose id was put before does not count. If an argument is not allowed, no job is put. After
 * another error the first jobs may be in the queue, and a second call puts the others. */
CO_ASYNC int work_queue_put_all(struct work_queue *queue, const struct work_job *jobs,
                                size_t count);
/* How many jobs wait, or are with a worker. */
CO_ASYNC int work_queue_size(struct work_queue *queue);
/* Wait for the next result. Results come in the order in which they were stored, also results from
 * before the queue was opened. One task may wait at a time. -ENODATA: jobs that this handle put are
 * neither in the queue nor among the results, since Redis was emptied or has lost its data.
 * -EADDRINUSE: this handle was silent for some seconds, and another handle owns the queue now. */
CO_ASYNC int work_queue_result(struct work_queue *queue, struct work_result *result);
/* Drop the result, and its id. Call this before the next call for a result. */
CO_ASYNC int work_queue_forget(struct work_queue *queue, const struct work_result *result);
/* Tell the queue that a worker is lost. Another worker gets its job. 1: that is `job`. 2: `job` is
 * set aside. 0: the worker had no job. On Redis, a worker that is silent for some seconds is lost
 * without this call. */
CO_ASYNC int work_queue_lost(struct work_queue *queue, const char *worker,
                             char job[WORK_JOB_ID_MAX]);
/* How many workers live. */
CO_ASYNC int work_queue_workers(struct work_queue *queue);
/* Drop all jobs and results. The results of jobs that are with workers do not count. Living workers
 * stay; the names of lost workers are free. A handle that owns the queue gives it up, and owns it
 * again from the next put on. */
CO_ASYNC int work_queue_clear(struct work_queue *queue);
/* Give up the handle. Close its workers before. NULL is allowed. */
void work_queue_close(struct work_queue *queue);

/* ---- For workers ---- */

struct worker;

/* Returns whether the name has 1 to WORKER_NAME_MAX - 1 characters, all of them letters, digits or
 * "-_.". */
bool worker_name_is_allowed(const char *name);

/* Open a worker. It is a handle, valid until it is closed or the loop ends. A worker has one job at
 * a time. If a job blocks the loop for some seconds, its worker seems lost. -EADDRINUSE: a worker
 * of this name is at work. -EINVAL: the name is not allowed. -ENOMEM. */
CO_ASYNC int worker_open(struct worker **worker, struct work_queue *queue, const char *name);
/* Wait for a job. -ECANCELED: no job was taken. -EPERM: the worker has a job. -EADDRINUSE: the
 * worker seemed lost, and another worker has its name now. */
CO_ASYNC int worker_get(struct worker *worker, struct work_job *job);
/* End the job with a result. 1: the result is stored. 0: another result was stored before, since
 * this worker seemed lost. -EPERM: the worker has no job. */
CO_ASYNC int worker_done(struct worker *worker, const void *result, size_t size);
/* The same, and take the next job in the same round trip. If no job waits, next->id is NULL, and
 * worker_get() waits for one. */
CO_ASYNC int worker_next(struct worker *worker, const void *result, size_t size,
                         struct work_job *next);
/* Give the job back, since this attempt failed. The next worker that asks gets it. */
CO_ASYNC int worker_again(struct worker *worker);
/* Give the job back before it has begun. This was no attempt. */
CO_ASYNC int worker_put_back(struct worker *worker);
/* Give up the handle, and give its job back. This never fails: if Redis cannot be told, the worker
 * seems lost after a while. NULL is allowed. */
CO_ASYNC int worker_close(struct worker *worker);

#ifndef CO_WITHOUT_PLACES
#define work_queue_open(...) CO_AT(work_queue_open, #__VA_ARGS__, __VA_ARGS__)
#define work_queue_put(...) CO_AT(work_queue_put, #__VA_ARGS__, __VA_ARGS__)
#define work_queue_put_all(...) CO_AT(work_queue_put_all, #__VA_ARGS__, __VA_ARGS__)
#define work_queue_size(...) CO_AT(work_queue_size, #__VA_ARGS__, __VA_ARGS__)
#define work_queue_result(...) CO_AT(work_queue_result, #__VA_ARGS__, __VA_ARGS__)
#define work_queue_forget(...) CO_AT(work_queue_forget, #__VA_ARGS__, __VA_ARGS__)
#define work_queue_lost(...) CO_AT(work_queue_lost, #__VA_ARGS__, __VA_ARGS__)
#define work_queue_workers(...) CO_AT(work_queue_workers, #__VA_ARGS__, __VA_ARGS__)
#define work_queue_clear(...) CO_AT(work_queue_clear, #__VA_ARGS__, __VA_ARGS__)
#define worker_open(...) CO_AT(worker_open, #__VA_ARGS__, __VA_ARGS__)
#define worker_get(...) CO_AT(worker_get, #__VA_ARGS__, __VA_ARGS__)
#define worker_done(...) CO_AT(worker_done, #__VA_ARGS__, __VA_ARGS__)
#define worker_next(...) CO_AT(worker_next, #__VA_ARGS__, __VA_ARGS__)
#define worker_again(...) CO_AT(worker_again, #__VA_ARGS__, __VA_ARGS__)
#define worker_put_back(...) CO_AT(worker_put_back, #__VA_ARGS__, __VA_ARGS__)
#define worker_close(...) CO_AT(worker_close, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

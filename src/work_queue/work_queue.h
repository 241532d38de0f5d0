/*
 * A queue of jobs for workers: tasks of this process, or processes on any number of machines. Two
 * engines have this one face: the memory of this process, and Redis.
 *
 * The most urgent job comes first, and of several the one that was put first. A worker that gets a
 * job has the job until the worker is done, gives it back, or is lost; then another worker gets it.
 * So a job is handed out at least once, but only the first result of it is stored. A job that was
 * handed out IO_JOB_ATTEMPTS_MAX times without a result may be what its workers die of: the queue
 * sets it aside, with the reason for a result.
 *
 * What is handed out lives in the handle it was asked of, until that is asked for the next. Its
 * data has a '\0' behind it.
 */
#ifndef WORK_QUEUE_H
#define WORK_QUEUE_H

#include "io/redis/redis.h"

enum {
    IO_JOB_PRIORITIES = 9, /* from 1, the most urgent */
    IO_JOB_ID_MAX = 64,
    IO_JOB_SIZE_MAX = 64 * 1024 * 1024,
    IO_JOB_ATTEMPTS_MAX = 5,
    IO_WORKER_NAME_MAX = 48,
};

struct io_job {
    const char *id; /* the putter chooses it; it has no control characters */
    int priority;
    struct io_bytes data;
    int attempts; /* how often it has been handed out, this time included */
};

struct io_result {
    const char *job; /* its id */
    const char *worker;
    int attempts;
    bool is_set_aside;    /* it was handed out too often */
    struct io_bytes data; /* what the worker gave; why the job is set aside */
    const char *place;    /* the engine's */
};

/* ---- For programs that put jobs ---- */

struct io_work_queue;

/* Strings are borrowed for the call. */
struct io_work_queue_options {
    const char *broker; /* an address of Redis, see redis.h; NULL: the memory of this process */
    const char *name;   /* of the queue, the same for all its users; NULL: "jobs" */
    /* In Redis: no other handle has the queue as its own while this one lives, and what is left of
     * it is dropped an hour after this one was used last. */
    bool is_own;
    /* See redis.h. For so long a worker also waits while Redis is full or cannot save. */
    double patience;
    void (*away)(void *argument, int code);
    void *argument;
};

/* The queue is a handle, valid until it is closed or the loop ends. `options` may be NULL. On Redis
 * all calls may also fail as io_redis_command() does; but where the connection breaks they try
 * again, and nothing is done twice. -EINVAL: the broker's address is none, or the queue's name is
 * not allowed. -EADDRINUSE: another handle has the queue as its own, and lives. -ENOMEM. */
CO_ASYNC int io_work_queue_open(struct io_work_queue **queue,
                                const struct io_work_queue_options *options);
/* 1: it is in the queue; 0: a job of this id was put before and is not forgotten. -EINVAL: the id,
 * the priority or the size is not allowed. -ENOSPC: Redis is full. -ENOMEM. */
CO_ASYNC int io_work_queue_put(struct io_work_queue *queue, const struct io_job *job);
/* How many jobs are waiting or being worked on. */
CO_ASYNC int io_work_queue_size(struct io_work_queue *queue);
/* Wait for the next result, in the order in which they were stored; all of them, also those from
 * before the queue was opened. One task at a time. -ENODATA: jobs that this handle put are neither
 * in the queue nor among the results: Redis was emptied, or has lost its data. -EADDRINUSE: the
 * handle was silent for some seconds, and another has the queue as its own now. */
CO_ASYNC int io_work_queue_result(struct io_work_queue *queue, struct io_result *result);
/* The result is not needed any more: it, and the id, are dropped. To be called before the next one
 * is asked for. */
CO_ASYNC int io_work_queue_forget(struct io_work_queue *queue, const struct io_result *result);
/* A worker is known to be lost: others get the job that it had. 1: that was `job`; 2: `job` is set
 * aside; 0: it had none. On Redis a worker that is silent for some seconds is found to be lost
 * without that. */
CO_ASYNC int io_work_queue_lost(struct io_work_queue *queue, const char *worker,
                                char job[IO_JOB_ID_MAX]);
/* How many workers live, as far as is known. */
CO_ASYNC int io_work_queue_workers(struct io_work_queue *queue);
/* Drop all jobs and results. What is being worked on comes to nothing. Workers that live stay; the
 * names of others are free. A queue that is this handle's own is so again at the next put. */
CO_ASYNC int io_work_queue_clear(struct io_work_queue *queue);
/* Give up the handle, after its workers. NULL is allowed. */
void io_work_queue_close(struct io_work_queue *queue);

/* ---- For workers ---- */

struct io_worker;

/* Made of letters, digits and "-_.", less than IO_WORKER_NAME_MAX of them? */
bool io_worker_name_is_allowed(const char *name);

/* The worker is a handle, valid until it is closed or the loop ends. It has one job at a time. A
 * job that keeps the loop from turning for some seconds makes it seem lost. -EADDRINUSE: a worker
 * of this name is at work. -EINVAL: the name is not allowed. -ENOMEM. */
CO_ASYNC int io_worker_open(struct io_worker **worker, struct io_work_queue *queue,
                            const char *name);
/* Wait for a job. -ECANCELED: none was taken. -EPERM: it has one. -EADDRINUSE: it was taken for
 * lost, and there is another of its name now. */
CO_ASYNC int io_worker_get(struct io_worker *worker, struct io_job *job);
/* The job is done. 1: the result is stored; 0: there is one already, since this worker was taken
 * for lost meanwhile. -EPERM: it has no job. */
CO_ASYNC int io_worker_done(struct io_worker *worker, const void *result, size_t size);
/* The job failed and is to be tried again, by the next worker that asks. */
CO_ASYNC int io_worker_again(struct io_worker *worker);
/* Give up the handle. A job that it has is given back. Never fails: at the worst the worker seems
 * lost after a while. NULL is allowed. */
CO_ASYNC int io_worker_close(struct io_worker *worker);

#ifndef CO_WITHOUT_PLACES
#define io_work_queue_open(...) CO_AT(io_work_queue_open, #__VA_ARGS__, __VA_ARGS__)
#define io_work_queue_put(...) CO_AT(io_work_queue_put, #__VA_ARGS__, __VA_ARGS__)
#define io_work_queue_size(...) CO_AT(io_work_queue_size, #__VA_ARGS__, __VA_ARGS__)
#define io_work_queue_result(...) CO_AT(io_work_queue_result, #__VA_ARGS__, __VA_ARGS__)
#define io_work_queue_forget(...) CO_AT(io_work_queue_forget, #__VA_ARGS__, __VA_ARGS__)
#define io_work_queue_lost(...) CO_AT(io_work_queue_lost, #__VA_ARGS__, __VA_ARGS__)
#define io_work_queue_workers(...) CO_AT(io_work_queue_workers, #__VA_ARGS__, __VA_ARGS__)
#define io_work_queue_clear(...) CO_AT(io_work_queue_clear, #__VA_ARGS__, __VA_ARGS__)
#define io_worker_open(...) CO_AT(io_worker_open, #__VA_ARGS__, __VA_ARGS__)
#define io_worker_get(...) CO_AT(io_worker_get, #__VA_ARGS__, __VA_ARGS__)
#define io_worker_done(...) CO_AT(io_worker_done, #__VA_ARGS__, __VA_ARGS__)
#define io_worker_again(...) CO_AT(io_worker_again, #__VA_ARGS__, __VA_ARGS__)
#define io_worker_close(...) CO_AT(io_worker_close, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/* The work queue in Redis from within, for work_queue_redis.c and work_queue_redis_worker.c. The
 * first of them tells how the queue works. */
#ifndef WORK_QUEUE_REDIS_H
#define WORK_QUEUE_REDIS_H

#include "co/list.h"
#include "work_queue/work_queue_engine.h"
#include "work_queue/work_queue_scripts.h"

#include <stdio.h>
#include <string.h>

#define SIGN_OF_LIFE 0.5 /* seconds from one to the next */
#define SILENCE_MAX 3.0  /* seconds */
/* How long one wait keeps the connection, in seconds. Signs of life use this connection, too. */
#define WAIT_AT_ONCE 0.5

enum { PLACE_MAX = 48, NUMBER_MAX = 16, TOKEN_MAX = 112 };

struct redis_queue {
    struct work_queue queue;
    struct work_link link;
    struct work_link waiting; /* for a result, on a connection of its own */
    char token[TOKEN_MAX];    /* no other handle has it */
    bool is_own;              /* the handle owns the queue, and gives signs of life */
    unsigned long long puts;
    int expected;                  /* jobs that it put, and of which it waits for a result */
    char place[PLACE_MAX];         /* of the last result */
    struct io_redis_reply *result; /* holds what was handed out */
    double looked;                 /* when it looked for lost workers last */
};

static inline struct io_bytes part(const struct io_redis_reply *reply, size_t i)
{
    return io_redis_reply_string(io_redis_reply_at(reply, i));
}

static inline int number(const struct io_redis_reply *reply, size_t i)
{
    return (int)io_redis_reply_integer(io_redis_reply_at(reply, i));
}

/* A number as an argument, written into `text`. */
static inline struct io_bytes digits(char text[NUMBER_MAX], int number)
{
    return (struct io_bytes){ text, (size_t)snprintf(text, NUMBER_MAX, "%d", number) };
}

/* Make a token that no other handle has. */
void redis_make_token(char token[TOKEN_MAX]);
/* Give a sign of life of the worker, or of the queue's owner if `worker` is "". If the token is "",
 * give none. Also look for lost workers, if all workers had the time to give a sign to this server.
 * If `seconds` is not 0, let the keys of the queue expire after this time. 0: another handle has
 * the name, or owns the queue. */
CO_ASYNC int redis_give_sign(struct work_link *link, const char *worker, const char *token,
                             int seconds);
/* Give the first sign. A handle that was killed has the name, or the queue, for SILENCE_MAX; wait
 * for this time. */
CO_ASYNC int redis_give_first_sign(struct work_link *link, const char *worker, const char *token);

/* The worker's part of the engine, see work_queue_engine.h. */
int redis_open_worker(struct worker **worker, struct work_queue *queue, const char *name);
int redis_get(struct worker *worker, struct work_job *job);
int redis_next(struct worker *worker, const void *result, size_t size, struct work_job *next);
int redis_done(struct worker *worker, const void *result, size_t size);
int redis_again(struct worker *worker);
int redis_put_back(struct worker *worker);
int redis_close_worker(struct worker *worker);

#endif

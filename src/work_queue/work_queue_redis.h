/* What the two files of the work queue in Redis share: work_queue_redis.c, which tells how it
 * works, and work_queue_redis_worker.c. */
#ifndef WORK_QUEUE_REDIS_H
#define WORK_QUEUE_REDIS_H

#include "co/list.h"
#include "work_queue/work_queue_engine.h"
#include "work_queue/work_queue_scripts.h"

#include <stdio.h>
#include <string.h>

#define SIGN_OF_LIFE 0.5 /* seconds from one to the next */
#define SILENCE_MAX 3.0  /* seconds */
/* For so long one wait keeps the connection, which signs of life go over too. */
#define WAIT_AT_ONCE 0.5

enum { PLACE_MAX = 48, NUMBER_MAX = 16, TOKEN_MAX = 112 };

struct redis_queue {
    struct io_work_queue queue;
    struct work_link link;
    struct work_link waiting; /* for a result: it has its connection to itself */
    char token[TOKEN_MAX];    /* no other handle has it */
    bool is_own;              /* it gives signs of life */
    unsigned long long puts;
    int expected;                  /* jobs that it put and whose results it has not seen */
    char place[PLACE_MAX];         /* of the last result */
    struct io_redis_reply *result; /* holds what was handed out */
    double looked;                 /* for the lost, when */
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

/* A token that no other handle has, whatever it is called. */
void redis_make_token(char token[TOKEN_MAX]);
/* Say that the worker lives, or with "" the owner of the queue; with a token "" say nothing. Look
 * for workers that do not live, if all had the time to say so to this server. With `seconds` the
 * keys stay for so long. 0: another has the name, or the queue. */
CO_ASYNC int redis_give_sign(struct work_link *link, const char *worker, const char *token,
                             int seconds);
/* The first sign: a holder that was killed has the name, or the queue, for SILENCE_MAX. */
CO_ASYNC int redis_give_first_sign(struct work_link *link, const char *worker, const char *token);

/* Those of the engine that are a worker's, see work_queue_engine.h. */
int redis_open_worker(struct io_worker **worker, struct io_work_queue *queue, const char *name);
int redis_get(struct io_worker *worker, struct io_job *job);
int redis_done(struct io_worker *worker, const void *result, size_t size);
int redis_again(struct io_worker *worker);
int redis_close_worker(struct io_worker *worker);

#endif

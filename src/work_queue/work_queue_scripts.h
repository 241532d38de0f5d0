/* The steps of the work queue. Each step is a script, which Redis runs as a whole.
 * work_queue_redis.c names the keys. */
#ifndef WORK_QUEUE_SCRIPTS_H
#define WORK_QUEUE_SCRIPTS_H

#include "work_queue/work_queue_engine.h"

/* The arguments, and the reply. */
enum work_script {
    WORK_PUT,    /* stamp, and for each job priority, id, job: how many are not known by another
                    stamp */
    WORK_SIZE,   /* : how many */
    WORK_RESULT, /* place of the last one, token: place, id, worker, attempts, result, set aside (1,
                     0), put by this token (1, 0); none: how many jobs there are */
    WORK_FORGET, /* place, id */
    WORK_WORKERS, /* : how many live */
    WORK_CLEAR,   /* token */
    WORK_SIGN,  /* worker, or "" for the owner, token or "", milliseconds, look for the lost (1, 0),
                     seconds for which the keys stay or 0: 1; 0: the name or the queue is taken */
    WORK_LOST,  /* worker: the id of its job, set aside (1, 0); nil: none */
    WORK_GET,   /* worker: priority, entry, attempts, id, job; nil: none */
    WORK_DONE,  /* priority, entry, id, worker, attempts, result: 1; 0: there is one */
    WORK_NEXT,  /* as for WORK_DONE: its reply, and that of WORK_GET */
    WORK_AGAIN, /* priority, entry, worker, attempts that count or "" for those so far */
    WORK_SCRIPTS
};

enum { WORK_DIGEST_MAX = 41, WORK_ARGUMENTS_MAX = 1 + 3 * WORK_PUT_AT_ONCE };

/* A connection that keeps the name by which the server knows each script. */
struct work_link {
    struct io_redis redis;
    char queue[WORK_JOB_ID_MAX];
    bool waits_for_room; /* repeat a step while Redis is full or cannot save */
    char digests[WORK_SCRIPTS][WORK_DIGEST_MAX];
};

/* Run a step. Run it again if the connection breaks, or if the link waits for room and its patience
 * lasts. The caller owns the reply. Same errors as io_redis_command(). */
CO_ASYNC int work_link_call(struct work_link *link, enum work_script script,
                            const struct io_bytes *arguments, size_t count,
                            struct io_redis_reply **reply);
/* The same for a step whose reply is a number. Returns this number. */
CO_ASYNC int work_link_count(struct work_link *link, enum work_script script,
                             const struct io_bytes *arguments, size_t count);
/* Run a command that waits in the server for at most `seconds`. The reply is dropped: the caller
 * looks again afterwards. */
CO_ASYNC int work_link_wait(struct work_link *link, const struct io_bytes *words, size_t count,
                            double seconds);

#endif

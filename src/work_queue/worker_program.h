/* A worker that is a program of its own: it does the jobs of a queue in Redis until a signal ends
 * it. A job is a number of seconds, and takes so long. */
#ifndef WORK_QUEUE_WORKER_PROGRAM_H
#define WORK_QUEUE_WORKER_PROGRAM_H

#include <stdarg.h>
#include <stdbool.h>

/* Strings are borrowed until the call returns. */
struct worker_program {
    const char *broker; /* an address of Redis, see io/redis/redis.h */
    const char *queue;  /* its name */
    const char *name;   /* the worker's; worker_name_is_allowed() allows it */
    /* Write a line on stderr. The arguments may come from other programs: a terminal must not
     * interpret them. */
    void (*say)(const char *name, const char *format, va_list arguments);
    /* Read the data of a job. false: the data is no number of seconds. */
    bool (*read_seconds)(const char *data, double *seconds);
};

/* Run the worker on a loop of its own, in real time. The first SIGINT or SIGTERM ends the worker
 * when its job is done, the second one ends it at once and gives the job back. Returns 0 when a
 * signal ended the worker, or when stderr is a pipe and its reader is gone. -EINTR: more than one
 * signal came. Another -errno, which is said: the worker could not begin, or its queue failed. */
int worker_program_run(const struct worker_program *program);

#endif

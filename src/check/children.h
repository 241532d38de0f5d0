/* Runs of demos, each in a process of its own, side by side. */
#ifndef CHECK_CHILDREN_H
#define CHECK_CHILDREN_H

#include "run/run.h"

enum child_end {
    CHILD_NOT_RUN,
    CHILD_ENDED,     /* it told what came of its run */
    CHILD_SIGNALLED, /* `status` is the signal that ended it */
    CHILD_EXITED,    /* it left without a word, with the exit code `status` */
    CHILD_TIMED_OUT, /* and was killed */
    CHILD_REFUSED, /* the system has no process, descriptor or memory for it: `status` is -errno */
};

enum {
    CHILD_LOG_MAX = 16 * 1024 * 1024, /* bytes */
    CHILD_LINGER_SECONDS = 2          /* after an interrupt, until it is killed */
};

struct child {
    /* What to run. Borrowed. */
    const struct demo *demo;
    const char *variant; /* NULL: the default */
    enum co_clock clock;
    uint32_t turns;                 /* as in run_options */
    const struct co_record *replay; /* CO_CLOCK_REPLAY: what to read */
    int64_t time_limit;             /* nanoseconds of real time */
    int64_t ends_at;                /* by its golden; for what is said if it does not end */
    size_t log_limit; /* bytes, 0: CHILD_LOG_MAX; a child that prints more is ended by SIGXFSZ */

    /* What came of it, to be freed by child_free(). */
    enum child_end end;
    int status;
    struct run_result result; /* these three: CHILD_ENDED */
    struct stream stream;
    struct co_record record; /* CO_CLOCK_REAL, and the next one */
    struct delays delays;    /* how long the machine kept its thread waiting */
    char *log, *errors;      /* what it has printed on stdout and stderr; NULL if nothing */
    size_t log_size, errors_size;
    int64_t took; /* nanoseconds of real time */
};

/*
 * Run them, `side_by_side` at a time (0: all), and return when all have ended: 0, or -EINTR if
 * SIGINT or SIGTERM came; then the ones that ran have been told to end, with two seconds for it,
 * and those that are left were not run.
 *
 * If the system has no room for one more process while others run, it has to wait for these.
 * `progress` is a terminal that is told after 300 ms how far it has come, and cleared in the end;
 * or NULL.
 *
 * For that time the process has handlers for SIGCHLD, SIGINT and SIGTERM. What stdio has not
 * written yet is written.
 */
int children_run(struct child *children, size_t count, unsigned side_by_side, FILE *progress);

void child_free(struct child *child);

#endif

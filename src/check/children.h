/* This module runs demos and commands, each in a process of its own, side by side. */
#ifndef CHECK_CHILDREN_H
#define CHECK_CHILDREN_H

#include "check/shell_run.h"
#include "run/run.h"

enum child_end {
    CHILD_NOT_RUN,
    CHILD_ENDED,     /* it wrote the report of its run */
    CHILD_SIGNALLED, /* a signal ended it: `status` is the signal */
    CHILD_EXITED,    /* it wrote no report, and exited with the code `status` */
    CHILD_TIMED_OUT, /* its time was over, and it was killed */
    /* the system has no process, descriptor or memory left for it: `status` is -errno */
    CHILD_REFUSED,
};

enum {
    CHILD_LOG_MAX = 16 * 1024 * 1024, /* bytes */
    CHILD_LINGER_SECONDS = 2 /* after an interrupt, a child has this time until it is killed */
};

struct child {
    /* The run to make. Borrowed. */
    const struct demo *demo;
    const struct shell_call *command; /* runs in place of a demo; NULL for a demo */
    const char *variant;              /* NULL for the default */
    enum co_clock clock;
    uint32_t turns;                 /* the same as in run_options */
    const struct co_record *replay; /* for CO_CLOCK_REPLAY: the record to replay */
    int64_t time_limit;             /* nanoseconds of real time */
    /* How many of the next children, all of them commands as this one, run in the same process, one
     * after the other. To make a process takes longer than a short command. */
    size_t followers;
    int64_t ends_at; /* the moment of the end by its golden, for the message if it does not end */
    /* The limit of the log in bytes; 0 stands for CHILD_LOG_MAX. SIGXFSZ ends a child that prints
     * more. */
    size_t log_limit;

    /* The result, which child_free() frees. */
    enum child_end end;
    int status;
    struct run_result result; /* these three are set after CHILD_ENDED */
    struct stream stream;
    struct co_record record; /* this and the next one are set with CO_CLOCK_REAL */
    struct delays delays;    /* the times for which the machine kept its thread waiting */
    char *log, *errors;      /* its output on stdout and stderr; NULL if it printed nothing */
    size_t log_size, errors_size;
    int64_t took;               /* nanoseconds of real time */
    struct shell_run shell_run; /* set after CHILD_ENDED of a command, in place of the above */
    char *events;               /* its stream as text, after child_tell(); NULL before */
    size_t events_size;
};

/*
 * Run the children, `side_by_side` at a time (0: all), and return when all have ended. Returns 0;
 * or -EINTR if SIGINT or SIGTERM came. Then the running children were told to end, with two
 * seconds for that, and the others were not run.
 *
 * If a process ends before all of its commands have run, those behind the one that ran then were
 * not run: CHILD_NOT_RUN.
 *
 * If the system has no room for one more process while others run, the next child waits until
 * one of them ends. `progress` is a terminal that shows the progress from 300 ms on, and that is
 * cleared at the end; or NULL.
 *
 * Meanwhile the process has handlers for SIGCHLD, SIGINT and SIGTERM. The output that stdio has
 * buffered is written first.
 */
int children_run(struct child *children, size_t count, unsigned side_by_side, FILE *progress);

/* What the caller does beside its children, in the same thread. */
struct children_beside {
    /* Prepare the child with this index, which is about to begin. False: it is not run. It may be
     * asked again for the same child. */
    bool (*prepare)(void *context, size_t index);
    /* While children run: do a little, some milliseconds at most. False: there is nothing to do
     * before another child has ended. It is not called after a signal to end. */
    bool (*work)(void *context);
    void *context;
};
/* The same, and use the time in which the children run. -ENOMEM: no child was run. */
int children_run_beside(struct child *children, size_t count, unsigned side_by_side, FILE *progress,
                        const struct children_beside *beside);

/* Returns the number of processors, at least 1. */
unsigned children_processors(void);

/* Make the text of the stream (src/run/events_text.h) of a child that has ended. Without memory for
 * it the child counts as refused. */
void child_tell(struct child *child);

void child_free(struct child *child);

#endif

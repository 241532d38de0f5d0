/* What the files of src/run share about the run that goes on. Nothing here is for anybody else. */
#ifndef RUN_INTERNAL_H
#define RUN_INTERNAL_H

#include "run/roster.h"
#include "run/run.h"
#include "run/text.h"

#include <pthread.h>
#include <stdatomic.h>

struct run {
    const struct demo *demo;
    const struct run_options *options;
    struct roster roster;

    /* Lines come from pool threads too. The lock is over what follows, the stream and the
     * descriptors. */
    pthread_mutex_t lock;
    struct text message, line;
    int64_t wall;     /* time of day at the start, nanoseconds */
    int64_t previous; /* time of the last line */
    int64_t now;      /* time of the last event */
    bool log_closed;  /* by a deadlock or livelock report */
    int output_error; /* why the log could not be written; 0: it could */

    int failed_for;   /* -ENOMEM: what a run needs could not be kept; 0: all is well */
    int stuck;        /* -EDEADLK or -ELOOP, once that was reported */
    uint32_t foreign; /* jobs that were given to pool threads, and wakes from outside */
    bool main_ended;
    int main_result;
    struct text main_text;        /* that came with it */
    struct kept_text *kept_texts; /* of formatted() */

    _Atomic bool stop_wanted; /* by a thread or a signal that could not interrupt the loop itself */
    _Atomic int signal;       /* the first that asked for the end; 0: none */
    pthread_t thread;         /* that the loop runs in */
};

/* The one of this process, NULL between runs. */
extern struct run *run_now;

/* Have main cancelled, from any thread or signal handler. Sooner or later the run ends. */
void run_stop(struct run *run);

/* Append to the stream, if there is one, and until the log is closed. The lock is held. */
void log_event(struct run *run, const struct event *event);

/* At the end of the run. */
void formatted_free(struct run *run);

/* Lines for a person: to the stream and to the descriptor for errors. */
void report_text(struct run *run, const char *text);
/* Explain what the observer was told. The tasks can still be looked at. */
void report_unhandled(struct run *run, const struct co_report *report);
void report_livelock(struct run *run);
void report_deadlock(struct run *run);
/* The same while the run goes on. */
void report_waits(struct run *run);
/* The lines that every report ends with. */
void report_add_next(struct text *text, const struct run *run);
/* "demos/production/lock.c:12: co_lock_acquire(&lock)", or "" if the place is unknown; with `call`,
 * what is written there too. */
void report_add_place(struct text *text, const struct co_place *place, bool call);
/* "worker-1", and what has become of it: "worker-1 (ended since)". */
void report_add_name(struct text *text, const struct run *run, uint32_t task);

/* Handlers for the time of a run; `errors` is where a stack overflow is reported. */
void signals_begin(struct run *run);
void signals_end(void);
/* What the process ends with after a signal that asked for the end. */
int run_exit_code(int signal);

#endif

/* The state of the current run, shared by the files of src/run alone. */
#ifndef RUN_INTERNAL_H
#define RUN_INTERNAL_H

#include "co/explain/growing_text.h"
#include "co/explain/known.h"
#include "co/explain/place.h"
#include "co/explain/roster.h"
#include "run/circle.h"
#include "run/log_output.h"
#include "run/order_course.h"
#include "run/run.h"
#include "run/things.h"

#include <pthread.h>
#include <stdatomic.h>

enum { BROKEN_MAX = 16 };

struct run {
    const struct demo *demo;
    const struct run_options *options;
    struct roster roster;
    struct things things;
    struct order_course course; /* of options->order, if there is one */

    /* Pool threads log lines, too. The lock protects the members below, the stream and the
     * descriptors. */
    pthread_mutex_t lock;
    struct text message, line, name;
    struct place_lines lines;
    uint32_t *awaited; /* ids of tasks */
    struct co_task **awaited_tasks;
    size_t awaited_capacity;
    int64_t wall;             /* time of day at the start, nanoseconds */
    int64_t previous;         /* time of the last line */
    int64_t now;              /* time of the last event */
    uint32_t colours;         /* the number of tasks that have a colour in the log */
    bool log_closed;          /* by a deadlock or livelock report */
    struct log_output output; /* of the log */
    int64_t instant;          /* of the lines that the output keeps */
    int output_error;         /* why the log could not be written; 0: it could */

    int failed_for;   /* -ENOMEM: the run could not be recorded; 0: all is well */
    int stuck;        /* -EDEADLK or -ELOOP, after its report; else 0 */
    uint32_t foreign; /* number of jobs of pool threads, and of wakes from outside */
    const struct co_place *broken[BROKEN_MAX]; /* each MUST() and SHOULD() that failed, once */
    uint32_t broken_count;
    struct circle circle;
    bool main_ended;
    int main_result;
    struct text main_text;        /* that came with the result */
    struct kept_text *kept_texts; /* the texts of formatted() */

    _Atomic bool stop_wanted; /* set by a thread or signal that could not interrupt the loop */
    _Atomic int signal;       /* the first signal that asked for the end; 0: none */
    pthread_t thread;         /* the thread of the loop */
};

/* The current run of this process; NULL between runs. */
extern struct run *run_now;

/* Cancel main, from any thread or signal handler, so that the run ends. */
void run_stop(struct run *run);

/* The observer and the report function of the loop; `context` is the run. */
void run_observe(void *context, const struct co_trace *trace);
int run_report(void *context, const struct co_report *report);

/* The name of the signal or function whose callback runs: SIGTERM, if the program wrote
 * co_add_signal_handler(SIGTERM, ...); "": no callback runs. It lives until the next event. */
const char *run_callback(struct run *run);

/* Append the event to the stream, if there is one and the log is not closed. The caller holds the
 * lock. */
void log_event(struct run *run, const struct event *event);

/* Print the lines that wait for others, in a run that follows a recorded one. */
void log_end(struct run *run);
/* Begin the log of a run, which is the current one. */
void log_begin(struct run *run);
/* Lines were written, or could not be: then `rc` is -errno, and the run ends. */
void log_note_written(struct run *run, int rc);
/* Write the lines of the log that are kept. The caller holds the lock. */
void log_flush(struct run *run);

/* Pass the last event of a run that crashes, which has all texts, to the listeners that hear it. A
 * signal handler may call this. */
void log_crash(const struct run *run, const struct event *event);

/* Free the texts of formatted(), at the end of the run. */
void formatted_free(struct run *run);

/* Write lines for a person to the stream and to the descriptor for errors. */
void report_text(struct run *run, const char *text);
/* Explain a report of the runtime; a livelock; a deadlock. The tasks still exist at that time. */
void report_unhandled(struct run *run, const struct co_report *report);
void report_livelock(struct run *run);
void report_deadlock(struct run *run);
/* What the reports of src/co know of the run. */
struct known report_known(const struct run *run);
/* Explain a circle of tasks, each of which waits for the next, while other tasks go on. */
void report_circle(struct run *run, const uint32_t *tasks, uint32_t length);
/* Say which task waits for what, while the run goes on. */
void report_waits(struct run *run);
/* Install and remove the signal handlers of a run. A stack overflow is reported to
 * `options->errors`. */
void signals_begin(struct run *run);
void signals_end(void);
/* The exit code of the process after a signal that asked for the end. */
int run_exit_code(int signal);

#endif

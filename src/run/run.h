/* One run of a demo: what it logs, when and why, as a stream of events; and its views as a printed
 * log. */
#ifndef RUN_H
#define RUN_H

#include "co/co.h"
#include "io/library.h"
#include "run/delays.h"

#include <stdio.h>

/* What a process of this program ends with. */
enum exit_code {
    EXIT_WELL = 0,
    EXIT_CHECK_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_DEADLOCK = 3, /* or livelock */
    EXIT_INCONCLUSIVE = 4,
    EXIT_TOOL_FAILED = 5,
    EXIT_SKIPPED = 77,
    EXIT_HUNG_UP = 129,
    EXIT_INTERRUPTED = 130,
};

/* ---- Demos
 * ---------------------------------------------------------------------------------------------- */

struct demo_variant {
    const char *name;  /* flaw, fixed, ... */
    const char *title; /* what it shows */
    int exit_code;     /* expected; 0 or 3 */
};

enum { DEMO_VARIANTS_MAX = 4 };
struct demo {
    const char *identifier;       /* its name, with _ where that has - */
    int (*main)(void *arguments); /* takes no arguments */
    /* Its main with a broker: the workers are processes. NULL: it has none. */
    int (*main_on_broker)(void *arguments);
    const char *title;
    const char *section; /* of the chapter's tutorial, "1a" */
    const char *flaw;    /* the tutorial's flaw that the default shows; NULL: none */
    uint64_t seed;       /* default */
    int exit_code;       /* expected */
    bool debug;          /* always in debug mode. asyncio.run(main(), debug=True) */
    unsigned needs;      /* libraries without which it cannot run: IO_CURL | IO_JANSSON */
    /* Instead of main: the demo's server, for anybody; NULL: it has none. Its argument is an int,
     * the port of 127.0.0.1, 0 for any that is free. Runs until it is interrupted. */
    int (*listen)(void *arguments);
    struct demo_variant variants[DEMO_VARIANTS_MAX];
};

/* What demos call besides co.h.
 * ----------------------------------------------------------------------------------- */

/* Print a line of the log, stamped with the loop's time. One newline at either end is dropped;
 * control characters and what is not UTF-8 become \xNN. Also from pool threads: lines do not mix.
 * Without a run it does nothing. */
void log_time(const char *format, ...) CO_PRINTF(1, 2);
/* A text that lives until the run ends; the run owns it. "" without a run. An f-string of Python. */
char *formatted(const char *format, ...) CO_PRINTF(1, 2);
/* Is the demo run as this variant? */
bool variant(const char *name);
/* Tell the person who runs it, on stderr, what to type in another terminal, now that the server
 * listens. Without a run it does nothing. */
void tell_to_type(const char *format, ...) CO_PRINTF(1, 2);
/* The address of the Redis by which work is spread over processes; NULL: there is none. */
const char *broker(void);
/* What starts this program, for children of it. */
const char *program(void);
/* The name of the queue there, for the demo and its workers; NULL: there is no broker. */
const char *broker_queue(void);
/* The origins of pages that may open WebSockets of the server that is kept open, besides its own;
 * the list ends with NULL. NULL: there are none. */
const char *const *allowed_origins(void);

#define log_time(...) CO_AT(log_time, #__VA_ARGS__, __VA_ARGS__)

/*
 * ---- The event stream ---------------------------------------------------------------------------
 *
 * All that is known of a run, in order. Views of it: the printed log, the golden check, the
 * deadlock report, JSON.
 */
enum event_kind {
    EVENT_TASK,     /* `task` was made; `text` is its name */
    EVENT_WAIT,     /* it suspended, for `text` ("" : time) */
    EVENT_WAKE,     /* it was made ready */
    EVENT_LINE,     /* it logged `text`, as its `number`-th line */
    EVENT_TASK_END, /* with `result` */
    EVENT_REPORT,   /* a line for stderr: deadlock, livelock, lost error */
    EVENT_RUN_END, /* the last event: `result` of the run; `text` its message; `number`: how many jobs threads ran, and wakes came from outside */
};

struct event {
    enum event_kind kind;
    uint32_t task; /* id; 0: the loop */
    uint32_t number;
    int32_t result;
    int64_t time; /* nanoseconds since the start of the run */
    struct co_cause
        cause; /* EVENT_WAKE, EVENT_LINE: of what the task does since; its `by` is a task id */
    const char *file; /* the place in the source; "" if unknown */
    int32_t line;
    const char *text; /* UTF-8, owned by the stream */
};

/* Events in memory. All-zero is an empty stream. */
struct stream {
    struct event *events;
    size_t count, capacity;
    size_t *tasks; /* which of the events made a task, in the order of the tasks' ids */
    size_t task_count, task_capacity;
    char **chunks; /* texts */
    size_t chunk_count, chunk_used;
    bool failed; /* no memory: events are missing */
};

/* Append a copy; text and file are copied too. 0 or -ENOMEM (and stream->failed). */
int stream_append(struct stream *stream, const struct event *event);
void stream_free(struct stream *stream);
/* The name of a task by its id, which goes up in the order of making; "the loop" for 0, "?" if it
 * is unknown. */
const char *stream_task_name(const struct stream *stream, uint32_t task);
/* To and from a descriptor, between processes of this program: binary, complete or an error. -EIO;
 * -ENOMEM, also if events are missing already; -EPROTO: cut short or damaged. What was read before
 * an error stays in the stream. */
int stream_write(const struct stream *stream, int descriptor);
int stream_read(struct stream *stream, int descriptor);
/* JSON lines, one event a line, each with "v":1; -EIO. */
int stream_write_json(const struct stream *stream, FILE *file);

/* ---- Running
 * ---------------------------------------------------------------------------------------------- */

enum stamp { STAMP_CLOCK, STAMP_ELAPSED, STAMP_DELTA, STAMP_NONE };
enum symbols { SYMBOLS_EMOJI, SYMBOLS_TEXT, SYMBOLS_ASCII };

enum { TURNS_AT_ONCE = 100000 }; /* turns without time moving that are a livelock, unless said */

struct run_options {
    enum co_clock clock;
    double pace;
    uint32_t turns;      /* without time moving that are a livelock; 0: TURNS_AT_ONCE */
    uint64_t seed;       /* used as it is: the caller takes the demo's default */
    bool debug;          /* the runtime's debug mode; a demo may also switch it on by itself */
    const char *variant; /* NULL: the default */
    bool listen;         /* run the demo's server instead of its main */
    int port;            /* its argument */
    const char *const *origins; /* as allowed_origins() */
    const char *broker;         /* as broker(); on the real clock alone */
    const char *queue;          /* as broker_queue() */
    const char *program;        /* as program() */
    enum stamp stamp;
    enum symbols symbols;
    int output;               /* descriptor for the log, line by line; -1: not printed */
    int errors;               /* descriptor for reports; -1: not printed */
    struct stream *stream;    /* gets all events; may be NULL */
    struct co_record *record; /* real clock: written; replay: read; may be NULL */
    struct delays *delays;    /* gets a sample with each event, begun by the caller; may be NULL */
    bool
        handle_signals; /* for the time of the run: SIGINT, SIGTERM and SIGHUP, which end it politely,
                           SIGSEGV for stack overflows, and all that would leave children behind */
};

struct run_result {
    int code;           /* of main: >= 0 or -errno; -EDEADLK, -ELOOP, -EINTR as in co_run() */
    int exit_code;      /* what the process ends with: 0, 3, 5, 129, 130 */
    bool output_closed; /* the reader of `output` went away: the run stopped quietly */
    char message[256];  /* for a person, when exit_code is 5: a sentence and its cause */
};

/* Run the demo in this process. File-scope state of a demo is not reset: one run of a demo a
 * process. Each line is written as it is logged; SIGPIPE is ignored meanwhile. A report of a
 * deadlock or livelock is the last word: what tasks log while they are cancelled after it is
 * dropped. Signals that are ignored stay so. */
void run_demo(const struct demo *demo, const struct run_options *options,
              struct run_result *result);

/* Write one log line as `run` prints it, without its newline, from an event of a stream. `previous`
 * is the time of the line before it, 0 for the first; `wall` is the time of day, in nanoseconds
 * since midnight, at which the run began. Returns the length, as snprintf. */
int line_format(char *buffer, size_t size, const struct event *event, int64_t previous,
                int64_t wall, enum stamp stamp, enum symbols symbols);

#endif

/* One run of a demo, as a stream of events: each line of its log, with the time and the cause. */
#ifndef RUN_H
#define RUN_H

#include "co/co.h"
#include "io/library.h"
#include "run/delays.h"

#include <stdio.h>

/* The exit codes of this program. */
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
    const char *identifier;       /* its name with _ in place of - */
    int (*main)(void *arguments); /* takes no arguments */
    /* Its main with a broker: its workers are processes. NULL: it has none. */
    int (*main_on_broker)(void *arguments);
    const char *title;
    const char *section; /* of the chapter's tutorial, "1a" */
    const char *flaw;    /* the tutorial's flaw that the default shows; NULL: none */
    uint64_t seed;       /* default */
    int exit_code;       /* expected */
    bool debug;          /* always in debug mode. asyncio.run(main(), debug=True) */
    unsigned needs;      /* the libraries that it needs: IO_CURL | IO_JANSSON */
    /* The demo's server, which runs in place of main, for clients of any kind, until it is
     * interrupted. Its argument is an int, the port of 127.0.0.1; 0: any free port. NULL: the demo
     * has no server. */
    int (*listen)(void *arguments);
    struct demo_variant variants[DEMO_VARIANTS_MAX];
};

/* What demos call besides co.h.
 * ----------------------------------------------------------------------------------- */

/* Print a line of the log, stamped with the loop's time. One newline at either end is dropped.
 * Control characters, and bytes that are not UTF-8, become \xNN. Pool threads may call it: lines do
 * not mix. Without a run it does nothing. */
void log_time(const char *format, ...) CO_PRINTF(1, 2);
/* Format a text that lives until the run ends; the run owns it. "" without a run. Python: an
 * f-string. */
char *formatted(const char *format, ...) CO_PRINTF(1, 2);
/* Does the run show this variant of the demo? */
bool variant(const char *name);
/* Tell the user, on stderr, that the server listens, and what to type in another terminal. Without
 * a run it does nothing. */
void tell_to_type(const char *format, ...) CO_PRINTF(1, 2);
/* The address of the Redis server that hands the work to other processes; NULL: there is none. */
const char *broker(void);
/* The path of this program, for a demo that starts it as a child. */
const char *program(void);
/* The name of the queue in Redis, for the demo and its workers; NULL: there is no broker. */
const char *broker_queue(void);
/* The origins of pages that may open WebSockets of the open server, besides its own;
 * the list ends with NULL. NULL: there are none. */
const char *const *allowed_origins(void);

#define log_time(...) CO_AT(log_time, #__VA_ARGS__, __VA_ARGS__)

/*
 * ---- The event stream ---------------------------------------------------------------------------
 *
 * Everything that is known about a run, in order. The printed log, the golden check and JSON are
 * views of it.
 */
enum event_kind {
    EVENT_TASK,     /* `task` was made; `text` is its name */
    EVENT_WAIT,     /* the task suspended, to wait for `text` ("": for time) */
    EVENT_WAKE,     /* the task became ready */
    EVENT_LINE,     /* the task logged `text` as its line `number` */
    EVENT_TASK_END, /* the task ended with `result` */
    EVENT_REPORT,   /* a line for stderr: deadlock, livelock, lost error */
    /* The last event: `result` of the run; `text` is its message; `number`: jobs of threads, and
     * wakes from outside. */
    EVENT_RUN_END,
};

struct event {
    enum event_kind kind;
    uint32_t task; /* id; 0: the loop */
    uint32_t number;
    int32_t result;
    int64_t time;          /* nanoseconds since the start of the run */
    struct co_cause cause; /* EVENT_WAKE, EVENT_LINE: why the task runs; its `by` is a task id */
    const char *file;      /* the place in the source; "" if unknown */
    int32_t line;
    const char *text; /* UTF-8, owned by the stream */
};

/* Events in memory. All-zero is an empty stream. */
struct stream {
    struct event *events;
    size_t count, capacity;
    size_t *tasks; /* the indexes of the EVENT_TASK events, in the order of the tasks' ids */
    size_t task_count, task_capacity;
    char **chunks; /* texts */
    size_t chunk_count, chunk_used;
    bool failed; /* there was no memory: events are missing */
};

/* Append a copy of the event, with its text and file. 0; or -ENOMEM, and `failed` is set. */
int stream_append(struct stream *stream, const struct event *event);
void stream_free(struct stream *stream);
/* The name of the task with this id; "the loop" for 0, "?" if the id is unknown. */
const char *stream_task_name(const struct stream *stream, uint32_t task);
/* Write the stream to a descriptor, or read it from one, between processes of this program, in a
 * binary form. -EIO. -ENOMEM: there is no memory, or the stream has lost events before. -EPROTO:
 * the bytes are cut short or damaged. Events that were read before an error stay in the stream. */
int stream_write(const struct stream *stream, int descriptor);
int stream_read(struct stream *stream, int descriptor);
/* Write the events as JSON, one event a line, each with "v":1. -EIO. */
int stream_write_json(const struct stream *stream, FILE *file);

/* ---- Running
 * ---------------------------------------------------------------------------------------------- */

enum stamp { STAMP_CLOCK, STAMP_ELAPSED, STAMP_DELTA, STAMP_NONE };
enum symbols { SYMBOLS_EMOJI, SYMBOLS_TEXT, SYMBOLS_ASCII };

enum { TURNS_AT_ONCE = 100000 }; /* so many turns at one time are a livelock, by default */

struct run_options {
    enum co_clock clock;
    double pace;
    uint32_t turns;      /* so many turns at one time are a livelock; 0: TURNS_AT_ONCE */
    uint64_t seed;       /* 0 is a seed, too: the caller takes the demo's default */
    bool debug;          /* the runtime's debug mode; a demo may also switch it on by itself */
    const char *variant; /* NULL: the default */
    bool listen;         /* run the demo's server instead of its main */
    int port;            /* the server's argument */
    const char *const *origins; /* the result of allowed_origins() */
    const char *broker;         /* the result of broker(); only on the real clock */
    const char *queue;          /* the result of broker_queue() */
    const char *program;        /* the result of program() */
    enum stamp stamp;
    enum symbols symbols;
    int output;               /* descriptor for the log, line by line; -1: not printed */
    int errors;               /* descriptor for reports; -1: not printed */
    struct stream *stream;    /* gets all events; may be NULL */
    struct co_record *record; /* real clock: written; replay: read; may be NULL */
    struct delays *delays;    /* gets a sample with each event, begun by the caller; may be NULL */
    /* During the run, handle SIGINT, SIGTERM and SIGHUP, which end it politely; SIGSEGV and SIGBUS,
     * which report a stack overflow; and all other signals that would leave children behind. */
    bool handle_signals;
};

struct run_result {
    int code;           /* the result of main, >= 0 or -errno; or an error of co_run() */
    int exit_code;      /* of the process: 0, 3, 5, 129, 130 */
    bool output_closed; /* the reader of `output` closed it: the run stopped quietly */
    char message[256];  /* for a person, if exit_code is 5: a sentence and its cause */
};

/* Run the demo in this process. A process can run a demo once, because the demo's file-scope state
 * is not reset. Each line is written when it is logged. SIGPIPE is ignored during the run. The log
 * ends with a report of a deadlock or livelock: lines that tasks log while they are cancelled
 * afterwards are dropped. Signals that were ignored stay ignored. */
void run_demo(const struct demo *demo, const struct run_options *options,
              struct run_result *result);

/* Write the log line of an event as `run` prints it, without its newline. `previous` is the time of
 * the line before, 0 for the first line. `wall` is the time of day at which the run began, in
 * nanoseconds since midnight. Returns the length, as snprintf does. */
int line_format(char *buffer, size_t size, const struct event *event, int64_t previous,
                int64_t wall, enum stamp stamp, enum symbols symbols);

#endif

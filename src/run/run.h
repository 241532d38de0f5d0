/* One run of a demo, as a stream of events: each line of its log, with the time and the cause. */
#ifndef RUN_H
#define RUN_H

#include "co/co.h"
#include "io/library.h"
#include "run/delays.h"
#include "run/stream.h"

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
/* A copy of the bytes that lives until the run ends; the run owns it. NULL without a run, or if
 * there is no memory: then the run stops. */
void *copied(const void *bytes, size_t size);
/* Returns whether the run shows this variant of the demo. */
bool variant(const char *name);
/* What must hold in every order of the run. If it does not, the run reports that on stderr, once
 * for each place, and its exit code is 1. Without a run it does nothing. */
void must_hold(bool holds, const struct co_place *place);
#define MUST(...) must_hold((__VA_ARGS__), CO_PLACE("MUST(" #__VA_ARGS__ ")"))
/* What would hold in every order without the mistake that a demo shows. Only a run that judges it
 * reports it, as MUST() does: exploration does, for it looks for the mistake. */
void should_hold(bool holds, const struct co_place *place);
#define SHOULD(...) should_hold((__VA_ARGS__), CO_PLACE("SHOULD(" #__VA_ARGS__ ")"))
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

/* ---- Running
 * ---------------------------------------------------------------------------------------------- */

enum stamp { STAMP_CLOCK, STAMP_ELAPSED, STAMP_DELTA, STAMP_NONE };
enum symbols { SYMBOLS_EMOJI, SYMBOLS_TEXT, SYMBOLS_ASCII };

enum { TURNS_AT_ONCE = 100000 }; /* so many turns at one time are a livelock, by default */

struct text;  /* co/explain/growing_text.h */
struct order; /* run/order.h */

/* Gets each event as it happens, in a thread that may be a job's. It may not suspend, and its calls
 * do not overlap. The texts live during the call, and none is NULL. */
struct run_listener {
    void (*on_event)(void *context, const struct event *event);
    void *context;
    bool hears_crash; /* see run_listen_to_crash() */
};
enum { RUN_LISTENERS_MAX = 4 };

struct run_options {
    enum co_clock clock;
    double pace;
    uint32_t turns;      /* so many turns at one time are a livelock; 0: TURNS_AT_ONCE */
    uint64_t seed;       /* 0 is a seed, too: the caller takes the demo's default */
    bool debug;          /* the runtime's debug mode; a demo may also switch it on by itself */
    bool shuffle;        /* the ready tasks of a turn run in an order that the seed decides */
    const char *variant; /* NULL: the default */
    bool listen;         /* run the demo's server instead of its main */
    int port;            /* the server's argument */
    const char *const *origins; /* the result of allowed_origins() */
    const char *broker;         /* the result of broker(); only on the real clock */
    const char *queue;          /* the result of broker_queue() */
    const char *program;        /* the result of program() */
    enum stamp stamp;
    enum symbols symbols;
    int output;            /* descriptor for the log, line by line; -1: not printed */
    bool gathers;          /* lines are written later, but in time: see run_demo() */
    int errors;            /* descriptor for reports; -1: not printed */
    bool colour;           /* in the log: what identifies the task of a line */
    int errors_width;      /* columns that a line of a report may have; 0: any number */
    bool colour_errors;    /* in reports: the head of a deadlock or livelock */
    struct stream *stream; /* gets all events; may be NULL */
    struct run_listener listeners[RUN_LISTENERS_MAX]; /* see run_listen() */
    /* Gets each line of the log before it is written, with its newline, behind its event. It may
     * change the line; a line without any byte is not written. May be NULL. */
    void (*on_line)(void *context, const struct event *event, struct text *line);
    void *on_line_context;
    /* With handle_signals: a signal is about to end the process. A signal handler makes the call.
     * May be NULL. */
    void (*on_crash)(void *context);
    void *on_crash_context;
    struct co_record *record;  /* real clock: written; replay: read; may be NULL */
    const struct order *order; /* virtual clock: followed, to its end or the run fails; or NULL */
    struct delays *delays;     /* gets a sample with each event, begun by the caller; may be NULL */
    /* During the run, handle SIGINT, SIGTERM and SIGHUP, which end it politely; SIGSEGV and SIGBUS,
     * which report a stack overflow; and all other signals that would leave children behind. */
    bool handle_signals;
    bool judges_should; /* a SHOULD() that does not hold counts as a MUST() does */
};

struct run_result {
    int code;           /* the result of main, >= 0 or -errno; or an error of co_run() */
    int exit_code;      /* of the process: 0, 1, 3, 5, 129, 130 */
    bool order_failed;  /* the order made no difference; `message` says why */
    bool output_closed; /* the reader of `output` closed it: the run stopped quietly */
    char message[256];  /* for a person, if exit_code is 5: a sentence and its cause */
};

/* Add a listener to the options, behind those that they have. */
void run_listen(struct run_options *options, void (*on_event)(void *context, const struct event *),
                void *context);

/* The same, for a listener that also gets the last event of a run whose task overflows its stack:
 * an EVENT_REPORT with the task, and with the place of the last call before the overflow. A signal
 * handler makes that call, and it may have interrupted another call of the listener. */
void run_listen_to_crash(struct run_options *options,
                         void (*on_event)(void *context, const struct event *), void *context);

/* Run the demo in this process. A process can run a demo once, because the demo's file-scope state
 * is not reset. Each line is written when it is logged. But with `gathers` and handle_signals, and
 * unless the output is a terminal, the lines of one instant of a clock that jumps are written at
 * once, and so are those that a server logs between two waits; SIGKILL loses them. SIGPIPE is
 * ignored during the run. The log ends with a report of a deadlock or livelock: lines that tasks
 * log while they are cancelled afterwards are dropped. Signals that were ignored stay ignored. */
void run_demo(const struct demo *demo, const struct run_options *options,
              struct run_result *result);

/* Append the log line of an event as `run` prints it, without its newline. `previous` is the time
 * of the line before, 0 for the first line. `wall` is the time of day at which the run began, in
 * nanoseconds since midnight. */
void log_line_add(struct text *text, const struct event *event, int64_t previous, int64_t wall,
                  enum stamp stamp, enum symbols symbols);

#endif

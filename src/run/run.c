/* One run of a demo: it turns the traces of the runtime into events, task names and reports. */
#include "run/internal.h"

#include "run/waits.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

enum {
    KEPT_OF_A_SERVER = 4096, /* tasks that the roster keeps: each client of a server adds one */
};

struct run *run_now;

bool variant(const char *name)
{
    return run_now && run_now->options->variant && strcmp(run_now->options->variant, name) == 0;
}

const char *broker(void)
{
    return run_now ? run_now->options->broker : NULL;
}

const char *broker_queue(void)
{
    return run_now ? run_now->options->queue : NULL;
}

const char *program(void)
{
    return run_now ? run_now->options->program : NULL;
}

const char *const *allowed_origins(void)
{
    return run_now ? run_now->options->origins : NULL;
}

void tell_to_type(const char *format, ...)
{
    struct text text = { 0 };
    va_list arguments;

    if (!run_now)
        return;
    text_add(&text, "The server listens until Ctrl-C; a second Ctrl-C ends it at once. In "
                    "another terminal:"
                    "\n    ");
    va_start(arguments, format);
    text_add_arguments(&text, format, arguments);
    va_end(arguments);
    report_text(run_now, text_string(&text));
    text_free(&text);
}

void run_stop(struct run *run)
{
    if (!co_interrupt())
        run->stop_wanted = true;
}

/* ---- The observer ---- */

static void note(struct run *run, enum event_kind kind, const struct co_trace *trace,
                 const char *text)
{
    struct event event = {
        .kind = kind,
        .task = co_task_id(trace->task),
        .result = trace->result,
        .time = trace->time,
        .file = trace->place->file,
        .line = trace->place->line,
        .text = text,
    };

    if (kind == EVENT_TASK || kind == EVENT_WAKE)
        event.cause = *co_task_cause(trace->task);
    /* A timer or a thread wakes from no place: the trace has that of the task that ran last. */
    if (kind == EVENT_WAKE && event.cause.kind != CO_CAUSE_TASK)
        event.file = "", event.line = 0;
    log_event(run, &event);
}

static void on_created(struct run *run, const struct co_trace *trace)
{
    char name[CO_NAME_MAX];

    if (!roster_add(&run->roster, trace->task, trace->time)) {
        run->failed_for = -ENOMEM;
        run->stop_wanted = true;
        return;
    }
    roster_name(&run->roster, co_task_id(trace->task), name);
    co_task_set_name(trace->task, name);
    run->foreign += co_task_is_job(trace->task);
    note(run, EVENT_TASK, trace, name);
}

static void on_waiting(struct run *run, const struct co_trace *trace)
{
    struct roster_entry *entry = roster_find(&run->roster, co_task_id(trace->task));

    if (entry)
        entry->since = trace->time;
    text_clear(&run->message);
    if (trace->resource)
        wait_describe(&run->message, trace->resource, trace->place);
    note(run, EVENT_WAIT, trace, text_string(&run->message));
}

static void on_woken(struct run *run, const struct co_trace *trace)
{
    struct roster_entry *entry = roster_find(&run->roster, co_task_id(trace->task));

    if (entry) {
        entry->wakes = entry->woken_at == trace->time ? entry->wakes + 1 : 1;
        entry->woken_at = trace->time;
    }
    run->foreign += co_task_cause(trace->task)->kind == CO_CAUSE_OUTSIDE;
    note(run, EVENT_WAKE, trace, "");
}

static void on_ended(struct run *run, const struct co_trace *trace)
{
    struct roster_entry *entry = roster_find(&run->roster, co_task_id(trace->task));

    /* After a report the remaining tasks are cancelled. This end says nothing about the run. */
    if (entry && !run->log_closed) {
        entry->ended = true;
        entry->ended_at = trace->time;
        entry->result = trace->result;
    }
    if (co_task_id(trace->task) == MAIN_TASK) {
        run->main_ended = true;
        run->main_result = trace->result;
        text_clear(&run->main_text);
        text_add(&run->main_text, "%s", co_task_text(trace->task));
    }
    note(run, EVENT_TASK_END, trace, co_task_text(trace->task));
}

/* The log ends with the report: later lines of tasks that are cancelled would hide it. */
static void on_stuck(struct run *run, int code)
{
    if (run->stuck || run->signal || run->output_error)
        return;
    run->stuck = code;
    run->log_closed = true;
    if (code == -EDEADLK)
        report_deadlock(run);
    else
        report_livelock(run);
}

/* Something went wrong, and no task of the demo handles it. */
static int on_report(void *context, const struct co_report *report)
{
    struct run *run = context;

    /* The report of a deadlock or livelock has already said that tasks do not end. */
    if (run->stuck && report->kind == CO_REPORT_DESTROYED_PENDING)
        return 0;
    run->now = co_time_nanoseconds();
    if (!run->output_error)
        report_unhandled(run, report);
    return 0;
}

static void observe(void *context, const struct co_trace *trace)
{
    struct run *run = context;

    pthread_mutex_lock(&run->lock);
    run->now = trace->time;
    if (trace->kind == CO_TRACE_CREATED)
        on_created(run, trace);
    else if (trace->kind == CO_TRACE_WAITING)
        on_waiting(run, trace);
    else if (trace->kind == CO_TRACE_WOKEN)
        on_woken(run, trace);
    else if (trace->kind == CO_TRACE_ENDED)
        on_ended(run, trace);
    pthread_mutex_unlock(&run->lock);

    if (trace->kind == CO_TRACE_DEADLOCK && trace->result == 0)
        report_waits(run);
    else if (trace->kind == CO_TRACE_DEADLOCK)
        on_stuck(run, -EDEADLK);
    else if (trace->kind == CO_TRACE_LIVELOCK)
        on_stuck(run, -ELOOP);
    if (run->stop_wanted && co_interrupt())
        run->stop_wanted = false;
}

/* ---- Beginning and end ---- */

/* On a virtual or replayed clock the day begins with the run, so that each run prints the same
 * bytes. */
static int64_t time_of_day(enum co_clock clock)
{
    struct timespec now;
    struct tm local;

    if (clock == CO_CLOCK_VIRTUAL || clock == CO_CLOCK_REPLAY)
        return 0;
    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &local);
    return ((local.tm_hour * 60 + local.tm_min) * 60 + local.tm_sec) * INT64_C(1000000000) +
           now.tv_nsec;
}

static void explain(struct run_result *result, const char *sentence, const char *cause)
{
    struct text safe = { 0 };

    text_add_safe(&safe, cause, strlen(cause));
    result->exit_code = EXIT_TOOL_FAILED;
    co_format(result->message, sizeof result->message, "%s: %s.", sentence, text_string(&safe));
    text_free(&safe);
}

static void explain_code(struct run *run, struct run_result *result)
{
    const char *text = text_string(&run->main_text);
    char sentence[96];

    if (run->main_ended && run->main_result == result->code && run->options->listen) {
        explain(result, "The server could not go on",
                text[0] ? text : co_error_sentence(result->code));
    } else if (run->main_ended && run->main_result == result->code) {
        snprintf(sentence, sizeof sentence, "main failed with %s", co_error_name(result->code));
        explain(result, sentence, text[0] ? text : co_error_sentence(result->code));
    } else {
        explain(result, "The run could not go on", co_error_sentence(result->code));
    }
}

static void judge(struct run *run, struct run_result *result)
{
    if (run->signal)
        result->exit_code = run_exit_code(run->signal);
    else if (run->output_error == EPIPE)
        result->output_closed = true;
    else if (run->output_error)
        explain(result, "The log could not be written", strerror(run->output_error));
    else if (run->failed_for)
        explain(result, "The run could not be recorded", co_error_sentence(run->failed_for));
    else if (run->stuck)
        result->exit_code = EXIT_DEADLOCK;
    else if (result->code < 0)
        explain_code(run, result);
    else if (run->options->stream && run->options->stream->failed)
        explain(result, "The events of the run could not be kept", co_error_sentence(-ENOMEM));
}

static void note_end(struct run *run, const struct run_result *result)
{
    log_event(run, &(struct event){
                       .kind = EVENT_RUN_END,
                       .time = run->now,
                       .number = run->foreign,
                       .result = result->code,
                       .file = "",
                       .text = result->message,
                   });
}

static struct co_coro first_coroutine(const struct demo *demo, const struct run_options *options)
{
    if (options->listen)
        return (struct co_coro){ .run = demo->listen,
                                 .arguments = &options->port,
                                 .size = sizeof options->port,
                                 .name = "listen" };
    return (struct co_coro){ .run = options->broker ? demo->main_on_broker : demo->main,
                             .name = "main" };
}

void run_demo(const struct demo *demo, const struct run_options *options, struct run_result *result)
{
    struct run run = { .demo = demo, .options = options, .lock = PTHREAD_MUTEX_INITIALIZER };
    struct co_options loop = {
        .clock = options->clock,
        .pace = options->pace,
        .seed = options->seed,
        .self_contained = true,
        .turns_at_once = options->turns ? options->turns : TURNS_AT_ONCE,
        .record = options->record,
        .debug = options->debug || demo->debug ? CO_DEBUG_ON : CO_DEBUG_OFF,
        .observe = observe,
        .report = on_report,
        .context = &run,
    };

    *result = (struct run_result){ .exit_code = EXIT_WELL };
    if (options->listen)
        run.roster.limit = KEPT_OF_A_SERVER;
    if (options->stamp == STAMP_CLOCK && options->output >= 0)
        run.wall = time_of_day(options->clock);
    run_now = &run;
    signals_begin(&run);
    result->code = co_run(first_coroutine(demo, options), &loop);
    signals_end();
    judge(&run, result);
    note_end(&run, result);
    run_now = NULL;
    roster_free(&run.roster);
    text_free(&run.message);
    text_free(&run.line);
    text_free(&run.main_text);
    formatted_free(&run);
}

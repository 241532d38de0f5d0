/* One run of a demo: it turns the traces of the runtime into events, task names and reports. */
#include "run/internal.h"

#include <stdarg.h>
#include <stdlib.h>
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

/* A replayed clock that was read more often than the recorded one. */
static bool complain(const struct run *run, struct text *why)
{
    const struct co_record *record = run->options->record;

    if (!run->options->order->record.count)
        return order_course_complain(&run->course, why);
    if (!record->failed && record->next == record->count)
        return order_past_complain_of_lines(&run->course.past, run->options->order, why);
    text_add(why, "the run has read the clock %s than the recorded one",
             record->failed ? "more often" : "less often");
    return true;
}

/* A part of the order that made no difference. */
static bool explain_order(const struct run *run, struct run_result *result)
{
    struct text why = { 0 };
    bool complains = run->options->order && complain(run, &why);

    result->order_failed = complains;
    if (complains)
        explain(result, "The order no longer applies", text_string(&why));
    text_free(&why);
    return complains;
}

static void judge(struct run *run, struct run_result *result)
{
    if (run->signal)
        result->exit_code = run_exit_code(run->signal);
    else if (run->output_error == EPIPE)
        result->output_closed = true;
    else if (run->output_error)
        explain(result, "The log could not be written", strerror(run->output_error));
    else if (run->failed_for || run->course.failed || run->course.past.failed)
        explain(result, "The run could not be recorded", co_error_sentence(-ENOMEM));
    else if (explain_order(run, result))
        return;
    else if (run->stuck || (run->circle.stands && result->code >= 0))
        result->exit_code = EXIT_DEADLOCK;
    else if (result->code < 0)
        explain_code(run, result);
    else if (run->broken_count)
        result->exit_code = EXIT_CHECK_FAILED;
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
        .shuffle = options->shuffle,
        .self_contained = true,
        .turns_at_once = options->turns ? options->turns : TURNS_AT_ONCE,
        .record = options->record,
        .debug = options->debug || demo->debug ? CO_DEBUG_ON : CO_DEBUG_OFF,
        .observe = run_observe,
        .report = run_report,
        .say = co_say_nothing,
        .context = &run,
    };

    *result = (struct run_result){ .exit_code = EXIT_WELL };
    if (options->listen)
        run.roster.limit = KEPT_OF_A_SERVER;
    if (options->stamp == STAMP_CLOCK && options->output >= 0)
        run.wall = time_of_day(options->clock);
    if (options->order)
        order_course_begin(&run.course, options->order);
    /* The readings of a clock decide all by themselves. */
    if (options->order && !options->order->record.count)
        loop.chooser = &run.course.chooser;
    run_now = &run;
    signals_begin(&run);
    log_begin(&run);
    result->code = co_run(first_coroutine(demo, options), &loop);
    log_flush(&run);
    signals_end();
    log_end(&run);
    judge(&run, result);
    note_end(&run, result);
    run_now = NULL;
    roster_free(&run.roster);
    things_free(&run.things);
    order_course_free(&run.course);
    free(run.awaited);
    free(run.awaited_tasks);
    text_free(&run.message);
    text_free(&run.name);
    text_free(&run.line);
    text_free(&run.main_text);
    formatted_free(&run);
}

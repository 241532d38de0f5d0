#include "check/verdict.h"

#include "run/text.h"

#include <stdarg.h>
#include <string.h>

enum { STDERR_LINES_SHOWN = 24 };

const char *difference_name(enum difference difference)
{
    static const char *const names[] = {
        [DIFFERENCE_NONE] = "no difference",
        [DIFFERENCE_WRONG_TEXT] = "wrong text",
        [DIFFERENCE_MISSING_LINE] = "missing line",
        [DIFFERENCE_EXTRA_LINE] = "extra line",
        [DIFFERENCE_WRONG_CAUSE] = "wrong cause",
        [DIFFERENCE_TOO_EARLY] = "too early",
        [DIFFERENCE_TOO_LATE] = "too late",
        [DIFFERENCE_OUT_OF_ORDER] = "out of order",
        [DIFFERENCE_STDERR] = "other words on stderr",
        [DIFFERENCE_DEADLOCK] = "deadlock",
        [DIFFERENCE_LIVELOCK] = "livelock",
        [DIFFERENCE_EXIT_CODE] = "exit code",
        [DIFFERENCE_CRASHED] = "crashed",
        [DIFFERENCE_TIMED_OUT] = "timed out",
        [DIFFERENCE_UNCONTROLLED] = "uncontrolled",
        [DIFFERENCE_GOLDEN] = "golden",
        [DIFFERENCE_RESOURCES] = "resources",
    };

    return names[difference];
}

const char *verdict_name(enum verdict_kind kind)
{
    static const char *const names[] = {
        [VERDICT_PASSED] = "passed",   [VERDICT_FAILED] = "failed",
        [VERDICT_SKIPPED] = "skipped", [VERDICT_INCONCLUSIVE] = "inconclusive",
        [VERDICT_BROKEN] = "broken",
    };

    return names[kind];
}

void verdict_say(struct verdict *verdict, const char *format, ...)
{
    va_list arguments;
    size_t length;

    va_start(arguments, format);
    co_format_arguments(verdict->message, sizeof verdict->message, format, arguments);
    va_end(arguments);
    length = strlen(verdict->message);
    if (length && verdict->message[length - 1] == '.')
        verdict->message[length - 1] = '\0';
}

void verdict_write_stderr(FILE *out, const struct verdict *verdict)
{
    const char *at = verdict->stderr_text, *end = at + verdict->stderr_size;
    int lines = 0;

    if (!verdict->stderr_size)
        return;
    fputs("\n  It said on stderr:\n\n", out);
    for (; at < end && lines < STDERR_LINES_SHOWN; lines++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        struct text safe = { 0 };

        text_add_safe(&safe, at, (size_t)((newline ? newline : end) - at));
        fprintf(out, "    %s\n", text_string(&safe));
        text_free(&safe);
        at = newline ? newline + 1 : end;
    }
    if (at < end)
        fputs("    ...\n", out);
}

struct verdict_side verdict_side(const struct stream *stream, const struct event *event)
{
    bool is_line = event && event->kind == EVENT_LINE;

    if (!event)
        return (struct verdict_side){ 0 };
    return (struct verdict_side){ .present = true,
                                  .time = event->time,
                                  .text = is_line ? event->text : NULL,
                                  .length = is_line ? strlen(event->text) : 0,
                                  .stream = stream,
                                  .event = event };
}

const char *duration_words(char buffer[DURATION_MAX], int64_t nanoseconds)
{
    int64_t size = nanoseconds < 0 ? -nanoseconds : nanoseconds;

    if (size >= 1000000000)
        snprintf(buffer, DURATION_MAX, "%.4g s", (double)nanoseconds / 1e9);
    else if (size >= 1000000)
        snprintf(buffer, DURATION_MAX, "%.3g ms", (double)nanoseconds / 1e6);
    else if (size)
        snprintf(buffer, DURATION_MAX, "%.3g us", (double)nanoseconds / 1e3);
    else
        snprintf(buffer, DURATION_MAX, "0 ms");
    return buffer;
}

const char *ordinal_words(char buffer[DURATION_MAX], size_t number)
{
    static const char *const endings[] = { "th", "st", "nd", "rd" };
    bool is_teen = number / 10 % 10 == 1;

    snprintf(buffer, DURATION_MAX, "%zu%s", number,
             endings[number % 10 > 3 || is_teen ? 0 : number % 10]);
    return buffer;
}

/* "line 2 of signaler", "signaler, before its first line" */
static void write_source(char *buffer, size_t size, const struct stream *stream,
                         const struct co_cause *cause)
{
    const char *name = stream_task_name(stream, cause->by);

    if (cause->by && cause->by_line)
        co_format(buffer, size, "line %u of %s", cause->by_line, name);
    else
        co_format(buffer, size, "%s%s", name, cause->by ? ", before its first line" : "");
}

int cause_words(char *buffer, size_t size, const struct stream *stream, const struct event *event)
{
    const struct co_cause *cause = &event->cause;
    char duration[DURATION_MAX], ordinal[DURATION_MAX], source[CO_NAME_MAX + 64];

    write_source(source, sizeof source, stream, cause);
    switch (cause->kind) {
    case CO_CAUSE_START:
        return co_format(buffer, size, "started by %s", source);
    case CO_CAUSE_TIMER:
        if (cause->by == event->task || !cause->by)
            return co_format(buffer, size, "own timer of %s",
                             duration_words(duration, cause->delay));
        return co_format(buffer, size, "timer of %s, set by %s",
                         duration_words(duration, cause->delay),
                         stream_task_name(stream, cause->by));
    case CO_CAUSE_TASK:
        if (cause->ordinal < 2)
            return co_format(buffer, size, "woken by %s", source);
        return co_format(buffer, size, "woken by %s, as the %s since then", source,
                         ordinal_words(ordinal, cause->ordinal));
    case CO_CAUSE_THREAD:
        return co_format(buffer, size, "woken by the end of thread job %s",
                         stream_task_name(stream, cause->by));
    case CO_CAUSE_OUTSIDE:
        return co_format(buffer, size, "woken by something from outside");
    case CO_CAUSE_LOOP:
        break;
    }
    return co_format(buffer, size, "by the loop itself");
}

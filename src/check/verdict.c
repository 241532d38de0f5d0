#include "check/verdict.h"

#include "co/explain/growing_text.h"

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
        [DIFFERENCE_MISSING_EVENT] = "missing event",
        [DIFFERENCE_EXTRA_EVENT] = "extra event",
        [DIFFERENCE_WRONG_EVENT] = "wrong event",
        [DIFFERENCE_STDERR] = "unexpected stderr output",
        [DIFFERENCE_DEADLOCK] = "deadlock",
        [DIFFERENCE_LIVELOCK] = "livelock",
        [DIFFERENCE_EXIT_CODE] = "exit code",
        [DIFFERENCE_CRASHED] = "crashed",
        [DIFFERENCE_ENDLESS] = "does not end",
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

void verdict_add(struct verdict *verdict, const char *format, ...)
{
    size_t length = strlen(verdict->message);
    va_list arguments;

    va_start(arguments, format);
    co_format_arguments(verdict->message + length, sizeof verdict->message - length, format,
                        arguments);
    va_end(arguments);
}

void verdict_write_stderr(FILE *out, const struct verdict *verdict)
{
    const char *at = verdict->stderr_text, *end = at + verdict->stderr_size;
    int lines = 0;

    if (!verdict->stderr_size)
        return;
    fputs("\n  Its output on stderr:\n\n", out);
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

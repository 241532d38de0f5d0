#include "check/cause.h"

#include "check/duration.h"

#include <string.h>

enum { DELAY_MAX = 40, DIGITS = 7 };

/* ---- Chains ---- */

/* Returns the latest event, up to and including `event`, that made or woke the task; NULL if there
 * is none. A wake of the task by itself, when it let other tasks run, does not count. */
static const struct event *activation_of(const struct stream *stream, const struct event *event,
                                         uint32_t task)
{
    for (; event >= stream->events; event--) {
        bool is_yield = event->cause.kind == CO_CAUSE_TASK && event->cause.by == event->task;

        if (event->task == task &&
            (event->kind == EVENT_TASK || (event->kind == EVENT_WAKE && !is_yield)))
            return event;
    }
    return NULL;
}

const struct event *cause_first_timer(const struct stream *stream, const struct event *event)
{
    event = activation_of(stream, event, event->task);
    while (event && event->cause.kind != CO_CAUSE_TIMER) {
        bool is_by_task = event->cause.kind == CO_CAUSE_TASK || event->cause.kind == CO_CAUSE_START;

        if (!is_by_task || !event->cause.by || event == stream->events)
            return NULL;
        event = activation_of(stream, event - 1, event->cause.by);
    }
    return event;
}

/* ---- Words ---- */

/* Returns the buffer with the delay in words: "200 ms", "1.0003 s". */
static const char *delay_words(char buffer[DELAY_MAX], int64_t delay, int digits)
{
    digits = digits ? digits : DIGITS;
    if (delay >= 1000000000)
        snprintf(buffer, DELAY_MAX, "%.*g s", digits, (double)delay / 1e9);
    else if (delay >= 1000000)
        snprintf(buffer, DELAY_MAX, "%.*g ms", digits, (double)delay / 1e6);
    else if (delay)
        snprintf(buffer, DELAY_MAX, "%.*g us", digits, (double)delay / 1e3);
    else
        snprintf(buffer, DELAY_MAX, "0 ms");
    return buffer;
}

/* Write the source of the cause: "line 2 of signaler", "signaler, before its first line". */
static void write_source(char *buffer, size_t size, const struct stream *stream,
                         const struct co_cause *cause)
{
    const char *name = stream_task_name(stream, cause->by);

    if (cause->by && cause->by_line)
        co_format(buffer, size, "line %u of %s", cause->by_line, name);
    else
        co_format(buffer, size, "%s%s", name, cause->by ? ", before its first line" : "");
}

static int write_timer(char *buffer, size_t size, const struct stream *stream,
                       const struct event *event, int digits)
{
    const struct co_cause *cause = &event->cause;
    char delay[DELAY_MAX];

    delay_words(delay, cause->delay, digits);
    if (cause->by == event->task)
        return co_format(buffer, size, "own timer of %s", delay);
    return co_format(buffer, size, "timer of %s, set by %s", delay,
                     stream_task_name(stream, cause->by));
}

static bool is_cancellation(const struct stream *stream, const struct event *event)
{
    const struct event *wake = activation_of(stream, event, event->task);

    return wake && wake->kind == EVENT_WAKE && wake->result == -ECANCELED;
}

static int write_cancellation(char *buffer, size_t size, const struct stream *stream,
                              const struct event *event, int digits)
{
    const struct event *timer = cause_first_timer(stream, event);
    const char *by = stream_task_name(stream, event->cause.by);
    char delay[DELAY_MAX], source[CO_NAME_MAX + 64];

    if (!timer) {
        write_source(source, sizeof source, stream, &event->cause);
        return co_format(buffer, size, "cancelled by %s", source);
    }
    delay_words(delay, timer->cause.delay, digits);
    if (timer->task == event->cause.by)
        return co_format(buffer, size, "cancelled by %s, whose timer of %s was due", by, delay);
    return co_format(buffer, size, "cancelled by %s, as the timer of %s of %s was due", by, delay,
                     stream_task_name(stream, timer->task));
}

static int write_wake(char *buffer, size_t size, const struct stream *stream,
                      const struct event *event, int digits)
{
    char ordinal[DURATION_MAX], source[CO_NAME_MAX + 64];

    if (is_cancellation(stream, event))
        return write_cancellation(buffer, size, stream, event, digits);
    write_source(source, sizeof source, stream, &event->cause);
    if (event->cause.ordinal < 2)
        return co_format(buffer, size, "woken by %s", source);
    return co_format(buffer, size, "woken by %s, as the %s since then", source,
                     ordinal_words(ordinal, event->cause.ordinal));
}

int cause_words_exactly(char *buffer, size_t size, const struct stream *stream,
                        const struct event *event, int digits)
{
    char source[CO_NAME_MAX + 64];

    switch (event->cause.kind) {
    case CO_CAUSE_START:
        write_source(source, sizeof source, stream, &event->cause);
        return co_format(buffer, size, "made by %s", source);
    case CO_CAUSE_TIMER:
        return write_timer(buffer, size, stream, event, digits);
    case CO_CAUSE_TASK:
        return write_wake(buffer, size, stream, event, digits);
    case CO_CAUSE_THREAD:
        return co_format(buffer, size, "woken by the end of thread job %s",
                         stream_task_name(stream, event->cause.by));
    case CO_CAUSE_OUTSIDE:
        return co_format(buffer, size, "woken by something from outside");
    case CO_CAUSE_LOOP:
        break;
    }
    return co_format(buffer, size, "by the loop itself");
}

int cause_words(char *buffer, size_t size, const struct stream *stream, const struct event *event)
{
    return cause_words_exactly(buffer, size, stream, event, 0);
}

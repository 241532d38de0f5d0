/* Events made by hand, and their comparison, for the tests of the stream. */
#ifndef TESTS_RUNNING_STREAMS_H
#define TESTS_RUNNING_STREAMS_H

#include "scene.h"

static const struct event plain = {
    .kind = EVENT_LINE, .task = 1, .number = 1, .file = "a.c", .line = 7, .text = "hello"
};

__attribute__((unused)) static int append_text(struct stream *to, const char *text)
{
    struct event event = plain;

    event.text = text;
    return stream_append(to, &event);
}

static void assert_same_event(const struct event *a, const struct event *b)
{
    ASSERT_EQ(a->kind, b->kind);
    ASSERT_EQ(a->task, b->task);
    ASSERT_EQ(a->number, b->number);
    ASSERT_EQ(a->result, b->result);
    ASSERT_EQ(a->time, b->time);
    ASSERT_EQ(a->line, b->line);
    ASSERT_EQ(a->cause.kind, b->cause.kind);
    ASSERT_EQ(a->cause.by, b->cause.by);
    ASSERT_EQ(a->cause.by_line, b->cause.by_line);
    ASSERT_EQ(a->cause.ordinal, b->cause.ordinal);
    ASSERT_EQ(a->cause.delay, b->cause.delay);
    ASSERT_EQ(a->cause.time, b->cause.time);
    ASSERT_STR_EQ(a->file, b->file);
    ASSERT_STR_EQ(a->text, b->text);
    ASSERT_STR_EQ(a->call, b->call);
    ASSERT_STR_EQ(a->what, b->what);
    ASSERT_EQ(a->thing, b->thing);
    ASSERT_EQ(a->verb, b->verb);
    ASSERT_EQ(a->is_job, b->is_job);
    ASSERT_EQ(a->count, b->count);
    ASSERT_EQ(a->due, b->due);
    ASSERT_EQ(a->awaits_count, b->awaits_count);
    for (uint32_t i = 0; i < a->awaits_count; i++)
        ASSERT_EQ(a->awaits[i], b->awaits[i]);
}

__attribute__((unused)) static void assert_same_stream(const struct stream *a,
                                                       const struct stream *b)
{
    ASSERT_EQ(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        test_note("event %zu", i);
        assert_same_event(&a->events[i], &b->events[i]);
    }
}

#endif

/* Event streams made by hand. Times are in milliseconds. */
#ifndef TESTS_CHECK_STORY_H
#define TESTS_CHECK_STORY_H

#include "run/run.h"

#include "test.h"

#include <string.h>

#define MS INT64_C(1000000)
#define STORY __attribute__((unused)) static

enum { STORY_TASKS_MAX = 512 };

struct story {
    struct stream stream;
    uint32_t tasks;
    uint32_t lines[STORY_TASKS_MAX]; /* logged by each task */
    struct co_cause causes[STORY_TASKS_MAX];
};

STORY void story_add(struct story *story, const struct event *event)
{
    struct event copy = *event;

    copy.file = "demo.c";
    copy.line = (int32_t)story->stream.count + 1;
    copy.text = copy.text ? copy.text : "";
    ASSERT_EQ(stream_append(&story->stream, &copy), 0);
}

/* Made by the task `by` as its `ordinal`-th wake since its last line; by 0: by the loop. Returns
 * its id. */
STORY uint32_t story_task(struct story *story, double time, const char *name, uint32_t by,
                          uint32_t ordinal)
{
    uint32_t task = ++story->tasks;

    ASSERT_TRUE(task < STORY_TASKS_MAX);
    story->causes[task] = (struct co_cause){
        by ? CO_CAUSE_START : CO_CAUSE_LOOP, by, story->lines[by], ordinal, 0, (int64_t)(time * MS)
    };
    story_add(story, &(struct event){ .kind = EVENT_TASK,
                                      .task = task,
                                      .time = (int64_t)(time * MS),
                                      .cause = story->causes[task],
                                      .text = name });
    return task;
}

STORY void story_wake(struct story *story, uint32_t task, double time, struct co_cause cause)
{
    story->causes[task] = cause;
    story_add(story,
              &(struct event){
                  .kind = EVENT_WAKE, .task = task, .time = (int64_t)(time * MS), .cause = cause });
}

/* Its own timer of `delay` was due at `due`. */
STORY void story_timer(struct story *story, uint32_t task, double time, double delay, double due)
{
    story_wake(story, task, time,
               (struct co_cause){ .kind = CO_CAUSE_TIMER,
                                  .by = task,
                                  .delay = (int64_t)(delay * MS),
                                  .time = (int64_t)(due * MS) });
}

/* Woken at `time` by the task `by`, after its latest line, as the `ordinal`-th since then. */
STORY void story_woken(struct story *story, uint32_t task, double time, uint32_t by,
                       uint32_t ordinal)
{
    story_wake(story, task, time,
               (struct co_cause){ .kind = CO_CAUSE_TASK,
                                  .by = by,
                                  .by_line = story->lines[by],
                                  .ordinal = ordinal,
                                  .time = (int64_t)(time * MS) });
}

/* Something came from outside, which it had waited for since `delay`. */
STORY void story_outside(struct story *story, uint32_t task, double time, double delay)
{
    story_wake(story, task, time,
               (struct co_cause){ .kind = CO_CAUSE_OUTSIDE,
                                  .delay = (int64_t)(delay * MS),
                                  .time = (int64_t)(time * MS) });
}

STORY void story_line(struct story *story, uint32_t task, double time, const char *text)
{
    story_add(story, &(struct event){ .kind = EVENT_LINE,
                                      .task = task,
                                      .number = ++story->lines[task],
                                      .time = (int64_t)(time * MS),
                                      .cause = story->causes[task],
                                      .text = text });
}

/* `jobs` were run in threads. */
STORY void story_end(struct story *story, double time, uint32_t jobs)
{
    story_add(story, &(struct event){
                         .kind = EVENT_RUN_END, .number = jobs, .time = (int64_t)(time * MS) });
}

/* The n-th event of this kind of the task of this name, from 1. There must be one. */
STORY struct event *story_find(struct story *story, enum event_kind kind, const char *name,
                               unsigned n)
{
    for (size_t i = 0; i < story->stream.count; i++) {
        struct event *event = &story->stream.events[i];

        if (event->kind == kind &&
            strcmp(stream_task_name(&story->stream, event->task), name) == 0 && --n == 0)
            return event;
    }
    ASSERT_TRUE(!"the story has such an event");
    return NULL;
}

STORY void story_remove(struct story *story, struct event *event)
{
    struct stream *stream = &story->stream;
    size_t behind = stream->count - (size_t)(event - stream->events) - 1;

    memmove(event, event + 1, behind * sizeof *event);
    stream->count--;
}

/* Put the event in front of the other one. */
STORY void story_move(struct story *story, struct event *event, struct event *other)
{
    struct event moved = *event;

    if (event > other) {
        memmove(other + 1, other, (size_t)(event - other) * sizeof *event);
        *other = moved;
    } else {
        memmove(event, event + 1, (size_t)(other - event - 1) * sizeof *event);
        other[-1] = moved;
    }
    ASSERT_TRUE(story->stream.count > 1);
}

#endif

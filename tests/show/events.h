/* Event streams made by hand, for pictures. Times are in milliseconds, and all places in one demo. */
#ifndef TESTS_SHOW_EVENTS_H
#define TESTS_SHOW_EVENTS_H

#include "show/show.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#define MS INT64_C(1000000)
#define EVENTS __attribute__((unused)) static

static struct stream events;

EVENTS void add_event(int64_t ms, struct event event)
{
    event.time = ms * MS;
    if (event.line)
        event.file = "demos/chapter/demo.c";
    ASSERT_EQ(stream_append(&events, &event), 0);
}

EVENTS void task_is_made(uint32_t task, int64_t ms, const char *name, uint32_t by)
{
    add_event(ms,
              (struct event){ .kind = EVENT_TASK,
                              .task = task,
                              .text = name,
                              .cause = { .kind = by ? CO_CAUSE_START : CO_CAUSE_LOOP, .by = by } });
}

EVENTS void task_steps(uint32_t task, int64_t ms)
{
    add_event(ms, (struct event){ .kind = EVENT_STEP, .task = task });
}

EVENTS void thing_is_named(uint32_t thing, const char *kind, const char *name)
{
    add_event(0, (struct event){ .kind = EVENT_THING, .thing = thing, .what = kind, .text = name });
}

EVENTS void task_waits(uint32_t task, int64_t ms, const char *text, uint32_t thing, int line)
{
    add_event(ms,
              (struct event){
                  .kind = EVENT_WAIT, .task = task, .text = text, .thing = thing, .line = line });
}

EVENTS void task_sleeps(uint32_t task, int64_t ms, int64_t until)
{
    add_event(ms, (struct event){ .kind = EVENT_WAIT, .task = task, .due = until * MS });
}

EVENTS void task_awaits(uint32_t task, int64_t ms, const char *text, uint32_t count,
                        const uint32_t *awaited)
{
    add_event(ms, (struct event){ .kind = EVENT_WAIT,
                                  .task = task,
                                  .text = text,
                                  .awaits = awaited,
                                  .awaits_count = count,
                                  .line = 5 });
}

EVENTS void task_is_woken(uint32_t task, int64_t ms, uint32_t by)
{
    add_event(ms, (struct event){ .kind = EVENT_WAKE,
                                  .task = task,
                                  .cause = { .kind = by == task ? CO_CAUSE_TIMER : CO_CAUSE_TASK,
                                             .by = by,
                                             .time = ms * MS } });
}

EVENTS void task_touches(uint32_t task, int64_t ms, enum co_verb verb, uint32_t thing,
                         int64_t count, int line)
{
    add_event(ms, (struct event){ .kind = EVENT_TOUCH,
                                  .task = task,
                                  .verb = verb,
                                  .thing = thing,
                                  .count = count,
                                  .line = line });
}

EVENTS void task_logs(uint32_t task, int64_t ms, const char *text)
{
    add_event(ms, (struct event){ .kind = EVENT_LINE, .task = task, .text = text, .line = 9 });
}

EVENTS void task_ends(uint32_t task, int64_t ms)
{
    add_event(ms, (struct event){ .kind = EVENT_TASK_END, .task = task });
}

/* The run ends with this report, unless that is NULL. */
EVENTS void run_ends(int64_t ms, const char *report)
{
    if (report)
        add_event(ms, (struct event){ .kind = EVENT_REPORT, .text = report });
    add_event(ms, (struct event){ .kind = EVENT_RUN_END, .result = report ? -EDEADLK : 0 });
}

/* A damaged stream: `count` events of all kinds in an order, with ids and times, that depend on the
 * seed. */
EVENTS void make_nonsense(uint32_t seed, unsigned count)
{
    static const char *const texts[] = { "", "lock a", "gather", "DEADLOCK", "\xff<&\"\x1b[1m" };
    uint32_t awaited[3];

    for (unsigned i = 0; i < count; i++) {
        uint32_t random[8];

        for (unsigned k = 0; k < 8; k++)
            random[k] = seed = seed * 1664525 + 1013904223;
        for (unsigned k = 0; k < 3; k++)
            awaited[k] = random[k] >> 28;
        add_event((random[0] >> 24) - 20,
                  (struct event){ .kind = (enum event_kind)((random[1] >> 16) % 10),
                                  .task = (random[2] >> 16) % 6,
                                  .text = texts[(random[3] >> 16) % 5],
                                  .thing = (random[4] >> 16) % 4,
                                  .verb = (enum co_verb)((random[5] >> 16) % 9),
                                  .is_job = random[6] >> 30 == 0,
                                  .cause = { .kind = (enum co_cause_kind)((random[6] >> 16) % 6),
                                             .by = (random[7] >> 16) % 6 },
                                  .awaits = awaited,
                                  .awaits_count = (random[7] >> 20) % 4,
                                  .due = random[0] >> 8,
                                  .line = (int32_t)(random[3] >> 30) });
    }
}

/* What the view makes of the stream; it stays until the next picture. */
EVENTS const char *drawn(int (*show)(FILE *file, const struct stream *stream,
                                     const struct show_options *options),
                         struct show_options options)
{
    static char *picture;
    size_t size;
    FILE *file;

    free(picture);
    picture = NULL;
    file = open_memstream(&picture, &size);
    ASSERT_TRUE(file != NULL);
    ASSERT_EQ(show(file, &events, &options), 0);
    fclose(file);
    return picture;
}

#endif

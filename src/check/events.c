#include "check/events.h"

#include <stdlib.h>

bool event_is_yield(const struct event *event)
{
    return event->cause.kind == CO_CAUSE_TASK && event->cause.by == event->task;
}

static bool is_of(const struct event *event, enum event_kind kind)
{
    return event->kind == kind && !(kind == EVENT_WAKE && event_is_yield(event));
}

static int group_events(struct event_group *group, const struct events *events,
                        enum event_kind kind)
{
    const struct stream *stream = events->stream;
    size_t *first = calloc(events->tasks + 2, sizeof *first);
    size_t *order = calloc(stream->count + 1, sizeof *order);

    *group = (struct event_group){ order, first };
    if (!first || !order)
        return -ENOMEM;
    for (size_t i = 0; i < stream->count; i++) {
        if (is_of(&stream->events[i], kind))
            first[stream->events[i].task + 2]++;
    }
    for (size_t task = 1; task < events->tasks + 2; task++)
        first[task] += first[task - 1];
    /* While this loop runs, first[t + 1] is the place of t's next event; afterwards, the place
     * where t + 1 begins. */
    for (size_t i = 0; i < stream->count; i++) {
        if (is_of(&stream->events[i], kind))
            order[first[stream->events[i].task + 1]++] = i;
    }
    return 0;
}

const struct event *events_nth(const struct events *events, const struct event_group *group,
                               uint32_t task, size_t n)
{
    size_t count = group->first[task + 1] - group->first[task];

    return n < count ? &events->stream->events[group->order[group->first[task] + n]] : NULL;
}

/* The state of each task while the events are read in order. */
struct known {
    int64_t activated; /* the time of the cause that led to the task's present activity */
    int64_t alone;     /* the time when the task last acted without being woken by another task */
    bool led;          /* something from outside led to the task's present activity */
};

/* Returns whether something from outside led to the event, directly or by way of other tasks. */
static bool is_led(const struct event *event, const struct known *known)
{
    const struct co_cause *cause = &event->cause;

    if (event->kind == EVENT_WAKE || event->kind == EVENT_TASK)
        return cause->kind == CO_CAUSE_OUTSIDE ||
               ((cause->kind == CO_CAUSE_TASK || cause->kind == CO_CAUSE_START) &&
                known[cause->by].led);
    return known[event->task].led;
}

int64_t event_cause_began(const struct co_cause *cause)
{
    return cause->kind == CO_CAUSE_TIMER ? cause->time - cause->delay : cause->time;
}

static struct event_steps measure(const struct event *event, struct known *known)
{
    const struct co_cause *cause = &event->cause;
    struct known *self = &known[event->task];
    struct event_steps steps = { .action = -1, .alone = event->time - self->alone };
    int64_t began = event_cause_began(cause);

    steps.led = self->led = is_led(event, known);
    if (event->kind == EVENT_TASK)
        self->activated = event->time;
    if (event->kind == EVENT_TASK || event->kind == EVENT_LINE ||
        (event->kind == EVENT_WAKE && cause->kind == CO_CAUSE_TIMER))
        self->alone = event->time;
    if (cause->kind == CO_CAUSE_LOOP ||
        (event->kind != EVENT_LINE && event->kind != EVENT_WAKE && event->kind != EVENT_TASK))
        return steps;
    /* A timer may have been armed before the last wake of its owner. */
    if (event->kind != EVENT_LINE && cause->by && began >= known[cause->by].activated)
        steps.action = began - known[cause->by].activated;
    steps.delivery = event->time - cause->time;
    if (event->kind != EVENT_TASK)
        self->activated = cause->time;
    return steps;
}

static void measure_each(struct events *events, struct known *known)
{
    for (size_t i = 0; i < events->stream->count; i++) {
        const struct event *event = &events->stream->events[i];
        const struct event_steps *steps = &events->steps[i];

        events->steps[i] = measure(event, known);
        events->touched[event->task] |= event->task && steps->led;
        /* A thread logs its lines whenever it runs, so they do not show that a task blocks. */
        if (event->kind != EVENT_LINE || events->waits[event->task])
            events->blocks |= steps->delivery > 0;
    }
}

static int measure_all(struct events *events)
{
    struct known *known = calloc(events->tasks, sizeof *known);

    events->steps = calloc(events->stream->count + 1, sizeof *events->steps);
    events->touched = calloc(events->tasks, sizeof *events->touched);
    events->waits = calloc(events->tasks, sizeof *events->waits);
    if (known && events->steps && events->touched && events->waits) {
        events->waits[0] = true; /* task 0 is the loop */
        for (size_t i = 0; i < events->stream->count; i++)
            events->waits[events->stream->events[i].task] |=
                events->stream->events[i].kind == EVENT_WAIT;
        measure_each(events, known);
    }
    free(known);
    return known && events->steps && events->touched && events->waits ? 0 : -ENOMEM;
}

int events_prepare(struct events *events, const struct stream *stream)
{
    events->stream = stream;
    events->tasks = 1;
    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];
        size_t highest = event->task > event->cause.by ? event->task : event->cause.by;

        if (highest >= events->tasks)
            events->tasks = highest + 1;
    }
    if (group_events(&events->created, events, EVENT_TASK) < 0 ||
        group_events(&events->lines, events, EVENT_LINE) < 0 ||
        group_events(&events->wakes, events, EVENT_WAKE) < 0)
        return -ENOMEM;
    return measure_all(events);
}

static void grouped_free(struct event_group *group)
{
    free(group->order);
    free(group->first);
}

void events_free(struct events *events)
{
    free(events->steps);
    free(events->touched);
    free(events->waits);
    grouped_free(&events->created);
    grouped_free(&events->lines);
    grouped_free(&events->wakes);
}

const struct event_steps *events_steps(const struct events *events, const struct event *event)
{
    return &events->steps[event - events->stream->events];
}

/* The events of one run, grouped by task, with the time that each took since its cause. */
#ifndef CHECK_EVENTS_H
#define CHECK_EVENTS_H

#include "run/run.h"

/* Indexes of events, grouped by task: the events of task t are order[first[t]] up to, not
 * including, order[first[t + 1]]. */
struct event_group {
    size_t *order;
    size_t *first;
};

/*
 * The times of one event, in nanoseconds. `delivery` is the time from the cause to the event.
 * `action` is the time of the waker: from the waker's own cause until the waker woke the task, made
 * the task or went to sleep; negative if it is not known.
 */
struct event_steps {
    int64_t delivery, action;
    int64_t alone; /* since the task last acted by itself: began, logged, or had a timer */
    bool led;      /* something from outside led to the event */
};

/* All pointers to events are borrowed from the stream. */
struct events {
    const struct stream *stream;
    size_t tasks; /* the highest id, plus 1 */
    struct event_steps *steps;
    bool *touched; /* for each task: something from outside led to one of its events */
    bool *waits;   /* for each task: it can suspend. A job of a thread cannot */
    /* a task delays other tasks, or its own lines, by work or by a sleep that blocks */
    bool blocks;
    struct event_group created, lines, wakes;
};

/* Group and measure the events of the stream. Returns 0 or -ENOMEM. The caller frees `events` in
 * both cases; an all-zero `events` may be freed, too. */
int events_prepare(struct events *events, const struct stream *stream);
void events_free(struct events *events);

/* Returns whether the task lets the other tasks run first. How often a task does so depends on the
 * clock. */
bool event_is_yield(const struct event *event);
/* Returns when the cause began: for a timer, the moment when it was armed. */
int64_t event_cause_began(const struct co_cause *cause);
/* Returns the task's n-th event of the group, or NULL. */
const struct event *events_nth(const struct events *events, const struct event_group *group,
                               uint32_t task, size_t n);
const struct event_steps *events_steps(const struct events *events, const struct event *event);

#endif

/* The events of one run, grouped by task, and how long each took since its cause. */
#ifndef CHECK_EVENTS_H
#define CHECK_EVENTS_H

#include "run/run.h"

/* Indexes of events, grouped by task: those of task t are order[first[t]] up to order[first[t +
 * 1]]. */
struct event_group {
    size_t *order;
    size_t *first;
};

/*
 * What a run took for one event, in nanoseconds. `delivery` is the time from the cause to the
 * event. `action` is what the waker took: the time from the waker's own cause until it woke the
 * task, made it or went to sleep; negative if that cannot be told.
 */
struct event_steps {
    int64_t delivery, action;
    int64_t alone; /* since the task did something last without being woken by another one */
    bool led;      /* something from outside led to it */
};

/* All is borrowed from the stream. */
struct events {
    const struct stream *stream;
    size_t tasks; /* the highest id, plus 1 */
    struct event_steps *steps;
    bool *touched; /* by task: did something from outside ever lead to what it does? */
    bool *waits;   /* by task: does it ever suspend? A job of a thread does not */
    bool blocks; /* a task keeps others waiting, or its own lines, by work or a sleep that blocks */
    struct event_group created, lines, wakes;
};

/* 0, or -ENOMEM; events_free() is right in both cases, and for all-zero. */
int events_prepare(struct events *events, const struct stream *stream);
void events_free(struct events *events);

/* Does the task let the others run first? How often a task does so depends on the clock. */
bool event_is_yield(const struct event *event);
/* When what caused something began: a timer when it was armed. */
int64_t event_cause_began(const struct co_cause *cause);
/* The task's n-th event of the group, or NULL. */
const struct event *events_nth(const struct events *events, const struct event_group *group,
                               uint32_t task, size_t n);
const struct event_steps *events_steps(const struct events *events, const struct event *event);

#endif

/*
 * Steps: the time that something in a run took since its cause, beside the time that the same took
 * in the reference. Each step that causal_judge() judges is one of these.
 */
#ifndef CHECK_STEPS_H
#define CHECK_STEPS_H

#include "check/events.h"

/* Nanoseconds. The events belong to the two streams. */
struct step {
    const struct event *expected; /* NULL: the reference has no such event */
    const struct event *actual;
    int64_t expected_time, actual_time;
    int64_t until;   /* of the run's clock: when the step was over */
    bool is_timer;   /* from the deadline of a timer to what the timer does */
    bool is_foreign; /* a thread, a child or a peer took part */
};

/* All-zero is empty. */
struct steps {
    struct step *items;
    size_t count, capacity;
};

/* Append a copy. 0 or -ENOMEM. */
int steps_add(struct steps *steps, const struct step *step);
void steps_free(struct steps *steps);

/*
 * The step from the cause to the event; the step of the task that caused it, from its own cause to
 * what it did; and the step of a task that is led from outside, from what it did last by itself.
 * `expected`: NULL only in the first, for 0. A negative time in the second: it is not known.
 */
struct step step_delivery(const struct events *reference, const struct events *run,
                          const struct event *expected, const struct event *actual);
struct step step_action(const struct events *reference, const struct events *run,
                        const struct event *expected, const struct event *actual);
struct step step_alone(const struct events *reference, const struct events *run,
                       const struct event *expected, const struct event *actual);

/* How late; negative: how early. */
int64_t step_lateness(const struct step *step);

#endif

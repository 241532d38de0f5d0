/*
 * A step is the time that something in a run took since its cause, beside the time that the same
 * took in the reference. causal_judge() judges steps.
 */
#ifndef CHECK_STEPS_H
#define CHECK_STEPS_H

#include "check/events.h"

/* Times are in nanoseconds. The events belong to the two streams. */
struct step {
    const struct event *expected; /* NULL if the reference has no such event */
    const struct event *actual;
    int64_t expected_time, actual_time;
    int64_t until;          /* when the step was over, on the run's clock */
    int64_t expected_until; /* the same, on the reference's clock; 0 without `expected` */
    bool is_timer;          /* the step leads from the deadline of a timer to the timer's action */
    bool is_foreign;        /* a thread, a child or a peer took part */
};

/* A list of steps. An all-zero list is empty. */
struct steps {
    struct step *items;
    size_t count, capacity;
};

/* Append a copy of the step. Returns 0 or -ENOMEM. */
int steps_add(struct steps *steps, const struct step *step);
void steps_free(struct steps *steps);

/*
 * step_delivery() measures from the cause to the event. step_action() measures the task that caused
 * the event, from that task's own cause to its action; its times are negative if they are not
 * known. step_alone() is for an event that something from outside led to: it measures from the last
 * act of the task by itself. Only step_delivery() takes NULL for `expected`; then the expected time
 * is 0.
 */
struct step step_delivery(const struct events *reference, const struct events *run,
                          const struct event *expected, const struct event *actual);
struct step step_action(const struct events *reference, const struct events *run,
                        const struct event *expected, const struct event *actual);
struct step step_alone(const struct events *reference, const struct events *run,
                       const struct event *expected, const struct event *actual);

/* Returns how late the step was; negative if it was early. */
int64_t step_lateness(const struct step *step);

/* Returns whether the step was early by more than `limit`, both since its cause and on the run's
 * clock. A step is shorter than the reference's only where something blocks. What ends the block,
 * such as a thread, does not wait for the cause of the step: if the cause is late and the end of
 * the block is not, the step is short, and nothing is early. */
bool step_is_early(const struct step *step, int64_t limit);

#endif

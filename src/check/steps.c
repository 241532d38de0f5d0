#include "check/steps.h"

#include <stdlib.h>

enum { FIRST_STEPS = 64 };

int steps_add(struct steps *steps, const struct step *step)
{
    if (steps->count == steps->capacity) {
        size_t larger = steps->capacity ? steps->capacity * 2 : FIRST_STEPS;
        struct step *items = realloc(steps->items, larger * sizeof *items);

        if (!items)
            return -ENOMEM;
        steps->items = items;
        steps->capacity = larger;
    }
    steps->items[steps->count++] = *step;
    return 0;
}

void steps_free(struct steps *steps)
{
    free(steps->items);
    *steps = (struct steps){ 0 };
}

int64_t step_lateness(const struct step *step)
{
    return step->actual_time - step->expected_time;
}

bool step_is_early(const struct step *step, int64_t limit)
{
    return step_lateness(step) < -limit && step->until - step->expected_until < -limit;
}

struct step step_delivery(const struct events *reference, const struct events *run,
                          const struct event *expected, const struct event *actual)
{
    bool is_line = actual->kind == EVENT_LINE;

    return (struct step){
        .expected = expected,
        .actual = actual,
        .expected_time = expected ? events_steps(reference, expected)->delivery : 0,
        .actual_time = events_steps(run, actual)->delivery,
        .until = actual->time,
        .expected_until = expected ? expected->time : 0,
        .is_timer = !is_line && actual->cause.kind == CO_CAUSE_TIMER,
        .is_foreign = is_line && !run->waits[actual->task],
    };
}

struct step step_action(const struct events *reference, const struct events *run,
                        const struct event *expected, const struct event *actual)
{
    const struct co_cause *cause = &actual->cause;

    return (struct step){
        .expected = expected,
        .actual = actual,
        .expected_time = events_steps(reference, expected)->action,
        .actual_time = events_steps(run, actual)->action,
        .until = event_cause_began(cause),
        .expected_until = event_cause_began(&expected->cause),
        .is_foreign = cause->kind == CO_CAUSE_THREAD || !run->waits[cause->by],
    };
}

struct step step_alone(const struct events *reference, const struct events *run,
                       const struct event *expected, const struct event *actual)
{
    return (struct step){
        .expected = expected,
        .actual = actual,
        .expected_time = events_steps(reference, expected)->alone,
        .actual_time = events_steps(run, actual)->alone,
        .until = actual->time,
        .expected_until = expected->time,
        .is_foreign = true,
    };
}

#include "check/suspicion.h"

#include <stdlib.h>

int64_t suspicion_median_limit(const struct causal_limits *limits)
{
    return limits->late / 6;
}

static int64_t add(int64_t one, int64_t other)
{
    return one > INT64_MAX - other ? INT64_MAX : one + other;
}

int64_t suspicion_explain(const struct machine *machine, const struct child *run,
                          const struct step *step)
{
    const struct delays *delays = &run->delays;
    int64_t to, from, explained;

    if (!delays->count)
        return INT64_MAX;
    to = delays->began + step->until;
    from = to - (step->actual_time > 0 ? step->actual_time : 0);
    explained = add(machine_stalled(machine, from, to), delays_between(delays, from, to));
    return step->is_foreign ? add(explained, machine_pressure(machine, from, to)) : explained;
}

static int64_t unexplained(const struct step *step, int64_t explained)
{
    int64_t late = step_lateness(step);

    return late > explained ? late - explained : 0;
}

static void weigh_step(const struct step *step, int64_t explained,
                       const struct causal_limits *limits, struct suspicion *suspicion)
{
    int64_t late = step_lateness(step);
    bool on_time = late > limits->late && explained < late - limits->late;

    if (late <= limits->late || (explained >= late / 2 && !on_time))
        return;
    if (suspicion->is_late && (suspicion->machine_was_on_time || !on_time))
        return;
    suspicion->is_late = true;
    suspicion->machine_was_on_time = on_time;
    suspicion->step = *step;
    suspicion->explained = explained;
}

/* A timer, how late it was, and how much of that the machine explains. */
struct timer {
    const struct step *step;
    int64_t late, explained;
};

static int compare(const void *left, const void *right)
{
    const struct timer *one = left, *other = right;

    return (one->late > other->late) - (one->late < other->late);
}

static void weigh_median(struct timer *timers, const struct causal_limits *limits,
                         struct suspicion *suspicion)
{
    const struct timer *median = &timers[(suspicion->timers - 1) / 2];

    qsort(timers, suspicion->timers, sizeof *timers, compare);
    suspicion->median = median->late;
    suspicion->is_late_in_the_median = median->late > suspicion_median_limit(limits);
    if (suspicion->is_late)
        return;
    suspicion->step = *median->step;
    suspicion->explained = median->explained;
}

int suspicion_raise(const struct machine *machine, const struct child *run,
                    const struct steps *steps, const struct causal_limits *limits,
                    struct suspicion *suspicion)
{
    struct timer *timers = malloc((steps->count + 1) * sizeof *timers);

    *suspicion = (struct suspicion){ 0 };
    if (!timers)
        return -ENOMEM;
    for (size_t i = 0; i < steps->count; i++) {
        const struct step *step = &steps->items[i];
        /* A step that is less late is within both limits, so its explanation does not matter. */
        bool matters = step_lateness(step) > suspicion_median_limit(limits);
        int64_t explained = matters ? suspicion_explain(machine, run, step) : 0;

        weigh_step(step, explained, limits, suspicion);
        if (step->is_timer)
            timers[suspicion->timers++] =
                (struct timer){ step, unexplained(step, explained), explained };
    }
    if (suspicion->timers)
        weigh_median(timers, limits, suspicion);
    free(timers);
    return 0;
}

bool suspicion_is_confirmed(const struct suspicion *suspicions, size_t count)
{
    bool same_step = true, on_time = true, median = true, words = true;

    for (size_t i = 0; i < count; i++) {
        const struct suspicion *one = &suspicions[i];

        same_step &=
            one->is_late && one->step.expected && one->step.expected == suspicions[0].step.expected;
        on_time &= one->machine_was_on_time;
        median &= one->is_late_in_the_median;
        words &= one->has_words;
    }
    return count && (same_step || on_time || median || words);
}

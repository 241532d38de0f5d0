/*
 * A suspicion is the evidence against a run on the real clock that was late: lateness that the
 * machine does not explain.
 *
 * The machine explains these parts of a step's lateness: the time for which a processor stalled
 * meanwhile, by the canary; the time for which the run's own thread was ready and had no processor;
 * and, if threads, children or peers took part, the time for which any task of the system had to
 * wait. The program is to blame for the rest.
 */
#ifndef CHECK_SUSPICION_H
#define CHECK_SUSPICION_H

#include "check/causal.h"
#include "check/children.h"
#include "check/machine.h"

struct suspicion {
    /* A step is later than the limit, and the machine explains less than half of that lateness. */
    bool is_late;
    bool machine_was_on_time; /* the unexplained lateness alone exceeds the limit */
    /* At least half of the timers are later than suspicion_median_limit(). */
    bool is_late_in_the_median;
    /* The run has output on stderr that the golden lacks. */
    bool has_words;

    /* If is_late: the first such step for which the machine was on time, or else the first such
     * step. If is_late_in_the_median: a timer that is late by the median. */
    struct step step;
    int64_t explained; /* the part of the step's lateness that the machine explains */
    int64_t median;    /* the median of the timers' unexplained lateness */
    size_t timers;
};

/* Returns the limit of the median: a sixth of the limit of one step, such as 5 ms of 30 ms. */
int64_t suspicion_median_limit(const struct causal_limits *limits);

/* Returns how much of the step's lateness in this run the machine explains; INT64_MAX if nothing is
 * known about the machine. */
int64_t suspicion_explain(const struct machine *machine, const struct child *run,
                          const struct step *step);
/* Fill in the suspicion that the steps of the run raise; the caller sets `has_words`. Returns 0 or
 * -ENOMEM. */
int suspicion_raise(const struct machine *machine, const struct child *run,
                    const struct steps *steps, const struct causal_limits *limits,
                    struct suspicion *suspicion);
/* Returns whether the suspicions of several measurements agree: the same step is late in each, or
 * the machine is on time in each, or the median is late in each, or each has output on stderr. */
bool suspicion_is_confirmed(const struct suspicion *suspicions, size_t count);

#endif

/*
 * What speaks against a run on the real clock that was late: lateness that the machine does not
 * explain.
 *
 * The machine explains of a step's lateness: the time that a processor stalled meanwhile, by the
 * canary; the time that the run's own thread was ready and had no processor; and, if threads,
 * children or peers took part, the time that any task of the system had to wait. The rest is the
 * program's.
 */
#ifndef CHECK_SUSPICION_H
#define CHECK_SUSPICION_H

#include "check/causal.h"
#include "check/children.h"
#include "check/machine.h"

struct suspicion {
    /* A step is later than the limit, and the machine explains less than half of that. */
    bool is_late;
    bool machine_was_on_time; /* what it does not explain is more than the limit alone */
    /* Half of the timers, or more, are later than suspicion_median_limit(). */
    bool is_late_in_the_median;
    /* The run has words on stderr that the golden lacks. */
    bool has_words;

    /* is_late: the first of which the machine was on time, or else the first;
     * is_late_in_the_median: a timer that is late by the median. */
    struct step step;
    int64_t explained; /* how much of it the machine explains */
    int64_t median;    /* of the timers' lateness that the machine does not explain */
    size_t timers;
};

/* A sixth of what one step may be late: 5 ms of 30 ms. */
int64_t suspicion_median_limit(const struct causal_limits *limits);

/* How much of the step's lateness in this run the machine explains; INT64_MAX: nothing is known. */
int64_t suspicion_explain(const struct machine *machine, const struct child *run,
                          const struct step *step);
/* The suspicion that the steps of the run raise; `has_words` is left to the caller. 0 or -ENOMEM.
 * */
int suspicion_raise(const struct machine *machine, const struct child *run,
                    const struct steps *steps, const struct causal_limits *limits,
                    struct suspicion *suspicion);
/* Do the suspicions of several measurements agree: is the same step late in each, or the machine on
 * time in each, or the median late in each, or are there words in each? */
bool suspicion_is_confirmed(const struct suspicion *suspicions, size_t count);

#endif

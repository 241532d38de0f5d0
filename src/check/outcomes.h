/* This module counts the verdicts of a case that is run again and again. */
#ifndef CHECK_OUTCOMES_H
#define CHECK_OUTCOMES_H

#include "check/verdict.h"

struct outcomes {
    size_t passed;
    size_t explained; /* passed, with a difference that lateness explains */
    size_t inconclusive;
    size_t failed;    /* or the tool failed */
    int64_t lateness; /* the greatest of all runs, in nanoseconds */
};

/* Count the verdict; a skipped case is not counted. */
void outcomes_add(struct outcomes *outcomes, const struct verdict *verdict);
/* Returns the number of verdicts. */
size_t outcomes_count(const struct outcomes *outcomes);
/* Add the counts to the message of the verdict: "20 runs: 19 passed, 0 explained, ...". */
void outcomes_say(const struct outcomes *outcomes, struct verdict *verdict);
/* Returns whether one verdict is worse than the other: failed, broken, inconclusive, passed with a
 * difference, and passed. */
bool outcomes_is_worse(const struct verdict *one, const struct verdict *other);

#endif

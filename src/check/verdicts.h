/* This module counts the verdicts of a case that is run again and again. */
#ifndef CHECK_VERDICTS_H
#define CHECK_VERDICTS_H

#include "check/verdict.h"

struct verdicts {
    size_t passed;
    size_t explained; /* passed, with a difference that lateness explains */
    size_t inconclusive;
    size_t failed;    /* or the tool failed */
    int64_t lateness; /* the greatest of all runs, in nanoseconds */
};

/* Count the verdict; a skipped case is not counted. */
void verdicts_add(struct verdicts *verdicts, const struct verdict *verdict);
/* Returns the number of verdicts. */
size_t verdicts_count(const struct verdicts *verdicts);
/* Add the counts to the message of the verdict: "20 runs: 19 passed, 0 explained, ...". */
void verdicts_say(const struct verdicts *verdicts, struct verdict *verdict);
/* Returns whether one verdict is worse than the other: failed, broken, inconclusive, passed with a
 * difference, and passed. */
bool verdicts_is_worse(const struct verdict *one, const struct verdict *other);

#endif

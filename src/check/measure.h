/* This module measures the cases of a check on the real clock, each up to MEASUREMENTS_MAX
 * times. */
#ifndef CHECK_MEASURE_H
#define CHECK_MEASURE_H

#include "check/checked.h"

/* Run and judge the cases, after the virtual clock has been checked. Returns 0, -EINTR or
 * -ENOMEM. */
int measure_cases(struct check *check);

/* Choose what each case is judged by. A case that can be run has a reference then. */
void measure_choose(struct check *check);
/* Run and judge once the cases that need it. `measurement` is the number of times with this one. An
 * inconclusive case still needs a run afterwards. Returns 0, -EINTR or -ENOMEM. */
int measure_once(struct check *check, unsigned measurement);

#endif

/* This module measures the cases of a check on the real clock, each up to MEASUREMENTS_MAX
 * times. */
#ifndef CHECK_MEASURE_H
#define CHECK_MEASURE_H

#include "check/checked.h"

/* Run and judge the cases, after the virtual clock has been checked. Returns 0, -EINTR or
 * -ENOMEM. */
int measure_cases(struct check *check);

#endif

/* All cases of a check on the virtual clock, where each run is the same to the byte. */
#ifndef CHECK_EXACT_CASES_H
#define CHECK_EXACT_CASES_H

#include "check/checked.h"

/* Read the goldens of the cases, run the cases and judge them. Returns 0, -EINTR or -ENOMEM. */
int exact_cases(struct check *check);

#endif

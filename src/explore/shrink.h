/* Makes the order of the first bad outcome small. */
#ifndef EXPLORE_SHRINK_H
#define EXPLORE_SHRINK_H

#include "explore/explore.h"

/* Replace the order of the bad outcome by the smallest that was found with an outcome as bad: one
 * hold if there is one, else two, else the fewest picks. Returns 0 or -errno. */
int shrink(struct exploration *exploration);

#endif

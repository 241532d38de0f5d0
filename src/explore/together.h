/* All orders of the tasks and callbacks that are ready together. */
#ifndef EXPLORE_TOGETHER_H
#define EXPLORE_TOGETHER_H

#include "explore/explore.h"

/* Try each of them, unless the demo's own run shows that there are too many. Returns as
 * explore_order() does. */
int explore_together(struct exploration *exploration);

#endif

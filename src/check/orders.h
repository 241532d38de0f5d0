/* The orders of runs on the real clock that did not pass, kept in a folder. */
#ifndef CHECK_ORDERS_H
#define CHECK_ORDERS_H

#include "check/checked.h"

/* Write the order of each real run that failed or is inconclusive to the folder of the options,
 * which is made, and say in its verdict how to run it again, or why its order is not there. In the
 * folder of the build a case has at most this one order: a case that passes removes it. */
void orders_keep(struct check *check);

#endif

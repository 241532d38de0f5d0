/* Two runs side by side, with their one difference marked. */
#ifndef EXPLORE_TABLE_H
#define EXPLORE_TABLE_H

#include "explore/steps.h"

#include <stdio.h>

/* Write the steps of the tasks that are held, and of the tasks that they wait for, around the first
 * place where the runs part. Nothing, if the order has no holds. -ENOMEM. */
int table_write(FILE *out, const struct stream *own, const struct stream *bad,
                const struct order *order, bool ascii);

#endif

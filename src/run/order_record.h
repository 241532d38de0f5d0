/* The order of a run that has been: for a run on the real clock, to run it again. */
#ifndef RUN_ORDER_RECORD_H
#define RUN_ORDER_RECORD_H

#include "run/order.h"
#include "run/stream.h"

/* Returns whether threads, children or peers took part in the run. Then the readings of its clock
 * do not say all, and its order is its steps. */
bool order_is_foreign(const struct stream *stream);
/* Make the order, which is all-zero but for its demo, that of the run: the readings of its record,
 * which become the order's own, or its steps. -ENOMEM. */
int order_record(struct order *order, const struct stream *stream, const struct co_record *record);

#endif

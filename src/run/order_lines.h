/*
 * The lines of a recorded run. A run that follows it says its lines in the order of the recorded
 * times: a thread that has no steps, or a task that hears from outside, may come to a line sooner.
 */
#ifndef RUN_ORDER_LINES_H
#define RUN_ORDER_LINES_H

#include "run/order.h"
#include "run/stream.h"

/* All-zero is the beginning. */
struct order_lines {
    size_t *ranks; /* of each line of the order, by its time */
    size_t *kept;  /* by the rank: 1 + the index in `events`; 0: the line has not come */
    size_t next;   /* the rank of the next line */
    struct stream events;
};

/* The event is this line of the order. Keep a copy until its turn. -ENOMEM. */
int order_lines_keep(struct order_lines *lines, const struct order *order, size_t line,
                     const struct event *event);
/* Returns the next line, if it has come; else NULL. */
const struct event *order_lines_next(struct order_lines *lines, const struct order *order);
/* The same, at the end of the run: a line that has not come is left out. */
const struct event *order_lines_left(struct order_lines *lines, const struct order *order);
void order_lines_free(struct order_lines *lines);

#endif

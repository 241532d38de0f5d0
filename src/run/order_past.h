/* A recorded run, as another run follows it step by step. */
#ifndef RUN_ORDER_PAST_H
#define RUN_ORDER_PAST_H

#include "run/order.h"
#include "run/order_steps.h"

/* All-zero is the beginning. */
struct order_past_course {
    uint32_t *ids; /* of the task of each step of the order; 0: it is not made yet */
    struct order_steps steps;
    size_t next;     /* the index of the step that is to begin */
    size_t *printed; /* lines of each step */
    uint64_t said;
    bool has_strayed; /* the step cannot come: from here on the run has its own order */
    bool has_heard;   /* the next step is one from outside, and its task is held */
    bool lets_hear;   /* this task is no longer held; or if the next step is one from inside, no
                       * task that has heard from outside is */
    bool failed;      /* there was no memory */
};

/* The task was made, and is the nth of its name. */
void order_past_made(struct order_past_course *course, const struct order *order, uint32_t task,
                     const char *name);
/* For the chooser of the run. */
bool order_past_holds(struct order_past_course *course, const struct order *order,
                      const struct co_task *task, enum co_hold_moment moment);
int64_t order_past_begins(struct order_past_course *course, const struct order *order,
                          const struct co_task *task);
bool order_past_jumps(struct order_past_course *course, const struct order *order,
                      int64_t deadline);
/* Returns the index of the line that the running task prints; a callback is the task 0.
 * ORDER_NO_LINE: the order does not know it. */
#define ORDER_NO_LINE SIZE_MAX
size_t order_past_line(struct order_past_course *course, const struct order *order, uint32_t task);
/* After the run: add a sentence if the run could not follow. Returns whether there is one. */
bool order_past_complain(const struct order_past_course *course, const struct order *order,
                         struct text *why);
/* The same for the lines alone. */
bool order_past_complain_of_lines(const struct order_past_course *course, const struct order *order,
                                  struct text *why);
void order_past_free(struct order_past_course *course);

#endif

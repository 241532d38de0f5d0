/* The steps of a run, in their order, from its events. */
#ifndef EXPLORE_STEPS_H
#define EXPLORE_STEPS_H

#include "run/order.h"
#include "run/stream.h"

struct run_step {
    uint32_t task, step; /* the id of the task; from 1 */
    int64_t time;
    size_t event;      /* the index of its EVENT_STEP */
    bool may_be_later; /* time, a thread or the outside made the task ready */
};

/* Until main ends: what comes later is cleanup. */
struct run_steps {
    const struct stream *stream; /* borrowed */
    struct run_step *steps;
    size_t count;
    uint32_t tasks;   /* the highest id */
    uint32_t *nth;    /* of each task, among those of its name */
    uint32_t *heard;  /* a row for each step: how many steps of each task lead to it; NULL: there
                       * are too many */
    uint32_t *latest; /* the same for each task, now */
};

/* -ENOMEM. The caller frees `steps` in each case. */
int run_steps_find(struct run_steps *steps, const struct stream *stream);
void run_steps_free(struct run_steps *steps);
/* The step as an order names it. */
struct order_step run_steps_name(const struct run_steps *steps, size_t index);
/* Returns whether the one step leads to the other, and so is earlier in every order. */
bool run_steps_lead(const struct run_steps *steps, size_t earlier, size_t later);
/* The function of the step's task. */
const char *run_steps_function(const struct run_steps *steps, size_t index);

#endif

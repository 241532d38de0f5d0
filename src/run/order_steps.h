/* How many steps each task of a run has begun. */
#ifndef RUN_ORDER_STEPS_H
#define RUN_ORDER_STEPS_H

#include <stdbool.h>
#include <stdint.h>

/* All-zero: no task has begun a step. */
struct order_steps {
    uint32_t *begun; /* by the id of the task */
    uint32_t capacity;
};

/* See that the steps of this task can be counted. False: there is no memory. */
bool order_steps_know(struct order_steps *steps, uint32_t task);
/* The task, which is known, begins a step. */
static inline void order_steps_count(struct order_steps *steps, uint32_t task)
{
    steps->begun[task]++;
}
/* 0 for a task that is not known. */
static inline uint32_t order_steps_of(const struct order_steps *steps, uint32_t task)
{
    return task < steps->capacity ? steps->begun[task] : 0;
}
void order_steps_free(struct order_steps *steps);

#endif

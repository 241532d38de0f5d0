/* The holds that are worth a try: one step of a task behind a step of another. */
#ifndef EXPLORE_PAIRS_H
#define EXPLORE_PAIRS_H

#include "explore/steps.h"

struct pair {
    uint32_t held, until; /* indexes of steps; `held` is the earlier one */
    uint32_t rank;        /* among the pairs that differ by their tasks alone */
    uint64_t kind;        /* of these pairs */
};

struct pairs {
    struct pair *pairs;
    size_t count, capacity;
    bool is_cut; /* there are more */
};

/* Find the pairs of the run: the most different ones first, and of these the nearest. -ENOMEM. The
 * caller frees `pairs` in each case. */
int pairs_find(struct pairs *pairs, const struct run_steps *steps);
void pairs_free(struct pairs *pairs);
struct order_hold pairs_hold(const struct run_steps *steps, const struct pair *pair);

#endif

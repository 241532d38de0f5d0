/*
 * Runs a demo in other orders than its own, and tells what can come of it.
 *
 * First each step of a task is held behind each step of another (one hold), then two such holds,
 * if they are wanted. Then all orders of the tasks that are ready together, if these are not too
 * many; then orders by chance, with timers that are late. Threads and children keep their order.
 */
#ifndef EXPLORE_EXPLORE_H
#define EXPLORE_EXPLORE_H

#include "explore/outcomes.h"
#include "explore/pairs.h"

struct explore_options {
    struct explored_demo demo;
    int exit_code;                /* the expected one */
    int64_t time;                 /* nanoseconds of real time */
    uint64_t orders;              /* at most so many; 0: any number */
    unsigned holds;               /* 0, 1 or 2 */
    int64_t late;                 /* how late a timer may be, at most */
    uint64_t seed;                /* of the orders by chance */
    const struct order *schedule; /* try only this one; NULL: search */
};

/* What was tried of a kind of orders. */
struct tried {
    uint64_t all;   /* there are so many; 0: unknown */
    uint64_t tried; /* among them those that turned out to be impossible */
    uint64_t impossible;
    bool complete;
};

struct exploration {
    const struct explore_options *options;
    struct explored *explored;
    struct outcomes outcomes; /* the first is that of the demo's own order */
    struct stream own;        /* the demo's own order */
    struct run_steps steps;
    struct pairs pairs;
    struct tried one_hold, two_holds, together, by_chance;
    uint64_t runs, orders; /* `orders`: different from the demo's own */
    int64_t began, took;
    bool has_foreign; /* threads, or what comes from outside */
    bool is_bad;
    size_t bad; /* the index of the first bad outcome, whose order is minimised */
    uint64_t bad_orders;
};

/* Explore. Returns 0; -EINTR: an interrupt came, and the exploration has what was found until then;
 * or another -errno: a run could not be made. The caller frees the exploration in each case. */
int explore(struct exploration *exploration, const struct explore_options *options);
void exploration_free(struct exploration *exploration);

/* For the parts of the search: run the order, and count its outcome. Returns 0; -EAGAIN: the time
 * or the number of orders is over, or an interrupt came; or another -errno. */
int explore_order(struct exploration *exploration, const struct order *order, struct tried *tried);
bool explore_is_over(const struct exploration *exploration);
/* An interrupt came. */
bool explore_is_interrupted(void);

#endif

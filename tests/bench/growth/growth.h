/*
 * The growth table: what a thing costs each, when there are 1,000, 10,000 and 100,000 of them.
 *
 * A row is a function that does it n times over. Its cost is the processor time of the whole call,
 * or of the part between growth_begin() and growth_end(). A figure that grows with n shows a list
 * that is walked at each call.
 */
#ifndef GROWTH_H
#define GROWTH_H

#include "../bench.h"

enum { GROWTH_MOST = 100000 };

struct growth_row {
    const char *name;
    int (*run)(long n); /* 0, or an error */
    enum co_clock clock;
    bool has_own_loop; /* it is called outside of any loop */
    bool sorts;        /* n log n is right: the slope is that of the cost without the log n */
    bool as_asyncio;   /* asyncio's order makes it grow: it only has to be ahead of asyncio */
    long most;         /* the largest n that it can do; 0: GROWTH_MOST */
};

#define ROW(name_, run_, ...)                                                                      \
    {                                                                                              \
        .name = (name_), .run = (run_), __VA_ARGS__                                                \
    }

struct growth_section {
    const char *title;
    const struct growth_row *rows; /* the last one has no name */
};

extern const struct growth_row growth_tasks[], growth_cancels[], growth_waits[], growth_groups[],
    growth_locks[], growth_queues[], growth_timers[], growth_generators[], growth_contexts[],
    growth_threads[], growth_descriptors[], growth_reports[], growth_debug[], growth_patterns[],
    growth_streams[];

/* Only what is done between the two counts; without them, the whole call. The first end counts. */
void growth_begin(void);
void growth_end(void);

/* What rows have in common: n tasks, all waiting for the same event. */
extern struct co_task *growth_all[GROWTH_MOST];
extern struct co_event growth_event;

ASYNC(nothing)
{
    return 0;
}

ASYNC(one_turn)
{
    return co_sleep(0);
}

ASYNC(event_waiter)
{
    return co_event_wait(&growth_event);
}

/* Makes n tasks. */
static inline void growth_create(long n, struct co_coro coro)
{
    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_task(coro);
}

/* The same; they have run until they wait. */
static inline int growth_create_waiting(long n)
{
    co_event_clear(&growth_event);
    growth_create(n, CORO(event_waiter));
    return co_sleep(0);
}

CO_ASYNC static inline int growth_gather(long n)
{
    return co_gather(growth_all, (size_t)n, NULL, CO_RETURN_EXCEPTIONS);
}

/* 0, 1, ... n - 1 in an order without a pattern: the i-th. */
static inline long growth_scattered(long i, long n)
{
    return (long)((uint64_t)i * 61403 % (uint64_t)n); /* a prime, which divides no n of the table */
}

#endif

/*
 * Rate limiter: a task that asks too often waits. After a rest, `rate` tasks may pass at once. Then
 * tasks pass one by one, at even distances, in the order in which they came.
 *
 *     static struct rate_limiter limiter = { .rate = 2, .per = 1.0 };
 *     int rc = rate_limiter_acquire(&limiter);
 */
#ifndef PATTERNS_RATE_LIMITER_H
#define PATTERNS_RATE_LIMITER_H

#include "patterns/token_bucket.h"

/* A limiter belongs to one run, because it uses the time of the run's loop. */
struct rate_limiter {
    double rate; /* so many tasks, at least 1 ... */
    double per;  /* ... pass in so many seconds; 0: in one second */
    /* Called before the next task to pass waits for `seconds`. May be NULL; may not suspend. */
    void (*waiting)(const struct rate_limiter *limiter, double seconds);
    struct co_lock turn; /* private from here: held by the task that waits for a token */
    struct token_bucket bucket;
};

/* Wait until the caller may pass. Does not suspend if the caller may pass now and no task waits.
 * -ECANCELED: the caller does not pass, and does not count. -EINVAL: a number in the limiter is not
 * allowed. */
CO_ASYNC int rate_limiter_acquire(struct rate_limiter *limiter);

#ifndef CO_WITHOUT_PLACES
#define rate_limiter_acquire(...) CO_AT(rate_limiter_acquire, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/*
 * Rate limiter: who asks too often waits. Out of a rest `rate` may pass at once; then they pass one
 * by one, evenly, in the order in which they came.
 *
 *     static struct rate_limiter limiter = { .rate = 2, .per = 1.0 };
 *     int rc = rate_limiter_acquire(&limiter);
 */
#ifndef PATTERNS_RATE_LIMITER_H
#define PATTERNS_RATE_LIMITER_H

#include "patterns/token_bucket.h"

/* One of a run: it counts in its loop's time. */
struct rate_limiter {
    double rate; /* so many, at least 1 ... */
    double per;  /* ... in so many seconds; 0: in one */
    /* Told before the one whose turn it is waits so many seconds. May be NULL; may not suspend. */
    void (*waiting)(const struct rate_limiter *limiter, double seconds);
    struct co_lock turn; /* private from here: whoever waits for a token; the others queue for it */
    struct token_bucket bucket;
};

/* Wait until one more may pass. Does not suspend if that is now and nobody waits. -ECANCELED: this
 * one does not pass, and does not count. -EINVAL: there is a number in the limiter that makes no
 * sense. */
CO_ASYNC int rate_limiter_acquire(struct rate_limiter *limiter);

#ifndef CO_WITHOUT_PLACES
#define rate_limiter_acquire(...) CO_AT(rate_limiter_acquire, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/*
 * Token bucket: it is full at first, and filled again at an even rate; what may not happen too
 * often takes tokens out of it. After a rest as much may happen at once as it holds; in the long
 * run no more than what flows in. It only counts: rate_limiter.h waits.
 *
 *     static struct token_bucket bucket = { .capacity = 10, .rate = 2.5 };
 *     if (token_bucket_take(&bucket, 1, NULL) == 1) ...
 */
#ifndef PATTERNS_TOKEN_BUCKET_H
#define PATTERNS_TOKEN_BUCKET_H

#include "co/co.h"

/* One of a run: it counts in its loop's time. */
struct token_bucket {
    double capacity; /* tokens: in it at first, and never more than these */
    double rate;     /* tokens a second that flow in */
    int64_t full_at; /* private: nanoseconds of the loop's time */
};

/* Take so many tokens, a fraction if need be. 1: they are taken. 0: there are not as many yet, none
 * is taken, and *wait (unless `wait` is NULL) is the seconds until there are if nobody takes one.
 * -EINVAL: there never will be as many, or a number makes no sense. */
int token_bucket_take(struct token_bucket *bucket, double tokens, double *wait);
/* How many there are now. */
double token_bucket_tokens(const struct token_bucket *bucket);

#endif

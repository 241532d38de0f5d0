/*
 * Token bucket: the bucket is full at first, and tokens flow into it at an even rate. An action
 * that must not happen too often takes tokens out of it. After a rest, as many actions may happen
 * at once as the bucket has tokens; in the long run no more than tokens flow in. The bucket only
 * counts; rate_limiter.h waits.
 *
 *     static struct token_bucket bucket = { .capacity = 10, .rate = 2.5 };
 *     if (token_bucket_take(&bucket, 1, NULL) == 1) ...
 */
#ifndef PATTERNS_TOKEN_BUCKET_H
#define PATTERNS_TOKEN_BUCKET_H

#include "co/co.h"

/* A bucket belongs to one run, because it uses the time of the run's loop. */
struct token_bucket {
    double capacity; /* the tokens that are in it at first, and at most */
    double rate;     /* tokens that flow in, a second */
    int64_t full_at; /* private: nanoseconds of the loop's time */
};

/* Take `tokens` tokens; a fraction is allowed. 1: they are taken. 0: there are not enough, and none
 * is taken; *wait (unless `wait` is NULL) gets the seconds until there are enough if no task takes
 * one meanwhile. -EINVAL: there never will be enough, or a number is not allowed. */
int token_bucket_take(struct token_bucket *bucket, double tokens, double *wait);
/* The number of tokens in the bucket now. */
double token_bucket_tokens(const struct token_bucket *bucket);

#endif

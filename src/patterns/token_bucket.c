/*
 * The bucket keeps only the time at which it will be full. Taking a token moves that time by the
 * time in which one token flows in. So nothing has to be filled as time passes, no time can be
 * counted twice, and no fraction of a token is lost.
 */
#define CO_WITHOUT_PLACES
#include "patterns/token_bucket.h"

#include <math.h>

static bool is_amount(double value)
{
    return isfinite(value) && value > 0;
}

static int check(const struct token_bucket *bucket, double tokens)
{
    if (!is_amount(bucket->capacity) || !is_amount(bucket->rate) ||
        !(bucket->capacity / bucket->rate < 1e9))
        return co_raise(-EINVAL, "a bucket's capacity and rate must be numbers above 0");
    if (!is_amount(tokens))
        return co_raise(-EINVAL, "the number of tokens must be above 0");
    if (tokens > bucket->capacity)
        return co_raise(-EINVAL, "%g tokens are more than the bucket holds", tokens);
    return 0;
}

static int64_t time_to_fill(const struct token_bucket *bucket, double tokens)
{
    return llround(tokens / bucket->rate * 1e9);
}

/* Nanoseconds until the bucket is full. */
static int64_t time_to_full(const struct token_bucket *bucket)
{
    int64_t left = bucket->full_at - co_time_nanoseconds();

    return left > 0 ? left : 0;
}

int token_bucket_take(struct token_bucket *bucket, double tokens, double *wait)
{
    int rc = check(bucket, tokens);

    if (rc < 0)
        return rc;
    int64_t filled = time_to_full(bucket) + time_to_fill(bucket, tokens);
    int64_t excess = filled - time_to_fill(bucket, bucket->capacity);
    if (wait)
        *wait = excess > 0 ? (double)excess * 1e-9 : 0;
    if (excess > 0)
        return 0;
    bucket->full_at = co_time_nanoseconds() + filled;
    return 1;
}

double token_bucket_tokens(const struct token_bucket *bucket)
{
    return bucket->capacity - (double)time_to_full(bucket) * 1e-9 * bucket->rate;
}

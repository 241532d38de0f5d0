#define CO_WITHOUT_PLACES /* reports show the caller's call */
#include "patterns/rate_limiter.h"

#include <math.h>

static int check(const struct rate_limiter *limiter)
{
    if (!isfinite(limiter->rate) || limiter->rate < 1)
        return co_raise(-EINVAL, "the rate %g lets no task pass", limiter->rate);
    if (!isfinite(limiter->per) || limiter->per < 0)
        return co_raise(-EINVAL, "a rate cannot be per %g seconds", limiter->per);
    return 0;
}

static int wait_for_token(struct rate_limiter *limiter)
{
    double per = limiter->per > 0 ? limiter->per : 1;
    double wait;
    int rc;

    limiter->bucket.capacity = limiter->rate;
    limiter->bucket.rate = limiter->rate / per;
    while ((rc = token_bucket_take(&limiter->bucket, 1, &wait)) == 0) {
        if (limiter->waiting)
            limiter->waiting(limiter, wait);
        rc = co_sleep(wait);
        if (rc < 0)
            return rc;
    }
    return rc < 0 ? rc : 0;
}

int rate_limiter_acquire(struct rate_limiter *limiter)
{
    int rc = check(limiter);

    if (rc < 0)
        return rc;
    rc = co_lock_acquire(&limiter->turn);
    if (rc < 0)
        return rc;
    rc = wait_for_token(limiter);
    co_lock_release(&limiter->turn);
    return rc;
}

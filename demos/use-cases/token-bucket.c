/*
 * A bucket holds tokens, and each request takes one. The bucket has `rate_limit` tokens at the
 * start, gets as many more every `time_period` seconds, and never holds more than that [1]. So
 * after a rest some requests may go at once, and in the long run no more go than tokens come.
 * A request that finds less than one token waits until there would be one [2], and then takes
 * it [3]. It holds the lock meanwhile [4], so the other requests queue for the lock, in order.
 * --variant=without has no lock: five requests wait for one and the same token, and then pass
 * together.
 *
 * In --variant=idle the bucket rests for two seconds. Ten tokens would have come, but five is
 * the most: the sixth request waits.
 *
 * The tutorial's flaw: after the wait there would be exactly one token, but it is not added
 * [5], so taking a token leaves -1. And updated_at is still a time before the wait, so the
 * next request gets credit for the wait. The two errors balance each other only if the bucket
 * was empty. After 0.3 s of idle time it has half a token: one wait loses this half, and the
 * next wait gives it back, so requests pass after 0.10, 0.30 and 0.10 s instead of 0.10, 0.20
 * and 0.20 s. --variant=fixed adds the token, and sets updated_at to a time after the wait
 * [6]. For real use there is src/patterns/rate_limiter.c: it keeps no such time, so it cannot
 * count any time twice.
 *
 * The log shows tokens in tenths [7], because a clock is always a little late, and 2 ms are
 * 0.01 tokens.
 *
 * Key point: 5 requests pass at 0.000, and then one every 0.2 s: at 0.200, 0.400, 0.600.
 *
 * Use it when a service allows so many calls in a second, and short bursts.
 *
 * The tutorial says that it can be used as a context manager; in fact the class has no
 * __aenter__.
 */
#include "demo.h"

#include <math.h>

struct bucket {
    double rate_limit, time_period, tokens, updated_at;
    struct co_lock lock;
};

METHOD(bucket, take)
{
    double now = co_time();
    double elapsed = now - self->updated_at;
    self->updated_at = now;
    double rate = self->rate_limit / self->time_period;
    self->tokens = fmin(self->rate_limit, self->tokens + elapsed * rate);   /* [1] */
    if (self->tokens < 1) {
        double wait_time = (1 - self->tokens) * (self->time_period / self->rate_limit);
        double tokens = round(self->tokens * 10) / 10 + 0.0;        /* [7] */
        log_time("waiting %.2fs (tokens = %.2f)", wait_time, tokens);
        await(co_sleep(wait_time));                                 /* [2] */
        if (variant("fixed")) {
            self->tokens = 1;
            self->updated_at = co_time();                           /* [6] */
        } else {
            self->tokens = 0;                                       /* [5] */
        }
    }
    self->tokens -= 1;                                              /* [3] */
    SHOULD(self->tokens >= 0);
    return 0;
}

METHOD(bucket, acquire)
{
    if (variant("without"))
        return CALL(take, self);
    WITH_LOCK(&self->lock) {                                        /* [4] */
        await(CALL(take, self));
    }
    return 0;
}

/* added, as all below */
ASYNC(request, struct bucket *limiter; int n;)
{
    await(CALL(acquire, my->limiter));
    log_time("request %d sent", my->n);
    return 0;
}

ASYNC(main)
{
    static struct bucket limiter = { .rate_limit = 5, .time_period = 1, .tokens = 5 };
    limiter.updated_at = co_time();
    TASKS(burst, CORO(request, &limiter, i + 1), i, 10);
    await(GATHER_TASKS(burst));
    double idle = variant("idle") ? 2 : 0.3;
    await(co_sleep(idle));
    log_time("-- after %.1f s of idle time", idle);
    TASKS(second_burst, CORO(request, &limiter, i + 11), i, variant("idle") ? 7 : 4);
    return GATHER_TASKS(second_burst);
}

DEMO(token_bucket, .title = "Token bucket: bursts, then an even rate", .section = "4",
     .flaw = "tokens go negative, and a fraction is lost at one wait and returned at the next",
     .variants = { { "without", "no lock: five requests wait for the same token", 0 },
                   { "idle", "after a long rest five requests pass at once, not more", 0 },
                   { "fixed", "the token of the wait is counted, and its time only once", 0 } });

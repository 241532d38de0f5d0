/*
 * A token bucket limits how often something may happen. A request takes a token. The bucket has
 * `rate` tokens at first, gets `rate` more every `per` seconds, and never has more than `rate`. A
 * request holds a lock while it asks for a token [1], so the other requests queue behind it. The
 * request first adds the tokens of the time that has passed [2]. If the bucket has no token, the
 * request sleeps until there would be one [3]; else the request takes a token [4].
 *
 * The tutorial's flaw: the time of the sleep pays for the token that this request takes. But
 * last_check is still a time before the sleep, so the same time pays for the next request again.
 * Request-3 passes together with Request-2 at 0.5 s, and twice as many pass as intended.
 * --variant=fixed sets last_check to a time after the sleep [5]. For real use there is
 * src/patterns/rate_limiter.c: it has no last_check, so it cannot count any time twice.
 *
 * With --variant=rest three requests come after a rest of 2 s. Two of them pass at once [6], and
 * the third must wait, because a full bucket takes no more tokens.
 *
 * Key point: Request-2 and Request-3 both pass at 0.500 s, although only one token has come by
 * then.
 *
 * Use it when a service allows so many calls a second. A semaphore limits how many run at a time.
 *
 * The tutorial says at most 2 requests a second; in fact 4 pass in the first 0.5 s: two from the
 * full bucket, and two for one token.
 */
#include "demo.h"

struct rate_limiter {
    int rate;
    double per, allowance, last_check;
    struct co_lock lock;
};

METHOD(rate_limiter, acquire)
{
    WITH_LOCK(&self->lock) {                                        /* [1] */
        double current = co_time();                                 /* added */
        double elapsed = current - self->last_check;                /* added */
        self->last_check = current;                                 /* added */
        self->allowance += elapsed * (self->rate / self->per);      /* [2] added */
        if (self->allowance > self->rate)                           /* added */
            self->allowance = self->rate;                           /* added */
        if (self->allowance < 1.0) {
            double sleep_time = (1.0 - self->allowance) * (self->per / self->rate);
            log_time("⏸️  Rate limit: Sleeping for %.2fs", sleep_time);
            await(co_sleep(sleep_time));                            /* [3] */
            self->allowance = 0.0;
            if (variant("fixed") || variant("rest"))
                self->last_check = co_time();                       /* [5] */
        } else {
            self->allowance -= 1.0;                                 /* [4] */
        }
    }
    return 0;
}

ASYNC(rate_limited_request, int request_id; struct rate_limiter *limiter;) /* added */
{
    await(CALL(acquire, my->limiter));
    log_time("🌐 Request-%d: Sending...", my->request_id);
    await(co_sleep(0.1));
    log_time("✅ Request-%d: Done", my->request_id);
    return 0;
}

ASYNC(main)
{
    log_time("🚦 Rate Limiting (2 requests/second):");
    static struct rate_limiter rate_limiter = { .rate = 2, .per = 1.0 };
    rate_limiter.allowance = rate_limiter.rate;
    rate_limiter.last_check = co_time();                            /* added */
    TASKS(requests, NAMED(CORO(rate_limited_request, i, &rate_limiter), F("Request-%d", i)), i, 5);
    await(GATHER_TASKS(requests));
    if (!variant("rest"))
        return 0;
    await(co_sleep(2));
    TASKS(more, NAMED(CORO(rate_limited_request, 5 + i, &rate_limiter), F("Request-%d", 5 + i)),
          i, 3);
    return GATHER_TASKS(more);                                      /* [6] */
}

DEMO(rate_limit, .title = "Rate limiting with a token bucket", .section = "7a",
     .flaw = "time that was slept through is credited twice",
     .variants = { { "fixed", "time that was slept through is not credited again", 0 },
                   { "rest", "after a rest of 2 s two requests pass at once, and no more", 0 } });

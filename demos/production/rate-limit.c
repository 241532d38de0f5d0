/*
 * A token bucket: it has `rate` tokens at the start, gets `rate` more every `per` seconds [2],
 * and never has more than `rate`. A request takes a token [4]; if there is none, it first
 * waits until there would be one [3]. The request holds the lock [1] meanwhile, so the other
 * requests queue for the lock.
 *
 * The tutorial's flaw: the time of the sleep pays for the token that this request takes. But
 * last_check is still a time before the sleep, so the same time pays for the next request
 * again. Therefore Request-3 passes together with Request-2 at 0.5 s, and twice as many
 * requests pass as intended. --variant=fixed sets last_check to a time after the sleep [5].
 * For real use there is src/patterns/rate_limiter.c: it has no last_check, so it cannot count
 * any time twice.
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
        double current = co_time();
        double elapsed = current - self->last_check;
        self->last_check = current;
        self->allowance += elapsed * (self->rate / self->per);      /* [2] */
        if (self->allowance > self->rate)
            self->allowance = self->rate;
        if (self->allowance < 1.0) {
            double sleep_time = (1.0 - self->allowance) * (self->per / self->rate);
            log_time("⏸️  Rate limit: Sleeping for %.2fs", sleep_time);
            await(co_sleep(sleep_time));                            /* [3] */
            self->allowance = 0.0;
            if (variant("fixed"))
                self->last_check = co_time();                       /* [5] */
        } else {
            self->allowance -= 1.0;                                 /* [4] */
        }
    }
    return 0;
}

ASYNC(rate_limited_request, int request_id; struct rate_limiter *limiter;)
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
    rate_limiter.last_check = co_time();
    TASKS(requests, NAMED(CORO(rate_limited_request, i, &rate_limiter), F("Request-%d", i)), i, 5);
    return GATHER_TASKS(requests);
}

DEMO(rate_limit, .title = "Rate limiting with a token bucket", .section = "7a",
     .flaw = "time that was slept through is credited twice",
     .variants = { { "fixed", "time that was slept through is not credited again", 0 } });

/*
 * A token bucket: `rate` tokens at the start, `rate` more every `per` seconds [2], never more
 * than `rate`. A request takes one [4] or waits until there would be one [3]. The lock [1] is
 * held meanwhile, so the others queue behind it.
 *
 * The tutorial's flaw: the time slept was spent on the token that this request takes, but
 * last_check still lies before it, so the next request gets credit for the same time again.
 * That is why Request-3 goes along with Request-2 at 0.5 s, and twice as many requests pass as
 * were meant to. --variant=fixed moves last_check behind the sleep [5]. What is made to be used,
 * src/patterns/rate_limiter.c, keeps no last_check: no time can be counted twice there.
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
    TASKS(requests, CORO(rate_limited_request, i, &rate_limiter), i, 5);
    return GATHER_TASKS(requests);
}

DEMO(rate_limit, .title = "Rate limiting with a token bucket", .section = "7a",
     .flaw = "time that was slept through is credited twice",
     .variants = { { "fixed", "time that was slept through is not credited again", 0 } });

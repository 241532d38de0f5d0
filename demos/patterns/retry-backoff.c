/*
 * retry() calls a function until it succeeds [1]. After each failure it waits, twice as long
 * each time [3]. After the last failure there is no pause: the error goes to the caller [2].
 *
 * The tutorial's flaw: with max_retries = 0 it calls nothing, and returns as if all were well
 * [4]. The pause also has no upper bound and no jitter: a thousand clients that failed
 * together come back together. src/patterns/retry.c has all of these.
 */
#include "demo.h"

struct service {
    const char *name;
    int failures, calls;
};

METHOD(service, flaky)
{
    self->calls += 1;
    if (self->calls <= self->failures) {
        log_time("%s: attempt %d fails", self->name, self->calls);
        return co_raise(-ECONNRESET, "%s unavailable", self->name);
    }
    log_time("%s: attempt %d succeeds", self->name, self->calls);
    return co_return_text("%s ok", self->name);
}

ASYNC(retry, struct co_coro coro; int max_retries; double delay;)
{
    for (int attempt = 0; attempt < my->max_retries; attempt++) {
        int result = await_except(EXCEPTION, co_call(my->coro));    /* [1] */
        if (!is_exception(result))
            return result;
        if (attempt == my->max_retries - 1)                         /* except Exception: */
            reraise(result);                                        /* [2] */
        await(co_sleep(my->delay * (1 << attempt)));                /* [3] */
    }
    return 0;                                                       /* [4] */
}

ASYNC(main)
{
    static struct service service_1 = { "service-1", .failures = 2 };
    static struct service service_2 = { "service-2", .failures = 99 };

    await(CALL(retry, CORO(flaky, &service_1), .max_retries = 3, .delay = 0.5));
    log_time("Result: %s", co_text());
    int rc = await_except(-ECONNRESET,
                          CALL(retry, CORO(flaky, &service_2), .max_retries = 3, .delay = 0.5));
    if (rc == -ECONNRESET)                                          /* except ConnectionError: */
        log_time("Gave up: %s", co_text());
    return 0;
}

DEMO(retry_backoff, .title = "Retry: again, after a longer pause each time",
     .section = "Retry Pattern",
     .flaw = "with no attempts it succeeds, and the pauses have no bound and no jitter");

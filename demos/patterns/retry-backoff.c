/*
 * retry() calls a coroutine function until it succeeds [1]. After the last failure the error goes
 * to the caller [2]. After each other failure there is a pause, twice as long each time [3], so
 * that a service in trouble gets time to recover.
 *
 * The tutorial's flaw: with max_retries = 0 it calls nothing, and returns as if all were well [4].
 * And the pauses have no upper bound and no random part, so a thousand clients that failed
 * together come back together. --variant=flaw shows both. --variant=fixed uses
 * src/patterns/retry.c: no attempts are an error [5], no pause is longer than 0.2 s, and up to a
 * tenth is added to each [6].
 *
 * Key point: service-1 fails at 0.000 s and 0.500 s, and succeeds at 1.500 s: the second pause is
 * twice the first.
 *
 * Use it when an error may pass by itself, such as that of a network, and a second call does no
 * harm. An error of the program itself comes back with each call.
 */
#include "demo.h"
#include "patterns/retry.h"

struct service {                                                    /* added */
    const char *name;
    int failures, calls;
};

METHOD(service, flaky)                                              /* added */
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

ASYNC(main)                                                         /* added */
{
    static struct service service_1 = { "service-1", .failures = 2 };
    static struct service service_2 = { "service-2", .failures = 99 };
    static struct service service_3 = { "service-3", .failures = 4 };
    static struct retry_policy none = { .attempts = 0 };
    static struct retry_policy policy = { .attempts = 5, .delay = 0.1, .max_delay = 0.2,
                                          .jitter = 0.1 };

    await(CALL(retry, CORO(flaky, &service_1), .max_retries = 3, .delay = 0.5));
    log_time("Result: %s", co_text());
    int rc = await_except(-ECONNRESET,
                          CALL(retry, CORO(flaky, &service_2), .max_retries = 3, .delay = 0.5));
    if (rc == -ECONNRESET)                                          /* except ConnectionError: */
        log_time("Gave up: %s", co_text());
    if (variant("flaw")) {
        await(CALL(retry, CORO(flaky, &service_3), .max_retries = 0, .delay = 0.1));
        log_time("service-3: no error after %d attempts", service_3.calls);
        await(CALL(retry, CORO(flaky, &service_3), .max_retries = 5, .delay = 0.1));
    } else if (variant("fixed")) {
        rc = await_except(-EINVAL, retry_call(&none, CORO(flaky, &service_3))); /* [5] */
        log_time("service-3: %s", co_text());
        await(retry_call(&policy, CORO(flaky, &service_3)));        /* [6] */
    }
    return 0;
}

DEMO(retry_backoff, .title = "Retry: again, after a longer pause each time",
     .section = "Retry Pattern",
     .flaw = "with no attempts it succeeds, and the pauses have no bound and no jitter",
     .variants = { { "flaw", "no attempts and no error; each pause is twice the one before", 0 },
                   { "fixed", "no attempts are refused; a pause has a bound and jitter", 0 } });

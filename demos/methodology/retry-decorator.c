/*
 * Python decorates a function with a retry, and every caller of the function gets the retry.
 * C has no decorators, so one function calls another. async_retry() [1] calls the function until
 * it succeeds, and waits after each failure, longer each time [2]. The decorated function [3]
 * has the name that other code calls; the function that it decorates has another name.
 *
 * The tutorial's flaw: with no attempts it calls nothing, and there is no error to raise [4].
 * Python then fails with a TypeError that does not say why; in C the 0 passes for success.
 * --variant=flaw shows this. --variant=fixed refuses such a number at once [5].
 *
 * It also retries every error. An error in the program itself comes back each time, so
 * src/patterns/retry.h only retries those that may pass.
 *
 * Key point: the third call succeeds at 3.0 s, after pauses of 1 s and 2 s.
 *
 * Use it when an error may pass by itself: a lost connection, a busy server.
 *
 * The tutorial says that the call might fail randomly; in fact a retry is safe only if calling
 * twice does no harm.
 */
#include "demo.h"

ASYNC(async_retry, struct co_coro func; int retries; double delay; double backoff;) /* [1] */
{
    int last_exception = 0;                                         /* [4] */
    if (variant("fixed") && my->retries < 1)
        return co_raise(-EINVAL, "%d retries are too few", my->retries); /* [5] */
    double current_delay = my->delay;
    for (int attempt = 0; attempt < my->retries; attempt++) {
        int result = await_except(EXCEPTION, co_call(my->func));
        if (!is_exception(result))
            return result;
        last_exception = result;                                    /* except Exception: */
        if (attempt < my->retries - 1) {
            await(co_sleep(current_delay));                         /* [2] */
            current_delay *= my->backoff;
        }
    }
    reraise(last_exception);
}

static int calls;

ASYNC(flaky_api_call_once)                                          /* added: the body */
{
    calls += 1;
    if (calls < 3) {
        log_time("flaky_api_call: call %d fails", calls);
        return co_raise(-ECONNRESET, "temporary failure");
    }
    log_time("flaky_api_call: call %d succeeds", calls);
    return co_return_text("data");
}

ASYNC(flaky_api_call)                                               /* [3] */
{
    return CALL(async_retry, CORO(flaky_api_call_once), .retries = 3, .delay = 1, .backoff = 2);
}

ASYNC(broken_api_call_once)                                         /* added */
{
    log_time("broken_api_call: fails");
    return co_raise(-ECONNRESET, "permanent failure");
}

ASYNC(broken_api_call)                                              /* added */
{
    return CALL(async_retry, CORO(broken_api_call_once), .retries = 2, .delay = 0.2, .backoff = 2);
}

ASYNC(main)                                                         /* added */
{
    await(CALL(flaky_api_call));
    log_time("Result: %s", co_text());
    int rc = await_except(-ECONNRESET, CALL(broken_api_call));
    if (rc == -ECONNRESET)                                          /* except ConnectionError: */
        log_time("Gave up: %s", co_text());
    if (variant("flaw") || variant("fixed")) {
        rc = await_except(EXCEPTION, CALL(async_retry, CORO(broken_api_call_once), .retries = 0));
        log_time("%s", is_exception(rc) ? co_text() : "no call, no error, and no result");
    }
    return 0;
}

DEMO(retry_decorator, .title = "Retry: wrapped around a function", .section = "Retry Pattern",
     .flaw = "with no attempts it calls nothing, and returns without an error",
     .variants = { { "flaw", "with no attempts, the call passes for a success", 0 },
                   { "fixed", "a number of attempts below 1 is an error", 0 } });

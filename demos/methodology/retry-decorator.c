/*
 * Python decorates a function with a retry. C has no decorators, so one function calls
 * another. async_retry() [1] calls the function until it succeeds, and waits after each
 * failure, longer each time [2]. The decorated function [4] has the name that other code
 * calls; the function that it decorates has another name.
 *
 * The tutorial's flaw: with retries = 0 it calls nothing, and there is no error to raise.
 * Python then fails with a TypeError that does not explain this; here the 0 of [3] would pass
 * for success.
 */
#include "demo.h"

ASYNC(async_retry, struct co_coro func; int retries; double delay; double backoff;) /* [1] */
{
    int last_exception = 0;                                         /* [3] */
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

ASYNC(flaky_api_call_once)
{
    calls += 1;
    if (calls < 3) {
        log_time("flaky_api_call: call %d fails", calls);
        return co_raise(-ECONNRESET, "temporary failure");
    }
    log_time("flaky_api_call: call %d succeeds", calls);
    return co_return_text("data");
}

ASYNC(flaky_api_call)                                               /* [4] */
{
    return CALL(async_retry, CORO(flaky_api_call_once), .retries = 3, .delay = 1.0,
                .backoff = 2.0);
}

ASYNC(broken_api_call_once)
{
    log_time("broken_api_call: fails");
    return co_raise(-ECONNRESET, "permanent failure");
}

ASYNC(broken_api_call)
{
    return CALL(async_retry, CORO(broken_api_call_once), .retries = 2, .delay = 0.2,
                .backoff = 2.0);
}

ASYNC(main)
{
    await(CALL(flaky_api_call));
    log_time("Result: %s", co_text());
    int rc = await_except(-ECONNRESET, CALL(broken_api_call));
    if (rc == -ECONNRESET)                                          /* except ConnectionError: */
        log_time("Gave up: %s", co_text());
    return 0;
}

DEMO(retry_decorator, .title = "Retry: wrapped around a function", .section = "Retry Pattern",
     .flaw = "with no attempts it calls nothing, and returns without an error");

/*
 * Two ways to limit the time of an operation. A timeout scope [1] covers all awaits between
 * its enter and its exit; the exit turns the cancel that the scope caused into -ETIMEDOUT.
 * WAIT_FOR [2] is a scope around one call. Both end the operation before they return: nothing
 * goes on in the background.
 *
 * The tutorial's flaw: with_timeout() [3], which returns a default value when the time is
 * over, is defined but never called. Here it is called: one call times out [4], one is in time
 * [5].
 */
#include "demo.h"

ASYNC(slow_operation)
{
    await(co_sleep(10));
    return co_return_text("Done");
}

ASYNC(sleep, double delay; const char *result;)
{
    await(co_sleep(my->delay));
    return co_return_text("%s", my->result);
}

ASYNC(with_timeout, struct co_coro coro; double timeout; const char *default_value;) /* [3] */
{
    int result = await_except(-ETIMEDOUT, WAIT_FOR(co_call(my->coro), my->timeout));
    if (result == -ETIMEDOUT)                                       /* except TimeoutError: */
        return co_return_text("%s", my->default_value);
    return result;
}

ASYNC(main)
{
    struct co_timeout timeout = { 0 };
    await(co_timeout_enter(&timeout, 2));                           /* [1] */
    int result = CALL(slow_operation);
    result = await_except(-ETIMEDOUT, co_timeout_exit(&timeout, result));
    if (result == -ETIMEDOUT)                                       /* except TimeoutError: */
        log_time("Operation timed out");

    result = await_except(-ETIMEDOUT, WAIT_FOR(CALL(slow_operation), 2)); /* [2] */
    if (result == -ETIMEDOUT)                                       /* except TimeoutError: */
        log_time("Operation timed out");

    await(CALL(with_timeout, CORO(slow_operation), 1, "default value")); /* [4] */
    log_time("with_timeout: %s", co_text());
    await(CALL(with_timeout, CORO(sleep, 0.5, "Done"), 1, "default value")); /* [5] */
    log_time("with_timeout: %s", co_text());
    return 0;
}

DEMO(timeout_scope, .title = "Timeouts: a scope, a call, a default value", .section = "Step 4",
     .flaw = "the function with the default value is never called");

/*
 * Two ways to limit the time of an operation. A timeout scope [1] is for a block: it covers all
 * awaits between its enter and its exit. At the end of the time it cancels the block, and the
 * exit turns this cancel into -ETIMEDOUT. WAIT_FOR [2] is a scope around one call. Both end the
 * operation before they return, so nothing goes on in the background.
 *
 * with_timeout() [3] returns a default value in place of the error. In the tutorial it is
 * defined but never called. Here one call of it times out [4], and one is in time [5].
 *
 * Its flaw: an operation may fail with a TimeoutError of its own, such as that of a server
 * which it asked. with_timeout() takes this error for its own, and hides it: in --variant=flaw
 * the default value comes although the time is not over [6]. --variant=fixed asks the scope
 * whether its time has passed [7]. (The tutorial has a wait_for in place of this scope, which
 * cannot be asked.)
 *
 * Key point: the call of 5.5 s fails at 5.8 s, before its second is over; only the fixed
 * with_timeout() says so.
 *
 * Use it when an operation may take longer than its result is worth.
 *
 * The tutorial says that wait_for is for older Python; in fact it is as good as ever for one call.
 */
#include "demo.h"

ASYNC(slow_operation)
{
    await(co_sleep(10));
    return co_return_text("Done");
}

ASYNC(sleep, double delay; const char *result;)                     /* added */
{
    await(co_sleep(my->delay));
    return co_return_text("%s", my->result);
}

ASYNC(ask_server)                                                   /* added */
{
    await(co_sleep(0.3));
    return co_raise(-ETIMEDOUT, "the server got no answer from its database");
}

ASYNC(with_timeout, struct co_coro coro; double timeout; const char *default_value;) /* [3] */
{
    struct co_timeout scope = { 0 };
    await(co_timeout_enter(&scope, my->timeout));
    int result = await_except(-ETIMEDOUT, co_timeout_exit(&scope, co_call(my->coro)));
    if (variant("fixed") && !co_timeout_expired(&scope))
        return result;                                              /* [7] */
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

    /* added: the calls */
    await(CALL(with_timeout, CORO(slow_operation), 1, "default value")); /* [4] */
    log_time("with_timeout: %s", co_text());
    await(CALL(with_timeout, CORO(sleep, 0.5, "Done"), 1, "default value")); /* [5] */
    log_time("with_timeout: %s", co_text());
    if (!variant("flaw") && !variant("fixed"))
        return 0;
    result = await_except(-ETIMEDOUT,
                          CALL(with_timeout, CORO(ask_server), 1, "default value")); /* [6] */
    log_time("with_timeout: %s%s", result == -ETIMEDOUT ? "TimeoutError: " : "", co_text());
    return 0;
}

DEMO(timeout_scope, .title = "Timeouts: a scope, a call, a default value", .section = "Step 4",
     .flaw = "an operation's own TimeoutError is taken for the end of the time",
     .variants = { { "flaw", "the default value hides an error of the server", 0 },
                   { "fixed", "the default value stands for the end of the time alone", 0 } });

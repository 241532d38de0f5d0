/*
 * An error is a negative result [1], and its text comes with it. A task that awaits the call
 * gets both; `except ValueError` is a comparison [2]. With return_exceptions [3], gather waits
 * for all tasks, even if some fail, and returns errors like results, in the order of the
 * arguments.
 */
#include "demo.h"

ASYNC(might_fail, bool success;)
{
    await(co_sleep(0.1));
    if (!my->success)
        return co_raise(-EINVAL, "Operation failed");               /* [1] raise ValueError */
    return co_return_text("Success");
}

ASYNC(main)
{
    int result = await_except(-EINVAL, CALL(might_fail, false));
    if (result == -EINVAL)                                          /* [2] except ValueError: */
        log_time("Caught: %s", co_text());

    struct co_outcome results[3];
    await(GATHER_RETURN_EXCEPTIONS(results, CORO(might_fail, true), CORO(might_fail, false),
                                   CORO(might_fail, true)));        /* [3] */
    for (size_t i = 0; i < COUNT(results); i++) {
        if (is_exception(results[i].result))
            log_time("Error: %s", results[i].text);
        else
            log_time("Result: %s", results[i].text);
    }
    return 0;
}

DEMO(errors, .title = "Errors: of one call, and of several", .section = "Step 3");

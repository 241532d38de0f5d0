/*
 * An error travels from the place where it happens to the task that awaits. In Python it is an
 * exception; in C it is a negative result, and its text comes with it [1]. The caller compares
 * the result, where Python has `except ValueError` [2].
 *
 * gather has two ways to deal with errors. By default the first error ends the gather. With
 * return_exceptions [3] it waits for all tasks, and returns errors like results, in the order
 * of the arguments; the caller looks at each.
 *
 * Key point: all three results are there at 0.2 s, although one of them is an error.
 *
 * Use it when one failure must not hide the other results.
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

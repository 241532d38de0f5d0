/*
 * An async generator [1] gives ten values, one every 0.1 s. The loop [2] prints each value
 * when it comes. An async comprehension [3] is the same loop, but it only collects the values:
 * nothing is printed until the last value is there.
 */
#include "demo.h"

ASYNC(async_range, int n;)                                          /* [1] */
{
    for (int i = 0; i < my->n; i++) {
        await(co_sleep(0.1));
        await(co_yield(i));
    }
    return 0;
}

ASYNC(main)
{
    ASYNC_FOR(int, value, async_range, 10) {                        /* [2] */
        log_time("%d", value);
    }

    int results[10], count = 0;
    ASYNC_FOR(int, x, async_range, 10) {                            /* [3] */
        results[count++] = x;
    }
    log_time("results = %s", LIST(results, count));
    return 0;
}

DEMO(comprehension, .title = "Async generators: a loop, and a comprehension",
     .section = "Async Iterator/Generator");

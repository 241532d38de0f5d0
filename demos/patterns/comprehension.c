/*
 * An async generator gives its values one by one [1], and may await before each. Here it sleeps
 * for 0.1 s. A loop takes each value when it comes [2]. An async comprehension only collects the
 * values [3], so nothing is printed until the last value is there. C has no comprehension, so here
 * it is written as a loop.
 *
 * Key point: the first loop prints from 0.100 s to 1.000 s; the list of the second one is there at
 * 2.000 s, all at once.
 *
 * Use it when all values are needed before the next step, and they fit into memory. Use the loop
 * to work on each value when it comes.
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

ASYNC(main)                                                         /* added */
{
    ASYNC_FOR(int, value, async_range, 10) {                        /* [2] */
        log_time("%d", value);
    }

    int results[10], count = 0;
    ASYNC_FOR(int, x, async_range, 10) {                            /* [3] */
        results[count++] = x;
    }
    log_time("results = %s", LIST(results, count));                 /* added */
    return 0;
}

DEMO(comprehension, .title = "Async generators: a loop, and a comprehension",
     .section = "Async Iterator/Generator");

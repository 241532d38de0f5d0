/*
 * The generator [1] gives its numbers one by one, and waits before each [2]. The loop [3] asks
 * for the next number only when its body has run, so a number is received [4] before the next
 * one is generated. The generator and the loop are one task: while the generator sleeps, the
 * loop sleeps, too.
 */
#include "demo.h"

ASYNC(async_range, int count;)                                      /* [1] */
{
    for (int i = 0; i < my->count; i++) {
        log_time("🔢 Generating number: %d", i);
        await(co_sleep(0.2));                                       /* [2] */
        await(co_yield(i));
    }
    return 0;
}

ASYNC(main)
{
    log_time("🔁 Async Range Generator:");
    ASYNC_FOR(int, num, async_range, 4) {                           /* [3] */
        log_time("   Received: %d", num);                           /* [4] */
    }
    return 0;
}

DEMO(async_generator, .title = "Async generators: values one by one", .section = "5");

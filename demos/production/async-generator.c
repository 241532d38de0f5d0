/*
 * A generator gives its values one by one [1], and may await before each of them; here it sleeps
 * [2]. The loop asks for the next number when its body has run [3], so a number is received before
 * the next one is generated [4]. The generator and the loop are one task: while the generator
 * sleeps, the loop sleeps, too.
 *
 * With --variant=break the loop ends after two numbers [5]. The end of ASYNC_FOR closes the
 * generator, which may then clean up [6]. In Python a loop does not close its generator: the
 * collector does so at some later time, or aclosing() at the end of a block.
 *
 * Key point: number 1 is generated at 0.200 s, after number 0 has been received.
 *
 * Use it when values come one after the other, such as pages or lines, and not all of them fit
 * into memory or are needed. Nothing is fetched ahead: the source waits while the loop works. A
 * queue between two tasks lets both work.
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

ASYNC(async_range_with_cleanup, int count;)
{
    int rc = 0;
    for (int i = 0; i < my->count && rc >= 0; i++) {                /* try: */
        log_time("🔢 Generating number: %d", i);
        rc = co_sleep(0.2);
        if (rc >= 0)
            rc = co_yield(i);
    }
    log_time("🛑 Generator closed");                                 /* [6] finally: */
    return rc;
}

ASYNC(main)
{
    log_time("🔁 Async Range Generator:");
    if (variant("break")) {
        ASYNC_FOR(int, num, async_range_with_cleanup, 4) {
            log_time("   Received: %d", num);
            if (num == 1)
                break;                                              /* [5] */
        }
        log_time("   Left the loop");
        return 0;
    }
    ASYNC_FOR(int, num, async_range, 4) {                           /* [3] */
        log_time("   Received: %d", num);                           /* [4] */
    }
    return 0;
}

DEMO(async_generator, .title = "Async generators: values one by one", .section = "5",
     .variants = { { "break", "the loop ends early, which closes the generator", 0 } });

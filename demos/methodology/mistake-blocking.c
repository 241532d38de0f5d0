/*
 * The mistake: a call that blocks its thread [1] in a coroutine. The loop has this one thread,
 * so for 0.35 s nobody else runs: the first tick, due at 0.1, comes when it ends. The
 * co_sleep() below [2] suspends its task only, and the ticks come when they are due.
 *
 * How to catch it: no compiler sees it, and nothing fails. But in debug mode [3] the loop
 * measures each step of a task from one suspension to the next, and reports those of a tenth
 * of a second and more on stderr: which task, how long, and its last call. For any demo:
 * asyncdemo run DEMO --debug.
 */
#include "demo.h"

ASYNC(ticker)
{
    for (int n = 1; n < 6; n++) {
        await(co_sleep(0.1));
        log_time("tick %d", n);
    }
    return 0;
}

ASYNC(wrong)
{
    log_time("WRONG: time.sleep(0.35) begins");
    co_blocking_sleep(0.35);                                        /* [1] */
    log_time("WRONG: time.sleep(0.35) ends");
    return 0;
}

ASYNC(correct)
{
    log_time("CORRECT: asyncio.sleep(0.35) begins");
    await(co_sleep(0.35));                                          /* [2] */
    log_time("CORRECT: asyncio.sleep(0.35) ends");
    return 0;
}

ASYNC(main)
{
    co_set_debug(true);                                             /* [3] */
    await(GATHER(CORO(ticker), CORO(wrong)));
    return GATHER(CORO(ticker), CORO(correct));
}

DEMO(mistake_blocking, .title = "Mistake: a coroutine that blocks the loop",
     .section = "Common Mistakes 1");

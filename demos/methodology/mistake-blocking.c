/*
 * The mistake: a coroutine makes a call that blocks its thread [1]. The loop has only this
 * thread, so for 0.35 s no other task runs: the first tick, due at 0.1, comes when the call
 * ends. The co_sleep() below [2] suspends only its own task, and the ticks come when they are
 * due.
 *
 * How to catch it: a compiler does not see it, and nothing fails. But in debug mode [3] the loop
 * measures each step of a task from one suspension to the next, and reports steps of a tenth of
 * a second and more on stderr: the task, the time, and the task's last call. For any demo:
 * asyncdemo run DEMO --debug.
 *
 * The tutorial names this mistake in one line; the program is added. The tutorial has one more
 * call of this kind, see the demo blocking.
 *
 * Key point: tick 1 comes at 0.35 s, when the call ends; after the correct call, the ticks come
 * every tenth of a second, from 0.85 s on.
 *
 * Use it when a program is slow and nothing fails: look for steps that take long.
 *
 * The tutorial says never to use time.sleep(); in fact any call that blocks does the same: a
 * large file, a lookup of a name, a long computation.
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

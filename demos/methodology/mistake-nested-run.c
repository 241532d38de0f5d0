/*
 * The mistake: a coroutine runs a loop. A thread runs one loop at a time: during a second run
 * [1] nothing of the first loop could happen. And a loop that is in the middle of a turn cannot
 * be run again either [2].
 *
 * How to catch it: both calls are refused with -EALREADY, which is a RuntimeError, and a text.
 * The coroutine never starts. In the second case it has a task already, which has to be
 * cancelled [3]. A coroutine that has another coroutine should await it [4].
 *
 * The tutorial names this mistake in one line; the program is added.
 *
 * Key point: both runs are refused at 0.0 s, and the await has its result at 0.1 s.
 *
 * Use it when a function that is not a coroutine needs the result of one: make it a coroutine,
 * or run the loop in another thread (the demo threadsafe).
 *
 * The tutorial says that loops cannot be nested; in fact two loops can run in two threads.
 */
#include "demo.h"

ASYNC(inner)
{
    log_time("inner: running");
    await(co_sleep(0.1));
    return co_return_text("inner result");
}

ASYNC(main)
{
    int rc = co_run(CORO(inner), NULL);                             /* [1] WRONG */
    if (rc == -EALREADY)                                            /* except RuntimeError: */
        log_time("WRONG: %s: %s", co_error_name(rc), co_text());
    struct co_task *task = co_create_task(CORO(inner));
    rc = co_run_until_complete(co_get_running_loop(), task);        /* [2] WRONG too */
    if (rc == -EALREADY)                                            /* except RuntimeError: */
        log_time("WRONG: %s: %s", co_error_name(rc), co_text());
    co_task_cancel(task);                                           /* [3] */
    await(CALL(inner));                                             /* [4] */
    log_time("CORRECT: %s", co_text());
    return 0;
}

DEMO(mistake_nested_run, .title = "Mistake: a loop within a loop",
     .section = "Common Mistakes 4");

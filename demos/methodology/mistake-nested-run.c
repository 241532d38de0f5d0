/*
 * The mistake: a coroutine runs a loop. A thread runs one loop at a time: during a second run
 * [1] nothing of the first loop could happen. A loop that is in the middle of a turn cannot be
 * run again either [2]. A coroutine that has another coroutine should await it [4].
 *
 * How to catch it: both calls are refused with -EALREADY, which is a RuntimeError, and a text.
 * The coroutine never starts. In the second case it has a task already, which has to be
 * cancelled [3].
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

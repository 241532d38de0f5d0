/*
 * The mistake: to run a loop in a coroutine. A thread runs one loop at a time: while a second
 * run [1] went on, nothing of the first could happen, and nor can a loop be entered again [2]
 * that is in the midst of its turn. Who has a coroutine in a coroutine awaits it [4].
 *
 * How to catch it: both are refused with -EALREADY, which is a RuntimeError, and its text. The
 * coroutine never starts; in the second case there is a task for it already, which has to be
 * taken back [3].
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

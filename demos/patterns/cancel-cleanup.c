/*
 * A task works until it is cancelled. Then its work fails with -ECANCELED [1]. The task cleans
 * up, and may await while it does so [2]; then it passes the error on [3].
 *
 * The tutorial's flaw: it cancels the task directly after making it [5]. A new task first runs
 * in the next turn of the loop, so this task has not started. A task that is cancelled before
 * its start never runs: it does no work, and no cleanup. --variant=fixed lets the task work
 * for a while first [4].
 */
#include "demo.h"

ASYNC(do_work)
{
    log_time("Working...");
    await(co_sleep(0.2));
    return 0;
}

ASYNC(cleanup)
{
    log_time("Cleaning up...");
    await(co_sleep(0.1));
    log_time("Cleanup done");
    return 0;
}

ASYNC(cancellable_task)
{
    int rc = 0;
    while (rc >= 0)
        rc = CALL(do_work);                                         /* [1] */
    if (rc == -ECANCELED)                                           /* except CancelledError: */
        await(CALL(cleanup));                                       /* [2] */
    reraise(rc);                                                    /* [3] */
}

ASYNC(main)
{
    struct co_task *task = co_create_task(CORO(cancellable_task));
    if (variant("fixed"))
        await(co_sleep(0.5));                                       /* [4] */
    co_task_cancel(task);                                           /* [5] */
    int rc = await_except(-ECANCELED, co_await(task));
    if (rc == -ECANCELED)                                           /* except CancelledError: */
        log_time("Task was cancelled");
    return 0;
}

DEMO(cancel_cleanup, .title = "Cancellation: cleaning up before the end",
     .section = "Cancellation Handling",
     .flaw = "the task is cancelled before it starts, so neither work nor cleanup is seen",
     .variants = { { "fixed", "the task is given time to work before it is cancelled", 0 } });

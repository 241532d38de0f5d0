/*
 * A task works until it is cancelled. Its work then fails with -ECANCELED [1]; it cleans up,
 * for which it may await [2], and passes the error on [3].
 *
 * The tutorial's flaw: it cancels the task right after making it [5]. A new task first runs in
 * the next turn of the loop, so this one has not started, and one that is cancelled before its
 * start never runs: no work, and no cleanup either. --variant=fixed lets it work for a while
 * first [4].
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

DEMO(cancel_cleanup, .title = "Cancellation: cleaning up behind oneself",
     .section = "Cancellation Handling",
     .flaw = "the task is cancelled before it starts, so neither work nor cleanup is seen",
     .variants = { { "fixed", "the task is given time to work before it is cancelled", 0 } });

/*
 * A task works until it is cancelled. Its work then fails with -ECANCELED, which is CancelledError
 * [1]. The task cleans up, and may await while it does so [2]. Then it passes the error on [3], so
 * that its caller learns of the cancel, too.
 *
 * The tutorial's flaw: it cancels the task directly after making it [4]. A new task first runs in
 * the next turn of the loop, so this task has not begun. A task that is cancelled before it begins
 * never runs: it does no work and no cleanup. --variant=fixed lets the task work for 0.5 s first
 * [5].
 *
 * Key point: the task is cancelled at 0.000 s, before its first step, and neither works nor cleans
 * up.
 *
 * Use it when a task holds something that must be given back, such as a file or a connection.
 * Always pass the error on.
 *
 * The tutorial says that the handler cleans up on a cancel; in fact it runs only if the task had
 * begun.
 */
#include "demo.h"

ASYNC(do_work)                                                      /* added */
{
    log_time("Working...");
    await(co_sleep(0.2));
    return 0;
}

ASYNC(cleanup)                                                      /* added */
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

ASYNC(main)                                                         /* added */
{
    struct co_task *task = co_create_task(CORO(cancellable_task));
    if (variant("fixed"))
        await(co_sleep(0.5));                                       /* [5] */
    co_task_cancel(task);                                           /* [4] */
    int rc = await_except(-ECANCELED, co_await(task));
    if (rc == -ECANCELED)                                           /* except CancelledError: */
        log_time("Task was cancelled");
    return 0;
}

DEMO(cancel_cleanup, .title = "Cancellation: cleaning up before the end",
     .section = "Cancellation Handling",
     .flaw = "the task is cancelled before it starts, so neither work nor cleanup is seen",
     .variants = { { "fixed", "the task is given time to work before it is cancelled", 0 } });

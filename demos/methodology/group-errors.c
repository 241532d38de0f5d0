/*
 * Tasks in a group belong together: the block of the group ends when all of them have ended [1].
 * When one fails, the group cancels those that still run. After the block the program can read
 * every error [2], in the order in which they were raised; this is Python's ExceptionGroup.
 *
 * The group cannot cancel a task that has ended. In the first group, one task succeeds [3] just
 * before the other fails [4], so it keeps its result [5]. In the second group the long task is
 * cancelled, but fails while it cleans up; its error is in the group, too [6].
 *
 * The tutorial's flaw: a comment says that all tasks are cancelled if one fails. A program that
 * believes this may use the result of half a job. --variant=fixed uses the result only if the
 * whole group succeeded [7].
 *
 * Key point: the failure at 0.1 s cancels no task of the first group, since the other has ended.
 *
 * Use it when several tasks are one job, and the job is worthless without one of them.
 *
 * The tutorial says that all are cancelled if one fails; in fact only the tasks that still run.
 */
#include "demo.h"

ASYNC(might_fail, bool success;)
{
    await(co_sleep(0.1));
    if (!my->success)
        return co_raise(-EINVAL, "Operation failed");
    return co_return_text("Success");
}

ASYNC(long_task)                                                    /* added */
{
    int rc = await_except(-ECANCELED, co_sleep(5));
    if (rc == -ECANCELED) {                                         /* except CancelledError: */
        log_time("long task: cancelled");
        return co_raise(-EINVAL, "Cleanup failed");                 /* [6] */
    }
    return 0;
}

ASYNC(main)
{
    struct co_task_group tg = { 0 };
    await(co_task_group_enter(&tg));
    struct co_task *task1 = co_task_group_create_task(&tg, CORO(might_fail, true)); /* [3] */
    co_task_keep(task1);
    co_task_group_create_task(&tg, CORO(might_fail, false));        /* [4] */
    int rc = await_except(-EINVAL, co_task_group_exit(&tg, 0));     /* [1] */
    FOR_ERRORS(e, &tg) {                                            /* [2] except* ValueError: */
        log_time("Error: %s", e.message);
    }
    const char *result = co_task_cancelled(task1) ? "cancelled" : co_task_text(task1); /* [5] */
    if (variant("fixed") && is_exception(rc))
        result = F("the group failed, so \"%s\" is not used", result); /* [7] */
    log_time("task1: %s", result);
    co_task_release(task1);

    struct co_task_group tg2 = { 0 };                               /* added: a second group */
    await(co_task_group_enter(&tg2));
    co_task_group_create_task(&tg2, CORO(long_task));
    co_task_group_create_task(&tg2, CORO(might_fail, false));
    await_except(-EINVAL, co_task_group_exit(&tg2, 0));
    FOR_ERRORS(e, &tg2) {                                           /* except* ValueError: */
        log_time("Error: %s", e.message);
    }
    return 0;
}

DEMO(group_errors, .title = "Task group: all errors of tasks that belong together",
     .section = "Step 3",
     .flaw = "a comment says that all others are cancelled, but ended tasks are not",
     .variants = { { "fixed", "a result counts only if the whole group succeeded", 0 } });

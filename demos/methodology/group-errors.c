/*
 * A task group's block ends [3] when all its children have ended. When the first child fails,
 * the group cancels the others. After the block, the program can read every error, in the
 * order in which the errors were raised [4]: this is Python's ExceptionGroup. A child that
 * fails while it is cancelled adds its own error [6].
 *
 * The tutorial's flaw: its comment says that all tasks are cancelled if one fails. But a task
 * that has ended is not: task1 [1] succeeds in the same instant, just before task2 [2] fails,
 * and keeps its result [5].
 */
#include "demo.h"

ASYNC(might_fail, bool success;)
{
    await(co_sleep(0.1));
    if (!my->success)
        return co_raise(-EINVAL, "Operation failed");
    return co_return_text("Success");
}

ASYNC(long_task)
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
    struct co_task *task1 = co_task_group_create_task(&tg, CORO(might_fail, true)); /* [1] */
    co_task_keep(task1);
    co_task_group_create_task(&tg, CORO(might_fail, false));        /* [2] */
    await_except(-EINVAL, co_task_group_exit(&tg, 0));              /* [3] */
    FOR_ERRORS(e, &tg) {                                            /* [4] except* ValueError: */
        log_time("Error: %s", e.message);
    }
    log_time("task1: %s", co_task_cancelled(task1) ? "cancelled" /* [5] */
                                                   : co_task_text(task1));
    co_task_release(task1);

    struct co_task_group tg2 = { 0 };
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
     .flaw = "a comment says that all others are cancelled, but ended tasks are not");

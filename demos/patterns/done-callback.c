/*
 * The loop calls a callback [1] one turn after a task has ended. So the callback runs before
 * main, which learns of the end through a wait [3].
 *
 * The tutorial's flaw: the callback handles results and errors, but it also asks a cancelled
 * task for its error. In Python this raises CancelledError, so the callback itself fails [2].
 * With --variant=flaw nothing is printed for that task, and the loop reports the callback on
 * stderr. --variant=fixed first asks whether the task was cancelled.
 */
#include "demo.h"

static int on_complete(struct co_task *task, void *argument)
{
    int result = co_task_result(task);
    if (variant("fixed") && co_task_cancelled(task))
        log_time("Task was cancelled");
    else if (is_exception(result))
        log_time("Task failed: %s", co_task_text(task));
    else
        log_time("Task result: %d", await(result));                 /* [2] */
    return 0;
}

ASYNC(some_work, const char *outcome;)
{
    await(co_sleep(0.5));
    if (strcmp(my->outcome, "fail") == 0)
        return co_raise(-EINVAL, "something broke");
    return 42;
}

ASYNC(run_one, const char *outcome;)
{
    struct co_task *task = co_create_task(CORO(some_work, my->outcome));
    await(co_task_add_done_callback(task, on_complete, NULL));      /* [1] */
    if (strcmp(my->outcome, "cancel") == 0) {
        await(co_sleep(0.1));
        co_task_cancel(task);
    }
    await(co_wait(&task, 1, CO_FOREVER, CO_ALL_COMPLETED));         /* [3] */
    log_time("main: %s case over", my->outcome);
    return 0;
}

ASYNC(main)
{
    await(CALL(run_one, "succeed"));
    await(CALL(run_one, "fail"));
    if (variant("flaw") || variant("fixed"))
        await(CALL(run_one, "cancel"));
    return 0;
}

DEMO(done_callback, .title = "Done callbacks: called when a task has ended",
     .section = "Task Completion Callbacks",
     .flaw = "the callback itself fails when the task was cancelled",
     .variants = { { "flaw", "a cancelled task: the callback fails, and is reported", 0 },
                   { "fixed", "the callback asks first whether it was cancelled", 0 } });

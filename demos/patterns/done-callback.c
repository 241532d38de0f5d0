/*
 * A task that ends can tell a function of the program: the done callback [1]. The loop calls it
 * one turn after the task has ended. It is a plain function, so it cannot await. Here it runs
 * before main goes on, because main learns of the end through a wait [2].
 *
 * The tutorial's flaw: its callback asks each task for its error, also a task that was cancelled.
 * In Python this question raises CancelledError [3], so the callback itself fails. With
 * --variant=flaw nothing is printed for the cancelled task, and the loop reports the callback on
 * stderr. --variant=fixed first asks whether the task was cancelled [4].
 *
 * Key point: a task ends with a result, here 42, with an error, or cancelled. A callback must know
 * all three.
 *
 * Use it when plain code must hear of the end of a task, to count it or to log its error. A
 * coroutine that needs the result should await the task.
 */
#include "demo.h"

static int on_complete(struct co_task *task, void *argument)
{
    int result = co_task_result(task);
    if (variant("fixed") && co_task_cancelled(task))                /* [4] */
        log_time("Task was cancelled");
    else if (is_exception(result))
        log_time("Task failed: %s", co_task_text(task));
    else
        log_time("Task result: %d", await(result));                 /* [3] */
    return 0;
}

ASYNC(some_work, const char *outcome;)                              /* added */
{
    await(co_sleep(0.5));
    if (strcmp(my->outcome, "fail") == 0)
        return co_raise(-EINVAL, "something broke");
    return 42;
}

ASYNC(run_one, const char *outcome;)                                /* added */
{
    struct co_task *task = co_create_task(CORO(some_work, my->outcome));
    await(co_task_add_done_callback(task, on_complete, NULL));      /* [1] */
    if (strcmp(my->outcome, "cancel") == 0) {
        await(co_sleep(0.1));
        co_task_cancel(task);
    }
    await(co_wait(&task, 1, CO_FOREVER, CO_ALL_COMPLETED));         /* [2] */
    log_time("main: %s case over", my->outcome);
    return 0;
}

ASYNC(main)                                                         /* added */
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

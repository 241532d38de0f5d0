/*
 * Some work must not be stopped half way. A caller awaits such work through a shield [1]: the
 * caller can be cancelled, and the work goes on. The error [2] says that the caller was
 * cancelled, not the work. Here the caller then waits all the same, so the cancel ends there
 * [5].
 *
 * The tutorial's flaw: it calls important_work() a second time [3]. The first call goes on,
 * but its result is lost, and the work is done twice. --variant=fixed keeps the task, and
 * awaits that task [4].
 */
#include "demo.h"

static int run_number;

ASYNC(important_work)
{
    int n = ++run_number;
    log_time("important_work #%d: started", n);
    await(co_sleep(1.0));
    log_time("important_work #%d: finished", n);
    return co_return_text("result of #%d", n);
}

ASYNC(critical_operation)
{
    int result = co_shield(co_create_task(CORO(important_work)));   /* [1] */
    if (result == -ECANCELED) {                                /* [2] except CancelledError: */
        log_time("critical_operation: cancelled, waiting for important_work");
        result = CALL(important_work);                              /* [3] */
    }
    return result;
}

ASYNC(critical_operation_fixed)
{
    struct co_task *work = co_task_keep(co_create_task(CORO(important_work)));
    int result = co_shield(work);
    if (result == -ECANCELED) {                                    /* except CancelledError: */
        log_time("critical_operation: cancelled, waiting for important_work");
        result = co_await(work);                                    /* [4] */
    }
    co_task_release(work);
    return result;
}

ASYNC(main)
{
    struct co_coro operation = variant("fixed") ? CORO(critical_operation_fixed)
                                                : CORO(critical_operation);
    struct co_task *task = co_task_keep(co_create_task(operation));
    await(co_sleep(0.3));
    log_time("main: cancelling critical_operation");
    co_task_cancel(task);
    await(co_await(task));                                          /* [5] */
    log_time("main: got '%s', task.cancelled() = %s", co_task_text(task),
             co_task_cancelled(task) ? "True" : "False");
    co_task_release(task);
    return 0;
}

DEMO(shield, .title = "Shield: work that a cancellation does not reach",
     .section = "Shield from Cancellation",
     .flaw = "if the caller is cancelled, it starts the work a second time",
     .variants = { { "fixed", "it waits for the work that goes on", 0 } });

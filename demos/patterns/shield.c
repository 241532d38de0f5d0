/*
 * Some work must not stop half way, even if the task that awaits it is cancelled. The task awaits
 * such work through a shield [1]. A cancel then ends the await with an error [2], but does not
 * reach the work, which goes on in a task of its own.
 *
 * The tutorial's flaws: its handler calls important_work() again [3], so the work is done twice,
 * and the result of the first call is lost. The handler also keeps the error to itself, so the
 * cancel ends there: main gets a result [4], and task.cancelled() is false.
 *
 * --variant=fixed keeps the task of the work [5]. Its handler waits until that task has ended,
 * looks at the result [6], and passes the cancel on [7]. It waits with co_wait(), which cancels no
 * task, so a second cancel does not reach the work either. Without a cancel the shield gives the
 * result of the work [8].
 *
 * --variant=without awaits the work directly [9]: the cancel stops it half way.
 *
 * Key point: after the cancel at 0.300 s the work goes on, and ends at 1.000 s.
 *
 * Use it when work must be finished once it has begun, such as a write to a database. Keep the
 * task of the work: no task can wait for it otherwise.
 *
 * The tutorial says that its second call waits for the work; in fact it starts the work anew.
 */
#include "demo.h"

static int run_number;

ASYNC(important_work)                                               /* added */
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
        log_time("critical_operation: cancelled, waiting for important_work"); /* added */
        result = CALL(important_work);                              /* [3] */
    }
    return result;
}

ASYNC(critical_operation_fixed)
{
    struct co_task *work = co_task_keep(co_create_task(CORO(important_work))); /* [5] */
    int result = co_shield(work);
    if (result == -ECANCELED) {                                    /* except CancelledError: */
        log_time("critical_operation: cancelled, waiting for important_work");
        if (co_wait(&work, 1, CO_FOREVER, CO_ALL_COMPLETED) > 0 && co_task_result(work) >= 0)
            log_time("critical_operation: got '%s'", co_task_text(work)); /* [6] */
    }
    co_task_release(work);
    return result;                                                  /* [7] raise */
}

ASYNC(critical_operation_without_shield)
{
    return CALL(important_work);                                    /* [9] */
}

ASYNC(main)                                                         /* added */
{
    struct co_coro operation = variant("fixed")     ? CORO(critical_operation_fixed)
                               : variant("without") ? CORO(critical_operation_without_shield)
                                                    : CORO(critical_operation);
    struct co_task *task = co_task_keep(co_create_task(operation));
    await(co_sleep(0.3));
    log_time("main: cancelling critical_operation");
    co_task_cancel(task);
    int result = co_await(task);                                    /* [4] */
    log_time("main: got '%s', task.cancelled() = %s", result >= 0 ? co_text() : "no result",
             co_task_cancelled(task) ? "True" : "False");
    co_task_release(task);
    if (variant("fixed")) {
        await(CALL(critical_operation_fixed));                      /* [8] */
        log_time("main: got '%s' from a call that was not cancelled", co_text());
    }
    return 0;
}

DEMO(shield, .title = "Shield: work that a cancellation does not reach",
     .section = "Shield from Cancellation",
     .flaw = "if the caller is cancelled, it starts the work a second time, and hides the cancel",
     .variants = { { "fixed", "it waits for the work that goes on, and passes the cancel on", 0 },
                   { "without", "without a shield the cancel stops the work half way", 0 } });

/*
 * co_task_cancel() [1] is a request and returns at once. The task gets the request at its next
 * suspension, here the sleep [2], which fails with -ECANCELED. The task handles this error
 * while the caller awaits the end of the task [3]. The await fails with the same error, so the
 * caller learns that the task was cancelled.
 */
#include "demo.h"

ASYNC(slow_operation, double duration; const char *name;)
{
    log_time("🐌 %s: Starting (will take %gs)...", my->name, my->duration);
    int rc = await_except(-ECANCELED, co_sleep(my->duration));      /* [2] */
    if (rc == -ECANCELED) {                                         /* except CancelledError: */
        log_time("❌ %s: Was cancelled!", my->name);
        reraise(rc);
    }
    return co_return_text("%s result", my->name);
}

ASYNC(main)
{
    log_time("🛑 Manual Cancellation Example:");
    struct co_task *task = co_create_task(NAMED_CORO(slow_operation, 5, "LongTask"));
    await(co_sleep(0.5));
    co_task_cancel(task);                                           /* [1] */
    int rc = await_except(-ECANCELED, co_await(task));              /* [3] */
    if (rc == -ECANCELED)                                           /* except CancelledError: */
        log_time("🚫 Task was successfully cancelled!\n");
    return 0;
}

DEMO(cancel, .title = "Cancel: asking a task to end", .section = "3b");

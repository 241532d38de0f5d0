/*
 * A cancel asks a task to end. co_task_cancel() is only a request, and returns at once [1]. The
 * task gets the request where it waits: its sleep fails with -ECANCELED [2]. The task may clean
 * up, and passes the error on. Meanwhile the caller awaits the end of the task [3]. This await
 * fails with the same error, so the caller learns that the task was cancelled.
 *
 * Key point: the request is made at 0.500 s, and the task ends at 0.500 s, in place of 5 s.
 *
 * Use it when no task needs the result any more. Await the task after the cancel, or its cleanup
 * may not have run when the program goes on.
 *
 * The tutorial says to handle CancelledError always; in fact a task with nothing to clean up need
 * not, and a task that handles it must pass it on.
 */
#include "demo.h"

ASYNC(slow_operation, double duration; const char *name;)           /* added */
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

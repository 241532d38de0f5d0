/*
 * An operation of three seconds is given two [1]. When they are over, co_wait_for() cancels
 * it: its sleep [2] fails with -ECANCELED, which is CancelledError. It may still clean up [3],
 * and must pass the error on [4]. Only when it has really ended does the caller get
 * -ETIMEDOUT.
 */
#include "demo.h"

ASYNC(slow_operation, double duration; const char *name;)
{
    log_time("🐌 %s: Starting (will take %gs)...", my->name, my->duration);
    int rc = co_sleep(my->duration);                                /* [2] */
    if (rc == -ECANCELED)                                           /* except CancelledError: */
        log_time("❌ %s: Was cancelled!", my->name);                /* [3] */
    if (rc < 0)
        return rc;                                                  /* [4] raise */
    return co_return_text("%s result", my->name);
}

ASYNC(main)
{
    log_time("\n⏱️  Timeout Example (2s timeout for 3s task):");
    struct co_task *task = co_create_task(CORO(slow_operation, 3, "SlowTask"));
    int rc = co_wait_for(task, 2.0);                                /* [1] */
    if (rc != -ETIMEDOUT)                                           /* except TimeoutError: */
        return rc;
    log_time("⏰ Task timed out!\n");
    return 0;
}

DEMO(timeout, .title = "wait_for: a limit on how long a task may take", .section = "3a");

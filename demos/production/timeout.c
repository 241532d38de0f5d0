/*
 * An operation of three seconds gets a time limit of two. WAIT_FOR, asyncio's wait_for, cancels
 * the operation when the time is over [1]. Its sleep then fails with -ECANCELED, which is
 * CancelledError [2]. The operation may still clean up [3], and must pass the error on [4]. When
 * it has really ended, the caller gets -ETIMEDOUT, which is TimeoutError.
 *
 * Key point: the operation is cancelled at 2.000 s. A cleanup that awaits would delay the caller,
 * too.
 *
 * Use it when the answer of another program may never come: a connection, a query, a lock.
 */
#include "demo.h"

ASYNC(slow_operation, double duration; const char *name;)           /* added */
{
    log_time("🐌 %s: Starting (will take %gs)...", my->name, my->duration);
    int rc = await_except(-ECANCELED, co_sleep(my->duration));      /* [2] */
    if (rc == -ECANCELED) {                                         /* except CancelledError: */
        log_time("❌ %s: Was cancelled!", my->name);                 /* [3] */
        reraise(rc);                                                /* [4] */
    }
    return co_return_text("%s result", my->name);
}

ASYNC(main)
{
    log_time("\n⏱️  Timeout Example (2s timeout for 3s task):");
    int rc = await_except(-ETIMEDOUT,
                          WAIT_FOR(CALL(slow_operation, 3, "SlowTask"), 2.0)); /* [1] */
    if (rc == -ETIMEDOUT)                                           /* except TimeoutError: */
        log_time("⏰ Task timed out!\n");
    return 0;
}

DEMO(timeout, .title = "wait_for: a limit on how long a task may take", .section = "3a");

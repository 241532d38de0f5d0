/*
 * A function that blocks, as in old libraries, would stop every task of the loop.
 * co_run_in_executor() [2] runs it in a thread, and returns a future that a task can await.
 * The three sleeps [1] pass at the same time.
 *
 * co_blocking_sleep() is time.sleep(): it blocks its thread. On the virtual clock it sleeps in
 * the loop's time.
 */
#include "demo.h"

DEF(blocking_io_operation, double duration; const char *operation_name;)
{
    log_time("🔨 %s: Starting blocking operation...", my->operation_name);
    co_blocking_sleep(my->duration);                                /* [1] */
    log_time("✅ %s: Completed!", my->operation_name);
    return co_return_text("%s result", my->operation_name);
}

ASYNC(main)
{
    log_time("🧵 Running 3 blocking operations concurrently in threads:");
    struct co_task *tasks[] = {
        co_run_in_executor(NULL, NAMED(CORO(blocking_io_operation, 0.5, "FileRead"), /* [2] */
                                       "FileRead")),
        co_run_in_executor(NULL, NAMED(CORO(blocking_io_operation, 0.3, "DatabaseQuery"),
                                       "DatabaseQuery")),
        co_run_in_executor(NULL, NAMED(CORO(blocking_io_operation, 0.4, "APICall"), "APICall")),
    };
    return GATHER_TASKS(tasks);
}

DEMO(executor, .title = "Executor: blocking code in threads", .section = "6");

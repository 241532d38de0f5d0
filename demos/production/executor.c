/*
 * A function that blocks its thread, as those of old libraries do [1], would stop every task of
 * the loop. co_run_in_executor() runs it in a thread of a pool, and returns a future that a task
 * can await [2]. So the three sleeps pass at the same time.
 *
 * With --variant=without the functions run in the loop itself [3]. There is a task for each, and
 * gather starts all of them, but the first one blocks the other two.
 *
 * co_blocking_sleep() is time.sleep(): it blocks its thread. On the virtual clock it sleeps in the
 * loop's time.
 *
 * Key point: all three operations have ended at 0.500 s, the time of the longest one.
 *
 * Use it when a library has no functions that await: files, databases, names of hosts.
 *
 * The tutorial says that this is for CPU-bound work; in fact Python's threads compute one at a
 * time (the GIL), so such work needs a pool of processes. In C threads do compute at the same
 * time.
 */
#include "demo.h"

DEF(blocking_io_operation, double duration; const char *operation_name;)
{
    log_time("🔨 %s: Starting blocking operation...", my->operation_name);
    co_blocking_sleep(my->duration);                                /* [1] */
    log_time("✅ %s: Completed!", my->operation_name);
    return co_return_text("%s result", my->operation_name);
}

ASYNC(in_the_loop, double duration; const char *operation_name;)
{
    return CALL(blocking_io_operation, my->duration, my->operation_name); /* [3] */
}

ASYNC(main)
{
    if (variant("without"))
        return GATHER(NAMED(CORO(in_the_loop, 0.5, "FileRead"), "FileRead"),
                      NAMED(CORO(in_the_loop, 0.3, "DatabaseQuery"), "DatabaseQuery"),
                      NAMED(CORO(in_the_loop, 0.4, "APICall"), "APICall"));
    log_time("🧵 Running 3 blocking operations concurrently in threads:");
    struct co_task *tasks[] = {
        co_run_in_executor(NULL, NAMED(CORO(blocking_io_operation, 0.5, "FileRead"), /* [2] */
                                       "FileRead")),
        co_run_in_executor(NULL, NAMED(CORO(blocking_io_operation, 0.3, "DatabaseQuery"),
                                       "DatabaseQuery")),
        co_run_in_executor(NULL, NAMED(CORO(blocking_io_operation, 0.4, "APICall"), "APICall")),
    };
    return GATHER_TASKS(tasks);                                     /* added */
}

DEMO(executor, .title = "Executor: blocking code in threads", .section = "6",
     .variants = { { "without", "in the loop, one operation blocks all others", 0 } });

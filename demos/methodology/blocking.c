/*
 * A function that blocks, or computes for a long time, runs in a thread [1], so that the loop
 * is free meanwhile. By default this is one of the loop's own threads. A separate executor [2]
 * limits the number of threads for such work.
 *
 * The tutorial's flaw: the end of its `with` block shuts the executor down and waits for its
 * threads [3]. This would block the loop if a thread were still at work. Here no thread is,
 * because gather has waited for both results.
 */
#include "demo.h"

DEF(blocking_operation, const char *data;)
{
    char upper[16] = "";
    log_time("blocking_operation('%s') starts in a thread", my->data);
    co_blocking_sleep(1);
    for (size_t i = 0; my->data[i]; i++)
        upper[i] = (char)toupper(my->data[i]);
    return co_return_text("%s", upper);
}

ASYNC(main)
{
    await(co_await(co_run_in_executor(NULL, CORO(blocking_operation, "hello")))); /* [1] */
    log_time("Result: %s", co_text());

    static struct co_executor executor = CO_EXECUTOR(4);            /* [2] */
    struct co_outcome results[2];
    struct co_task *tasks[] = {
        co_run_in_executor(&executor, CORO(blocking_operation, "a")),
        co_run_in_executor(&executor, CORO(blocking_operation, "b")),
    };
    await(GATHER_TASKS_RESULTS(results, tasks));
    await(co_executor_shutdown(&executor, true));                   /* [3] */
    log_time("Results: %s", LIST(results, 2));
    return 0;
}

DEMO(blocking, .title = "Executors: blocking work in threads", .section = "Step 8",
     .flaw = "leaving the executor would block the loop while a thread is at work");

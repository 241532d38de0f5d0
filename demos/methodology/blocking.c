/*
 * A loop has one thread. A function that blocks it, or computes for a long time, stops every
 * task. So such a function belongs into another thread: run_in_executor [1] starts it there, and
 * gives a future that main can await like a task, while the loop is free for other tasks. With
 * NULL the function runs in one of the loop's own threads. An executor of your own [2] limits
 * how many threads such work may have.
 *
 * The end of the tutorial's `with` block shuts the executor down, and waits for its threads [3].
 * This is a wait of the thread, not of a task. By default no thread is at work any more, because
 * gather has waited for both results [4].
 *
 * The tutorial's flaw: if a thread is still at work, the whole loop stands still. In
 * --variant=flaw main leaves while blocking_operation('c') runs, and no tick comes for a second.
 * --variant=fixed awaits this operation first [5], so the executor has nothing to wait for.
 *
 * Key point: in the flaw the first tick comes at 3.0 s, when the operation has ended; fixed, it
 * comes at 2.3 s.
 *
 * Use it when a library has no coroutines: files, old databases, a long computation.
 *
 * The tutorial says that threads are for CPU-bound work; in fact Python's threads compute one at
 * a time (the GIL), so Python needs a process pool for that. In C, threads do help.
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

ASYNC(ticker)                                                       /* added */
{
    for (int n = 1; n <= 3; n++) {
        await(co_sleep(0.3));
        log_time("tick %d", n);
    }
    return 0;
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
    await(GATHER_TASKS_RESULTS(results, tasks));                    /* [4] */
    log_time("Results: %s", LIST(results, 2));
    if (variant("flaw") || variant("fixed")) {                      /* added */
        struct co_task *ticks = co_create_task(CORO(ticker));
        struct co_task *late = co_run_in_executor(&executor, CORO(blocking_operation, "c"));
        await(co_sleep(0));
        if (variant("fixed"))
            await(co_await(late));                                  /* [5] */
        await(co_executor_shutdown(&executor, true));               /* [3] */
        log_time("the executor is shut down");
        return co_await(ticks);
    }
    return co_executor_shutdown(&executor, true);                   /* [3] */
}

DEMO(blocking, .title = "Executors: blocking work in threads", .section = "Step 8",
     .flaw = "leaving the executor would block the loop while a thread is at work",
     .variants = { { "flaw", "main leaves while a thread is at work, and the ticks stop", 0 },
                   { "fixed", "main awaits the work first", 0 } });

/*
 * A loop and its tasks belong to one thread. If another thread needs the result of a
 * coroutine, it gives the coroutine to the loop [1] and gets a future for threads. Its result
 * blocks the thread, here for at most five seconds [2]. The loop goes on meanwhile, and runs
 * the coroutine.
 *
 * The tutorial's flaw: join blocks the thread of the loop [3], and with it all tasks. It works
 * here only because main has slept for two seconds [4], longer than the coroutine takes. In
 * --variant=flaw main sleeps for half a second: the thread waits for the loop, the loop waits
 * for the thread, and only the limit of the thread's wait ends that, without a result [5].
 * --variant=fixed waits for the thread in a thread of the pool [6], and needs no sleep.
 *
 * The tutorial gets its loop by get_event_loop(). In a coroutine, get_running_loop() is right
 * today: where no loop runs, it fails, and does not make a loop that no thread runs.
 *
 * Key point: the thread got 42 from the loop at 1.000, by blocking itself and not the loop.
 *
 * Use it when a library calls your code in a thread of its own, and the work is a coroutine.
 *
 * The tutorial says that you may use it in a callback; in fact a callback runs in the thread
 * of the loop, where the result would wait for ever.
 */
#include "demo.h"

ASYNC(async_task, int value;)
{
    await(co_sleep(1));
    return my->value * 2;
}

DEF(thread_function, struct co_loop *loop; double timeout;)
{
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(async_task, 21), my->loop); /* [1] */
    int result = co_concurrent_future_result(future, my->timeout);  /* [2] */
    co_concurrent_future_release(future);
    if (result < 0)                                                 /* except Exception: */
        log_time("Thread got no result: %s", co_error_name(result)); /* [5] */
    else
        log_time("Thread got result: %d", result);
    return 0;
}

DEF(join, struct co_thread *thread;)
{
    return co_thread_join(my->thread);
}

ASYNC(main)
{
    static struct co_thread thread;
    struct co_loop *loop = co_get_running_loop();

    await(co_thread_start(&thread, CORO(thread_function, loop, variant("flaw") ? 2 : 5)));
    if (variant("fixed")) {
        await(co_to_thread(CORO(join, &thread)));                   /* [6] */
    } else {
        await(co_sleep(variant("flaw") ? 0.5 : 2));                 /* [4] the loop turns */
        await(co_thread_join(&thread));                             /* [3] */
    }
    log_time("-- main: thread joined");                             /* added */
    return 0;
}

DEMO(threadsafe, .title = "A thread asks the loop for a coroutine's result",
     .section = "Running Async Code in Threads",
     .flaw = "the join blocks the loop, and works because of the sleep before it",
     .variants = { { "flaw", "a shorter sleep: thread and loop wait for each other", 0 },
                   { "fixed", "the thread is joined in another thread", 0 } });

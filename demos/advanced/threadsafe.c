/*
 * A loop and its tasks belong to one thread. If another thread needs the result of a
 * coroutine, it gives the coroutine to the loop [1] and waits for the future that it gets [2].
 * This wait blocks the thread, while the loop goes on.
 *
 * The tutorial's flaw: the join [3] blocks the loop. It works only because main has slept for
 * longer than the coroutine takes. With a sleep of 0.5 s, the thread would wait for the loop
 * and the loop for the thread, until the five seconds of [2] have passed. --variant=fixed
 * waits for the thread in a thread of the pool [4], and needs no sleep.
 */
#include "demo.h"

ASYNC(async_task, int value;)
{
    await(co_sleep(1));
    return my->value * 2;
}

DEF(thread_function, struct co_loop *loop;)
{
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(async_task, 21), my->loop); /* [1] */
    int result = co_concurrent_future_result(future, 5);            /* [2] */
    co_concurrent_future_release(future);
    await(result);
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

    await(co_thread_start(&thread, CORO(thread_function, loop)));
    if (variant("fixed")) {
        await(co_to_thread(CORO(join, &thread)));                   /* [4] */
    } else {
        await(co_sleep(2));                                         /* the loop turns meanwhile */
        await(co_thread_join(&thread));                             /* [3] */
    }
    log_time("-- main: thread joined");
    return 0;
}

DEMO(threadsafe, .title = "A thread asks the loop for a coroutine's result",
     .section = "Running Async Code in Threads",
     .flaw = "the join blocks the loop, and works because of the sleep before it",
     .variants = { { "fixed", "the thread is joined in another thread", 0 } });

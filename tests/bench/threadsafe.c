/* A thread has the loop run a coroutine, and blocks for its result: there and back. */
#include "bench.h"

static struct co_loop *loop;

ASYNC(answer, int number;)
{
    return my->number;
}

DEF(ask, long count;)
{
    for (long i = 0; i < my->count; i++) {
        struct co_concurrent_future *future =
            co_run_coroutine_threadsafe(CORO(answer, 42), loop);

        if (co_concurrent_future_result(future, CO_FOREVER) != 42)
            return -EIO;
        co_concurrent_future_release(future);
    }
    return 0;
}

MEASURE
{
    double began = seconds_on(CLOCK_MONOTONIC);

    loop = co_get_running_loop();
    await(co_to_thread(CORO(ask, my->count)));
    figure("threadsafe", (seconds_on(CLOCK_MONOTONIC) - began) / (double)my->count * 1e6);
    return 0;
}

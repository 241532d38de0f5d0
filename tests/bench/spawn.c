/* A task is made that returns at once, and awaited. */
#include "bench.h"

ASYNC(nothing)
{
    return 0;
}

MEASURE
{
    double began = process_time();

    for (long i = 0; i < my->count; i++)
        await(co_await(co_create_task(CORO(nothing))));
    figure_each("spawn", began, (double)my->count);
    return 0;
}

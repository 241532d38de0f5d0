/* Two tasks that do nothing but let each other run: what it costs to go from one to the next. */
#include "bench.h"

ASYNC(yielder, long count;)
{
    for (long i = 0; i < my->count; i++)
        await(co_sleep(0));
    return 0;
}

MEASURE
{
    double began = process_time();

    await(GATHER(CORO(yielder, my->count), CORO(yielder, my->count)));
    figure_each("switch", began, 2.0 * (double)my->count);
    return 0;
}

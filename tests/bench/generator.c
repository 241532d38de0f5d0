/* A generator hands out numbers one by one. */
#include "bench.h"

ASYNC(numbers, long count;)
{
    for (long i = 0; i < my->count; i++)
        await(co_yield(i));
    return 0;
}

MEASURE
{
    double began = process_time();
    long sum = 0;

    ASYNC_FOR(long, number, numbers, my->count)
        sum += number;
    figure_each("generator", began, (double)my->count);
    return sum == my->count * (my->count - 1) / 2 ? 0 : -EIO;
}

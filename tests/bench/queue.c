/* A producer and a consumer with a queue of 100 places between them. */
#include "bench.h"

static struct co_queue queue = CO_QUEUE(100);

ASYNC(producer, long count;)
{
    for (long i = 0; i < my->count; i++)
        await(co_queue_put(&queue, (void *)i));
    return 0;
}

ASYNC(consumer, long count;)
{
    void *item;

    for (long i = 0; i < my->count; i++)
        await(co_queue_get(&queue, &item));
    return 0;
}

MEASURE
{
    double began = process_time();

    await(GATHER(CORO(producer, my->count), CORO(consumer, my->count)));
    figure_each("queue", began, (double)my->count);
    return 0;
}

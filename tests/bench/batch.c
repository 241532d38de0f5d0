/* 10,000 tasks are alive at the same time and gathered; none of them yields, or each does so
 * once. */
#include "bench.h"

enum { ALIVE = 10000 };
static struct co_task *tasks[ALIVE];

ASYNC(nothing)
{
    return 0;
}

ASYNC(one_yield)
{
    return co_sleep(0);
}

static int run_batch(struct co_coro coro)
{
    for (int i = 0; i < ALIVE; i++)
        tasks[i] = co_create_task(coro);
    return co_gather(tasks, ALIVE, NULL, 0);
}

ASYNC(measure_batches, const char *name; struct co_coro coro; long count;)
{
    await(run_batch(my->coro)); /* fresh stacks are another matter: see sleepers.c */
    double began = process_time();

    for (long i = 0; i < my->count; i++)
        await(run_batch(my->coro));
    figure_each(my->name, began, (double)my->count * ALIVE);
    return 0;
}

MEASURE
{
    await(CALL(measure_batches, "batch", CORO(nothing), my->count));
    return CALL(measure_batches, "batch-yield", CORO(one_yield), my->count);
}

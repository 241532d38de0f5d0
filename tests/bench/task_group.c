/* 10,000 children of one task group, alive at the same time; none of them yields, or each does so
 * once. */
#include "bench.h"

enum { ALIVE = 10000 };

ASYNC(nothing)
{
    return 0;
}

ASYNC(one_yield)
{
    return co_sleep(0);
}

static int run_group(struct co_coro coro)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    for (int i = 0; i < ALIVE; i++)
        co_task_group_create_task(&group, coro);
    return co_task_group_exit(&group, 0);
}

ASYNC(measure_groups, const char *name; struct co_coro coro; long count;)
{
    await(run_group(my->coro)); /* fresh stacks are another matter: see sleepers.c */
    double began = process_time();

    for (long i = 0; i < my->count; i++)
        await(run_group(my->coro));
    figure_each(my->name, began, (double)my->count * ALIVE);
    return 0;
}

MEASURE
{
    await(CALL(measure_groups, "group", CORO(nothing), my->count));
    return CALL(measure_groups, "group-yield", CORO(one_yield), my->count);
}

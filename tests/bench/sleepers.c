/* Many tasks sleep at the same time, each for its own fraction of a second: first on new stacks,
 * where the cost is the kernel's page faults, then again on the stacks of the first time. */
#include "bench.h"

ASYNC(sleeper, double seconds;)
{
    return co_sleep(my->seconds);
}

static int run_sleepers(const char *name, struct co_task **tasks, long count)
{
    double began = process_time();

    for (long i = 0; i < count; i++)
        tasks[i] = co_create_task(CORO(sleeper, co_random_uniform(0, 1)));
    await(co_gather(tasks, (size_t)count, NULL, 0));
    figure(name, process_time() - began);
    return 0;
}

MEASURE
{
    struct co_task **tasks = malloc((size_t)my->count * sizeof *tasks);
    int rc = tasks ? run_sleepers("sleepers-fresh", tasks, my->count) : -ENOMEM;

    if (rc == 0)
        rc = run_sleepers("sleepers-pooled", tasks, my->count);
    free(tasks);
    return rc;
}

/* Tasks that end before they wait: eager ones, which never see the ready queue, and a burst of
 * plain ones, of which none has a stack before it runs. */
#include "bench.h"

#include <unistd.h>

enum { BURST = 100000 };
static struct co_task *tasks[BURST];

ASYNC(nothing)
{
    return 0;
}

/* The memory of this process that is in use, in bytes. */
static double memory_in_use(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;

    if (file && fscanf(file, "%*d %ld", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static int run_burst(void)
{
    for (int i = 0; i < BURST; i++)
        tasks[i] = co_create_task(CORO(nothing));
    return co_gather(tasks, BURST, NULL, 0);
}

MEASURE
{
    double before = memory_in_use(), began;

    await(run_burst());
    figure("burst-memory", (memory_in_use() - before) / BURST);
    began = process_time();
    for (long i = 0; i < my->count; i++)
        await(run_burst());
    figure_each("burst", began, (double)my->count * BURST);
    began = process_time();
    for (long i = 0; i < my->count * BURST; i++)
        await(co_await(co_create_eager_task(CORO(nothing))));
    figure_each("eager", began, (double)my->count * BURST);
    return 0;
}

/* Ten tasks meet at a barrier, again and again. */
#include "bench.h"

enum { PARTIES = 10 };

static struct co_barrier barrier = CO_BARRIER(PARTIES);

ASYNC(party, long count;)
{
    for (long i = 0; i < my->count; i++)
        await(co_barrier_wait(&barrier));
    return 0;
}

MEASURE
{
    double began = process_time();
    TASKS(parties, CORO(party, my->count), i, PARTIES);

    await(GATHER_TASKS(parties));
    figure_each("barrier", began, (double)PARTIES * (double)my->count);
    return 0;
}

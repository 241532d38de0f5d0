/* Two tasks want one lock, and yield while they have it: each time it is handed over. */
#include "bench.h"

static struct co_lock lock;

ASYNC(user, long count;)
{
    for (long i = 0; i < my->count; i++) {
        await(co_lock_acquire(&lock));
        await(co_sleep(0));
        await(co_lock_release(&lock));
    }
    return 0;
}

MEASURE
{
    double began = process_time();

    await(GATHER(CORO(user, my->count), CORO(user, my->count)));
    figure_each("lock", began, 2.0 * (double)my->count);
    return 0;
}

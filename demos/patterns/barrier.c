/*
 * Three workers do their work and meet at a barrier [1]. No worker passes the barrier before
 * all three have arrived. The last worker to arrive does not wait at all, so it goes on first:
 * C, then A and B in the order in which they arrived. After that the barrier is ready for the
 * next cycle.
 */
#include "demo.h"

ASYNC(worker, struct co_barrier *barrier; const char *name;)
{
    log_time("%s: Starting work", my->name);
    await(co_sleep(1));
    log_time("%s: Waiting at barrier", my->name);
    await(co_barrier_wait(my->barrier));                            /* [1] */
    log_time("%s: Continuing after barrier", my->name);
    return 0;
}

ASYNC(main)
{
    static struct co_barrier barrier = CO_BARRIER(3);

    return GATHER(NAMED_CORO(worker, &barrier, "A"), NAMED_CORO(worker, &barrier, "B"),
                  NAMED_CORO(worker, &barrier, "C"));
}

DEMO(barrier, .title = "Barrier: meeting before going on", .section = "Barrier");

/*
 * Three workers do their work and meet at a barrier. A worker that arrives waits [1] until all
 * three have arrived. The last worker to arrive does not wait at all, so it goes on first: C, then
 * A and B in the order in which they arrived.
 *
 * A barrier can be used again, but not at once: a worker that comes early waits until all workers
 * have left. --variant=again shows it: each worker comes again [2] directly after it has left. C
 * is the first, and must wait until A and B have left. Each wait returns an index, the number of
 * workers that had arrived before.
 *
 * Key point: all workers wait at 1.000 s, and the last to arrive is the first to go on.
 *
 * Use it when tasks work in steps, and no task may begin a step before all have ended the step
 * before. Let the task with index 0 do what only one of them should do.
 */
#include "demo.h"

ASYNC(worker, struct co_barrier *barrier; const char *name;)
{
    log_time("%s: Starting work", my->name);
    await(co_sleep(1));
    log_time("%s: Waiting at barrier", my->name);
    int index = await(co_barrier_wait(my->barrier));                /* [1] */
    log_time("%s: Continuing after barrier", my->name);
    if (variant("again")) {
        log_time("%s: Had index %d, waiting again", my->name, index);
        index = await(co_barrier_wait(my->barrier));                /* [2] */
        log_time("%s: Had index %d the second time", my->name, index);
    }
    return 0;
}

ASYNC(main)
{
    static struct co_barrier barrier = CO_BARRIER(3);

    return GATHER(NAMED_CORO(worker, &barrier, "A"), NAMED_CORO(worker, &barrier, "B"),
                  NAMED_CORO(worker, &barrier, "C"));
}

DEMO(barrier, .title = "Barrier: meeting before going on", .section = "Barrier",
     .variants = { { "again", "each worker comes a second time, before all have left", 0 } });

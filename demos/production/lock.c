/*
 * Two workers add to one counter. A lock lets one at a time into its block [1], to read the
 * counter [2], pause [3], and write it back, plus 1 [4]. The workers take turns: the lock is fair.
 *
 * Key point: 6 additions make 6 with the lock. With --variant=without both workers read the same
 * value [5] before one of them writes, and 6 additions make 3.
 *
 * Use it when a task reads shared data, awaits something, and then writes.
 */
#include "demo.h"

static struct co_lock counter_lock;
static int shared_counter;

ASYNC(increment_counter, int worker_id; int iterations;)
{
    for (int i = 0; i < my->iterations; i++) {
        WITH_LOCK(&counter_lock) {                                  /* [1] */
            int current = shared_counter;                           /* [2] */
            await(co_sleep(0.01));                                  /* [3] */
            shared_counter = current + 1;                           /* [4] */
            log_time("🔒 Worker-%d: Counter = %d", my->worker_id, shared_counter);
        }
    }
    return 0;
}

ASYNC(increment_counter_without_lock, int worker_id; int iterations;)
{
    for (int i = 0; i < my->iterations; i++) {
        int current = shared_counter;                               /* [5] */
        await(co_sleep(0.01));
        shared_counter = current + 1;
        log_time("🔒 Worker-%d: Counter = %d", my->worker_id, shared_counter);
    }
    return 0;
}

ASYNC(main)                                                         /* added */
{
    if (variant("without"))
        await(GATHER(NAMED(CORO(increment_counter_without_lock, 1, 3), "Worker-1"),
                     NAMED(CORO(increment_counter_without_lock, 2, 3), "Worker-2")));
    else
        await(GATHER(NAMED(CORO(increment_counter, 1, 3), "Worker-1"),
                     NAMED(CORO(increment_counter, 2, 3), "Worker-2")));
    log_time("   Final counter value: %d", shared_counter);
    MUST(shared_counter == 6);
    return 0;
}

DEMO(lock, .title = "Lock: protecting shared resources", .section = "1a",
     .variants = { { "without", "without the lock half of the updates are lost", 1 } });

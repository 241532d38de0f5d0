/*
 * Two workers add to one counter. Each worker reads the counter [2], pauses [3] and writes it
 * back [4]. Without the lock, the other worker could read the old value during the pause, and
 * an update would be lost. The lock [1] lets only one worker at a time do all three steps. The
 * lock is fair: a worker that releases it goes to the end of the queue, so the workers take
 * turns.
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

ASYNC(main)
{
    await(GATHER(NAMED(CORO(increment_counter, 1, 3), "Worker-1"),
                 NAMED(CORO(increment_counter, 2, 3), "Worker-2")));
    log_time("   Final counter value: %d", shared_counter);
    MUST(shared_counter == 6);
    return 0;
}

DEMO(lock, .title = "Lock: protecting shared resources", .section = "1a");

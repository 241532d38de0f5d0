/*
 * A cook rings a bell for each of two meals. The waiter lays the table, and then serves a meal each
 * time the bell rings.
 *
 * Wanted: both meals are served.
 *
 * Hint 1: What does the waiter do when the bell rings for the first time?
 *
 * Hint 2: co_condition_notify() wakes a task that waits. If no task waits, nothing remembers it.
 *
 * Hint 3: Count the meals that are ready. The waiter waits only while the count is 0.
 */
#include "demo.h"

static struct co_condition bell;
static int served;

ASYNC(cook)
{
    for (int meal = 1; meal <= 2; meal++) {
        await(co_sleep(meal == 1 ? 0.1 : 0.5));
        WITH_CONDITION(&bell) {
            co_condition_notify(&bell, 1);
        }
    }
    return 0;
}

ASYNC(waiter)
{
    await(co_sleep(0.2)); /* lays the table */
    for (int meal = 1; meal <= 2; meal++) {
        WITH_CONDITION(&bell) {
            await(co_condition_wait(&bell));
        }
        await(co_sleep(0.05)); /* serves */
        served++;
    }
    return 0;
}

ASYNC(main)
{
    await(GATHER(CORO(waiter), CORO(cook)));
    log_time("%d meals are served", served);
    MUST(served == 2);
    return 0;
}

DEMO(early_notify, .title = "A bell that rings before the waiter hears it",
     .section = "Conditions");

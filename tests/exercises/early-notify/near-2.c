/* Refused: the run ends in a deadlock if waiter-1 comes to its step 4 */
/* The waiter looks at the count before it has the lock of the bell. The bell may ring in
 * between. */
#include "demo.h"

static struct co_condition bell;
static int ready, served;

ASYNC(cook)
{
    for (int meal = 1; meal <= 2; meal++) {
        await(co_sleep(meal == 1 ? 0.1 : 0.5));
        WITH_CONDITION(&bell) {
            ready++;
            co_condition_notify(&bell, 1);
        }
    }
    return 0;
}

ASYNC(waiter)
{
    await(co_sleep(0.2)); /* lays the table */
    for (int meal = 1; meal <= 2; meal++) {
        if (ready == 0) {
            await(co_sleep(0.1));
            WITH_CONDITION(&bell) {
                await(co_condition_wait(&bell));
            }
        }
        ready--;
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

/* Refused: the run ends in a deadlock if waiter-1 comes to its step 3 */
/* An event remembers one bell. A bell that rings while the waiter serves is cleared. */
#include "demo.h"

static struct co_event bell;
static int served;

ASYNC(cook)
{
    for (int meal = 1; meal <= 2; meal++) {
        await(co_sleep(meal == 1 ? 0.1 : 0.5));
        co_event_set(&bell);
    }
    return 0;
}

ASYNC(waiter)
{
    await(co_sleep(0.2)); /* lays the table */
    for (int meal = 1; meal <= 2; meal++) {
        await(co_event_wait(&bell));
        await(co_sleep(0.05)); /* serves */
        co_event_clear(&bell);
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

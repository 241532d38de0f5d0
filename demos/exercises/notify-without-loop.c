/*
 * A baker brings three loaves, one after the other. Ann and Ben wait for them. Cid comes into the
 * shop at the moment when the second loaf comes.
 *
 * Wanted: each customer gets a loaf, and no task takes a loaf that is not there.
 *
 * Hint 1: How many tasks wake up when the first loaf comes, and how many loaves are there?
 *
 * Hint 2: Between the wake-up and the next step of a task, another task may take the loaf.
 *
 * Hint 3: A task that was woken must look again, and wait again if there is no loaf: while, not if.
 */
#include "demo.h"

static struct co_condition shop;
static int loaves, served;

ASYNC(buy, const char *name; double comes_at;)
{
    await(co_sleep(my->comes_at));
    await(co_sleep(0)); /* opens the door */
    await(co_sleep(0)); /* comes to the counter */
    WITH_CONDITION(&shop) {
        if (loaves == 0)
            await(co_condition_wait(&shop));
        MUST(loaves > 0);
        loaves--;
        served++;
    }
    return 0;
}

ASYNC(bake)
{
    for (int i = 0; i < 3; i++) {
        await(co_sleep(0.1));
        WITH_CONDITION(&shop) {
            loaves++;
            co_condition_notify_all(&shop);
        }
    }
    return 0;
}

ASYNC(main)
{
    await(GATHER(CORO(bake), NAMED_CORO(buy, "Ann", 0.0), NAMED_CORO(buy, "Ben", 0.0),
                 NAMED_CORO(buy, "Cid", 0.2)));
    log_time("%d customers are served", served);
    MUST(served == 3);
    return 0;
}

DEMO(notify_without_loop, .title = "A loaf that two customers take", .section = "Conditions");

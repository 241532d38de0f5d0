/* A task that was woken looks again. */
#include "demo.h"

static struct co_condition shop;
static int loaves, served;

ASYNC(buy, const char *name; double comes_at;)
{
    await(co_sleep(my->comes_at));
    await(co_sleep(0)); /* opens the door */
    await(co_sleep(0)); /* comes to the counter */
    WITH_CONDITION(&shop) {
        while (loaves == 0)
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

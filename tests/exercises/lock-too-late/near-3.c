/* Refused: MUST(balance == 100) does not hold if Ann comes to its step 3 */
/* Ben's task waits until Ann's should be ready. Ann's may take longer. */
#include "demo.h"

static int balance = 100;
static struct co_lock lock;

ASYNC(put_in, const char *name; int amount; double delay;)
{
    await(co_sleep(my->delay));
    int before = balance;
    WITH_LOCK(&lock) {
        await(co_sleep(0.1));
        balance = before + my->amount;
    }
    return 0;
}

ASYNC(take_out, const char *name; int amount;)
{
    await(co_sleep(0.5));
    int before = balance;
    WITH_LOCK(&lock) {
        await(co_sleep(0.1));
        balance = before - my->amount;
    }
    return 0;
}

ASYNC(main)
{
    await(GATHER(NAMED_CORO(put_in, "Ann", 10, 0.0), NAMED_CORO(put_in, "Ben", 20, 0.2),
                 NAMED_CORO(take_out, "Cid", 30)));
    log_time("The account has %d", balance);
    MUST(balance == 100);
    return 0;
}

DEMO(lock_too_late, .title = "An account that loses money behind its lock", .section = "Locks");

/* Refused: MUST(balance == 100) does not hold if Ben comes to its step 3 */
/* take_out still reads before it has the lock. It is right only while no other task writes then. */
#include "demo.h"

static int balance = 100;
static struct co_lock lock;

ASYNC(put_in, const char *name; int amount;)
{
    WITH_LOCK(&lock) {
        int before = balance;
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
    await(GATHER(NAMED_CORO(put_in, "Ann", 10), NAMED_CORO(put_in, "Ben", 20),
                 NAMED_CORO(take_out, "Cid", 30)));
    log_time("The account has %d", balance);
    MUST(balance == 100);
    return 0;
}

DEMO(lock_too_late, .title = "An account that loses money behind its lock", .section = "Locks");

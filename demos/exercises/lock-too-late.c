/*
 * Ann and Ben each put money into one account, and later Cid takes some out. The bank needs 0.1 s
 * to write a new balance. A lock guards the balance.
 *
 * Wanted: the account ends with 100, as it began: 10 and 20 come in, and 30 go out.
 *
 * Hint 1: Which balance does Ben's task add to, and when does it read that balance?
 *
 * Hint 2: A value that a task has read is old when another task may have written meanwhile.
 *
 * Hint 3: Each task must read the balance inside the same block of the lock in which it writes it.
 */
#include "demo.h"

static int balance = 100;
static struct co_lock lock;

ASYNC(put_in, const char *name; int amount;)
{
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
    await(GATHER(NAMED_CORO(put_in, "Ann", 10), NAMED_CORO(put_in, "Ben", 20),
                 NAMED_CORO(take_out, "Cid", 30)));
    log_time("The account has %d", balance);
    MUST(balance == 100);
    return 0;
}

DEMO(lock_too_late, .title = "An account that loses money behind its lock", .section = "Locks");

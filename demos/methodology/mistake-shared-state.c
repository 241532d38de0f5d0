/*
 * The mistake: a task checks shared state, awaits, and then acts on what it saw. Three
 * withdrawals of 80 each see a balance of 100 [1]. While one withdrawal sleeps [2], the others
 * check the balance, too, and all three take their money [3]. There is only one thread; the
 * await is enough.
 *
 * How to catch it: a compiler does not see it, and nothing fails. A task must protect the state
 * during an await, or check it again after the await. The lock [4] is held from the check to
 * the withdrawal.
 *
 * The tutorial names this mistake in one line; the program is added.
 *
 * Key point: without the lock the balance ends at -140, with it at 20.
 *
 * Use it when a task awaits between a check and the action that depends on it.
 *
 * The tutorial says that shared state without locks is a race; in fact only if there is an await
 * in between: a step without an await is never interrupted.
 */
#include "demo.h"

static int balance = 100;
static struct co_lock lock;

ASYNC(withdraw_wrong, const char *name; int amount;)
{
    if (balance >= my->amount) {
        log_time("%s: sees %d, withdraws %d", my->name, balance, my->amount); /* [1] */
        await(co_sleep(0.1));                                       /* [2] */
        balance -= my->amount;                                      /* [3] */
        log_time("%s: balance now %d", my->name, balance);
    } else {
        log_time("%s: refused, balance %d", my->name, balance);
    }
    return 0;
}

ASYNC(withdraw_correct, const char *name; int amount;)
{
    WITH_LOCK(&lock) {                                              /* [4] */
        await(CALL(withdraw_wrong, my->name, my->amount));
    }
    return 0;
}

ASYNC(main)
{
    log_time("WRONG: no lock");
    await(GATHER(NAMED_CORO(withdraw_wrong, "A", 80), NAMED_CORO(withdraw_wrong, "B", 80),
                 NAMED_CORO(withdraw_wrong, "C", 80)));
    log_time("Final balance: %d", balance);
    SHOULD(balance == 20);
    balance = 100;
    log_time("CORRECT: Lock");
    await(GATHER(NAMED_CORO(withdraw_correct, "A", 80), NAMED_CORO(withdraw_correct, "B", 80),
                 NAMED_CORO(withdraw_correct, "C", 80)));
    log_time("Final balance: %d", balance);
    MUST(balance == 20);
    return 0;
}

DEMO(mistake_shared_state, .title = "Mistake: an await between check and action",
     .section = "Common Mistakes 5");

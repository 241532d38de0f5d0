/*
 * Three accounts have a lock each. A transfer locks both of its accounts. In between it asks the
 * bank, which takes 0.1 s, and writing takes 0.1 s, too.
 *
 * Wanted: all four transfers come to their end, and no money gets lost.
 *
 * Hint 1: Which lock does each task hold at the end, and which one does it wait for?
 *
 * Hint 2: Two tasks that take the same two locks in different orders may wait for each other.
 *
 * Hint 3: first is the account with the lower address, second the other one. It does not matter
 * where the money comes from: my->from < my->to ? my->from : my->to.
 */
#include "demo.h"

struct account {
    int balance;
    struct co_lock lock;
};
static struct account accounts[3] = { { .balance = 100 }, { .balance = 100 }, { .balance = 100 } };

ASYNC(transfer, const char *name; struct account *from; struct account *to; double comes_at;)
{
    await(co_sleep(my->comes_at));
    struct account *first = my->from, *second = my->to;
    WITH_LOCK(&first->lock) {
        await(co_sleep(0.1)); /* asks the bank */
        WITH_LOCK(&second->lock) {
            await(co_sleep(0.1)); /* writes */
            my->from->balance -= 10;
            my->to->balance += 10;
        }
    }
    return 0;
}

ASYNC(main)
{
    struct account *a = &accounts[0], *b = &accounts[1], *c = &accounts[2];
    await(GATHER(NAMED_CORO(transfer, "Ann", a, b, 0.0), NAMED_CORO(transfer, "Ben", b, a, 0.0),
                 NAMED_CORO(transfer, "Cid", b, c, 0.5), NAMED_CORO(transfer, "Dan", c, b, 1.0)));
    log_time("The accounts have %d, %d and %d", a->balance, b->balance, c->balance);
    MUST(a->balance == 100 && b->balance == 100 && c->balance == 100);
    return 0;
}

DEMO(lock_order, .title = "Two transfers that wait for each other", .section = "Locks");

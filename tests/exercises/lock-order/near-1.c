/* Refused: the run ends in a deadlock if Ann comes to its step 3 */
/* Ben comes later. Ann may need longer than that. */
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
    await(GATHER(NAMED_CORO(transfer, "Ann", a, b, 0.0), NAMED_CORO(transfer, "Ben", b, a, 0.3),
                 NAMED_CORO(transfer, "Cid", b, c, 0.5), NAMED_CORO(transfer, "Dan", c, b, 1.0)));
    log_time("The accounts have %d, %d and %d", a->balance, b->balance, c->balance);
    MUST(a->balance == 100 && b->balance == 100 && c->balance == 100);
    return 0;
}

DEMO(lock_order, .title = "Two transfers that wait for each other", .section = "Locks");

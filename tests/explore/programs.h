/* Programs for the tests of src/explore: each is right in its own order, and what it lacks shows in
 * another one. */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include "demo.h"
#include "explore/explore.h"
#include "test.h"

/* ---- An update that is lost ---- */

static int balance;
static struct co_lock balance_lock;

ASYNC(pay, double after; int amount;)
{
    await(co_sleep(my->after));
    int seen = balance;
    await(co_sleep(0.01));
    balance = seen + my->amount;
    return 0;
}

ASYNC(pay_with_lock, double after; int amount;)
{
    WITH_LOCK(&balance_lock) {
        await(CALL(pay, my->after, my->amount));
    }
    return 0;
}

ASYNC(pays_twice)
{
    balance = 100;
    await(GATHER(NAMED(CORO(pay, 0.1, 50), "deposit"), NAMED(CORO(pay, 0.2, -30), "withdraw")));
    log_time("balance %d", balance);
    MUST(balance == 120);
    return 0;
}

ASYNC(pays_with_lock)
{
    balance = 100;
    await(GATHER(NAMED(CORO(pay_with_lock, 0.1, 50), "deposit"),
                 NAMED(CORO(pay_with_lock, 0.2, -30), "withdraw")));
    log_time("balance %d", balance);
    MUST(balance == 120);
    return 0;
}

/* ---- Two locks in different order ---- */

static struct co_lock lock_a, lock_b;

ASYNC(transfer, double after; struct co_lock * from; struct co_lock * to;)
{
    await(co_sleep(my->after));
    WITH_LOCK(my->from) {
        await(co_sleep(0.01));
        WITH_LOCK(my->to) {
            await(co_sleep(0.01));
        }
    }
    return 0;
}

ASYNC(transfers)
{
    return GATHER(NAMED(CORO(transfer, 0.1, &lock_a, &lock_b), "there"),
                  NAMED(CORO(transfer, 0.2, &lock_b, &lock_a), "back"));
}

ASYNC(transfers_in_one_order)
{
    return GATHER(NAMED(CORO(transfer, 0.1, &lock_a, &lock_b), "there"),
                  NAMED(CORO(transfer, 0.2, &lock_a, &lock_b), "back"));
}

/* ---- Three that are ready together ---- */

static int turns[3], turn_count;

ASYNC(takes_a_turn, int number;)
{
    turns[turn_count++] = my->number;
    return 0;
}

/* Bad in one of six orders alone, and for that two tasks have to wait. */
ASYNC(turns_of_three)
{
    turn_count = 0;
    await(GATHER(NAMED(CORO(takes_a_turn, 0), "one"), NAMED(CORO(takes_a_turn, 1), "two"),
                 NAMED(CORO(takes_a_turn, 2), "three")));
    MUST(turns[0] != 2 || turns[1] != 1);
    return 0;
}

/* ---- Errors ---- */

static bool is_ready;

ASYNC(fails_if_early)
{
    await(co_sleep(0.2));
    return is_ready ? 0 : co_raise(-EINVAL, "too early");
}

ASYNC(prepares)
{
    await(co_sleep(0.1));
    is_ready = true;
    return 0;
}

ASYNC(forgets_a_task)
{
    is_ready = false;
    struct co_task *task = co_create_task(CORO(fails_if_early));

    await(co_await(co_create_task(NAMED(CORO(prepares), "prepares"))));
    await(co_sleep(0.3));
    co_task_detach(task);
    return 0;
}

/* ---- Exploring ---- */

static struct exploration exploration;

static struct explored_demo program_of(const struct demo *demo)
{
    return (struct explored_demo){ .demo = demo, .name = "program" };
}

/* As many orders as there are, up to 300: the time decides nothing. */
__attribute__((unused)) static int explore_program(const struct demo *demo, unsigned holds)
{
    static struct explore_options options;

    options = (struct explore_options){ .demo = program_of(demo),
                                        .time = INT64_C(60000000000),
                                        .orders = 300,
                                        .holds = holds,
                                        .seed = 1 };
    return explore(&exploration, &options);
}

#define PROGRAM(name) (&(const struct demo){ .identifier = #name, .main = name##_start })

#endif

/* The growth of debug mode. */
#include "growth.h"

static struct co_lock locks[GROWTH_MOST];

/* It is switched from the next turn on. */
static int switch_debug(bool on)
{
    co_set_debug(on);
    return co_sleep(0);
}

static int gather_tasks(long n)
{
    await(switch_debug(true));
    growth_begin();
    growth_create(n, CORO(one_turn));
    await(growth_gather(n));
    growth_end();
    return switch_debug(false);
}

static int hold_locks(long n, bool last_first)
{
    await(switch_debug(true));
    growth_begin();
    for (long i = 0; i < n; i++)
        await(co_lock_acquire(&locks[i]));
    for (long i = 0; i < n; i++)
        await(co_lock_release(&locks[last_first ? n - 1 - i : i]));
    growth_end();
    return switch_debug(false);
}

static int release_last_first(long n)
{
    return hold_locks(n, true);
}

static int release_in_order(long n)
{
    return hold_locks(n, false);
}

/* The tasks end while another one holds many locks. */
static int end_beside_locks(long n)
{
    await(switch_debug(true));
    for (long i = 0; i < n; i++)
        await(co_lock_acquire(&locks[i]));
    growth_begin();
    growth_create(n, CORO(nothing));
    await(growth_gather(n));
    growth_end();
    for (long i = 0; i < n; i++)
        await(co_lock_release(&locks[i]));
    return switch_debug(false);
}

/* Each of n tasks holds its own. */
ASYNC(holder, struct co_lock *lock;)
{
    await(co_lock_acquire(my->lock));
    await(co_sleep(0));
    return co_lock_release(my->lock);
}

static int hold_one_each(long n)
{
    await(switch_debug(true));
    growth_begin();
    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_task(CORO(holder, &locks[i]));
    await(growth_gather(n));
    growth_end();
    return switch_debug(false);
}

const struct growth_row growth_debug[] = {
    ROW("tasks", gather_tasks),
    ROW("locks held, the last one first", release_last_first),
    ROW("locks held, in order", release_in_order),
    ROW("tasks that end beside locks", end_beside_locks),
    ROW("tasks that hold a lock each", hold_one_each),
    { 0 },
};

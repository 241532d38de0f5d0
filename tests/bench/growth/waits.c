/* The growth of what waits for several tasks, or for one with a limit. */
#include "growth.h"

static int wait_for_all(long n, enum co_return_when when)
{
    growth_create(n, CORO(one_turn));
    if (co_wait(growth_all, (size_t)n, CO_FOREVER, when) < 0)
        return -EIO;
    return growth_gather(n);
}

static int wait_all_completed(long n)
{
    return wait_for_all(n, CO_ALL_COMPLETED);
}

static int wait_first_exception(long n)
{
    return wait_for_all(n, CO_FIRST_EXCEPTION);
}

static int wait_first_completed(long n)
{
    return wait_for_all(n, CO_FIRST_COMPLETED);
}

static int wait_with_timeout(long n)
{
    await(growth_create_waiting(n));
    if (co_wait(growth_all, (size_t)n, 0.001, CO_ALL_COMPLETED) != 0)
        return -EIO;
    await(co_event_set(&growth_event));
    return growth_gather(n);
}

/* Some few at a time: one that has ended makes room for the next. */
static int wait_for_few_of_many(long n)
{
    enum { FEW = 10 };
    struct co_task *few[FEW];
    long made = 0;
    int rc;

    for (; made < FEW; made++)
        few[made] = co_create_task(CORO(one_turn));
    while (made < n) {
        await(rc = co_wait(few, FEW, CO_FOREVER, CO_FIRST_COMPLETED));
        for (int i = 0; i < rc; i++, made++) {
            await(co_await(few[i]));
            few[i] = co_create_task(CORO(one_turn));
        }
    }
    return co_gather(few, FEW, NULL, 0);
}

/* ---- as_completed ---- */

ASYNC(sleeper, double seconds;)
{
    return co_sleep(my->seconds);
}

static int take_as_completed(long n)
{
    struct co_as_completed next = CO_AS_COMPLETED(growth_all, (size_t)n);
    struct co_task *task;
    long taken = 0;

    while (await(co_as_completed(&next, &task)) > 0) {
        await(co_await(task));
        taken++;
    }
    return taken == n ? 0 : -EIO;
}

/* They end one after the other. */
static int as_completed(long n)
{
    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_task(CORO(sleeper, (double)(growth_scattered(i, n) + 1) * 1e-3));
    return take_as_completed(n);
}

/* They end all at once. */
static int as_completed_at_once(long n)
{
    growth_create(n, CORO(one_turn));
    return take_as_completed(n);
}

/* ---- One with a limit ---- */

static int wait_for_one_after_the_other(long n)
{
    for (long i = 0; i < n; i++)
        await(co_wait_for(co_create_task(CORO(one_turn)), 3600));
    return 0;
}

ASYNC(waiting_for, struct co_task *task; double seconds;)
{
    return co_wait_for(my->task, my->seconds);
}

static int wait_for_at_once(long n)
{
    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_task(
            CORO(waiting_for, co_create_task(CORO(one_turn)), 3600 + (double)(i % 1000)));
    return growth_gather(n);
}

static int wait_for_times_out(long n)
{
    int rc;

    co_event_clear(&growth_event);
    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_task(
            CORO(waiting_for, co_create_task(CORO(event_waiter)), (double)(i + 1) * 1e-3));
    await(growth_gather(n));
    rc = co_event_set(&growth_event);
    return rc;
}

ASYNC(shielding, struct co_task *task;)
{
    return co_shield(my->task);
}

static int shield_at_once(long n)
{
    for (long i = 0; i < n; i++)
        growth_all[i] = co_create_task(CORO(shielding, co_create_task(CORO(one_turn))));
    return growth_gather(n);
}

const struct growth_row growth_waits[] = {
    ROW("wait, ALL_COMPLETED", wait_all_completed),
    ROW("wait, FIRST_EXCEPTION", wait_first_exception),
    ROW("wait, FIRST_COMPLETED", wait_first_completed),
    ROW("wait, time is over", wait_with_timeout, .clock = CO_CLOCK_VIRTUAL),
    ROW("wait for few of many", wait_for_few_of_many),
    ROW("as_completed", as_completed, .clock = CO_CLOCK_VIRTUAL),
    ROW("as_completed, all at once", as_completed_at_once),
    ROW("wait_for, in turn", wait_for_one_after_the_other),
    ROW("wait_for, at once", wait_for_at_once),
    ROW("wait_for, time is over", wait_for_times_out, .clock = CO_CLOCK_VIRTUAL),
    ROW("shield", shield_at_once),
    { 0 },
};

/* The growth of locks, semaphores, events, conditions and barriers. */
#include "growth.h"

static struct co_lock lock;
static struct co_semaphore semaphore;
static struct co_condition condition;
static struct co_barrier barrier;

ASYNC(locker)
{
    await(co_lock_acquire(&lock));
    return co_lock_release(&lock);
}

static int hand_lock_on(long n)
{
    await(co_lock_acquire(&lock));
    growth_create(n, CORO(locker));
    await(co_sleep(0));
    await(co_lock_release(&lock));
    return growth_gather(n);
}

static int cancel_lockers(long n)
{
    await(co_lock_acquire(&lock));
    growth_create(n, CORO(locker));
    await(co_sleep(0));
    for (long i = 0; i < n; i++)
        co_task_cancel(growth_all[growth_scattered(i, n)]);
    await(growth_gather(n));
    return co_lock_release(&lock);
}

static int hold_many_locks(long n)
{
    static struct co_lock locks[GROWTH_MOST];

    for (long i = 0; i < n; i++)
        await(co_lock_acquire(&locks[i]));
    for (long i = n; i-- > 0;)
        await(co_lock_release(&locks[i]));
    return 0;
}

ASYNC(permit_holder)
{
    await(co_semaphore_acquire(&semaphore));
    await(co_sleep(0));
    return co_semaphore_release(&semaphore);
}

static int share_permits(long n, long permits)
{
    semaphore = (struct co_semaphore)CO_SEMAPHORE(permits);
    growth_create(n, CORO(permit_holder));
    return growth_gather(n);
}

static int share_few_permits(long n)
{
    return share_permits(n, 10);
}

static int share_many_permits(long n)
{
    return share_permits(n, n / 2);
}

/* ---- Events ---- */

static int set_event(long n)
{
    await(growth_create_waiting(n));
    await(co_event_set(&growth_event));
    return growth_gather(n);
}

static int set_many_events(long n)
{
    static struct co_event events[GROWTH_MOST];

    for (long i = 0; i < n; i++) {
        await(co_event_set(&events[i]));
        await(co_event_wait(&events[i]));
        co_event_clear(&events[i]);
    }
    return 0;
}

/* ---- Conditions ---- */

ASYNC(condition_waiter)
{
    await(co_condition_acquire(&condition));
    int rc = co_condition_wait(&condition);
    co_condition_release(&condition);
    return rc;
}

static int have_waiters(long n)
{
    growth_create(n, CORO(condition_waiter));
    await(co_sleep(0));
    return co_condition_acquire(&condition);
}

static int notify_all(long n)
{
    await(have_waiters(n));
    await(co_condition_notify_all(&condition));
    await(co_condition_release(&condition));
    return growth_gather(n);
}

static int notify_one_by_one(long n)
{
    for (await(have_waiters(n)); n-- > 0; await(co_condition_acquire(&condition))) {
        await(co_condition_notify(&condition, 1));
        await(co_condition_release(&condition));
        await(co_sleep(0));
    }
    return co_condition_release(&condition);
}

static int notify_and_gather(long n)
{
    await(notify_one_by_one(n));
    return growth_gather(n);
}

static int cancel_waiters(long n)
{
    await(have_waiters(n));
    await(co_condition_release(&condition));
    for (long i = n; i-- > 0;)
        co_task_cancel(growth_all[i]);
    return growth_gather(n);
}

/* ---- Barriers ---- */

ASYNC(party)
{
    return co_barrier_wait(&barrier) < 0 ? -EIO : 0;
}

static int pass_barrier(long n)
{
    barrier = (struct co_barrier)CO_BARRIER((int)n);
    growth_create(n, CORO(party));
    return growth_gather(n);
}

/* n tasks come to a barrier for ten. At the end of each cycle asyncio wakes all tasks that wait for
 * the next one, and the order in which they come in again follows from that. */
static int pass_small_barrier(long n)
{
    barrier = (struct co_barrier)CO_BARRIER(10);
    growth_create(n, CORO(party));
    return growth_gather(n);
}

static int abort_barrier(long n)
{
    barrier = (struct co_barrier)CO_BARRIER((int)n + 1);
    growth_create(n, CORO(party));
    await(co_sleep(0));
    await(co_barrier_abort(&barrier));
    return growth_gather(n);
}

const struct growth_row growth_locks[] = {
    ROW("lock, waiters", hand_lock_on),
    ROW("lock, waiters cancelled", cancel_lockers),
    ROW("locks held by one task", hold_many_locks),
    ROW("semaphore of 10", share_few_permits),
    ROW("semaphore of n / 2", share_many_permits),
    ROW("event, waiters", set_event),
    ROW("events, one after the other", set_many_events),
    ROW("condition, notify_all", notify_all),
    ROW("condition, notify", notify_and_gather),
    ROW("condition, waiters cancelled", cancel_waiters),
    ROW("barrier for n", pass_barrier),
    ROW("barrier for 10", pass_small_barrier, .as_asyncio = true),
    ROW("barrier, aborted", abort_barrier),
    { 0 },
};

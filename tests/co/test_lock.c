#include "scenario.h"

/* Takes the lock, holds it for some turns and gives it back. */
ASYNC(user, struct co_lock *lock; const char *name; int hold;)
{
    int rc = co_lock_acquire(my->lock);

    if (rc < 0) {
        say("%s:%s", my->name, co_error_name(rc));
        return rc;
    }
    say("%s:got", my->name);
    await(turns(my->hold));
    say("%s:rel", my->name);
    return co_lock_release(my->lock);
}

/* Takes the lock and keeps it. */
ASYNC(taker, struct co_lock *lock; const char *name;)
{
    int rc = co_lock_acquire(my->lock);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "got");
    return rc;
}

static int release_twice(struct co_lock *lock)
{
    await(co_lock_release(lock));
    return co_lock_release(lock);
}

/* ---- Free and taken ---- */

ASYNC_TEST(lock_that_is_all_zero_is_free)
{
    struct co_lock lock = { 0 };

    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

ASYNC_TEST(a_free_lock_is_taken_without_suspending)
{
    static struct co_lock lock;
    struct co_task *other = co_create_task(CORO(taker, &lock, "other"));

    await(co_lock_acquire(&lock));
    ASSERT_TRUE(co_lock_locked(&lock));
    SAID("");
    co_task_cancel(other);
    ASSERT_EQ(co_await(other), -ECANCELED);
    return co_lock_release(&lock);
}

ASYNC_TEST(release_leaves_the_lock_free_when_no_task_waits)
{
    struct co_lock lock = { 0 };

    await(co_lock_acquire(&lock));
    await(co_lock_release(&lock));
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

ASYNC_TEST(release_of_a_free_lock_is_an_error_and_changes_nothing)
{
    struct co_lock lock = { 0 };

    ASSERT_EQ(co_lock_release(&lock), -EPERM);
    ASSERT_STR_EQ(co_error_message(-EPERM), "Lock is not acquired.");
    ASSERT_TRUE(!co_lock_locked(&lock));
    await(co_lock_acquire(&lock));
    ASSERT_EQ(release_twice(&lock), -EPERM);
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

ASYNC_TEST(lock_may_be_released_by_any_task)
{
    static struct co_lock lock;
    struct co_task *owner = co_create_task(CORO(taker, &lock, "owner"));

    await(co_await(owner));
    ASSERT_TRUE(co_lock_locked(&lock));
    return co_lock_release(&lock);
}

ASYNC(acquire_twice)
{
    struct co_lock lock = { 0 };

    await(co_lock_acquire(&lock));
    return co_lock_acquire(&lock);
}

TEST(lock_taken_twice_by_one_task_is_a_deadlock)
{
    ASSERT_EQ(run(CORO(acquire_twice)), -EDEADLK);
}

/* ---- Order ---- */

ASYNC_TEST(waiters_get_the_lock_one_by_one_in_order_of_arrival)
{
    static struct co_lock lock;

    await(co_lock_acquire(&lock));
    struct co_task *tasks[3];
    tasks[0] = co_create_task(CORO(taker, &lock, "1"));
    tasks[1] = co_create_task(CORO(taker, &lock, "2"));
    await(turns(1));
    SAID("");
    await(co_lock_release(&lock));
    tasks[2] = co_create_task(CORO(taker, &lock, "3"));
    await(turns(2));
    SAID("1:got");
    await(co_lock_release(&lock));
    await(turns(2));
    SAID("2:got");
    await(co_lock_release(&lock));
    await(co_gather(tasks, 3, NULL, 0));
    SAID("3:got");
    return 0;
}

ASYNC_TEST(release_wakes_no_waiter_before_the_next_turn)
{
    static struct co_lock lock;

    await(co_lock_acquire(&lock));
    struct co_task *waiter = co_create_task(CORO(taker, &lock, "waiter"));
    await(turns(1));
    await(co_lock_release(&lock));
    say("released");
    await(turns(1));
    say("a turn later");
    await(co_await(waiter));
    SAID("released waiter:got a turn later");
    return 0;
}

ASYNC_TEST(releaser_does_not_overtake_the_waiter)
{
    static struct co_lock lock;
    struct co_task *users[2];

    users[0] = co_create_task(CORO(user, &lock, "a", 1));
    users[1] = co_create_task(CORO(user, &lock, "b", 1));
    await(turns(1)); /* a has it, b waits */
    await(co_lock_acquire(&lock));
    say("main:got");
    await(co_gather(users, 2, NULL, 0));
    SAID("a:got a:rel b:got b:rel main:got");
    return co_lock_release(&lock);
}

ASYNC_TEST(newcomer_waits_when_the_free_lock_has_a_woken_waiter)
{
    static struct co_lock lock;

    await(co_lock_acquire(&lock));
    struct co_task *waiter = co_create_task(CORO(user, &lock, "waiter", 0));
    await(turns(1));
    await(co_lock_release(&lock)); /* the waiter is chosen, but has not run */
    await(co_lock_acquire(&lock));
    say("newcomer:got");
    SAID("waiter:got waiter:rel newcomer:got");
    await(co_await(waiter));
    return co_lock_release(&lock);
}

ASYNC(round_robin_user, struct co_lock *lock; const char *name;)
{
    for (int i = 0; i < 3; i++) {
        await(co_lock_acquire(my->lock));
        say("%s", my->name);
        await(co_sleep(0.01));
        await(co_lock_release(my->lock));
    }
    return 0;
}

ASYNC_TEST(users_take_turns_when_they_come_back_at_once)
{
    static struct co_lock lock;

    await(GATHER(CORO(round_robin_user, &lock, "a"), CORO(round_robin_user, &lock, "b"),
                 CORO(round_robin_user, &lock, "c")));
    SAID("a b c a b c a b c");
    return 0;
}

/* ---- Cancelling ---- */

ASYNC_TEST(a_cancelled_waiter_leaves_nothing_behind)
{
    static struct co_lock lock;

    await(co_lock_acquire(&lock));
    struct co_task *waiter = co_create_task(CORO(taker, &lock, "waiter"));
    await(turns(1));
    ASSERT_TRUE(co_task_cancel(waiter));
    ASSERT_EQ(co_await(waiter), -ECANCELED);
    SAID("waiter:CancelledError");
    ASSERT_TRUE(!lock.waiters.first && !lock.waiters.last && !lock.waiters.chosen);
    ASSERT_TRUE(co_lock_locked(&lock));
    await(co_lock_release(&lock));
    ASSERT_TRUE(!co_lock_locked(&lock));
    return 0;
}

/* Cancels the task and releases the lock, in one turn and in this order or the other. */
ASYNC(cancel_and_release, struct co_task *task; struct co_lock * lock; bool release_first;)
{
    if (my->release_first)
        await(co_lock_release(my->lock));
    co_task_cancel(my->task);
    return my->release_first ? 0 : co_lock_release(my->lock);
}

static int the_lock_goes_to_the_second_of_three(bool release_first)
{
    static struct co_lock lock;

    lock = (struct co_lock){ 0 };
    struct co_task *tasks[3];
    const char *const names[] = { "1", "2", "3" };

    await(co_lock_acquire(&lock));
    for (int i = 0; i < 3; i++)
        tasks[i] = co_create_task(CORO(taker, &lock, names[i]));
    await(turns(1));
    await(co_await(co_create_task(CORO(cancel_and_release, tasks[0], &lock, release_first))));
    await(turns(6));
    SAID("1:CancelledError 2:got");
    ASSERT_TRUE(co_lock_locked(&lock));
    ASSERT_TRUE(co_task_done(tasks[0]) && co_task_done(tasks[1]) && !co_task_done(tasks[2]));
    co_task_cancel(tasks[2]);
    ASSERT_EQ(co_await(tasks[2]), -ECANCELED);
    SAID("3:CancelledError");
    return 0;
}

ASYNC_TEST(a_waiter_cancelled_before_the_release_is_skipped)
{
    return the_lock_goes_to_the_second_of_three(false);
}

ASYNC_TEST(woken_waiter_passes_the_lock_on_when_it_is_cancelled)
{
    return the_lock_goes_to_the_second_of_three(true);
}

ASYNC_TEST(lock_is_free_when_its_only_woken_waiter_was_cancelled)
{
    static struct co_lock lock;

    await(co_lock_acquire(&lock));
    struct co_task *waiter = co_create_task(CORO(taker, &lock, "waiter"));
    await(turns(1));
    await(co_lock_release(&lock));
    co_task_cancel(waiter);
    ASSERT_EQ(co_await(waiter), -ECANCELED);
    ASSERT_TRUE(!co_lock_locked(&lock));
    await(co_lock_acquire(&lock)); /* does not wait for ever behind the cancelled waiter */
    return co_lock_release(&lock);
}

ASYNC_TEST(newcomer_gets_the_lock_when_the_woken_waiter_is_cancelled)
{
    static struct co_lock lock;

    await(co_lock_acquire(&lock));
    struct co_task *waiter = co_create_task(CORO(taker, &lock, "waiter"));
    await(turns(1));
    await(co_lock_release(&lock));
    struct co_task *newcomer = co_create_task(CORO(taker, &lock, "newcomer"));
    await(turns(0));
    co_task_cancel(waiter);
    await(turns(3));
    SAID("waiter:CancelledError newcomer:got");
    ASSERT_EQ(co_await(waiter), -ECANCELED);
    return co_await(newcomer);
}

/* ---- Outside of tasks ---- */

TEST(lock_can_be_taken_but_not_waited_for_outside_a_loop)
{
    struct co_lock lock = { 0 };

    ASSERT_EQ(co_lock_acquire(&lock), 0);
    ASSERT_EQ(co_lock_acquire(&lock), -EPERM);
    ASSERT_EQ(co_lock_release(&lock), 0);
    ASSERT_EQ(co_lock_release(&lock), -EPERM);
}

/* ---- In any order ---- */

struct account {
    struct co_lock lock;
    int inside, entries;
};

ASYNC(depositor, struct account *account; int times;)
{
    for (int i = 0; i < my->times; i++) {
        await(co_lock_acquire(&my->account->lock));
        ASSERT_EQ(++my->account->inside, 1);
        my->account->entries++;
        await(turns((int)(co_random() % 3)));
        my->account->inside--;
        await(co_lock_release(&my->account->lock));
        await(turns((int)(co_random() % 2)));
    }
    return 0;
}

SHUFFLED_TEST(lock_never_admits_more_than_one_task)
{
    static struct account account;

    account = (struct account){ 0 };

    await(GATHER(CORO(depositor, &account, 5), CORO(depositor, &account, 5),
                 CORO(depositor, &account, 5), CORO(depositor, &account, 5)));
    ASSERT_EQ(account.entries, 20);
    ASSERT_TRUE(!co_lock_locked(&account.lock));
    return 0;
}

ASYNC(impatient_depositor, struct account *account;)
{
    for (int i = 0; i < 3; i++) {
        await(co_lock_acquire(&my->account->lock));
        ASSERT_EQ(++my->account->inside, 1);
        int rc = turns((int)(co_random() % 3));
        my->account->inside--;
        await(co_lock_release(&my->account->lock));
        await(rc);
    }
    return 0;
}

SHUFFLED_TEST(cancelled_users_never_keep_the_lock)
{
    static struct account account;

    account = (struct account){ 0 };
    struct co_task *impatient[4];

    for (int i = 0; i < 4; i++)
        impatient[i] = co_create_task(CORO(impatient_depositor, &account));
    struct co_task *patient = co_create_task(CORO(depositor, &account, 8));
    await(CALL(canceller, impatient, 4));
    await(co_gather(impatient, 4, NULL, CO_RETURN_EXCEPTIONS));
    await(co_await(patient));
    ASSERT_EQ(account.entries, 8);
    ASSERT_TRUE(!co_lock_locked(&account.lock));
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(lock_allocates_nothing_when_tasks_wait)
{
    static struct account account;

    account = (struct account){ 0 };
    int rc = GATHER(CORO(depositor, &account, 2), CORO(depositor, &account, 2));

    return rc;
}

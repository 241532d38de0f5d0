#include "scenario.h"

/* Takes a permit and keeps it. */
ASYNC(taker, struct co_semaphore *semaphore; const char *name;)
{
    int rc = co_semaphore_acquire(my->semaphore);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "got");
    return rc;
}

/* Takes a permit several times, holding it for a turn each time. */
ASYNC(user, struct co_semaphore *semaphore; const char *name; int times;)
{
    for (int i = 0; i < my->times; i++) {
        await(co_semaphore_acquire(my->semaphore));
        say("%s", my->name);
        await(turns(1));
        await(co_semaphore_release(my->semaphore));
    }
    return 0;
}

static void start_takers(struct co_task **tasks, struct co_semaphore *semaphore, int count)
{
    static const char *const names[] = { "1", "2", "3", "4", "5", "6" };

    for (int i = 0; i < count; i++)
        tasks[i] = co_create_task(CORO(taker, semaphore, names[i]));
}

static void cancel_all(struct co_task **tasks, int count)
{
    for (int i = 0; i < count; i++)
        co_task_cancel(tasks[i]);
}

/* ---- Values ---- */

ASYNC_TEST(a_semaphore_of_zero_is_locked)
{
    struct co_semaphore none = { 0 }, zero = CO_SEMAPHORE(0), one = CO_SEMAPHORE(1);

    ASSERT_TRUE(co_semaphore_locked(&none));
    ASSERT_TRUE(co_semaphore_locked(&zero));
    ASSERT_TRUE(!co_semaphore_locked(&one));
    return 0;
}

ASYNC_TEST(a_negative_value_is_refused)
{
    struct co_semaphore semaphore = CO_SEMAPHORE(-1);

    ASSERT_EQ(co_semaphore_acquire(&semaphore), -EINVAL);
    ASSERT_STR_EQ(co_text(), "Semaphore initial value must be >= 0");
    return 0;
}

ASYNC_TEST(semaphore_counts_down_without_suspending_until_it_is_locked)
{
    struct co_semaphore semaphore = CO_SEMAPHORE(3);
    struct co_task *other = co_create_task(CORO(returner, .result = 0));

    for (int left = 2; left >= 0; left--) {
        await(co_semaphore_acquire(&semaphore));
        ASSERT_EQ(semaphore.value, left);
    }
    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    ASSERT_TRUE(!co_task_done(other));
    return co_await(other);
}

ASYNC_TEST(release_raises_the_value_when_no_task_waits)
{
    struct co_semaphore semaphore = CO_SEMAPHORE(1);

    await(co_semaphore_acquire(&semaphore));
    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    await(co_semaphore_release(&semaphore));
    ASSERT_TRUE(!co_semaphore_locked(&semaphore));
    await(co_semaphore_release(&semaphore));
    ASSERT_EQ(semaphore.value, 2); /* not bounded */
    return 0;
}

ASYNC_TEST(release_hands_one_permit_to_one_waiter_and_keeps_the_value)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(0);
    struct co_task *tasks[3];

    start_takers(tasks, &semaphore, 3);
    await(turns(1));
    SAID("");
    await(co_semaphore_release(&semaphore));
    ASSERT_TRUE(co_semaphore_locked(&semaphore)); /* it is the first waiter's already */
    await(turns(1));
    SAID("1:got");
    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    await(co_semaphore_release(&semaphore));
    await(co_semaphore_release(&semaphore));
    await(turns(1));
    SAID("2:got 3:got");
    ASSERT_EQ(semaphore.value, 0);
    return co_gather(tasks, 3, NULL, 0);
}

/* ---- Bounded ---- */

ASYNC_TEST(bounded_semaphore_refuses_a_release_above_its_first_value)
{
    struct co_semaphore semaphore = CO_BOUNDED_SEMAPHORE(1);

    ASSERT_EQ(co_semaphore_release(&semaphore), -EINVAL);
    ASSERT_STR_EQ(co_text(), "BoundedSemaphore released too many times");
    await(co_semaphore_acquire(&semaphore));
    await(co_semaphore_release(&semaphore));
    ASSERT_EQ(co_semaphore_release(&semaphore), -EINVAL);
    ASSERT_EQ(semaphore.value, 1);
    return 0;
}

ASYNC(late_releaser, struct co_semaphore *semaphore; struct co_event * go;)
{
    await(co_semaphore_acquire(my->semaphore));
    say("w:got");
    await(co_event_wait(my->go));
    say("w:%s", co_semaphore_release(my->semaphore) == 0 ? "rel" : "over");
    return 0;
}

ASYNC_TEST(extra_release_is_found_later_while_a_permit_is_handed_over)
{
    static struct co_semaphore semaphore = CO_BOUNDED_SEMAPHORE(1);
    static struct co_event go;

    await(co_semaphore_acquire(&semaphore));
    struct co_task *task = co_create_task(CORO(late_releaser, &semaphore, &go));
    await(turns(1));
    say("1st:%s", co_semaphore_release(&semaphore) == 0 ? "ok" : "over");
    say("2nd:%s", co_semaphore_release(&semaphore) == 0 ? "ok" : "over");
    await(turns(1));
    co_event_set(&go);
    await(co_await(task));
    SAID("1st:ok 2nd:ok w:got w:over");
    ASSERT_EQ(semaphore.value, 1);
    return 0;
}

/* ---- Order ---- */

ASYNC_TEST(newcomer_waits_behind_a_woken_waiter)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(1);

    await(co_semaphore_acquire(&semaphore));
    struct co_task *waiter = co_create_task(CORO(user, &semaphore, "waiter", 1));
    await(turns(1));
    await(co_semaphore_release(&semaphore));
    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    await(co_semaphore_acquire(&semaphore));
    say("main");
    SAID("waiter main");
    await(co_semaphore_release(&semaphore));
    await(co_await(waiter));
    ASSERT_EQ(semaphore.value, 1);
    return 0;
}

ASYNC_TEST(newcomer_waits_behind_waiters_when_permits_are_free)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(0);
    struct co_task *waiter = co_create_task(CORO(taker, &semaphore, "waiter"));

    await(turns(1));
    await(co_semaphore_release(&semaphore));
    await(co_semaphore_release(&semaphore)); /* one is the waiter's, one is free */
    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    await(co_semaphore_acquire(&semaphore));
    say("main");
    SAID("waiter:got main");
    return co_await(waiter);
}

ASYNC_TEST(users_take_turns_when_they_come_back_at_once)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(1);

    await(GATHER(CORO(user, &semaphore, "a", 3), CORO(user, &semaphore, "b", 3),
                 CORO(user, &semaphore, "c", 3)));
    SAID("a b c a b c a b c");
    return 0;
}

ASYNC(tenant, struct co_semaphore *semaphore; int n;)
{
    for (int i = 0; i < 2; i++) {
        await(co_semaphore_acquire(my->semaphore));
        say("%d", my->n + 2 * i);
        await(turns(1));
        await(co_semaphore_release(my->semaphore));
    }
    return 0;
}

ASYNC_TEST(task_that_comes_back_waits_behind_all_earlier_waiters)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(1);

    await(GATHER(CORO(tenant, &semaphore, 1), CORO(tenant, &semaphore, 2)));
    SAID("1 2 3 4");
    return 0;
}

ASYNC_TEST(waiter_that_gets_a_permit_wakes_others_for_the_rest)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(0);
    struct co_task *tasks[4];

    start_takers(tasks, &semaphore, 4);
    await(turns(1));
    cancel_all(tasks, 1);
    for (int i = 0; i < 3; i++)
        await(co_semaphore_release(&semaphore));
    await(turns(3));
    SAID("1:CancelledError 2:got 3:got 4:got");
    return co_gather(tasks, 4, NULL, CO_RETURN_EXCEPTIONS);
}

/* ---- Cancelling ---- */

ASYNC_TEST(a_cancelled_waiter_leaves_nothing_behind)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(0);
    struct co_task *tasks[1];

    start_takers(tasks, &semaphore, 1);
    await(turns(1));
    co_task_cancel(tasks[0]);
    ASSERT_EQ(co_await(tasks[0]), -ECANCELED);
    ASSERT_TRUE(!semaphore.waiters.first && !semaphore.waiters.last && !semaphore.waiters.chosen);
    await(co_semaphore_release(&semaphore));
    ASSERT_TRUE(!co_semaphore_locked(&semaphore));
    return 0;
}

ASYNC_TEST(release_skips_cancelled_waiters_and_wakes_only_the_next)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(1);
    struct co_task *tasks[4];

    await(co_semaphore_acquire(&semaphore));
    start_takers(tasks, &semaphore, 4);
    await(turns(1));
    cancel_all(tasks, 2);
    await(co_semaphore_release(&semaphore));
    await(turns(4));
    SAID("1:CancelledError 2:CancelledError 3:got");
    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    co_task_cancel(tasks[3]);
    return co_gather(tasks, 4, NULL, CO_RETURN_EXCEPTIONS);
}

ASYNC_TEST(permit_goes_to_the_next_when_the_woken_waiter_is_cancelled)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(1);
    struct co_task *tasks[2];

    await(co_semaphore_acquire(&semaphore));
    start_takers(tasks, &semaphore, 2);
    await(turns(1));
    await(co_semaphore_release(&semaphore));
    cancel_all(tasks, 1);
    await(turns(3));
    SAID("1:CancelledError 2:got");
    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    return co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS);
}

ASYNC_TEST(permits_are_free_when_all_woken_waiters_were_cancelled)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(0);
    struct co_task *tasks[3];

    start_takers(tasks, &semaphore, 3);
    await(turns(1));
    for (int i = 0; i < 3; i++)
        await(co_semaphore_release(&semaphore));
    cancel_all(tasks, 3);
    await(co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS));
    ASSERT_EQ(semaphore.value, 3);
    ASSERT_TRUE(!co_semaphore_locked(&semaphore));
    return co_semaphore_acquire(&semaphore);
}

ASYNC_TEST(waiters_keep_their_order_when_the_first_is_cancelled)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(1);
    struct co_task *tasks[3];

    await(co_semaphore_acquire(&semaphore));
    start_takers(tasks, &semaphore, 3);
    await(turns(1));
    cancel_all(tasks, 1);
    await(turns(1));
    await(co_semaphore_release(&semaphore));
    await(co_semaphore_release(&semaphore));
    await(turns(2));
    SAID("1:CancelledError 2:got 3:got");
    return co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS);
}

/* ---- Outside of tasks ---- */

ASYNC_TEST(bounded_semaphore_of_zero_can_only_be_waited_for)
{
    struct co_semaphore semaphore = CO_BOUNDED_SEMAPHORE(0);

    ASSERT_TRUE(co_semaphore_locked(&semaphore));
    ASSERT_EQ(co_semaphore_release(&semaphore), -EINVAL);
    ASSERT_STR_EQ(co_text(), "BoundedSemaphore released too many times");
    return 0;
}

TEST(permits_can_be_taken_but_not_waited_for_outside_a_loop)
{
    struct co_semaphore semaphore = CO_SEMAPHORE(1);

    ASSERT_EQ(co_semaphore_acquire(&semaphore), 0);
    ASSERT_EQ(co_semaphore_acquire(&semaphore), -EPERM);
    ASSERT_EQ(co_semaphore_release(&semaphore), 0);
}

/* ---- In any order ---- */

struct site {
    struct co_semaphore semaphore;
    int inside, most, entries;
};

ASYNC(visitor, struct site *site; int times;)
{
    for (int i = 0; i < my->times; i++) {
        await(co_semaphore_acquire(&my->site->semaphore));
        my->site->entries++;
        if (++my->site->inside > my->site->most)
            my->site->most = my->site->inside;
        int rc = turns((int)(co_random() % 3));
        my->site->inside--;
        await(co_semaphore_release(&my->site->semaphore));
        await(rc);
    }
    return 0;
}

SHUFFLED_TEST(semaphore_admits_all_and_never_more_than_its_permits)
{
    static struct site site;

    site = (struct site){ .semaphore = CO_BOUNDED_SEMAPHORE(3) };

    await(GATHER(CORO(visitor, &site, 4), CORO(visitor, &site, 4), CORO(visitor, &site, 4),
                 CORO(visitor, &site, 4), CORO(visitor, &site, 4), CORO(visitor, &site, 4)));
    ASSERT_EQ(site.most, 3);
    ASSERT_EQ(site.entries, 24);
    ASSERT_EQ(site.semaphore.value, 3);
    return 0;
}

SHUFFLED_TEST(cancelled_users_keep_no_permit)
{
    static struct site site;

    site = (struct site){ .semaphore = CO_BOUNDED_SEMAPHORE(2) };
    struct co_task *impatient[6];

    for (int i = 0; i < 6; i++)
        impatient[i] = co_create_task(CORO(visitor, &site, 5));
    struct co_task *patient = co_create_task(CORO(visitor, &site, 3));
    for (int i = 0; i < 6; i++) {
        await(turns((int)(co_random() % 4)));
        co_task_cancel(impatient[i]);
    }
    await(co_gather(impatient, 6, NULL, CO_RETURN_EXCEPTIONS));
    await(co_await(patient));
    ASSERT_TRUE(site.most <= 2);
    ASSERT_EQ(site.semaphore.value, 2);
    ASSERT_TRUE(!co_semaphore_locked(&site.semaphore));
    return 0;
}

/* ---- For reports ---- */

static int take_a_permit(struct co_semaphore *semaphore)
{
    return co_semaphore_acquire(semaphore);
}

ASYNC_TEST(semaphore_knows_its_holders)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(20);
    struct co_task *tasks[1];

    start_takers(tasks, &semaphore, 1);
    uint32_t id = co_task_id(tasks[0]);
    await(co_await(tasks[0]));
    await(take_a_permit(&semaphore));
    ASSERT_EQ(semaphore.holders[0].task, id);
    ASSERT_EQ(semaphore.holders[1].task, co_task_id(co_current_task()));
    ASSERT_STR_EQ(semaphore.holders[1].place->function, "take_a_permit");
    await(co_semaphore_release(&semaphore)); /* its own */
    ASSERT_EQ(semaphore.holders[0].task, id);
    ASSERT_TRUE(!semaphore.holders[1].place);
    await(co_semaphore_release(&semaphore)); /* for the other */
    ASSERT_TRUE(!semaphore.holders[0].place);
    for (int i = 0; i < CO_HOLDERS_MAX + 5; i++)
        await(take_a_permit(&semaphore));
    for (int i = 0; i < CO_HOLDERS_MAX; i++)
        ASSERT_TRUE(semaphore.holders[i].place != NULL);
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(semaphore_allocates_nothing_when_tasks_wait)
{
    static struct site site;

    site = (struct site){ .semaphore = CO_BOUNDED_SEMAPHORE(1) };

    return GATHER(CORO(visitor, &site, 2), CORO(visitor, &site, 2));
}

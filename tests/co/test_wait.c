#include "scenario.h"

/* Sleeps, says its name and ends with its result. */
ASYNC(job, const char *name; double seconds; int result;)
{
    int rc = co_sleep(my->seconds);

    say("%s%s", my->name, rc < 0 ? ":cancel" : "");
    await(rc);
    return my->result;
}

static struct co_task *start(const char *name, double seconds, int result)
{
    return co_create_task(CORO(job, name, seconds, result));
}

static int await_all(struct co_task **tasks, size_t count)
{
    return co_gather(tasks, count, NULL, CO_RETURN_EXCEPTIONS);
}

/* The names of the tasks in their order in the array. */
static const char *order(struct co_task **tasks, size_t count)
{
    static char names[256];

    names[0] = '\0';
    for (size_t i = 0; i < count; i++)
        strcat(names, co_task_name(tasks[i]));
    return names;
}

static struct co_task *start_named(const char *name, double seconds, int result)
{
    struct co_task *task = start(name, seconds, result);

    co_task_set_name(task, name);
    return task;
}

/* ---- wait ---- */

ASYNC_TEST(wait_for_all_takes_as_long_as_its_slowest_task)
{
    struct co_task *tasks[] = { start("a", 3, 0), start("b", 1, 0), start("c", 2, 0) };

    ASSERT_EQ(co_wait(tasks, 3, CO_FOREVER, CO_ALL_COMPLETED), 3);
    SAID("b c a");
    ASSERT_NEAR(co_time(), 3, 1e-9);
    ASSERT_EQ(co_wait(tasks, 3, CO_FOREVER, CO_ALL_COMPLETED), 3); /* without time */
    ASSERT_NEAR(co_time(), 3, 1e-9);
    return await_all(tasks, 3);
}

ASYNC(counts_turns, int *count;)
{
    for (;; ++*my->count)
        await(co_sleep(0));
}

ASYNC_TEST(wait_suspends_for_two_turns_when_the_tasks_have_ended)
{
    struct co_task *task = start("a", 0, 0);
    static int count;

    await(turns(2));
    struct co_task *other = co_create_task(CORO(counts_turns, &count));
    await(turns(1));
    for (int i = 1; i <= 10; i++) {
        int before = count;

        ASSERT_EQ(co_wait(&task, 1, 1, CO_ALL_COMPLETED), 1);
        ASSERT_EQ(count - before, 2);
    }
    co_task_cancel(other);
    return co_await(task);
}

ASYNC(waits_when_cancelled, struct co_task *task;)
{
    struct co_task *tasks[] = { my->task };

    co_task_cancel(co_current_task());
    return co_wait(tasks, 1, CO_FOREVER, CO_FIRST_COMPLETED);
}

ASYNC_TEST(wait_delivers_a_pending_cancel_when_the_tasks_have_ended)
{
    struct co_task *task = start("a", 0, 0);

    await(turns(2));
    ASSERT_EQ(co_await(co_create_task(CORO(waits_when_cancelled, task))), -ECANCELED);
    return co_await(task);
}

ASYNC_TEST(wait_for_the_first_leaves_the_others_alone)
{
    struct co_task *tasks[] = { start_named("a", 3, 0), start_named("b", 1, 0),
                                start_named("c", 2, 0) };

    ASSERT_EQ(co_wait(tasks, 3, CO_FOREVER, CO_FIRST_COMPLETED), 1);
    ASSERT_STR_EQ(order(tasks, 3), "bac"); /* the done ones first, each part in the order given */
    ASSERT_NEAR(co_time(), 1, 1e-9);
    SAID("b");
    await(await_all(tasks, 3));
    SAID("c a");
    return 0;
}

ASYNC_TEST(done_tasks_come_first_and_each_part_keeps_its_order)
{
    struct co_task *tasks[] = {
        start_named("a", 1, 0), start_named("B", 9, 0), start_named("c", 1, 0),
        start_named("D", 9, 0), start_named("E", 9, 0), start_named("f", 1, 0),
        start_named("g", 1, 0),
    };

    ASSERT_EQ(co_wait(tasks, 7, 5, CO_ALL_COMPLETED), 4);
    ASSERT_STR_EQ(order(tasks, 7), "acfgBDE");
    return await_all(tasks, 7);
}

ASYNC_TEST(tasks_that_end_before_the_waiter_goes_on_are_done)
{
    struct co_task *tasks[] = { start("a", 1, 0), start("b", 1, 0), start("c", 1, 0),
                                start("d", 2, 0) };

    ASSERT_EQ(co_wait(tasks, 4, CO_FOREVER, CO_FIRST_COMPLETED), 3);
    return await_all(tasks, 4);
}

ASYNC_TEST(wait_does_not_fail_when_a_task_fails)
{
    struct co_task *tasks[] = { start("a", 1, -EIO), start("b", 2, 5) };

    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_ALL_COMPLETED), 2);
    ASSERT_EQ(co_await(tasks[0]), -EIO);
    ASSERT_EQ(co_await(tasks[1]), 5);
    return 0;
}

ASYNC_TEST(wait_for_the_first_failure_ends_with_it)
{
    struct co_task *tasks[] = { start("a", 1, 0), start("b", 2, -EIO), start("c", 3, 0) };

    ASSERT_EQ(co_wait(tasks, 3, CO_FOREVER, CO_FIRST_EXCEPTION), 2);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    ASSERT_EQ(co_task_result(tasks[1]), -EIO);
    return await_all(tasks, 3);
}

ASYNC_TEST(wait_ends_at_once_when_a_task_failed_before)
{
    struct co_task *tasks[] = { start("a", 1, -EIO), start("b", 5, 0) };

    await(co_sleep(2));
    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_FIRST_EXCEPTION), 1);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    return await_all(tasks, 2);
}

ASYNC_TEST(a_cancelled_task_is_no_failure)
{
    struct co_task *tasks[] = { start("a", 9, 0), start("b", 2, 0) };

    co_task_cancel(tasks[0]);
    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_FIRST_EXCEPTION), 2);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    return await_all(tasks, 2);
}

ASYNC_TEST(wait_returns_done_tasks_and_cancels_nothing_at_its_timeout)
{
    struct co_task *tasks[] = { start("a", 3, 0), start("b", 1, 0) };

    ASSERT_EQ(co_wait(tasks, 2, 2, CO_ALL_COMPLETED), 1);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    SAID("b");
    ASSERT_EQ(co_wait(tasks + 1, 1, 0, CO_ALL_COMPLETED), 0);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    ASSERT_EQ(co_wait(tasks, 2, 2, CO_ALL_COMPLETED), 2);
    ASSERT_NEAR(co_time(), 3, 1e-9);
    return await_all(tasks, 2);
}

ASYNC_TEST(a_task_that_ends_at_the_moment_of_the_timeout_is_done)
{
    struct co_task *tasks[] = { start("a", 1, 0), start("b", 2, 0) };

    await(turns(1)); /* they sleep already */
    ASSERT_EQ(co_wait(tasks, 2, 1, CO_ALL_COMPLETED), 1);
    return await_all(tasks, 2);
}

ASYNC(wait_for_both, struct co_task **tasks;)
{
    int rc = co_wait(my->tasks, 2, CO_FOREVER, CO_ALL_COMPLETED);

    say("wait:%s", rc < 0 ? co_error_name(rc) : "ok");
    return rc;
}

ASYNC_TEST(cancelled_wait_does_not_cancel_the_tasks)
{
    static struct co_task *tasks[2];

    tasks[0] = start("a", 3, 0);
    tasks[1] = start("b", 1, 0);
    struct co_task *task = co_create_task(CORO(wait_for_both, tasks));

    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    await(await_all(tasks, 2));
    SAID("wait:CancelledError b a");
    return 0;
}

ASYNC_TEST(decided_wait_is_cancelled_when_a_cancel_follows)
{
    static struct co_task *tasks[2];

    tasks[0] = co_future_create("a");
    tasks[1] = co_future_create("b");
    struct co_task *task = co_create_task(CORO(wait_for_both, tasks));

    await(turns(1));
    await(co_future_set_result(tasks[0], 1));
    await(co_future_set_result(tasks[1], 2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("wait:CancelledError");
    return await_all(tasks, 2);
}

ASYNC_TEST(a_task_given_twice_counts_at_both_places)
{
    struct co_task *task = start("a", 1, 0);
    struct co_task *tasks[] = { task, task };

    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_ALL_COMPLETED), 2);
    SAID("a");
    return co_await(task);
}

/* Awaits the task, which frees it. The next task gets its memory. */
ASYNC(free_it, struct co_task *task; struct co_task * *next;)
{
    int rc = co_await(my->task);

    *my->next = co_create_task(CORO(sleeper, 5, 0));
    return rc;
}

ASYNC_TEST(task_counts_as_done_when_another_task_awaits_it)
{
    static struct co_task *task, *next;

    task = start("a", 1, 0);
    next = NULL;
    struct co_task *other = co_create_task(CORO(free_it, task, &next));

    ASSERT_EQ(co_wait(&task, 1, CO_FOREVER, CO_ALL_COMPLETED), 1);
    await(co_await(other));
    return co_await(next);
}

ASYNC_TEST(future_counts_as_done_when_another_task_awaits_it)
{
    struct co_task *future = co_future_create("answer");
    struct co_task *other = co_create_task(CORO(awaiter, future, "other"));
    struct co_task *task =
        co_create_task(CORO(wait_for_both, (struct co_task *[]){ future, future }));

    await(turns(2));
    await(co_future_set_result(future, 0));
    ASSERT_EQ(co_await(task), 2);
    SAID("other:ok wait:ok");
    return co_await(other);
}

ASYNC_TEST(wait_for_nothing_or_for_a_bad_task_is_an_error)
{
    struct co_task *tasks[] = { start("a", 1, 0), NULL };

    ASSERT_EQ(co_wait(tasks, 0, 1, CO_ALL_COMPLETED), -EINVAL);
    ASSERT_STR_EQ(co_text(), "Set of Tasks/Futures is empty.");
    ASSERT_EQ(co_wait(tasks, 2, 1, CO_ALL_COMPLETED), -EINVAL);
    return co_await(tasks[0]);
}

TEST(wait_is_refused_outside_a_loop)
{
    struct co_task *task = NULL;
    struct co_as_completed next = CO_AS_COMPLETED(&task, 1);

    ASSERT_EQ(co_wait(&task, 1, 1, CO_ALL_COMPLETED), -EPERM);
    ASSERT_EQ(co_as_completed(&next, &task), -EPERM);
    ASSERT_EQ(co_shield(task), -EPERM);
}

ASYNC_TEST(wait_takes_many_tasks)
{
    enum { MANY = 100 };
    struct co_task *tasks[MANY];

    for (int i = 0; i < MANY; i++)
        tasks[i] = co_create_task(CORO(sleeper, 0.01 * (MANY - i), i));
    ASSERT_EQ(co_wait(tasks, MANY, 0.505, CO_ALL_COMPLETED), MANY / 2);
    for (int i = 0; i < MANY / 2; i++)
        ASSERT_EQ(co_task_result(tasks[i]), MANY / 2 + i);
    return await_all(tasks, MANY);
}

/* ---- as_completed ---- */

ASYNC_TEST(as_completed_gives_the_tasks_in_the_order_in_which_they_end)
{
    struct co_task *tasks[] = { start("a", 1.5, 1), start("b", 0.5, 2), start("c", 1, 3) }, *task;
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 3);
    const int expected[] = { 2, 3, 1 };

    for (int i = 0; i < 3; i++) {
        ASSERT_EQ(co_as_completed(&next, &task), 1);
        ASSERT_NEAR(co_time(), 0.5 * (i + 1), 1e-9);
        ASSERT_EQ(co_await(task), expected[i]);
    }
    ASSERT_EQ(co_as_completed(&next, &task), 0);
    ASSERT_EQ(co_as_completed(&next, &task), 0);
    return 0;
}

ASYNC_TEST(tasks_that_end_at_one_moment_come_in_the_order_of_their_ends)
{
    struct co_task *tasks[] = { start("a", 1, 1), start("b", 1, 2), start("c", 1, 3) }, *task;
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 3);

    await(co_sleep(2));
    for (int i = 1; i <= 3; i++) {
        ASSERT_EQ(co_as_completed(&next, &task), 1);
        ASSERT_EQ(co_await(task), i);
    }
    return 0;
}

ASYNC_TEST(as_completed_gives_a_failed_task_like_the_others)
{
    struct co_task *tasks[] = { start("a", 2, 1), start("b", 1, -EIO) }, *task;
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 2);

    ASSERT_EQ(co_as_completed(&next, &task), 1);
    ASSERT_EQ(co_await(task), -EIO);
    ASSERT_EQ(co_as_completed(&next, &task), 1);
    ASSERT_EQ(co_await(task), 1);
    return 0;
}

ASYNC_TEST(as_completed_has_one_timeout_and_cancels_nothing)
{
    struct co_task *tasks[] = { start("slow", 3, 1), start("fast", 1, 2) }, *task;
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 2);

    next.timeout = 2;
    ASSERT_EQ(co_as_completed(&next, &task), 1);
    ASSERT_EQ(co_await(task), 2);
    await(co_sleep(0.5));
    ASSERT_EQ(co_as_completed(&next, &task), -ETIMEDOUT);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    ASSERT_EQ(co_as_completed(&next, &task), -ETIMEDOUT);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    ASSERT_EQ(co_await(tasks[0]), 1);
    return 0;
}

ASYNC_TEST(as_completed_suspends_for_two_turns_when_a_task_has_ended)
{
    struct co_task *tasks[] = { start("a", 0, 1), start("b", 0, 2) }, *task;
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 2);
    static int count;

    await(turns(2));
    struct co_task *other = co_create_task(CORO(counts_turns, &count));
    await(turns(1));
    int before = count;
    ASSERT_EQ(co_as_completed(&next, &task), 1);
    ASSERT_EQ(count - before, 2);
    ASSERT_EQ(co_await(task), 1);
    ASSERT_EQ(co_as_completed(&next, &task), 1); /* it has ended meanwhile */
    ASSERT_EQ(count - before, 2);
    ASSERT_EQ(co_await(task), 2);
    ASSERT_EQ(co_as_completed(&next, &task), 0);
    co_task_cancel(other);
    return 0;
}

ASYNC(takes_from, struct co_as_completed *next;)
{
    struct co_task *task;

    return co_as_completed(my->next, &task) == 1 ? co_await(task) : -EIO;
}

ASYNC(takes_one, struct co_task **tasks;)
{
    struct co_as_completed next = CO_AS_COMPLETED(my->tasks, 3);

    return takes_from_body(&(struct takes_from){ &next });
}

ASYNC_TEST(as_completed_leaves_tasks_alone_when_its_loop_ends_early)
{
    static struct co_task *tasks[3];

    for (int i = 0; i < 3; i++)
        tasks[i] = start("task", i + 1, i + 1);
    ASSERT_EQ(co_await(co_create_task(CORO(takes_one, tasks))), 1);
    for (int round = 0; round < 20; round++) {
        struct co_as_completed next = CO_AS_COMPLETED(tasks + 1, 2);
        struct co_task *task;

        ASSERT_EQ(co_as_completed(&next, &task), 1);
        ASSERT_EQ(co_task_result(task), 2);
    }
    ASSERT_EQ(co_await(tasks[1]), 2);
    return co_await(tasks[2]) == 3 ? 0 : -EIO;
}

/* Takes tasks until there are no more, or only the first one. */
ASYNC(takes_and_ends, struct co_as_completed *next; bool first_only;)
{
    struct co_task *task;
    int rc;

    while ((rc = co_as_completed(my->next, &task)) > 0 && !my->first_only)
        ;
    say("%s", rc < 0 ? co_error_name(rc) : rc ? "one" : "end");
    return rc < 0 ? rc : 0;
}

ASYNC_TEST(as_completed_ends_when_its_last_taker_is_one_of_its_tasks)
{
    static struct co_task *tasks[2], *owner;
    static struct co_as_completed next;

    tasks[0] = start("a", 5, 1);
    owner = co_create_task(CORO(takes_and_ends, &next, false));
    tasks[1] = co_create_task(CORO(takes_and_ends, &next, true)); /* takes as well */
    next = CO_AS_COMPLETED(tasks, 2);
    await(turns(2));
    co_task_cancel(owner);
    ASSERT_EQ(co_await(owner), -ECANCELED);
    await(co_await(tasks[0]));
    await(co_await(tasks[1]));
    SAID("CancelledError a one");
    return 0;
}

ASYNC_TEST(as_completed_keeps_waiting_tasks_when_its_place_is_reused)
{
    static struct co_task *tasks[2], *waiter;
    static struct co_as_completed next;
    struct co_task *task;

    tasks[0] = start("a", 1, 1);
    tasks[1] = start("b", 9, 2);
    next = CO_AS_COMPLETED(tasks, 2);
    ASSERT_EQ(co_as_completed(&next, &task), 1);
    waiter = co_create_task(CORO(takes_and_ends, &next, true));
    await(turns(1));
    next = CO_AS_COMPLETED(tasks, 2);
    ASSERT_EQ(co_as_completed(&next, &task), 1);
    co_task_cancel(waiter);
    ASSERT_EQ(co_await(waiter), -ECANCELED);
    ASSERT_EQ(co_as_completed(&next, &task), 1);
    SAID("a CancelledError b");
    await(co_await(tasks[0]));
    return co_await(tasks[1]) == 2 ? 0 : -EIO;
}

ASYNC_TEST(as_completed_is_refused_when_its_first_taker_has_ended)
{
    static struct co_task *tasks[2];
    static struct co_as_completed next;
    struct co_task *task;

    tasks[0] = start("a", 1, 1);
    tasks[1] = start("b", 2, 2);
    next = CO_AS_COMPLETED(tasks, 2);
    await(co_await(co_create_task(CORO(takes_from, &next))));
    ASSERT_EQ(co_as_completed(&next, &task), -EBADF);
    ASSERT_STR_EQ(co_text(), "the task that began to take these tasks has ended");
    return co_await(tasks[1]) == 2 ? 0 : -EIO;
}

ASYNC_TEST(as_completed_gives_ended_tasks_after_its_timeout)
{
    struct co_task *tasks[] = { start("a", 1, 1), start("b", 1, 2) }, *task;
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 2);

    next.timeout = 2;
    ASSERT_EQ(co_as_completed(&next, &task), 1);
    ASSERT_EQ(co_await(task), 1);
    await(co_sleep(5));
    ASSERT_EQ(co_as_completed(&next, &task), 1);
    ASSERT_EQ(co_await(task), 2);
    return 0;
}

ASYNC_TEST(as_completed_gives_a_task_once_when_it_is_listed_twice)
{
    struct co_task *a = start("a", 2, 1), *b = start("b", 1, 2);
    struct co_task *tasks[] = { a, b, b, a, b }, *task;
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 5);

    ASSERT_EQ(co_as_completed(&next, &task), 1);
    ASSERT_EQ(co_await(task), 2);
    ASSERT_EQ(co_as_completed(&next, &task), 1);
    ASSERT_EQ(co_await(task), 1);
    ASSERT_EQ(co_as_completed(&next, &task), 0);
    return 0;
}

ASYNC(take_all, struct co_task **tasks; size_t count;)
{
    struct co_as_completed next = CO_AS_COMPLETED(my->tasks, my->count);
    struct co_task *task;
    int rc;

    while ((rc = co_as_completed(&next, &task)) > 0)
        await(co_await(task));
    say("taken:%s", rc < 0 ? co_error_name(rc) : "all");
    return rc;
}

ASYNC_TEST(cancelled_as_completed_does_not_cancel_the_tasks)
{
    static struct co_task *tasks[2];

    tasks[0] = start("a", 1, 0);
    tasks[1] = start("b", 2, 0);
    struct co_task *task = co_create_task(CORO(take_all, tasks, 2));

    await(co_sleep(1.5));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    await(co_await(tasks[1]));
    SAID("a taken:CancelledError b");
    return 0;
}

ASYNC(take_and_count, struct co_as_completed *next; int *taken;)
{
    struct co_task *task;
    int rc;

    while ((rc = co_as_completed(my->next, &task)) > 0)
        *my->taken += await(co_await(task));
    return rc;
}

ASYNC_TEST(as_completed_gives_each_task_once_to_several_takers)
{
    struct co_task *tasks[] = { start("a", 4, 1), start("b", 3, 10), start("c", 2, 100),
                                start("d", 1, 1000) };
    static struct co_as_completed next;

    next = CO_AS_COMPLETED(tasks, 4);
    static int taken;

    await(GATHER(CORO(take_and_count, &next, &taken), CORO(take_and_count, &next, &taken),
                 CORO(take_and_count, &next, &taken)));
    ASSERT_EQ(taken, 1111);
    return 0;
}

ASYNC(wait_for_some, struct co_task **tasks; size_t count; enum co_return_when when;)
{
    return co_wait(my->tasks, my->count, CO_FOREVER, my->when);
}

ASYNC_TEST(tasks_of_one_array_may_have_several_waiters)
{
    static struct co_task *tasks[4];
    struct co_task *waiters[3];
    int done[3];

    tasks[0] = start("a", 4, 0);
    tasks[1] = start("b", 3, 0);
    tasks[2] = start("c", 2, 0);
    tasks[3] = start("d", 1, 0);
    waiters[0] = co_create_task(CORO(wait_for_some, tasks, 4, CO_FIRST_COMPLETED));
    waiters[1] = co_create_task(CORO(wait_for_some, tasks, 4, CO_ALL_COMPLETED));
    waiters[2] = co_create_task(CORO(wait_for_some, tasks, 4, CO_FIRST_COMPLETED));
    await(co_sleep(2.5));
    co_task_cancel(waiters[1]);
    await(co_gather(waiters, 3, done, CO_RETURN_EXCEPTIONS));
    ASSERT_EQ(done[0], 1);
    ASSERT_EQ(done[1], -ECANCELED);
    ASSERT_EQ(done[2], 1);
    return await_all(tasks, 4);
}

/* ---- Turns: even for what has ended, a wait takes two, as asyncio's does ---- */

/* The state that tasks share. It is static because some tasks go on after main has ended. */
static struct co_task *shared[3];

static void share(struct co_task *a, struct co_task *b, struct co_task *c)
{
    static const char *const names[] = { "a", "b", "c" };

    shared[0] = a;
    shared[1] = b;
    shared[2] = c;
    for (int i = 0; i < 3; i++) {
        if (shared[i])
            co_task_set_name(shared[i], names[i]);
    }
}

static struct co_task *end_after(int count)
{
    return co_create_task(CORO(ends_after, count));
}

static const char *waited(int rc)
{
    static char text[32];

    snprintf(text, sizeof text, "waited:%d", rc);
    return rc < 0 ? co_error_name(rc) : text;
}

ASYNC_TEST(wait_takes_two_turns_when_all_have_ended)
{
    struct co_task *first = end_after(0), *second = end_after(0);

    share(first, second, NULL);
    await(turns(2));
    co_create_task(CORO(turn_counter, 4));
    say("%s", waited(co_wait(shared, 2, CO_FOREVER, CO_ALL_COMPLETED)));
    await(turns(4));
    SAID(".1 .2 waited:2 .3 .4");
    return 0;
}

ASYNC_TEST(wait_takes_two_turns_when_enough_have_ended)
{
    struct co_task *first = end_after(9), *second = end_after(0);

    share(first, second, NULL);
    await(turns(2));
    co_create_task(CORO(turn_counter, 4));
    say("%s", waited(co_wait(shared, 2, CO_FOREVER, CO_FIRST_COMPLETED)));
    await(turns(4));
    SAID(".1 .2 waited:1 .3 .4");
    return 0;
}

ASYNC_TEST(wait_takes_two_turns_when_a_task_has_failed)
{
    struct co_task *first = end_after(9), *second = co_create_task(CORO(returner, -EINVAL, NULL));

    share(first, second, NULL);
    await(turns(2));
    co_create_task(CORO(turn_counter, 4));
    say("%s", waited(co_wait(shared, 2, CO_FOREVER, CO_FIRST_EXCEPTION)));
    await(turns(4));
    SAID(".1 .2 waited:1 .3 .4");
    return 0;
}

ASYNC_TEST(wait_takes_two_turns_when_it_has_no_time)
{
    share(end_after(9), NULL, NULL);
    co_create_task(CORO(turn_counter, 4));
    say("%s", waited(co_wait(shared, 1, 0, CO_ALL_COMPLETED)));
    await(turns(4));
    SAID(".1 .2 waited:0 .3 .4");
    return 0;
}

ASYNC_TEST(wait_counts_tasks_that_end_in_the_turn_between)
{
    struct co_task *first = end_after(0), *second = end_after(3), *third = end_after(4);

    share(first, second, third);
    await(turns(2));
    ASSERT_EQ(co_wait(shared, 3, CO_FOREVER, CO_FIRST_COMPLETED), 2);
    return 0;
}

ASYNC_TEST(wait_for_ended_tasks_in_a_loop_lets_others_run)
{
    share(end_after(0), NULL, NULL);
    await(turns(2));
    co_create_task(CORO(turn_counter, 6));
    for (int i = 0; i < 3; i++)
        say("%s", waited(co_wait(shared, 1, CO_FOREVER, CO_ALL_COMPLETED)));
    SAID(".1 .2 waited:1 .3 .4 waited:1 .5 .6 waited:1");
    return 0;
}

ASYNC(waits, const char *name; bool is_cancelled;)
{
    if (my->is_cancelled)
        co_task_cancel(co_current_task());
    int rc = co_wait(shared, 1, CO_FOREVER, CO_ALL_COMPLETED);
    say("%s:%s", my->name, waited(rc));
    return rc;
}

ASYNC_TEST(pending_cancel_is_delivered_to_a_wait_for_ended_tasks)
{
    share(end_after(0), NULL, NULL);
    await(turns(2));
    struct co_task *task = co_task_keep(co_create_task(CORO(waits, "w", true)));
    await(turns(3));
    SAID("w:CancelledError");
    ASSERT_TRUE(co_task_cancelled(task));
    co_task_release(task);
    return 0;
}

ASYNC_TEST(wait_for_ended_tasks_can_be_cancelled_in_each_turn)
{
    share(end_after(0), NULL, NULL);
    await(turns(2));
    struct co_task *first = co_create_task(CORO(waits, "first", false)),
                   *second = co_create_task(CORO(waits, "second", false));
    await(turns(1));
    co_task_cancel(first);
    await(turns(1));
    co_task_cancel(second);
    await(turns(3));
    SAID("first:CancelledError second:CancelledError");
    return 0;
}

/* Takes the tasks in the order of their ends, says each, and then does something for some turns. */
ASYNC(takes_all, int count; double timeout; int pause; bool is_cancelled;)
{
    struct co_as_completed next = CO_AS_COMPLETED(shared, (size_t)my->count);
    struct co_task *task;
    int rc;

    if (my->is_cancelled)
        co_task_cancel(co_current_task());
    next.timeout = my->timeout;
    while ((rc = co_as_completed(&next, &task)) > 0) {
        say("%s", co_task_name(task));
        if (my->pause) {
            await(turns(my->pause));
            say("body");
        }
    }
    say("%s", rc < 0 ? co_error_name(rc) : "end");
    return rc;
}

ASYNC_TEST(as_completed_takes_two_turns_once_when_all_have_ended)
{
    struct co_task *first = end_after(0), *second = end_after(0);

    share(first, second, NULL);
    await(turns(2));
    co_create_task(CORO(turn_counter, 5));
    await(CALL(takes_all, 2, CO_FOREVER, 0, false));
    await(turns(5));
    SAID(".1 .2 a b end .3 .4 .5");
    return 0;
}

ASYNC_TEST(as_completed_gives_a_task_two_turns_after_its_end)
{
    struct co_task *first = end_after(5), *second = end_after(0), *third = end_after(6);

    share(first, second, third);
    await(turns(2));
    co_create_task(CORO(turn_counter, 8));
    await(CALL(takes_all, 3, CO_FOREVER, 0, false));
    await(turns(5));
    SAID(".1 .2 b .3 .4 .5 a .6 c end .7 .8");
    return 0;
}

ASYNC_TEST(as_completed_gives_tasks_that_ended_in_the_body_at_once)
{
    struct co_task *first = end_after(0), *second = end_after(3);

    share(first, second, NULL);
    co_create_task(CORO(turn_counter, 9));
    await(CALL(takes_all, 2, CO_FOREVER, 1, false));
    await(turns(5));
    SAID(".1 .2 a .3 body .4 .5 b .6 body end .7 .8 .9");
    return 0;
}

ASYNC_TEST(pending_cancel_is_delivered_to_as_completed_of_ended_tasks)
{
    share(end_after(0), NULL, NULL);
    await(turns(2));
    struct co_task *task = co_task_keep(co_create_task(CORO(takes_all, 1, CO_FOREVER, 0, true)));
    await(turns(3));
    SAID("CancelledError");
    ASSERT_TRUE(co_task_cancelled(task));
    co_task_release(task);
    return 0;
}

ASYNC_TEST(as_completed_takes_two_turns_when_it_has_no_time)
{
    share(end_after(9), NULL, NULL);
    co_create_task(CORO(turn_counter, 4));
    ASSERT_EQ(CALL(takes_all, 1, 0, 0, false), -ETIMEDOUT);
    await(turns(3));
    SAID(".1 .2 TimeoutError .3 .4");
    return 0;
}

ASYNC_TEST(as_completed_of_nothing_does_not_suspend)
{
    co_create_task(CORO(turn_counter, 2));
    await(CALL(takes_all, 0, CO_FOREVER, 0, false));
    await(turns(3));
    SAID("end .1 .2");
    return 0;
}

/* ---- shield ---- */

ASYNC(shielder, struct co_task *task;)
{
    int rc = co_shield(my->task);

    say("shield:%s", rc < 0 ? co_error_name(rc) : "ok");
    return rc;
}

ASYNC_TEST(a_shield_passes_results_and_errors_with_their_texts)
{
    struct co_task *ended = start("a", 0, 3);

    ASSERT_EQ(co_shield(start("a", 1, 5)), 5);
    ASSERT_EQ(co_shield(co_create_task(CORO(returner, -EIO, "disk full"))), -EIO);
    ASSERT_STR_EQ(co_error_message(-EIO), "disk full");
    await(turns(2));
    struct co_task *other = co_create_task(CORO(returner, .result = 0));
    ASSERT_EQ(co_shield(ended), 3);
    ASSERT_TRUE(!co_task_done(other)); /* of what has ended without suspending */
    return co_await(other);
}

ASYNC_TEST(cancelled_shield_does_not_cancel_its_task)
{
    struct co_task *inner = co_task_keep(start("inner", 2, 7));
    struct co_task *task = co_create_task(CORO(shielder, inner));

    await(co_sleep(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_NEAR(co_time(), 1, 1e-9);
    SAID("shield:CancelledError");
    ASSERT_EQ(co_await(inner), 7);
    SAID("inner");
    co_task_release(inner);
    return 0;
}

ASYNC_TEST(shield_is_cancelled_when_its_task_is_cancelled)
{
    struct co_task *inner = start("inner", 2, 7);
    struct co_task *task = co_create_task(CORO(shielder, inner));

    await(co_sleep(1));
    co_task_cancel(inner);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("inner:cancel shield:CancelledError");
    return 0;
}

ASYNC_TEST(detached_task_goes_on_and_frees_itself_behind_a_shield)
{
    struct co_task *inner = start("inner", 2, 7);
    struct co_task *task = co_create_task(CORO(shielder, inner));

    await(co_sleep(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    await(co_sleep(2));
    SAID("shield:CancelledError inner");
    return 0;
}

ASYNC_TEST(task_may_have_two_shields)
{
    struct co_task *future = co_future_create("answer");
    struct co_task *a = co_create_task(CORO(shielder, future)),
                   *b = co_create_task(CORO(shielder, future));

    await(turns(1));
    await(co_future_set_result(future, 4));
    ASSERT_EQ(co_await(a), 4);
    ASSERT_EQ(co_await(b), 4);
    SAID("shield:ok shield:ok");
    return 0;
}

ASYNC_TEST(cancelled_gather_of_shields_does_not_cancel_their_tasks)
{
    struct co_task *a = co_task_keep(start("a", 2, 1)), *b = co_task_keep(start("b", 2, 2));
    struct co_coro coros[] = { CORO(shielder, a), CORO(shielder, b) };

    co_task_cancel(co_current_task());
    ASSERT_EQ(co_gather_coros(coros, 2, NULL, 0), -ECANCELED);
    co_task_uncancel(co_current_task());
    ASSERT_EQ(co_await(a), 1);
    ASSERT_EQ(co_await(b), 2);
    SAID("a b"); /* the shields were cancelled before they began */
    co_task_release(a);
    co_task_release(b);
    return 0;
}

/* ---- In any order ---- */

ASYNC(short_job, int number;)
{
    await(turns((int)(co_random() % 6)));
    return my->number;
}

SHUFFLED_TEST(as_completed_gives_each_task_once_in_any_order)
{
    struct co_task *tasks[12], *task;
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 12);
    unsigned int seen = 0;

    for (int i = 0; i < 12; i++)
        tasks[i] = co_create_task(CORO(short_job, i));
    while (co_as_completed(&next, &task) > 0)
        seen ^= 1u << co_await(task);
    ASSERT_EQ(seen, 0xfff);
    return 0;
}

SHUFFLED_TEST(wait_counts_the_done_tasks_in_any_order)
{
    struct co_task *tasks[12];

    for (int i = 0; i < 12; i++)
        tasks[i] = co_create_task(CORO(short_job, i));
    for (size_t left = 12; left;) {
        int done = co_wait(tasks, left, CO_FOREVER, CO_FIRST_COMPLETED);

        ASSERT_TRUE(done >= 1);
        for (int i = 0; i < done; i++) {
            ASSERT_TRUE(co_task_done(tasks[i]));
            await(co_await(tasks[i]));
        }
        for (size_t i = (size_t)done; i < left; i++) {
            ASSERT_TRUE(!co_task_done(tasks[i]));
            tasks[i - (size_t)done] = tasks[i];
        }
        left -= (size_t)done;
    }
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(wait_is_refused_without_memory_for_a_timer_or_many_tasks)
{
    struct co_task *tasks[20];
    int rc = 0;

    for (int i = 0; i < 20 && rc == 0; i++) {
        tasks[i] = co_create_task(CORO(short_job, i));
        rc = tasks[i] ? 0 : co_await(tasks[i]);
    }
    await(rc);
    rc = co_wait(tasks, 20, 1, CO_ALL_COMPLETED);
    await(rc);
    return await_all(tasks, 20);
}

/* ---- Handles ---- */

ASYNC_TEST(wait_releases_its_references_to_the_tasks)
{
    struct co_task *task = co_create_task(CORO(short_job, 1)), *none = NULL, *tasks[2];

    co_set_debug(true); /* which recognises a handle that is dead */
    ASSERT_EQ(co_wait(&task, 1, CO_FOREVER, CO_ALL_COMPLETED), 1);
    tasks[0] = task;
    tasks[1] = none;
    ASSERT_TRUE(co_wait(tasks, 2, CO_FOREVER, CO_ALL_COMPLETED) < 0);
    await(co_await(task));
    ASSERT_EQ(co_await(task), -EBADF);
    return 0;
}

ASYNC_TEST(shield_releases_its_reference_to_the_task)
{
    struct co_task *task = co_create_task(CORO(short_job, 1));

    co_set_debug(true);
    await(co_shield(task));
    ASSERT_EQ(co_await(task), -EBADF);
    return 0;
}

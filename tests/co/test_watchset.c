#include "co/kernel/watchset.h"

#include "scenario.h"

/* A set that has enough when `wanted` tasks have ended while a task waits for it. */
struct some_of {
    struct watchset set;
    int wanted, ended;
};

static bool enough(struct watchset *set, struct co_task *task)
{
    struct some_of *some = container_of(set, struct some_of, set);

    say("%d", task->result);
    return ++some->ended >= some->wanted;
}

static void note_ended(struct watchset *set, size_t i, struct co_task *task)
{
    (void)set;
    say("ended%zu:%d", i, task->result);
}

static void note_left(struct co_task *task)
{
    say("left:%s", co_task_name(task));
}

static CO_ASYNC int wait_for(int wanted, struct co_task **tasks, size_t count, double timeout)
{
    struct some_of some = { .set.enough = enough, .wanted = wanted };
    int rc = watchset_wait(&some.set, "test", (struct watched){ .tasks = tasks, .count = count },
                           timeout);

    return rc < 0 ? rc : some.ended < wanted ? -ETIMEDOUT : some.ended;
}

ASYNC(set_waiter, int wanted; struct co_task * *tasks; size_t count;)
{
    return wait_for(my->wanted, my->tasks, my->count, CO_FOREVER);
}

static void start(struct co_task **tasks, int count)
{
    for (int i = 0; i < count; i++)
        tasks[i] = co_create_task(CORO(sleeper, i + 1, 10 + i));
}

/* No set watches these tasks any more. */
static int await_all(struct co_task **tasks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ASSERT_TRUE(!tasks[i]->watchers.first && !tasks[i]->watchers.last);
        await(co_await(tasks[i]));
    }
    return 0;
}

ASYNC_TEST(set_is_asked_at_each_end_until_it_has_enough)
{
    struct co_task *tasks[4];

    start(tasks, 4);
    ASSERT_EQ(wait_for(2, tasks, 4, CO_FOREVER), 2);
    SAID("10 11");
    ASSERT_NEAR(co_time(), 2, 1e-9);
    return await_all(tasks, 4);
}

ASYNC_TEST(ended_tasks_are_asked_about_in_order_without_suspending)
{
    struct co_task *tasks[3];

    start(tasks, 3);
    await(co_sleep(5));
    struct co_task *other = co_create_task(CORO(returner, .result = 0));
    ASSERT_EQ(wait_for(2, tasks, 3, CO_FOREVER), 3); /* each of them may decide the wait */
    SAID("10 11 12");
    ASSERT_TRUE(!co_task_done(other));
    await(co_await(other));
    return await_all(tasks, 3);
}

ASYNC_TEST(waiter_goes_on_two_turns_after_the_deciding_end)
{
    static struct co_task *future;

    future = co_future_create("answer");
    struct co_task *task = co_create_task(CORO(set_waiter, 1, &future, 1));

    await(turns(1));
    await(co_future_set_result(future, 5));
    ASSERT_EQ(turns_until_done(task), 2); /* where asyncio has a done callback in between */
    ASSERT_EQ(co_await(task), 1);
    return 0;
}

ASYNC_TEST(waiter_leaves_the_set_at_a_timeout)
{
    struct co_task *tasks[3];

    start(tasks, 3);
    ASSERT_EQ(wait_for(3, tasks, 3, 1.5), -ETIMEDOUT);
    ASSERT_NEAR(co_time(), 1.5, 1e-9);
    SAID("10");
    return await_all(tasks, 3);
}

ASYNC_TEST(waiter_leaves_the_set_when_it_is_cancelled)
{
    static struct co_task *tasks[3]; /* their waiters may outlive a main without memory */

    start(tasks, 3);
    struct co_task *task = co_create_task(CORO(set_waiter, 3, tasks, 3));
    await(co_sleep(1.5));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("10");
    return await_all(tasks, 3);
}

ASYNC_TEST(waiter_is_cancelled_after_the_set_was_decided)
{
    static struct co_task *future;

    future = co_task_keep(co_future_create("answer"));
    struct co_task *task = co_create_task(CORO(set_waiter, 1, &future, 1));

    await(turns(1));
    await(co_future_set_result(future, 5));
    co_task_cancel(task);
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    co_task_release(future);
    return 0;
}

/* In a shuffled turn the waiter may run, and be gone, before the hop that was to wake it. */
SHUFFLED_TEST(waiter_leaves_no_hop_behind_when_it_is_cancelled_beside_it)
{
    static struct co_task *future;

    for (int i = 0; i < 5; i++) {
        future = co_task_keep(co_future_create("answer"));
        struct co_task *task = co_create_task(CORO(set_waiter, 1, &future, 1));

        await(turns(1));
        await(co_future_set_result(future, 5));
        co_task_cancel(task);
        ASSERT_EQ(co_await(task), -ECANCELED);
        co_task_release(future);
        await(turns(2));
    }
    return 0;
}

ASYNC_TEST(owner_of_a_set_gets_the_outcome_of_each_task)
{
    struct co_task *tasks[3];
    struct some_of some = { .set = { .enough = enough, .ended = note_ended, .left = note_left },
                            .wanted = 1 };

    start(tasks, 3);
    co_task_set_name(tasks[2], "last");
    await(co_sleep(1.5));
    co_task_set_name(tasks[1], "middle");
    await(watchset_wait(&some.set, "test", (struct watched){ .tasks = tasks, .count = 3 },
                        CO_FOREVER));
    SAID("10 ended0:10 left:middle left:last");
    return await_all(tasks, 3);
}

ASYNC_TEST(task_may_be_in_a_set_twice)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 7));
    struct co_task *tasks[] = { task, task, task };

    ASSERT_EQ(wait_for(3, tasks, 3, CO_FOREVER), 3);
    SAID("7 7 7");
    return await_all(tasks, 1);
}

ASYNC(several_waiters, struct co_task **tasks; size_t count; const char *name;)
{
    int rc = co_wait(my->tasks, my->count, CO_FOREVER, CO_ALL_COMPLETED);

    say("%s", my->name);
    return rc < 0 ? rc : 0;
}

ASYNC_TEST(several_sets_may_watch_one_task)
{
    static struct co_task *tasks[1];

    tasks[0] = co_create_task(CORO(sleeper, 1, 7));
    await(GATHER(CORO(several_waiters, tasks, 1, "a"), CORO(several_waiters, tasks, 1, "b"),
                 CORO(several_waiters, tasks, 1, "c")));
    SAID("a b c");
    return await_all(tasks, 1);
}

ASYNC_TEST(set_tells_which_tasks_it_waits_for)
{
    static struct co_task *tasks[3];
    struct co_task *awaited[3];

    start(tasks, 3);
    struct co_task *task = co_create_task(CORO(set_waiter, 3, tasks, 3));
    await(co_sleep(1.5));
    ASSERT_EQ(co_task_awaited(task, awaited, 3), 2);
    ASSERT_TRUE(awaited[0] == tasks[1] && awaited[1] == tasks[2]);
    ASSERT_STR_EQ(co_task_resource(task)->kind, "test");
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    return await_all(tasks, 3);
}

ASYNC_TEST(large_set_leaves_no_task_watched_without_memory)
{
    struct co_task *tasks[20];

    start(tasks, 20);
    co_fail_allocation(1, false);
    ASSERT_EQ(wait_for(1, tasks, 20, CO_FOREVER), -ENOMEM);
    return await_all(tasks, 20);
}

ASYNC_TEST(set_leaves_no_task_watched_without_memory_for_its_timer)
{
    struct co_task *task = co_future_create("answer");

    co_fail_allocation(1, false);
    ASSERT_EQ(wait_for(1, &task, 1, 1), -ENOMEM);
    co_fail_allocation(0, false);
    await(co_future_set_result(task, 0));
    return await_all(&task, 1);
}

ASYNC_TEST(set_leaves_no_task_watched_when_one_handle_is_bad)
{
    struct co_task *tasks[3];

    start(tasks, 3);
    struct co_task *bad[] = { tasks[0], NULL, tasks[1], co_current_task(), tasks[2] };
    ASSERT_TRUE(wait_for(1, bad, 5, CO_FOREVER) < 0);
    return await_all(tasks, 3);
}

/* ---- A hop that is queued when its set is left ---- */

static struct co_task *hop_waiter;

ASYNC(cancels_the_waiter_and_ends)
{
    await(co_sleep(0));
    co_task_cancel(hop_waiter);
    return 0;
}

/* Overwrites the frames that held the set, while other tasks run. */
__attribute__((noinline)) static int scribble_and_yield(void)
{
    volatile unsigned char frame[4096];

    for (size_t i = 0; i < sizeof frame; i++)
        frame[i] = 0x55;
    await(co_sleep(0));
    return frame[17] - 0x55;
}

ASYNC(waits_and_scribbles)
{
    struct co_task *member = co_create_task(CORO(cancels_the_waiter_and_ends));

    say("%s", co_error_name(co_wait(&member, 1, CO_FOREVER, CO_ALL_COMPLETED)));
    return scribble_and_yield();
}

ASYNC_TEST(hop_does_not_run_when_its_set_was_left)
{
    hop_waiter = co_create_task(CORO(waits_and_scribbles));
    await(co_await(hop_waiter));
    SAID("CancelledError");
    return 0;
}

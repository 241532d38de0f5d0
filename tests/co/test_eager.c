#include "scenario.h"

/* Says its name, suspends for `seconds` if it is not negative, and says that it ends. */
ASYNC(speaker, const char *name; double seconds; int result;)
{
    say("%s", my->name);
    if (my->seconds >= 0)
        await(co_sleep(my->seconds));
    say("%s-ends", my->name);
    return my->result;
}

ASYNC_TEST(eager_task_runs_within_create_until_it_suspends)
{
    struct co_task *task = co_create_eager_task(CORO(speaker, "child", 1, 7));

    say("parent");
    ASSERT_TRUE(!co_task_done(task));
    ASSERT_EQ(co_await(task), 7);
    SAID("child parent child-ends");
    ASSERT_NEAR(co_time(), 1, 1e-9);
    return 0;
}

ASYNC_TEST(eager_task_has_ended_after_create_when_it_never_suspends)
{
    struct co_task *task = co_create_eager_task(CORO(speaker, "child", -1, 7));

    ASSERT_TRUE(co_task_done(task));
    SAID("child child-ends");
    ASSERT_EQ(co_await(task), 7);
    return 0;
}

ASYNC_TEST(other_tasks_do_not_run_while_an_eager_task_starts)
{
    struct co_task *other = co_create_task(CORO(speaker, "other", -1, 0));
    struct co_task *task = co_create_eager_task(CORO(speaker, "child", 0, 0));

    say("parent");
    ASSERT_EQ(await(co_await(task)) + await(co_await(other)), 0);
    /* The child yields, and goes on behind the other task, which was ready before. */
    SAID("child parent other other-ends child-ends");
    return 0;
}

ASYNC(nests, int depth;)
{
    say("down%d", my->depth);
    if (my->depth > 1) {
        struct co_task *child = co_create_eager_task(CORO(nests, my->depth - 1));

        say("back%d", my->depth);
        await(co_await(child));
    } else {
        await(co_sleep(0));
    }
    say("up%d", my->depth);
    return 0;
}

ASYNC_TEST(eager_task_may_start_another)
{
    await(co_await(co_create_eager_task(CORO(nests, 3))));
    SAID("down3 down2 down1 back2 back3 up1 up2 up3");
    return 0;
}

ASYNC(current, struct co_task *parent;)
{
    ASSERT_TRUE(co_current_task() != my->parent);
    ASSERT_STR_EQ(co_task_name(co_current_task()), "current");
    await(co_sleep(0));
    ASSERT_STR_EQ(co_task_name(co_current_task()), "current");
    return 0;
}

ASYNC_TEST(current_task_is_the_parent_again_when_create_returns)
{
    struct co_task *self = co_current_task();
    struct co_task *task = co_create_eager_task(CORO(current, self));

    ASSERT_TRUE(co_current_task() == self);
    return co_await(task);
}

ASYNC(cancels, struct co_task *parent;)
{
    co_task_cancel(my->parent);
    return 0;
}

ASYNC_TEST(cancel_of_the_parent_waits_for_its_next_suspension)
{
    struct co_task *task = co_create_eager_task(CORO(cancels, co_current_task()));

    ASSERT_EQ(co_task_cancelling(co_current_task()), 1);
    ASSERT_EQ(co_await(task), 0); /* does not suspend */
    ASSERT_EQ(co_sleep(1), -ECANCELED);
    ASSERT_NEAR(co_time(), 0, 1e-9);
    co_task_uncancel(co_current_task());
    return 0;
}

ASYNC_TEST(eager_task_can_clean_up_when_it_is_cancelled)
{
    struct co_task *task = co_create_eager_task(CORO(stuck, "child"));

    ASSERT_TRUE(co_task_cancel(task));
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("child:CancelledError");
    return 0;
}

ASYNC(yields_from_inside)
{
    struct co_task *task = co_create_eager_task(CORO(speaker, "child", 1, 5));

    await(co_yield(1));
    int rc = await(co_await(task));
    return co_yield(rc);
}

ASYNC_TEST(generator_can_start_an_eager_task)
{
    ASYNC_FOR(int, value, yields_from_inside)
        say("%d", value);
    SAID("child 1 child-ends 5");
    return 0;
}

static struct co_task *started;

static int start_in_callback(void *argument)
{
    (void)argument;
    started = co_create_eager_task(CORO(speaker, "child", 1, 3));
    ASSERT_TRUE(co_current_task() == NULL);
    say("callback");
    return 0;
}

ASYNC_TEST(callback_can_start_an_eager_task)
{
    struct co_task *other;

    await(co_call_soon(start_in_callback, NULL));
    other = co_create_task(CORO(speaker, "other", -1, 0));
    await(co_await(other));
    SAID("child callback other other-ends");
    ASSERT_EQ(co_await(started), 3);
    SAID("child-ends");
    return 0;
}

TEST(eager_task_made_between_two_runs_waits_for_the_next_run)
{
    struct co_runner runner = { 0 };
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL };

    ASSERT_EQ(co_runner_open(&runner, &options), 0);
    co_task_detach(co_create_eager_task(CORO(speaker, "child", -1, 0)));
    SAID("");
    ASSERT_EQ(co_runner_run(&runner, CORO(sleeper, 1, 0)), 0);
    SAID("child child-ends");
    ASSERT_EQ(co_runner_close(&runner), 0);
}

TEST(eager_task_is_refused_outside_a_loop)
{
    ASSERT_TRUE(co_create_eager_task(CORO(stuck, "x")) == NULL);
}

ASYNC_TEST(arguments_that_are_too_large_are_refused)
{
    char bytes[CO_ARGUMENTS_MAX + 1] = "";
    struct co_coro coro = { speaker_start, bytes, sizeof bytes, "large", 0, NULL };

    ASSERT_TRUE(co_create_eager_task(coro) == NULL);
    ASSERT_EQ(co_await(NULL), -EINVAL);
    return 0;
}

/* ---- In any order ---- */

ASYNC(tree, int depth; int *leaves;)
{
    struct co_task *children[2];

    await(turns((int)(co_random() % 2)));
    if (my->depth == 0) {
        ++*my->leaves;
        return 0;
    }
    for (int i = 0; i < 2; i++) {
        struct co_coro child = CORO(tree, my->depth - 1, my->leaves);

        children[i] = co_random() % 2 ? co_create_eager_task(child) : co_create_task(child);
    }
    return co_gather(children, 2, NULL, 0);
}

SHUFFLED_TEST(eager_tasks_each_run_to_their_end_once_in_any_order)
{
    static int leaves;

    leaves = 0;

    await(co_await(co_create_eager_task(CORO(tree, 6, &leaves))));
    ASSERT_EQ(leaves, 64);
    return 0;
}

MEMORY_TEST(eager_task_is_refused_without_memory_for_its_stack)
{
    struct co_task *tasks[40];

    for (int i = 0; i < 40; i++)
        tasks[i] = co_create_eager_task(CORO(speaker, "x", 0, 0));
    return co_gather(tasks, 40, NULL, 0);
}

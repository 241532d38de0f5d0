#include "conformance.h"

/* The cases of test_eager_task_factory.py. */

/* Logs its name, then sleeps unless `seconds` is negative. */
ASYNC(worker, const char *name; double seconds; int result;)
{
    say("%s", my->name);
    if (my->seconds >= 0)
        await(co_sleep(my->seconds));
    return my->result;
}

ASYNC(awaits_a_future_that_has_ended)
{
    struct co_task *future = co_future_create("future");

    await(co_future_set_result(future, 42));
    return co_await(future);
}

CONFORMS(EagerTaskFactoryLoopTests, test_await_future_during_eager_step)
{
    struct co_task *task = co_create_eager_task(CORO(awaits_a_future_that_has_ended));

    ASSERT_TRUE(co_task_done(task));
    ASSERT_EQ(co_await(task), 42);
    return 0;
}

CONFORMS(EagerTaskFactoryLoopTests, test_eager_completion)
{
    struct co_task *task = co_create_eager_task(CORO(worker, "child", -1, 7));

    SAID("child");
    ASSERT_TRUE(co_task_done(task));
    ASSERT_EQ(co_await(task), 7);
    return 0;
}

CONFORMS(EagerTaskFactoryLoopTests, test_block_after_eager_step)
{
    struct co_task *task = co_create_eager_task(CORO(worker, "child", 1, 7));

    SAID("child");
    ASSERT_TRUE(!co_task_done(task));
    ASSERT_EQ(co_await(task), 7);
    ASSERT_NEAR(co_time(), 1, 1e-9);
    return 0;
}

CONFORMS(EagerTaskFactoryLoopTests, test_cancellation_after_eager_completion)
{
    struct co_task *task = co_create_eager_task(CORO(worker, "child", -1, 7));

    ASSERT_TRUE(!co_task_cancel(task));
    ASSERT_TRUE(!co_task_cancelled(task));
    ASSERT_EQ(co_await(task), 7);
    return 0;
}

CONFORMS(EagerTaskFactoryLoopTests, test_cancellation_after_eager_step_blocks)
{
    struct co_task *task = co_create_eager_task(CORO(stuck, "child"));

    ASSERT_TRUE(co_task_cancel(task));
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("child:CancelledError");
    return 0;
}

ASYNC(is_current, struct co_task *parent;)
{
    struct co_task *self = co_current_task();

    ASSERT_TRUE(self != my->parent);
    await(co_sleep(0));
    ASSERT_TRUE(co_current_task() == self);
    return 0;
}

CONFORMS(EagerTaskFactoryLoopTests, test_current_task)
{
    struct co_task *self = co_current_task(), *task = co_create_eager_task(CORO(is_current, self));

    ASSERT_TRUE(co_current_task() == self);
    return co_await(task);
}

static bool is_listed(const struct co_task *task)
{
    struct co_task *tasks[4];
    size_t count = co_tasks(tasks, 4);

    for (size_t i = 0; i < count; i++)
        if (tasks[i] == task)
            return true;
    return false;
}

ASYNC(is_listed_itself, double seconds;)
{
    ASSERT_TRUE(is_listed(co_current_task()));
    if (my->seconds >= 0)
        await(co_sleep(my->seconds));
    return 0;
}

CONFORMS(EagerTaskFactoryLoopTests, test_all_tasks_with_eager_completion)
{
    struct co_task *task = co_create_eager_task(CORO(is_listed_itself, -1));

    ASSERT_TRUE(!is_listed(task));
    return co_await(task);
}

CONFORMS(EagerTaskFactoryLoopTests, test_all_tasks_with_blocking)
{
    struct co_task *task = co_create_eager_task(CORO(is_listed_itself, 1));

    ASSERT_TRUE(is_listed(task));
    return co_await(task);
}

#include "conformance.h"

/* The cases of test_tasks.py about wait. */

/* Two sleepers, of 0.1 and 0.15 s. */
static struct co_task *a, *b;

static struct co_task **two(void)
{
    static struct co_task *tasks[2];

    tasks[0] = a = co_create_task(CORO(sleeper, 0.1, 10));
    tasks[1] = b = co_create_task(CORO(sleeper, 0.15, 20));
    return tasks;
}

static CO_ASYNC int await_both(void)
{
    return co_gather((struct co_task *[]){ a, b }, 2, NULL, CO_RETURN_EXCEPTIONS);
}

CONFORMS(BaseTaskTests, test_wait)
{
    struct co_task **tasks = two();

    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_ALL_COMPLETED), 2);
    ASSERT_NEAR(co_time(), 0.15, 1e-9);
    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_ALL_COMPLETED), 2);
    ASSERT_NEAR(co_time(), 0.15, 1e-9);
    return await_both();
}

CONFORMS(BaseTaskTests, test_wait_duplicate_coroutines)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 7)), *tasks[] = { task, task, task };

    /* One end is enough for all places of the task. */
    ASSERT_EQ(co_wait(tasks, 3, CO_FOREVER, CO_ALL_COMPLETED), 3);
    ASSERT_NEAR(co_time(), 1, 1e-9);
    ASSERT_EQ(co_await(task), 7);
    return 0;
}

CONFORMS(BaseTaskTests, test_wait_errors)
{
    struct co_task **tasks = two();

    ASSERT_EQ(co_wait(tasks, 0, CO_FOREVER, CO_ALL_COMPLETED), -EINVAL);
    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, (enum co_return_when) - 1), -EINVAL);
    return await_both();
}

CONFORMS(BaseTaskTests, test_wait_invalid_args)
{
    ASSERT_EQ(co_wait(NULL, 0, CO_FOREVER, CO_ALL_COMPLETED), -EINVAL);
    return 0;
}

CONFORMS(BaseTaskTests, test_wait_first_completed)
{
    struct co_task *slow = co_create_task(CORO(sleeper, 10, 0)),
                   *quick = co_create_task(CORO(sleeper, 0.1, 0)), *tasks[] = { slow, quick };

    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_FIRST_COMPLETED), 1);
    ASSERT_TRUE(tasks[0] == quick && tasks[1] == slow);
    ASSERT_TRUE(!co_task_done(slow) && !co_task_cancelling(slow));
    ASSERT_NEAR(co_time(), 0.1, 1e-9);
    return co_gather(tasks, 2, NULL, 0);
}

/* Ends after n turns. */
ASYNC(turns_then_returns, int n;)
{
    return turns(my->n);
}

CONFORMS(BaseTaskTests, test_wait_really_done)
{
    struct co_task *tasks[3] = { co_create_task(CORO(turns_then_returns, 2)),
                                 co_create_task(CORO(turns_then_returns, 2)),
                                 co_create_task(CORO(stuck, "third")) };

    /* The second task ends in the turn of the first task, whose end ends the wait. */
    ASSERT_EQ(co_wait(tasks, 3, CO_FOREVER, CO_FIRST_COMPLETED), 2);
    co_task_cancel(tasks[2]);
    return co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS);
}

CONFORMS(BaseTaskTests, test_wait_first_exception)
{
    struct co_task *slow = co_create_task(CORO(sleeper, 10, 0)),
                   *fails = co_create_task(CORO(returner, -EIO, "bad")), *tasks[] = { slow, fails };

    await(turns(1));
    ASSERT_TRUE(co_task_done(fails));
    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_FIRST_EXCEPTION), 1);
    ASSERT_TRUE(tasks[0] == fails);
    ASSERT_NEAR(co_time(), 0, 1e-9);
    return co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS);
}

CONFORMS(BaseTaskTests, test_wait_first_exception_in_wait)
{
    struct co_task *slow = co_create_task(CORO(sleeper, 10, 0)),
                   *fails = co_create_task(CORO(sleeper, 0.01, -EIO)), *tasks[] = { slow, fails };

    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_FIRST_EXCEPTION), 1);
    ASSERT_TRUE(tasks[0] == fails && !co_task_done(slow));
    ASSERT_NEAR(co_time(), 0.01, 1e-9);
    return co_gather(tasks, 2, NULL, CO_RETURN_EXCEPTIONS);
}

CONFORMS(BaseTaskTests, test_wait_with_exception)
{
    struct co_task *tasks[] = { co_create_task(CORO(sleeper, 0.1, 7)),
                                co_create_task(CORO(sleeper, 0.15, -EIO)) };

    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_ALL_COMPLETED), 2);
    ASSERT_EQ(co_task_result(tasks[0]), 7);
    ASSERT_EQ(co_task_result(tasks[1]), -EIO);
    return 0;
}

CONFORMS(BaseTaskTests, test_wait_with_timeout)
{
    struct co_task **tasks = two();

    ASSERT_EQ(co_wait(tasks, 2, 0.11, CO_ALL_COMPLETED), 1);
    ASSERT_TRUE(tasks[0] == a && tasks[1] == b);
    ASSERT_NEAR(co_time(), 0.11, 1e-9);
    ASSERT_TRUE(!co_task_done(b) && !co_task_cancelling(b));
    return await_both();
}

CONFORMS(BaseTaskTests, test_wait_concurrent_complete)
{
    struct co_task **tasks = two();

    await(turns(1)); /* their sleeps begin before the wait */
    ASSERT_EQ(co_wait(tasks, 2, 0.1, CO_ALL_COMPLETED), 1);
    ASSERT_TRUE(tasks[0] == a);
    return await_both();
}

/* The array belongs to the caller, which may fill it again when no other task waits with it. */
CONFORMS(BaseTaskTests, test_wait_with_iterator_of_tasks)
{
    struct co_task **tasks = two();

    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_ALL_COMPLETED), 2);
    ASSERT_EQ(co_await(tasks[0]), 10);
    ASSERT_EQ(co_await(tasks[1]), 20);
    return 0;
}

ASYNC(waits)
{
    struct co_task *tasks[] = { a, b };

    return co_wait(tasks, 2, CO_FOREVER, CO_ALL_COMPLETED);
}

CONFORMS(BaseTaskTests, test_yield_wait_does_not_shield_cancel)
{
    struct co_task *waiting;

    two();
    waiting = co_create_task(CORO(waits));
    await(turns(2));
    ASSERT_TRUE(co_task_cancel(waiting));
    ASSERT_EQ(co_await(waiting), -ECANCELED);
    ASSERT_TRUE(!co_task_done(a) && !co_task_cancelling(a));
    ASSERT_TRUE(!co_task_done(b) && !co_task_cancelling(b));
    ASSERT_EQ(co_await(a), 10);
    ASSERT_EQ(co_await(b), 20);
    return 0;
}

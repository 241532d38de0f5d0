#include "conformance.h"

static struct co_loop *loop;

ASYNC(add, int a; int b; bool fail;)
{
    await(co_sleep(0.05));
    if (my->fail)
        return co_raise(-EIO, "Fail!");
    return my->a + my->b;
}

/* A thread gives the coroutine to the loop, and returns its result. */
DEF(target, struct co_coro coro; double timeout;)
{
    struct co_concurrent_future *future = co_run_coroutine_threadsafe(my->coro, loop);
    int rc = co_concurrent_future_result(future, my->timeout);

    if (rc == -ETIMEDOUT)
        co_concurrent_future_cancel(future);
    ASSERT_EQ(co_concurrent_future_done(future), true);
    co_concurrent_future_release(future);
    return rc;
}

static int in_thread(struct co_coro coro, double timeout)
{
    loop = co_get_running_loop();
    return co_to_thread(CORO(target, coro, timeout));
}

static size_t tasks_left(void)
{
    return co_tasks(NULL, 0) - 1; /* but main */
}

CONFORMS(RunCoroutineThreadsafeTests, test_run_coroutine_threadsafe)
{
    ASSERT_EQ(in_thread(CORO(add, 1, 2, false), CO_FOREVER), 3);
    return 0;
}

CONFORMS(RunCoroutineThreadsafeTests, test_run_coroutine_threadsafe_with_exception)
{
    ASSERT_EQ(in_thread(CORO(add, 1, 2, true), CO_FOREVER), -EIO);
    ASSERT_STR_EQ(co_text(), "Fail!");
    return 0;
}

CONFORMS(RunCoroutineThreadsafeTests, test_run_coroutine_threadsafe_with_timeout)
{
    ASSERT_EQ(in_thread(CORO(add, 1, 2, false), 0.01), -ETIMEDOUT);
    await(turns(2));
    ASSERT_NEAR(co_time(), 0.01, 1e-9);
    ASSERT_EQ(tasks_left(), 0);
    return 0;
}

ASYNC(cancel_itself)
{
    co_task_cancel(co_current_task());
    return co_sleep(1);
}

CONFORMS(RunCoroutineThreadsafeTests, test_run_coroutine_threadsafe_task_cancelled)
{
    ASSERT_EQ(in_thread(CORO(cancel_itself), CO_FOREVER), -ECANCELED);
    return 0;
}

static int say_what_is_reported(const struct co_report *report, void *nothing)
{
    (void)nothing;
    say("%s: %s", report->message, report->text);
    return 0;
}

/* No other task has a stack of this size, so no stack can be reused. */
DEF(submit_without_memory)
{
    struct co_coro coro = CORO(add, 1, 2, false);

    coro.stack_size = 1 << 20;
    struct co_concurrent_future *future = co_run_coroutine_threadsafe(coro, loop);
    co_fail_allocation(1, true);
    int rc = co_concurrent_future_result(future, CO_FOREVER);
    co_fail_allocation(0, false);
    co_concurrent_future_release(future);
    return rc;
}

CONFORMS(RunCoroutineThreadsafeTests, test_run_coroutine_threadsafe_task_factory_exception)
{
    loop = co_get_running_loop();
    co_set_exception_handler(say_what_is_reported, NULL);
    ASSERT_EQ(co_to_thread(CORO(submit_without_memory)), -ENOMEM);
    ASSERT_STR_EQ(co_text(), "there is no memory for the stack of a task");
    SAID("Exception in callback: there is no memory for the stack of a task");
    return 0;
}

CONFORMS(gh_141696, run_coroutine_threadsafe_cancel)
{
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(stuck, "task"), co_get_running_loop());

    await(turns(2));
    ASSERT_EQ(tasks_left(), 1);
    ASSERT_TRUE(co_concurrent_future_cancel(future));
    await(turns(2));
    SAID("task:CancelledError");
    ASSERT_EQ(tasks_left(), 0);
    co_concurrent_future_release(future);
    return 0;
}

#include "conformance.h"

/* ---- What is waited for ---- */

/* Works for a while. When it is cancelled, it cleans up for some seconds and then ends as
 * cancelled, or with `answer`. */
ASYNC(works, double work, cleanup; int answer;)
{
    int rc = co_sleep(my->work);

    if (rc == 0)
        return 42;
    say("cancelled");
    if (my->cleanup > 0)
        await(co_sleep(my->cleanup));
    say("cleaned");
    return my->answer ? my->answer : rc;
}

/* The result of wait_for, and the time at which it returns. */
static const struct wait {
    struct works inner;
    double timeout;
    bool started; /* the inner task has begun before */
    int returns;
    const char *said;
    double after;
} in_time = { { .work = 1 }, 2, false, 42, "", 1 },
  no_limit = { { .work = 1 }, CO_FOREVER, false, 42, "", 1 },
  timed_out = { { .work = 10 }, 1, false, -ETIMEDOUT, "cancelled cleaned", 1 },
  slow_cleanup = { { 10, 3, 0 }, 1, false, -ETIMEDOUT, "cancelled cleaned", 4 },
  slow_cleanup_no_time = { { 10, 3, 0 }, 0, true, -ETIMEDOUT, "cancelled cleaned", 3 },
  no_time_started = { { .work = 10 }, 0, true, -ETIMEDOUT, "cancelled cleaned", 0 },
  less_than_no_time_started = { { .work = 10 }, -1, true, -ETIMEDOUT, "cancelled cleaned", 0 },
  no_time_not_started = { { .work = 0 }, 0, false, -ETIMEDOUT, "", 0 },
  less_than_no_time_not_started = { { .work = 0 }, -1, false, -ETIMEDOUT, "", 0 },
  value_when_cancelled = { { 10, 0, 7 }, 1, false, 7, "cancelled cleaned", 1 },
  error_when_cancelled = { { 10, 0, -EIO }, 1, false, -EIO, "cancelled cleaned", 1 };

static int check_wait(const struct wait *wait)
{
    double began = co_time();
    struct co_task *task = co_task_keep(
        co_create_task(CORO(works, wait->inner.work, wait->inner.cleanup, wait->inner.answer)));

    if (wait->started)
        await(turns(1));
    ASSERT_EQ(co_wait_for(task, wait->timeout), wait->returns);
    ASSERT_TRUE(co_task_done(task));
    SAID(wait->said);
    ASSERT_NEAR(co_time() - began, wait->after, 1e-9);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    co_task_release(task);
    return 0;
}

#define CONFORMS_WAIT(test, ...)                                                                   \
    CONFORMS(AsyncioWaitForTest, test)                                                             \
    {                                                                                              \
        const struct wait *const waits[] = { __VA_ARGS__ };                                        \
                                                                                                   \
        for (size_t i = 0; i < COUNT(waits); i++)                                                  \
            await(check_wait(waits[i]));                                                           \
        return 0;                                                                                  \
    }

CONFORMS_WAIT(test_asyncio_wait_for_timeout, &slow_cleanup)
CONFORMS_WAIT(test_wait_for_timeout_less_then_0_or_0_coroutine_do_not_started, &no_time_not_started,
              &less_than_no_time_not_started)
CONFORMS_WAIT(test_wait_for_timeout_less_then_0_or_0, &no_time_started, &less_than_no_time_started)
CONFORMS_WAIT(test_wait_for, &timed_out)
CONFORMS_WAIT(test_wait_for_blocking, &no_limit)
CONFORMS_WAIT(test_wait_for_race_condition, &in_time)
CONFORMS_WAIT(test_wait_for_cancellation_race_condition, &value_when_cancelled)
CONFORMS_WAIT(test_wait_for_waits_for_task_cancellation, &slow_cleanup)
CONFORMS_WAIT(test_wait_for_waits_for_task_cancellation_w_timeout_0, &slow_cleanup_no_time)
CONFORMS_WAIT(test_wait_for_reraises_exception_during_cancellation, &error_when_cancelled)
CONFORMS_WAIT(test_wait_for_cancel_suppressed, &value_when_cancelled)

CONFORMS(AsyncioWaitForTest, test_wait_for_timeout_less_then_0_or_0_future_done)
{
    for (int timeout = -1; timeout <= 0; timeout++) {
        struct co_task *future = co_future_create("done");

        co_future_set_result(future, 42);
        ASSERT_EQ(co_wait_for(future, timeout), 42);
    }
    ASSERT_NEAR(co_time(), 0, 1e-9);
    return 0;
}

/* ---- The waiter is cancelled ---- */

ASYNC(waits_for, struct co_task *task; double timeout;)
{
    int rc = co_wait_for(my->task, my->timeout);

    say("waiter:%s", rc < 0 ? co_error_name(rc) : "ok");
    return rc;
}

/* Cancel the waiter after a second, while the inner task works. */
static int cancel_the_waiter(struct co_task *inner, double timeout)
{
    struct co_task *waiter = co_create_task(CORO(waits_for, inner, timeout));

    await(co_sleep(1));
    co_task_cancel(waiter);
    return co_await(waiter);
}

CONFORMS(AsyncioWaitForTest, test_asyncio_wait_for_cancelled)
{
    ASSERT_EQ(cancel_the_waiter(co_create_task(CORO(works, 10, 5, 0)), 100), -ECANCELED);
    SAID("cancelled cleaned waiter:CancelledError");
    return 0;
}

CONFORMS(AsyncioWaitForTest, test_cancel_blocking_wait_for)
{
    ASSERT_EQ(cancel_the_waiter(co_create_task(CORO(works, .work = 10)), CO_FOREVER), -ECANCELED);
    SAID("cancelled cleaned waiter:CancelledError");
    return 0;
}

CONFORMS(AsyncioWaitForTest, test_cancel_wait_for)
{
    ASSERT_EQ(cancel_the_waiter(co_create_task(CORO(works, .work = 10)), 5), -ECANCELED);
    SAID("cancelled cleaned waiter:CancelledError");
    return 0;
}

CONFORMS(AsyncioWaitForTest, test_wait_for_issue86296)
{
    struct co_task *future = co_future_create("inner"),
                   *waiter = co_create_task(CORO(waits_for, future, 10));

    await(turns(1));
    co_future_set_result(future, 42);
    co_task_cancel(waiter);
    ASSERT_EQ(co_await(waiter), -ECANCELED);
    return 0;
}

/* ---- Around a shield ---- */

ASYNC(shields, struct co_task *task;)
{
    return co_shield(my->task);
}

/* Wait for the shield of a task that takes a second. */
static int wait_for_shield(struct co_task **inner, double timeout)
{
    *inner = co_task_keep(co_create_task(CORO(works, .work = 1)));
    struct co_task *shield = co_create_task(CORO(shields, *inner));
    await(turns(2));
    return co_wait_for(shield, timeout);
}

CONFORMS(WaitForShieldTests, test_zero_timeout)
{
    struct co_task *inner;

    ASSERT_EQ(wait_for_shield(&inner, 0), -ETIMEDOUT);
    ASSERT_TRUE(!co_task_done(inner));
    ASSERT_EQ(co_await(inner), 42);
    co_task_release(inner);
    SAID("");
    return 0;
}

CONFORMS(WaitForShieldTests, test_none_timeout)
{
    struct co_task *inner;

    ASSERT_EQ(wait_for_shield(&inner, CO_FOREVER), 42);
    co_task_release(inner);
    return 0;
}

CONFORMS(WaitForShieldTests, test_shielded_timeout)
{
    struct co_task *inner;

    ASSERT_EQ(wait_for_shield(&inner, 0.5), -ETIMEDOUT);
    ASSERT_TRUE(!co_task_done(inner));
    await(co_sleep(1));
    ASSERT_EQ(co_task_result(inner), 42);
    co_task_release(inner);
    SAID("");
    return 0;
}

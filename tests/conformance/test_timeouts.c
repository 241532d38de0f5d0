#include "conformance.h"

#include <math.h>

static const char *outcome(int rc)
{
    return rc < 0 ? co_error_name(rc) : "ok";
}

static int cancelling(void)
{
    return co_task_cancelling(co_current_task());
}

/* ---- One scope around a sleep ---- */

/* Enter the scope with a delay or a time; sleep; return the sleep's result, or `answer`. */
static const struct scope {
    double delay, sleep; /* sleep 0 yields once */
    bool at;             /* the delay is first added to the time */
    int answer;          /* 0: the result of the sleep */
    int ends_with;
    bool expired;
    double after; /* seconds on the clock at the end */
} basic = { 0.01, 10, false, 0, -ETIMEDOUT, true, 0.01 },
  at_basic = { 0.01, 10, true, 0, -ETIMEDOUT, true, 0.01 },
  not_called = { 10, 0.01, false, 0, 0, false, 0.01 },
  disabled = { CO_FOREVER, 0.01, false, 0, 0, false, 0.01 },
  at_disabled = { CO_FOREVER, 0.01, true, 0, 0, false, 0.01 },
  zero = { 0, 10, false, 0, -ETIMEDOUT, true, 0 },
  zero_sleep_zero = { 0, 0, false, 0, -ETIMEDOUT, true, 0 },
  in_the_past = { -11, 0, true, 0, -ETIMEDOUT, true, 0 },
  foreign_exception = { 10, 0.01, false, -EIO, -EIO, false, 0.01 },
  foreign_on_timeout = { 0.01, 10, false, -EIO, -EIO, true, 0.01 };

static int check_scope(const struct scope *scope)
{
    struct co_timeout timeout = { 0 };
    double when = co_time() + scope->delay;

    if (scope->at)
        await(co_timeout_enter_at(&timeout, when));
    else
        await(co_timeout_enter(&timeout, scope->delay));
    ASSERT_TRUE(co_timeout_when(&timeout) == when);
    int rc = co_sleep(scope->sleep);
    for (int i = 0; i < 2 && rc == 0 && scope->sleep <= 0; i++)
        rc = co_sleep(0); /* the timer may fire after the first yield */
    ASSERT_EQ(rc, scope->expired ? -ECANCELED : 0);
    ASSERT_EQ(co_timeout_exit(&timeout, scope->answer ? scope->answer : rc), scope->ends_with);
    ASSERT_EQ(co_timeout_expired(&timeout), scope->expired);
    ASSERT_TRUE(co_timeout_when(&timeout) == when);
    ASSERT_NEAR(co_time(), scope->after, 1e-9);
    ASSERT_EQ(cancelling(), 0);
    return 0;
}

#define CONFORMS_SCOPE(test, scope)                                                                \
    CONFORMS(TimeoutTests, test)                                                                   \
    {                                                                                              \
        return check_scope(&(scope));                                                              \
    }

CONFORMS_SCOPE(test_timeout_basic, basic)
CONFORMS_SCOPE(test_timeout_at_basic, at_basic)
CONFORMS_SCOPE(test_waiter_cancelled, basic)
CONFORMS_SCOPE(test_timeout_not_called, not_called)
CONFORMS_SCOPE(test_timeout_disabled, disabled)
CONFORMS_SCOPE(test_timeout_at_disabled, at_disabled)
CONFORMS_SCOPE(test_timeout_zero, zero)
CONFORMS_SCOPE(test_timeout_zero_sleep_zero, zero_sleep_zero)
CONFORMS_SCOPE(test_timeout_in_the_past_sleep_zero, in_the_past)
CONFORMS_SCOPE(test_foreign_exception_passed, foreign_exception)
CONFORMS_SCOPE(test_foreign_exception_on_timeout, foreign_on_timeout)

/* ---- Scopes in scopes ---- */

/* Blocks the loop for a while and then awaits, in two scopes. */
ASYNC(nested, double outer_delay, inner_delay, busy;)
{
    struct co_timeout outer = { 0 }, inner = { 0 };

    await(co_timeout_enter(&outer, my->outer_delay));
    await(co_timeout_enter(&inner, my->inner_delay));
    co_blocking_sleep(my->busy);
    int rc = co_timeout_exit(&inner, co_sleep(10));
    say("inner:%s:%d", outcome(rc), co_timeout_expired(&inner));
    rc = co_timeout_exit(&outer, rc);
    say("outer:%s:%d", outcome(rc), co_timeout_expired(&outer));
    ASSERT_EQ(cancelling(), 0);
    return 0;
}

CONFORMS(TimeoutTests, test_nested_timeouts)
{
    await(CALL(nested, 0.1, 0.1, 0));
    SAID("inner:CancelledError:1 outer:TimeoutError:1");
    return 0;
}

CONFORMS(TimeoutTests, test_nested_timeouts_concurrent)
{
    await(CALL(nested, 0.002, 10, 0.01));
    SAID("inner:CancelledError:0 outer:TimeoutError:1");
    return 0;
}

CONFORMS(TimeoutTests, test_nested_timeouts_loop_busy)
{
    await(CALL(nested, 0.1, 0.2, 0.5));
    ASSERT_NEAR(co_time(), 0.5, 1e-9);
    SAID("inner:CancelledError:1 outer:TimeoutError:1");
    return 0;
}

CONFORMS(TimeoutTests, test_nested_timeout_in_finally)
{
    struct co_timeout outer = { 0 }, inner = { 0 };

    await(co_timeout_enter(&outer, 0.01));
    int rc = co_sleep(1);
    await(co_timeout_enter(&inner, 0.02));
    ASSERT_EQ(co_timeout_exit(&inner, co_sleep(10)), -ETIMEDOUT);
    ASSERT_EQ(co_timeout_exit(&outer, rc), -ETIMEDOUT);
    ASSERT_NEAR(co_time(), 0.03, 1e-9);
    return 0;
}

/* ---- A cancel from elsewhere ---- */

ASYNC(sleeps_in_a_scope, double delay; double rescheduled;)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, my->delay));
    if (my->rescheduled > 0) {
        await(co_timeout_reschedule(&timeout, my->rescheduled));
        ASSERT_TRUE(co_timeout_when(&timeout) == co_time() + my->rescheduled);
    }
    int rc = co_timeout_exit(&timeout, co_sleep(10));
    say("%s expired:%d", outcome(rc), co_timeout_expired(&timeout));
    return rc == -ETIMEDOUT ? 0 : rc;
}

static int run_and_cancel(struct co_coro coro, double after)
{
    struct co_task *task = co_create_task(coro);

    await(co_sleep(after));
    co_task_cancel(task);
    return co_await(task);
}

CONFORMS(TimeoutTests, test_foreign_cancel_doesnt_timeout_if_not_expired)
{
    ASSERT_EQ(run_and_cancel(CORO(sleeps_in_a_scope, .delay = 1), 0.1), -ECANCELED);
    SAID("CancelledError expired:0");
    return 0;
}

CONFORMS(TimeoutTests, test_outer_task_is_not_cancelled)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(sleeps_in_a_scope, .delay = 0.001)));

    ASSERT_EQ(co_await(task), 0);
    SAID("TimeoutError expired:1");
    ASSERT_TRUE(co_task_done(task) && !co_task_cancelled(task));
    co_task_release(task);
    return 0;
}

CONFORMS(TimeoutTests, test_reschedule)
{
    ASSERT_EQ(run_and_cancel(CORO(sleeps_in_a_scope, 0.01, CO_FOREVER), 1), -ECANCELED);
    SAID("CancelledError expired:0");
    ASSERT_EQ(run_and_cancel(CORO(sleeps_in_a_scope, 0.01, 2), 1), -ECANCELED);
    SAID("CancelledError expired:0");
    await(co_await(co_create_task(CORO(sleeps_in_a_scope, 10, 0.5))));
    SAID("TimeoutError expired:1");
    return 0;
}

/* Absorbs a cancel of its own, so that the count stays at 1, and then opens a scope. */
ASYNC(scope_after_a_cancel, double delay; bool again;)
{
    struct co_timeout timeout = { 0 };

    co_task_cancel(co_current_task());
    ASSERT_EQ(co_sleep(1), -ECANCELED);
    ASSERT_EQ(cancelling(), 1);
    await(co_timeout_enter(&timeout, my->delay));
    if (my->again)
        co_task_cancel(co_current_task());
    int rc = co_timeout_exit(&timeout, co_sleep(10));
    say("%s:%d", outcome(rc), cancelling());
    return 0;
}

CONFORMS(TimeoutTests, test_timeout_after_cancellation)
{
    await(co_await(co_create_task(CORO(scope_after_a_cancel, .delay = 0))));
    SAID("TimeoutError:1");
    return 0;
}

CONFORMS(TimeoutTests, test_cancel_in_timeout_after_cancellation)
{
    await(co_await(co_create_task(CORO(scope_after_a_cancel, 1, true))));
    SAID("CancelledError:2");
    return 0;
}

/* A child that fails when it cleans up after the timeout. */
ASYNC(fails_in_cleanup)
{
    return co_sleep(10) == -ECANCELED ? -EIO : 0;
}

CONFORMS(TimeoutTests, test_timeout_taskgroup)
{
    struct co_timeout timeout = { 0 };
    struct co_task_group group = { 0 };

    await(co_timeout_enter(&timeout, 0.01));
    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(fails_in_cleanup));
    int rc = co_timeout_exit(&timeout, co_task_group_exit(&group, co_sleep(1)));
    ASSERT_EQ(rc, -EIO);
    ASSERT_STR_EQ(co_text(), "unhandled errors in a TaskGroup (1 sub-exception)");
    ASSERT_TRUE(co_timeout_expired(&timeout));
    ASSERT_EQ(cancelling(), 0);
    return 0;
}

/* ---- Misuse ---- */

#define REFUSED(call, text)                                                                        \
    do {                                                                                           \
        ASSERT_EQ((call), -EPERM);                                                                 \
        ASSERT_STR_EQ(co_text(), text);                                                            \
    } while (0)

CONFORMS(TimeoutTests, test_timeout_already_entered)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 0.01));
    REFUSED(co_timeout_enter(&timeout, 0.01), "Timeout has already been entered");
    return co_timeout_exit(&timeout, 0);
}

CONFORMS(TimeoutTests, test_timeout_double_enter)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 0.01));
    await(co_timeout_exit(&timeout, 0));
    REFUSED(co_timeout_enter(&timeout, 0.01), "Timeout has already been entered");
    return 0;
}

CONFORMS(TimeoutTests, test_timeout_finished)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 0.01));
    await(co_timeout_exit(&timeout, 0));
    REFUSED(co_timeout_reschedule(&timeout, 0.02), "Cannot change state of finished Timeout");
    return 0;
}

CONFORMS(TimeoutTests, test_timeout_expired)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 0.01));
    ASSERT_EQ(co_timeout_exit(&timeout, co_sleep(1)), -ETIMEDOUT);
    REFUSED(co_timeout_reschedule(&timeout, 0.02), "Cannot change state of expired Timeout");
    return 0;
}

CONFORMS(TimeoutTests, test_timeout_expiring)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 0.01));
    ASSERT_EQ(co_sleep(1), -ECANCELED);
    REFUSED(co_timeout_reschedule(&timeout, 0.02), "Cannot change state of expiring Timeout");
    ASSERT_EQ(co_timeout_exit(&timeout, 0), 0);
    ASSERT_TRUE(co_timeout_expired(&timeout));
    return 0;
}

CONFORMS(TimeoutTests, test_timeout_not_entered)
{
    struct co_timeout timeout = { 0 };

    REFUSED(co_timeout_reschedule(&timeout, 0.02), "Timeout has not been entered");
    REFUSED(co_timeout_exit(&timeout, 0), "Timeout has not been entered");
    return 0;
}

CONFORMS_RUNNING(TimeoutTests, test_timeout_without_task)
{
    struct co_timeout timeout = { 0 };

    ASSERT_EQ(co_timeout_enter(&timeout, 0.01), -EPERM);
    ASSERT_EQ(co_timeout_reschedule(&timeout, 0.02), -EPERM);
    ASSERT_EQ(co_timeout_exit(&timeout, 0), -EPERM);
}

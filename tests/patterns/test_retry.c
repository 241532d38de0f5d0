/* src/patterns/retry.c: which calls are repeated, when, and how often. */
#include "patterns/retry.h"

#include "co/scenario.h"

/* Fails `failures` times with `code`, then returns 7. */
static int calls;

ASYNC(flaky, int failures; int code;)
{
    my->failures -= calls++; /* the next call must not see this */
    say("%.2f", co_time());
    if (my->failures > 0)
        return co_raise(my->code, "failure %d", calls);
    return co_return_text("at last") + 7;
}

static int retry_flaky(const struct retry_policy *policy, int failures, int code)
{
    calls = 0;
    return retry_call(policy, CORO(flaky, failures, code));
}

/* ---- When and how often ---- */

ASYNC_TEST(operation_is_called_once_if_it_succeeds)
{
    struct retry_policy policy = { .attempts = 3, .delay = 1.0 };

    ASSERT_EQ(retry_flaky(&policy, 0, -EIO), 7);
    ASSERT_STR_EQ(co_text(), "at last");
    SAID("0.00");
    return 0;
}

ASYNC_TEST(pause_doubles_each_time)
{
    struct retry_policy policy = { .attempts = 5, .delay = 0.5 };

    ASSERT_EQ(retry_flaky(&policy, 4, -EIO), 7);
    SAID("0.00 0.50 1.50 3.50 7.50");
    return 0;
}

ASYNC_TEST(caller_gets_the_error_at_once_after_the_last_attempt)
{
    struct retry_policy policy = { .attempts = 3, .delay = 1.0 };

    ASSERT_EQ(retry_flaky(&policy, 3, -ECONNRESET), -ECONNRESET);
    ASSERT_STR_EQ(co_text(), "failure 3");
    SAID("0.00 1.00 3.00");
    ASSERT_NEAR(co_time(), 3.0, 1e-9);
    return 0;
}

ASYNC_TEST(single_attempt_is_a_plain_call)
{
    struct retry_policy policy = { .attempts = 1 };

    ASSERT_EQ(retry_flaky(&policy, 1, -EIO), -EIO);
    SAID("0.00");
    return 0;
}

ASYNC_TEST(delay_has_a_bound)
{
    struct retry_policy policy = { .attempts = 6, .delay = 1.0, .max_delay = 3.0 };

    ASSERT_EQ(retry_flaky(&policy, 5, -EIO), 7);
    SAID("0.00 1.00 3.00 6.00 9.00 12.00");
    return 0;
}

ASYNC_TEST(many_attempts_run_without_a_pause)
{
    struct retry_policy policy = { .attempts = 3000 };

    ASSERT_EQ(retry_flaky(&policy, 2999, -EIO), 7);
    words[0] = '\0';
    ASSERT_NEAR(co_time(), 0, 1e-9);
    return 0;
}

ASYNC_TEST(delay_stays_finite_when_doubled_for_ever)
{
    /* Without a bound the sum of the delays would be more than the clock can hold. */
    struct retry_policy policy = {
        .attempts = 1100, .delay = 1.0, .max_delay = 1e6, .jitter = 0.1
    };

    calls = 0;
    ASSERT_EQ(retry_flaky(&policy, 1099, -EIO), 7);
    words[0] = '\0';
    ASSERT_TRUE(co_time() > 1e6 * 1000 && co_time() < 1.1e6 * 1100);
    return 0;
}

static double pauses[8];
static int pause_count;

static void note_pause(const struct retry_policy *policy, int attempt, int code, double pause)
{
    ASSERT_EQ(attempt, ++pause_count);
    ASSERT_EQ(code, -EIO);
    ASSERT_TRUE(policy->attempts > attempt);
    pauses[attempt] = pause;
    say("%s", co_text());
}

/* Each run has the same jitter, because the loop's random numbers are the same. */
ASYNC_TEST(jitter_is_added_to_each_delay)
{
    struct retry_policy policy = {
        .attempts = 5, .delay = 1.0, .jitter = 0.1, .retrying = note_pause
    };

    ASSERT_EQ(retry_flaky(&policy, 4, -EIO), 7);
    ASSERT_EQ(pause_count, 4);
    double sum = 0, more = 0;
    for (int attempt = 1; attempt <= 4; attempt++) {
        double delay = 1 << (attempt - 1);

        ASSERT_TRUE(pauses[attempt] >= delay && pauses[attempt] < 1.1 * delay);
        more += pauses[attempt] - delay;
        sum += pauses[attempt];
    }
    ASSERT_TRUE(more > 0);
    ASSERT_NEAR(co_time(), sum, 1e-6);
    return 0;
}

ASYNC_TEST(retrying_is_called_before_each_pause)
{
    struct retry_policy policy = { .attempts = 3, .delay = 1.0, .retrying = note_pause };

    ASSERT_EQ(retry_flaky(&policy, 3, -EIO), -EIO);
    SAID("0.00 failure 1 1.00 failure 2 3.00");
    ASSERT_NEAR(pauses[1], 1.0, 1e-9);
    ASSERT_NEAR(pauses[2], 2.0, 1e-9);
    return 0;
}

/* ---- Errors that are worth another call ---- */

ASYNC_TEST(permanent_errors_are_not_retried)
{
    static const int own[] = { -EINVAL, -EPERM, -EBADF, -EALREADY, -EDEADLK, -ENOSPC, -EINTR };
    struct retry_policy policy = { .attempts = 3 };

    for (size_t i = 0; i < COUNT(own); i++) {
        ASSERT_EQ(retry_flaky(&policy, 3, own[i]), own[i]);
        ASSERT_EQ(calls, 1);
        ASSERT_TRUE(!retry_is_transient(own[i]));
    }
    return 0;
}

ASYNC_TEST(transient_errors_are_retried)
{
    static const int worlds[] = { -ECONNREFUSED, -ECONNRESET, -ETIMEDOUT, -EIO, -EPIPE };
    struct retry_policy policy = { .attempts = 3 };

    for (size_t i = 0; i < COUNT(worlds); i++) {
        ASSERT_EQ(retry_flaky(&policy, 3, worlds[i]), worlds[i]);
        ASSERT_EQ(calls, 3);
        ASSERT_TRUE(retry_is_transient(-worlds[i]));
    }
    return 0;
}

static bool only_values(int code)
{
    return code == -EINVAL;
}

ASYNC_TEST(should_retry_decides_for_the_caller)
{
    struct retry_policy policy = { .attempts = 3, .should_retry = only_values };

    ASSERT_EQ(retry_flaky(&policy, 3, -EINVAL), -EINVAL);
    ASSERT_EQ(calls, 3);
    ASSERT_EQ(retry_flaky(&policy, 3, -EIO), -EIO);
    ASSERT_EQ(calls, 1);
    return 0;
}

static bool everything(int code)
{
    return code < 0;
}

/* ---- Cancelling ---- */

ASYNC(retries, const struct retry_policy *policy; struct co_coro operation;)
{
    return retry_call(my->policy, my->operation);
}

ASYNC(asleep)
{
    calls++;
    return co_sleep(10);
}

ASYNC_TEST(cancel_is_never_retried)
{
    static struct retry_policy policy = { .attempts = 3, .should_retry = everything };

    calls = 0;
    struct co_task *task = co_create_task(CORO(retries, &policy, CORO(asleep)));
    await(co_sleep(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_EQ(calls, 1);
    return 0;
}

ASYNC_TEST(cancel_ends_a_pause)
{
    static struct retry_policy policy = { .attempts = 3, .delay = 10 };
    static struct flaky always = { 9, -EIO };
    struct co_coro operation = { flaky_start, &always, sizeof always, "flaky", 0, NULL };

    calls = 0;
    struct co_task *task = co_create_task(CORO(retries, &policy, operation));
    await(co_sleep(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_EQ(calls, 1);
    ASSERT_NEAR(co_time(), 1, 1e-9);
    return 0;
}

ASYNC_TEST(timeout_of_a_call_is_retried_but_not_of_all)
{
    struct retry_policy policy = { .attempts = 3, .delay = 1 };
    struct co_timeout timeout = { 0 };

    calls = 0;
    co_timeout_enter(&timeout, 5);
    int rc = co_timeout_exit(&timeout, retry_call(&policy, CORO(asleep)));
    ASSERT_EQ(rc, -ETIMEDOUT);
    ASSERT_EQ(calls, 1);
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(bad_numbers_are_refused)
{
    const struct retry_policy wrong[] = {
        { .attempts = 0 },
        { .attempts = -1 },
        { .attempts = 1, .delay = -1 },
        { .attempts = 1, .delay = __builtin_nan("") },
        { .attempts = 1, .delay = __builtin_inf() },
        { .attempts = 1, .max_delay = -1 },
        { .attempts = 1, .jitter = -0.1 },
        { .attempts = 1, .jitter = __builtin_nan("") },
    };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        test_note("row %zu", i);
        ASSERT_EQ(retry_flaky(&wrong[i], 0, -EIO), -EINVAL);
        ASSERT_TRUE(co_text()[0]);
        ASSERT_EQ(calls, 0);
    }
    return 0;
}

ASYNC_TEST(call_fails_if_the_arguments_are_too_large)
{
    static char arguments[CO_ARGUMENTS_MAX + 1];
    struct retry_policy policy = { .attempts = 1 };
    struct co_coro operation = { flaky_start, arguments, sizeof arguments, "flaky", 0, NULL };

    ASSERT_EQ(retry_call(&policy, operation), -EINVAL);
    ASSERT_STR_EQ(co_text(), "flaky has too many bytes of arguments");
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(shortage_of_memory_is_an_ordinary_error)
{
    struct retry_policy policy = { .attempts = 2, .delay = 0.1 };

    calls = 0;
    int rc = retry_call(&policy, CORO(flaky, 1, -EIO));

    return rc < 0 ? rc : 0;
}

/* ---- Ends ---- */

static bool anything(int code)
{
    (void)code;
    return true;
}

ASYNC(succeeds_with_nothing)
{
    calls++;
    return 0;
}

ASYNC_TEST(retry_ends_with_a_result_of_zero_whatever_the_caller_says)
{
    struct retry_policy policy = { .attempts = 3, .should_retry = anything };

    calls = 0;
    ASSERT_EQ(retry_call(&policy, CORO(succeeds_with_nothing)), 0);
    ASSERT_EQ(calls, 1);
    return 0;
}

ASYNC_TEST(retry_takes_as_many_arguments_as_there_is_room_for)
{
    static char arguments[CO_ARGUMENTS_MAX];
    struct retry_policy policy = { .attempts = 1 };
    struct co_coro operation = { flaky_start, arguments, sizeof arguments, "flaky", 0, NULL };

    calls = 0;
    ASSERT_EQ(retry_call(&policy, operation), 7);
    return 0;
}

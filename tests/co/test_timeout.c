#include "co/kernel/task.h"

#include "scenario.h"

static const char *outcome(int rc)
{
    return rc < 0 ? co_error_name(rc) : "ok";
}

/* ---- Timeout scopes ---- */

ASYNC_TEST(a_body_that_ends_in_time_is_left_alone)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 2));
    int rc = co_sleep(1);
    ASSERT_EQ(co_timeout_exit(&timeout, rc), 0);
    ASSERT_TRUE(!co_timeout_expired(&timeout));
    await(co_sleep(5)); /* its timer is gone */
    return 0;
}

ASYNC_TEST(body_is_cancelled_and_the_exit_is_a_timeout_at_the_deadline)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 2));
    int rc = co_sleep(5);
    ASSERT_EQ(rc, -ECANCELED);
    ASSERT_TRUE(co_timeout_expired(&timeout));
    ASSERT_EQ(co_timeout_exit(&timeout, rc), -ETIMEDOUT);
    ASSERT_TRUE(co_timeout_expired(&timeout));
    ASSERT_NEAR(co_time(), 2, 1e-9);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0); /* the request was taken back */
    return co_sleep(1);
}

ASYNC_TEST(error_of_the_body_passes)
{
    struct co_timeout timeout = { 0 }, expired = { 0 };

    await(co_timeout_enter(&timeout, 2));
    ASSERT_EQ(co_timeout_exit(&timeout, -EIO), -EIO);
    await(co_timeout_enter(&expired, 2));
    ASSERT_EQ(co_sleep(5), -ECANCELED);
    ASSERT_EQ(co_timeout_exit(&expired, -EIO), -EIO);
    ASSERT_TRUE(co_timeout_expired(&expired));
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    return 0;
}

ASYNC_TEST(body_that_absorbs_the_cancel_ends_without_an_error)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 1));
    ASSERT_EQ(co_sleep(5), -ECANCELED);
    await(co_sleep(1)); /* cancelled once only */
    ASSERT_EQ(co_timeout_exit(&timeout, 7), 7);
    ASSERT_TRUE(co_timeout_expired(&timeout));
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    return 0;
}

ASYNC_TEST(scope_without_a_deadline_never_expires)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, CO_FOREVER));
    int rc = co_sleep(1e6);
    ASSERT_EQ(co_timeout_exit(&timeout, rc), 0);
    return 0;
}

ASYNC_TEST(timeout_of_zero_expires_in_the_next_turn)
{
    const double limits[] = { 0, -1, -CO_FOREVER };

    for (int i = 0; i < 3; i++) {
        struct co_timeout timeout = { 0 };

        await(co_timeout_enter(&timeout, limits[i]));
        int rc = co_sleep(0);
        if (rc == 0)
            rc = co_sleep(0);
        ASSERT_EQ(co_timeout_exit(&timeout, rc), -ETIMEDOUT);
    }
    ASSERT_NEAR(co_time(), 0, 1e-9);
    return 0;
}

ASYNC_TEST(a_body_that_does_not_suspend_is_not_cancelled)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 0));
    ASSERT_EQ(co_timeout_exit(&timeout, 3), 3);
    return turns(3);
}

/* Two scopes around a long sleep; says what each ends with. */
ASYNC(nested, double outer_limit, inner_limit;)
{
    struct co_timeout outer = { 0 }, inner = { 0 };

    await(co_timeout_enter(&outer, my->outer_limit));
    await(co_timeout_enter(&inner, my->inner_limit));
    int rc = co_sleep(10);
    rc = co_timeout_exit(&inner, rc);
    say("inner:%s", outcome(rc));
    rc = co_timeout_exit(&outer, rc);
    say("outer:%s", outcome(rc));
    say("expired:%d,%d count:%d", co_timeout_expired(&outer), co_timeout_expired(&inner),
        co_task_cancelling(co_current_task()));
    return rc;
}

ASYNC_TEST(the_outer_scope_expires_first)
{
    ASSERT_EQ(CALL(nested, 1, 2), -ETIMEDOUT);
    SAID("inner:CancelledError outer:TimeoutError expired:1,0 count:0");
    return 0;
}

ASYNC_TEST(the_inner_scope_expires_first)
{
    ASSERT_EQ(CALL(nested, 2, 1), -ETIMEDOUT);
    SAID("inner:TimeoutError outer:TimeoutError expired:0,1 count:0");
    return 0;
}

ASYNC_TEST(outer_scope_reports_when_two_expire_at_one_moment)
{
    ASSERT_EQ(CALL(nested, 1, 1), -ETIMEDOUT);
    SAID("inner:CancelledError outer:TimeoutError expired:1,1 count:0");
    return 0;
}

ASYNC(sleep_in_a_scope, double limit;)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, my->limit));
    int rc = co_timeout_exit(&timeout, co_sleep(10));
    say("%s expired:%d count:%d", outcome(rc), co_timeout_expired(&timeout),
        co_task_cancelling(co_current_task()));
    return rc;
}

ASYNC_TEST(cancel_by_another_task_is_not_a_timeout)
{
    struct co_task *task = co_create_task(CORO(sleep_in_a_scope, 2));

    await(co_sleep(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("CancelledError expired:0 count:1");
    return 0;
}

ASYNC_TEST(cancel_by_another_task_wins_at_the_moment_of_the_timeout)
{
    struct co_task *task = co_create_task(CORO(sleep_in_a_scope, 1));

    await(co_sleep(1)); /* armed before the scope, so we go on first */
    ASSERT_TRUE(!co_task_done(task));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("CancelledError expired:1 count:1");
    return 0;
}

ASYNC(time_out_in_cleanup)
{
    int cancelled = co_sleep(10);
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 1));
    int rc = co_timeout_exit(&timeout, co_sleep(10));
    say("%s", outcome(rc));
    return cancelled;
}

ASYNC_TEST(a_scope_within_a_cleanup_still_reports_its_timeout)
{
    struct co_task *task = co_create_task(CORO(time_out_in_cleanup));

    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("TimeoutError");
    return 0;
}

ASYNC_TEST(scope_ends_when_the_awaited_task_has_cleaned_up)
{
    struct co_timeout timeout = { 0 };
    struct co_task *task = co_create_task(CORO(stuck, "inner"));

    await(co_timeout_enter(&timeout, 1));
    ASSERT_EQ(co_timeout_exit(&timeout, co_await(task)), -ETIMEDOUT);
    SAID("inner:CancelledError");
    return 0;
}

ASYNC_TEST(a_scope_can_be_used_once)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 1));
    ASSERT_EQ(co_timeout_enter(&timeout, 1), -EPERM);
    ASSERT_STR_EQ(co_text(), "Timeout has already been entered");
    ASSERT_EQ(co_timeout_exit(&timeout, 0), 0);
    ASSERT_EQ(co_timeout_enter(&timeout, 1), -EPERM);
    return co_sleep(5);
}

ASYNC_TEST(a_limit_has_to_be_a_number)
{
    struct co_timeout timeout = { 0 };

    ASSERT_EQ(co_timeout_enter(&timeout, NAN), -EINVAL);
    return 0;
}

static int enter_in_a_callback(void *unused)
{
    struct co_timeout timeout = { 0 };

    (void)unused;
    ASSERT_EQ(co_timeout_enter(&timeout, 1), -EPERM);
    ASSERT_STR_EQ(co_text(), "Timeout should be used inside a task");
    return 0;
}

ASYNC_TEST(a_callback_cannot_enter_a_scope)
{
    await(co_call_soon(enter_in_a_callback, NULL));
    return turns(1);
}

TEST(scope_cannot_be_entered_outside_a_loop)
{
    struct co_timeout timeout = { 0 };

    ASSERT_EQ(co_timeout_enter(&timeout, 1), -EPERM);
    ASSERT_EQ(co_timeout_exit(&timeout, -EIO), -EIO);
    ASSERT_EQ(co_wait_for(NULL, 1), -EPERM);
    ASSERT_EQ(co_wait_for(NULL, 0), -EPERM);
}

ASYNC_TEST(a_scope_can_end_at_a_moment)
{
    struct co_timeout timeout = { 0 };

    await(co_sleep(1));
    await(co_timeout_enter_at(&timeout, 3.5));
    ASSERT_TRUE(co_timeout_when(&timeout) == 3.5);
    ASSERT_EQ(co_timeout_exit(&timeout, co_sleep(10)), -ETIMEDOUT);
    ASSERT_NEAR(co_time(), 3.5, 1e-9);
    return 0;
}

ASYNC_TEST(deadline_of_a_scope_can_be_moved_and_removed)
{
    struct co_timeout timeout = { 0 };

    ASSERT_TRUE(co_timeout_when(&timeout) == CO_FOREVER);
    await(co_timeout_enter(&timeout, 1));
    ASSERT_TRUE(co_timeout_when(&timeout) == 1);
    await(co_timeout_reschedule(&timeout, CO_FOREVER));
    ASSERT_TRUE(co_timeout_when(&timeout) == CO_FOREVER);
    await(co_sleep(2));
    await(co_timeout_reschedule(&timeout, 5));
    ASSERT_TRUE(co_timeout_when(&timeout) == 7);
    ASSERT_EQ(co_timeout_reschedule(&timeout, NAN), -EINVAL);
    await(co_sleep(4));
    await(co_timeout_reschedule(&timeout, -1));
    ASSERT_EQ(co_timeout_exit(&timeout, co_sleep(10)), -ETIMEDOUT);
    ASSERT_NEAR(co_time(), 6, 1e-9);
    return 0;
}

ASYNC(leaves, struct co_timeout *timeout;)
{
    int rc = co_timeout_exit(my->timeout, 0);

    say("%s", co_text());
    return rc;
}

ASYNC_TEST(scope_is_left_once_by_the_task_that_entered_it)
{
    static struct co_timeout timeout;

    ASSERT_EQ(co_timeout_exit(&timeout, 0), -EPERM);
    ASSERT_STR_EQ(co_text(), "Timeout has not been entered");
    await(co_timeout_enter(&timeout, 1));
    ASSERT_EQ(co_await(co_create_task(CORO(leaves, &timeout))), -EPERM);
    SAID("Timeout can only be left by the task that entered it");
    await(co_timeout_exit(&timeout, 0));
    ASSERT_EQ(co_timeout_exit(&timeout, 0), -EPERM);
    ASSERT_STR_EQ(co_text(), "Cannot change state of finished Timeout");
    ASSERT_EQ(co_timeout_exit(&timeout, -EIO), -EIO);
    return 0;
}

/* ---- Left without leaving ---- */

static struct co_timeout forgotten;

/* Returns from within its scopes. */
ASYNC(forgets, bool on_the_stack; double seconds;)
{
    struct co_timeout timeout = { 0 };

    forgotten = (struct co_timeout){ 0 };
    await(co_timeout_enter(my->on_the_stack ? &timeout : &forgotten, 1));
    return co_sleep(my->seconds);
}

/* Has the same stack; what the timer was is something else now. */
ASYNC(writes_over_it)
{
    volatile char garbage[4096];

    for (size_t i = 0; i < sizeof garbage; i++)
        garbage[i] = 0x55;
    await(co_sleep(3));
    return garbage[17] == 0x55 ? 0 : -EIO;
}

ASYNC_TEST(scope_ends_with_the_task_that_ends_within_it)
{
    for (int i = 0; i < 4; i++) {
        await(co_await(co_create_task(CORO(forgets, i % 2, 0.5))));
        struct co_task *next = co_create_task(CORO(writes_over_it));
        await(co_await(next));
        ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    }
    ASSERT_EQ(co_timeout_exit(&forgotten, 0), -EPERM);
    ASSERT_EQ(co_await(co_create_task(CORO(forgets, true, 5))), -ECANCELED);
    return co_sleep(5);
}

ASYNC(generator_that_forgets)
{
    struct co_timeout timeout = { 0 };

    return co_timeout_enter(&timeout, 1);
}

ASYNC_TEST(scope_ends_with_the_generator_that_ends_within_it)
{
    struct co_generator generator = { .coro = CORO(generator_that_forgets) };
    intptr_t value;

    ASSERT_EQ(co_generator_next(&generator, &value), 0);
    await(co_await(co_create_task(CORO(writes_over_it))));
    return co_sleep(3);
}

/* ---- wait_for ---- */

/* Sleeps for long; when cancelled it cleans up for some turns and then ends cancelled or with
 * `result`. */
ASYNC(cleaner, int cleanup; int result;)
{
    int rc = co_sleep(10);

    say("inner:%s", outcome(rc));
    await(turns(my->cleanup));
    say("inner:cleaned");
    return my->result ? my->result : rc;
}

static struct co_task *start_cleaner(int cleanup, int result)
{
    return co_create_task(CORO(cleaner, cleanup, result));
}

ASYNC_TEST(wait_for_returns_a_result_that_comes_in_time)
{
    ASSERT_EQ(co_wait_for(co_create_task(CORO(sleeper, 1, 5)), 2), 5);
    ASSERT_EQ(co_wait_for(co_create_task(CORO(returner, -EIO, "disk full")), 2), -EIO);
    ASSERT_STR_EQ(co_error_message(-EIO), "disk full");
    ASSERT_EQ(co_wait_for(co_create_task(CORO(sleeper, 100, 6)), CO_FOREVER), 6);
    return 0;
}

ASYNC_TEST(wait_for_does_not_suspend_when_the_task_has_ended)
{
    struct co_task *ended = co_create_task(CORO(returner, .result = 5)),
                   *ended_too = co_create_task(CORO(returner, .result = 6));

    await(turns(1));
    struct co_task *other = co_create_task(CORO(returner, .result = 0));
    ASSERT_EQ(co_wait_for(ended, 1), 5);
    ASSERT_EQ(co_wait_for(ended_too, 0), 6);
    ASSERT_TRUE(!co_task_done(other));
    return co_await(other);
}

ASYNC_TEST(wait_for_cancels_at_its_deadline_and_awaits_the_end)
{
    ASSERT_EQ(co_wait_for(start_cleaner(3, 0), 2), -ETIMEDOUT);
    SAID("inner:CancelledError inner:cleaned");
    ASSERT_NEAR(co_time(), 2, 1e-9);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    return co_sleep(1);
}

ASYNC_TEST(result_of_the_inner_task_wins_over_the_timeout)
{
    ASSERT_EQ(co_wait_for(start_cleaner(0, 42), 2), 42);
    ASSERT_EQ(co_wait_for(start_cleaner(2, -EIO), 2), -EIO);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    return 0;
}

ASYNC_TEST(wait_for_without_time_never_begins_a_new_task)
{
    ASSERT_EQ(co_wait_for(co_create_task(CORO(stuck, "started")), 0), -ETIMEDOUT);
    ASSERT_EQ(co_wait_for(co_create_task(CORO(stuck, "started")), -5), -ETIMEDOUT);
    SAID("");
    ASSERT_NEAR(co_time(), 0, 1e-9);
    return 0;
}

ASYNC_TEST(wait_for_without_time_still_waits_for_the_end)
{
    struct co_task *task = start_cleaner(3, 0);

    await(turns(1));
    ASSERT_EQ(co_wait_for(task, 0), -ETIMEDOUT);
    SAID("inner:CancelledError inner:cleaned");
    task = start_cleaner(0, 42);
    await(turns(1));
    ASSERT_EQ(co_wait_for(task, 0), 42);
    return 0;
}

ASYNC(wait_in_vain, struct co_task *task; double limit;)
{
    int rc = co_wait_for(my->task, my->limit);

    say("wait_for:%s", outcome(rc));
    return rc;
}

ASYNC_TEST(cancel_of_the_caller_reaches_the_inner_task_and_stays)
{
    struct co_task *task = co_create_task(CORO(wait_in_vain, start_cleaner(1, 0), 5));

    await(co_sleep(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("inner:CancelledError inner:cleaned wait_for:CancelledError");
    return 0;
}

ASYNC_TEST(cancel_of_the_caller_stays_while_the_inner_task_cleans_up)
{
    struct co_task *task = co_create_task(CORO(wait_in_vain, start_cleaner(5, 0), 1));

    await(co_sleep(1));
    await(turns(3));
    SAID("inner:CancelledError");
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("wait_for:CancelledError");
    return 0;
}

ASYNC_TEST(cancel_of_the_caller_stays_as_the_inner_task_ends)
{
    struct co_task *future = co_future_create("answer");
    struct co_task *task = co_create_task(CORO(wait_in_vain, future, 5));

    await(turns(1));
    await(co_future_set_result(future, 1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("wait_for:CancelledError");
    return 0;
}

ASYNC_TEST(inner_task_cancelled_by_another_task_is_no_timeout)
{
    struct co_task *inner = start_cleaner(0, 0);
    struct co_task *task = co_create_task(CORO(wait_in_vain, inner, 5));

    await(co_sleep(1));
    co_task_cancel(inner);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("inner:CancelledError inner:cleaned wait_for:CancelledError");
    return 0;
}

ASYNC(wait_in_cleanup, double limit;)
{
    int cancelled = co_sleep(10);

    say("%s", outcome(co_wait_for(co_create_task(CORO(sleeper, 5, 0)), my->limit)));
    return cancelled;
}

ASYNC_TEST(wait_for_times_out_within_a_cleanup)
{
    const double limits[] = { 1, 0 };

    for (int i = 0; i < 2; i++) {
        struct co_task *task = co_create_task(CORO(wait_in_cleanup, limits[i]));

        await(turns(1));
        co_task_cancel(task);
        ASSERT_EQ(co_await(task), -ECANCELED);
        SAID("TimeoutError");
    }
    return 0;
}

static int wait_for_in_a_callback(void *future)
{
    ASSERT_EQ(co_wait_for(future, 0), -EPERM);
    ASSERT_EQ(co_wait_for(future, 1), -EPERM);
    ASSERT_TRUE(!co_task_done(future));
    return 0;
}

ASYNC_TEST(callback_cannot_wait_for_a_pending_task)
{
    struct co_task *future = co_future_create("answer");

    await(co_call_soon(wait_for_in_a_callback, future));
    return turns(1);
}

ASYNC_TEST(wait_for_returns_an_error_when_the_task_was_not_made)
{
    ASSERT_EQ(co_wait_for(NULL, 1), -EINVAL);
    ASSERT_EQ(co_wait_for(NULL, 0), -EINVAL);
    ASSERT_EQ(co_wait_for(NULL, CO_FOREVER), -EINVAL);
    return 0;
}

ASYNC_TEST(a_task_cannot_wait_for_itself)
{
    ASSERT_EQ(co_wait_for(co_current_task(), 1), -EINVAL);
    ASSERT_EQ(co_wait_for(co_current_task(), 0), -EINVAL);
    return co_sleep(2);
}

/* ---- In any order ---- */

ASYNC(race, int limit; int length;)
{
    int rc =
        co_wait_for(co_create_task(CORO(sleeper, 0.1 * my->length, my->length)), 0.1 * my->limit);

    if (my->length < my->limit)
        ASSERT_EQ(rc, my->length);
    else if (my->length > my->limit)
        ASSERT_EQ(rc, -ETIMEDOUT);
    else
        ASSERT_TRUE(rc == my->length || rc == -ETIMEDOUT);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    return 0;
}

SHUFFLED_TEST(shorter_timeout_wins_in_any_order)
{
    struct co_task *tasks[20];

    for (int i = 0; i < 20; i++)
        tasks[i] =
            co_create_task(CORO(race, 1 + (int)(co_random() % 4), 1 + (int)(co_random() % 4)));
    return co_gather(tasks, 20, NULL, 0);
}

SHUFFLED_TEST(cancelled_caller_is_cancelled_or_had_ended)
{
    struct co_task *task = co_create_task(CORO(sleep_in_a_scope, 0.2));

    await(co_sleep(0.1 * (double)(co_random() % 4)));
    bool cancelled = co_task_cancel(task);
    int rc = co_await(task);
    ASSERT_EQ(rc, cancelled ? -ECANCELED : -ETIMEDOUT);
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(wait_for_is_refused_without_memory_for_its_timer)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 1));
    int rc = co_timeout_exit(&timeout, co_sleep(0.5));
    await(rc);
    return co_wait_for(co_create_task(CORO(sleeper, 0.5, 0)), 1);
}

/* ---- In any order ---- */

ASYNC(nests, int depth;)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, co_random_uniform(0, 0.02)));
    int before = co_task_cancelling(co_current_task());
    if (co_random() % 4 == 0)
        await(co_timeout_reschedule(&timeout, co_random_uniform(0, 0.02)));
    int rc = my->depth && co_random() % 4 ? CALL(nests, my->depth - 1)
                                          : co_sleep(co_random_uniform(0, 0.02));
    rc = co_timeout_exit(&timeout, rc);
    /* Outer scopes may have expired meanwhile. The request of this scope is gone. */
    ASSERT_TRUE(co_task_cancelling(co_current_task()) >= before);
    ASSERT_TRUE(rc != -ETIMEDOUT || co_task_cancelling(co_current_task()) == before);
    return rc;
}

SHUFFLED_TEST(nested_scopes_leave_no_cancel_request_behind)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, 0.03));
    int rc = CALL(nests, 4);
    ASSERT_TRUE(rc == 0 || rc == -ETIMEDOUT || rc == -ECANCELED);
    rc = co_timeout_exit(&timeout, rc);
    ASSERT_TRUE(rc != -ECANCELED);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    return co_sleep(1);
}

/* ---- Short of memory ---- */

MEMORY_TEST(scope_cannot_be_entered_without_memory_for_its_timer)
{
    struct co_timeout timeouts[50] = { 0 };
    int rc = 0, entered = 0;

    while (entered < 50 && (rc = co_timeout_enter(&timeouts[entered], 10)) == 0)
        entered++;
    if (rc < 0)
        ASSERT_EQ(co_timeout_exit(&timeouts[entered], rc), rc);
    while (entered-- > 0)
        rc = co_timeout_exit(&timeouts[entered], rc);
    return rc;
}

/* ---- Points in time, and what is left in the task ---- */

ASYNC_TEST(timeout_at_a_moment_keeps_this_moment_exactly)
{
    /* Some of these are not what is added to the time again, as 3 * 1.1 - 0.7. */
    await(co_sleep(0.7));
    for (int i = 1; i < 60; i++) {
        struct co_timeout timeout = { 0 };
        double when = i * 1.1;

        await(co_timeout_enter_at(&timeout, when));
        ASSERT_NEAR(co_timeout_when(&timeout), when, 0);
        ASSERT_EQ(co_timeout_exit(&timeout, 0), 0);
    }
    return 0;
}

ASYNC_TEST(timeout_beyond_the_end_of_the_clock_never_comes)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter_at(&timeout, 1e300));
    ASSERT_TRUE(co_timeout_when(&timeout) == CO_FOREVER);
    return co_timeout_exit(&timeout, 0);
}

ASYNC(leaves_anothers, struct co_timeout *timeout; int rc;)
{
    return co_timeout_exit(my->timeout, my->rc);
}

ASYNC_TEST(timeout_that_another_task_leaves_passes_its_error_on)
{
    static struct co_timeout timeout;

    await(co_timeout_enter(&timeout, 10));
    ASSERT_EQ(co_await(co_create_task(CORO(leaves_anothers, &timeout, -EIO))), -EIO);
    ASSERT_EQ(co_await(co_create_task(CORO(leaves_anothers, &timeout, 0))), -EPERM);
    return co_timeout_exit(&timeout, 0);
}

ASYNC_TEST(timeouts_that_are_left_leave_nothing_in_their_task)
{
    const struct co_task *task = co_current_task();

    for (int i = 0; i < 4; i++) {
        struct co_timeout outer = { 0 }, inner = { 0 };

        await(co_timeout_enter(&outer, 10));
        await(co_timeout_enter(&inner, i == 3 ? 1 : 5));
        if (i == 1)
            await(co_timeout_reschedule(&outer, 20));
        if (i == 2)
            await(co_timeout_reschedule(&inner, CO_FOREVER));
        ASSERT_EQ(co_timeout_exit(&inner, co_sleep(2)), i == 3 ? -ETIMEDOUT : 0);
        ASSERT_EQ(task->timeouts, 1);
        ASSERT_TRUE(task->details->first_timeout != 0);
        await(co_timeout_exit(&outer, 0));
        ASSERT_EQ(task->timeouts, 0);
        ASSERT_EQ(task->details->first_timeout, 0);
    }
    return 0;
}

ASYNC_TEST(wait_for_leaves_the_task_alone_when_its_time_is_not_a_number)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 5));

    ASSERT_EQ(co_wait_for(task, NAN), -EINVAL);
    ASSERT_EQ(co_await(task), 5);
    return 0;
}

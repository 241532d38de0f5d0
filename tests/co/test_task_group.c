#include "scenario.h"

static const char *outcome(int rc)
{
    return rc < 0 ? co_error_name(rc) : "ok";
}

/* Fails after some turns. */
ASYNC(failing, int after; int code; const char *text;)
{
    await(turns(my->after));
    return my->text ? co_raise(my->code, "%s", my->text) : my->code;
}

/* Waits for ever; when cancelled it cleans up for some turns, and ends cancelled or with `result`. */
ASYNC(resisting, const char *name; int cleanup; int result;)
{
    struct co_event never = { 0 };
    int rc = co_event_wait(&never);

    say("%s:%s", my->name, outcome(rc));
    await(turns(my->cleanup));
    return my->result ? my->result : rc;
}

/* Says what is in the error set. */
static void say_errors(struct co_task_group *group)
{
    FOR_ERRORS(error, group)
    say("%s(%s: %s)", error.name, co_error_name(error.code), error.message);
}

/* ---- Well ---- */

ASYNC_TEST(the_exit_waits_for_all_children)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    struct co_task *one = co_task_group_create_task(&group, CORO(sleeper, 1, 11)),
                   *two = co_task_keep(co_task_group_create_task(&group, CORO(sleeper, 2, 22)));
    ASSERT_EQ(co_task_group_exit(&group, 5), 5);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    ASSERT_EQ(co_task_result(two), 22);
    co_task_release(two);
    (void)one;
    return 0;
}

ASYNC_TEST(a_group_without_children_does_not_suspend)
{
    struct co_task_group group = { 0 };
    struct co_task *other = co_create_task(CORO(returner, .result = 0));

    await(co_task_group_enter(&group));
    ASSERT_EQ(co_task_group_exit(&group, 0), 0);
    ASSERT_TRUE(!co_task_done(other));
    return co_await(other);
}

ASYNC_TEST(an_ended_child_can_be_looked_at_until_the_exit)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    struct co_task *child = co_task_group_create_task(&group, CORO(sleeper, 1, 7));
    ASSERT_EQ(co_await(child), 7);
    await(co_sleep(1));
    ASSERT_EQ(co_await(child), 7);
    ASSERT_EQ(co_task_result(child), 7);
    return co_task_group_exit(&group, 0);
}

ASYNC(parent_of, struct co_task_group *group; int children;)
{
    for (int i = 0; i < my->children; i++)
        co_task_group_create_task(my->group, CORO(parent_of, my->group, my->children - 1));
    say("%d", my->children);
    return co_sleep(1);
}

ASYNC_TEST(children_make_children_even_during_the_exit)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(parent_of, &group, 2));
    await(co_task_group_exit(&group, 0));
    SAID("2 1 1 0 0");
    ASSERT_EQ(co_tasks(NULL, 0), 1);
    return 0;
}

ASYNC_TEST(a_detached_child_goes_when_it_has_ended)
{
    struct co_task_group group = { 0 };
    struct co_task *previous = NULL;

    await(co_task_group_enter(&group));
    for (int i = 0; i < 10; i++) {
        struct co_task *child = co_task_group_create_task(&group, CORO(sleeper, 1, 0));

        co_task_detach(child);
        ASSERT_TRUE(!previous || child == previous); /* its stack is used again */
        previous = child;
        await(co_sleep(2));
    }
    return co_task_group_exit(&group, 0);
}

/* ---- Failing ---- */

ASYNC_TEST(the_first_failure_cancels_the_other_children)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(stuck, "one"));
    co_task_group_create_task(&group, CORO(failing, 3, -EIO, "disk full"));
    co_task_group_create_task(&group, CORO(stuck, "two"));
    int rc = co_task_group_exit(&group, 0);
    ASSERT_EQ(rc, -EIO);
    ASSERT_STR_EQ(co_text(), "unhandled errors in a TaskGroup (1 sub-exception)");
    SAID("one:CancelledError two:CancelledError");
    say_errors(&group);
    SAID("failing(OSError: disk full)");
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    return co_sleep(1);
}

ASYNC_TEST(the_first_failure_interrupts_the_body)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(failing, 3, -EIO, NULL));
    int rc = co_sleep(10);
    ASSERT_EQ(rc, -ECANCELED);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 1);
    ASSERT_EQ(co_task_group_exit(&group, rc), -EIO);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    ASSERT_NEAR(co_time(), 0, 1e-9);
    return co_sleep(1);
}

ASYNC_TEST(all_errors_can_be_read_in_the_order_of_ending_and_the_bodys_last)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(resisting, "slow", 5, -EINVAL));
    co_task_group_create_task(&group, CORO(resisting, "quick", 1, -ERANGE));
    co_task_group_create_task(&group, CORO(failing, 1, -EIO, "broken"));
    int rc = co_sleep(10);
    ASSERT_EQ(rc, -ECANCELED);
    rc = co_task_group_exit(&group, co_raise(-ETIMEDOUT, "too late"));
    ASSERT_EQ(rc, -EIO);
    ASSERT_STR_EQ(co_text(), "unhandled errors in a TaskGroup (4 sub-exceptions)");
    SAID("slow:CancelledError quick:CancelledError");
    co_task_set_name(co_current_task(), "the body");
    say_errors(&group);
    SAID("failing(OSError: broken) resisting(OSError: Numerical result out of range) "
         "resisting(ValueError: a value is not allowed here) the body(TimeoutError: too late)");
    say_errors(&group);
    SAID("");
    return 0;
}

ASYNC_TEST(a_child_that_ends_in_the_turn_of_the_failure_is_not_cancelled)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(failing, 1, -EIO, NULL));
    struct co_task *child =
        co_task_keep(co_task_group_create_task(&group, CORO(failing, 1, 5, NULL)));
    ASSERT_EQ(co_task_group_exit(&group, 0), -EIO);
    ASSERT_EQ(co_task_result(child), 5);
    co_task_release(child);
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(a_group_is_entered_once)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    ASSERT_EQ(co_task_group_enter(&group), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup has already been entered");
    await(co_task_group_exit(&group, 0));
    ASSERT_EQ(co_task_group_enter(&group), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup has already been entered");
    return 0;
}

ASYNC_TEST(children_are_made_between_enter_and_exit)
{
    struct co_task_group group = { 0 };

    ASSERT_TRUE(!co_task_group_create_task(&group, CORO(stuck, "never")));
    ASSERT_STR_EQ(co_text(), "TaskGroup has not been entered");
    await(co_task_group_enter(&group));
    await(co_task_group_exit(&group, 0));
    ASSERT_EQ(co_await(co_task_group_create_task(&group, CORO(stuck, "never"))), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup is finished");
    ASSERT_EQ(co_tasks(NULL, 0), 1);
    return 0;
}

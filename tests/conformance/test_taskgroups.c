#include "conformance.h"

/* ---- Children ---- */

ASYNC(fails, double seconds; int code;)
{
    await(co_sleep(my->seconds));
    return my->code;
}

/* Sleeps for a long time; when it is cancelled, it logs that, cleans up, and ends or fails. */
ASYNC(cleans_up, const char *name; double cleanup; int code;)
{
    int rc = co_sleep(10);

    if (rc == 0)
        return 0;
    say("%s", my->name);
    if (my->cleanup > 0)
        await(co_sleep(my->cleanup));
    return my->code ? my->code : rc;
}

static struct co_task *make_cleaner(struct co_task_group *group, const char *name, int code)
{
    return co_task_group_create_task(group, CORO(cleans_up, name, 0, code));
}

/* ---- What a group ended with ---- */

/* "OSError, ValueError of 2": the errors of the group. The errors of an inner group count as
 * one. */
static void say_errors(struct co_task_group *group)
{
    int count = 0;

    FOR_ERRORS(error, group)
    {
        say("%s", strstr(error.message, "unhandled errors") ? "group" : co_error_name(error.code));
        count++;
    }
    say("of %d", count);
}

static int leave(struct co_task_group *group, int rc)
{
    rc = co_task_group_exit(group, rc);
    say("%s", rc < 0 ? co_error_name(rc) : "ok");
    say_errors(group);
    return rc;
}

static int cancelling(void)
{
    return co_task_cancelling(co_current_task());
}

/* Start the coroutine, cancel it after a while, and await it. */
static int run_and_cancel(struct co_coro coro, double after)
{
    struct co_task *task = co_create_task(coro);

    await(co_sleep(after));
    co_task_cancel(task);
    return co_await(task);
}

/* ---- Well ---- */

CONFORMS(TestTaskGroup, test_taskgroup_01)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    struct co_task *one = co_task_keep(co_task_group_create_task(&group, CORO(sleeper, 0.1, 42))),
                   *two = co_task_keep(co_task_group_create_task(&group, CORO(sleeper, 0.2, 11)));
    await(co_task_group_exit(&group, 0));
    ASSERT_EQ(co_task_result(one), 42);
    ASSERT_EQ(co_task_result(two), 11);
    co_task_release(one);
    co_task_release(two);
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_02)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    struct co_task *one = co_task_keep(co_task_group_create_task(&group, CORO(sleeper, 0.1, 42)));
    await(co_sleep(0.2));
    struct co_task *two = co_task_keep(co_task_group_create_task(&group, CORO(sleeper, 0.2, 11)));
    await(co_task_group_exit(&group, 0));
    ASSERT_EQ(co_task_result(one) + co_task_result(two), 53);
    co_task_release(one);
    co_task_release(two);
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_03)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    struct co_task *one = co_task_keep(co_task_group_create_task(&group, CORO(sleeper, 10, 42)));
    await(co_sleep(0.1));
    struct co_task *two = co_task_keep(co_task_group_create_task(&group, CORO(sleeper, 0.2, 11)));
    co_task_cancel(one);
    await(co_sleep(0.1));
    ASSERT_TRUE(co_task_cancelled(one) && !co_task_done(two));
    await(co_task_group_exit(&group, 0));
    ASSERT_EQ(co_task_result(two), 11);
    co_task_release(one);
    co_task_release(two);
    return 0;
}

/* ---- A child fails ---- */

ASYNC(goes_not_beyond)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    make_cleaner(&group, "sibling", 0);
    co_task_group_create_task(&group, CORO(fails, 0.1, -EIO));
    await(leave(&group, 0));
    say("never");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_04)
{
    ASSERT_EQ(CALL(goes_not_beyond), -EIO);
    SAID("sibling OSError OSError of 1");
    return 0;
}

CONFORMS(TestTaskGroup, test_cancel_children_on_child_error)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    make_cleaner(&group, "sibling", 0);
    co_task_group_create_task(&group, CORO(fails, 0.1, -EIO));
    int rc = co_sleep(1);
    say("body:%s", co_error_name(rc));
    ASSERT_EQ(leave(&group, rc), -EIO);
    SAID("sibling body:CancelledError OSError OSError of 1");
    return 0;
}

/* ---- The parent is cancelled ---- */

/* Two children that answer the cancel with `child`; the body sleeps for `body` seconds and answers
 * with `answer`, after `delay` seconds. */
ASYNC(parent, double body; int child; double delay; int answer; double fails_after;)
{
    struct co_task_group group = { 0 };
    int rc = 0;

    await(co_task_group_enter(&group));
    for (int i = 0; i < 2; i++)
        make_cleaner(&group, i ? "two" : "one", my->child);
    if (my->fails_after > 0)
        co_task_group_create_task(&group, CORO(fails, my->fails_after, -EIO));
    if (my->body > 0)
        rc = co_sleep(my->body);
    if (rc < 0)
        say("body");
    if (my->delay > 0 && co_sleep(my->delay) < 0)
        say("again");
    return leave(&group, my->answer ? my->answer : rc);
}

CONFORMS(TestTaskGroup, test_cancellation)
{
    ASSERT_EQ(run_and_cancel(CORO(parent, .body = 0), 0.1), -ECANCELED);
    SAID("one two CancelledError of 0");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_07)
{
    ASSERT_EQ(run_and_cancel(CORO(parent, .body = 5), 0.1), -ECANCELED);
    SAID("body one two CancelledError of 0");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_08)
{
    ASSERT_EQ(run_and_cancel(CORO(parent, .body = 5, .child = -EIO), 0.1), -EIO);
    SAID("body one two OSError OSError OSError of 2");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_09)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    make_cleaner(&group, "one", 0);
    make_cleaner(&group, "two", 0);
    await(co_sleep(0.1));
    ASSERT_EQ(leave(&group, -EINVAL), -EINVAL);
    SAID("one two ValueError ValueError of 1");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_10)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    struct co_task *one = co_task_keep(make_cleaner(&group, "one", 0));
    make_cleaner(&group, "two", 0);
    ASSERT_EQ(leave(&group, -EINVAL), -EINVAL);
    SAID("ValueError ValueError of 1"); /* no child has begun */
    ASSERT_TRUE(co_task_cancelled(one));
    co_task_release(one);
    return 0;
}

/* ---- Groups in groups ---- */

/* `own` children of the outer group wait; both children of the inner group fail. */
ASYNC(nested, int own; double inner_fails_after;)
{
    struct co_task_group outer = { 0 }, inner = { 0 };

    await(co_task_group_enter(&outer));
    for (int i = 0; i < my->own; i++)
        make_cleaner(&outer, "outer-child", 0);
    await(co_task_group_enter(&inner));
    make_cleaner(&inner, "one", -EIO);
    make_cleaner(&inner, "two", -EIO);
    if (my->inner_fails_after > 0)
        co_task_group_create_task(&inner, CORO(fails, my->inner_fails_after, -EINVAL));
    int rc = co_sleep(10);
    say("inner:");
    rc = leave(&inner, rc);
    say("outer:");
    return leave(&outer, rc);
}

CONFORMS(TestTaskGroup, test_taskgroup_11)
{
    ASSERT_EQ(run_and_cancel(CORO(nested, .own = 0), 0.1), -EIO);
    SAID("inner: one two OSError OSError OSError of 2 outer: OSError group of 1");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_12)
{
    ASSERT_EQ(run_and_cancel(CORO(nested, .own = 1), 0.1), -EIO);
    SAID("inner: one two OSError OSError OSError of 2 outer: outer-child OSError group of 1");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_13)
{
    struct co_task_group outer = { 0 }, inner = { 0 };

    await(co_task_group_enter(&outer));
    co_task_group_create_task(&outer, CORO(fails, 0.1, -EIO));
    await(co_task_group_enter(&inner));
    make_cleaner(&inner, "inner-child", 0);
    int rc = leave(&inner, 0);
    ASSERT_EQ(leave(&outer, rc), -EIO);
    SAID("inner-child CancelledError of 0 OSError OSError of 1");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_14)
{
    ASSERT_EQ(co_await(co_create_task(CORO(nested, .own = 1, .inner_fails_after = 0.1))), -EINVAL);
    SAID("one two inner: ValueError ValueError OSError OSError of 3 "
         "outer: outer-child ValueError group of 1");
    return 0;
}

/* ---- Cancel and errors together ---- */

CONFORMS(TestTaskGroup, test_taskgroup_15)
{
    ASSERT_EQ(run_and_cancel(CORO(parent, .body = 10, .delay = 1, .fails_after = 0.5), 0.1), -EIO);
    SAID("body one two again OSError OSError of 1");
    return 0;
}

ASYNC(intermediate)
{
    return co_await(co_create_task(CORO(parent, .body = 10, .delay = 1, .fails_after = 0.5)));
}

CONFORMS(TestTaskGroup, test_taskgroup_16)
{
    ASSERT_EQ(run_and_cancel(CORO(intermediate), 0.1), -EIO);
    SAID("body one two again OSError OSError of 1");
    return 0;
}

ASYNC(empty)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    int rc = co_sleep(10);
    say("body:%s", co_error_name(rc));
    return leave(&group, rc);
}

CONFORMS(TestTaskGroup, test_taskgroup_17)
{
    ASSERT_EQ(run_and_cancel(CORO(empty), 0.1), -ECANCELED);
    SAID("body:CancelledError CancelledError of 0");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_18)
{
    ASSERT_EQ(run_and_cancel(CORO(parent, .body = 10, .answer = -EINVAL), 0.1), -EINVAL);
    SAID("body one two ValueError ValueError of 1");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_19)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(fails, 0.1, -EIO));
    ASSERT_EQ(co_sleep(10), -ECANCELED);
    ASSERT_EQ(leave(&group, -EINVAL), -EIO);
    SAID("OSError OSError ValueError of 2");
    return 0;
}

ASYNC(waits_for_sleepers)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(sleeper, 10, 0));
    co_task_group_create_task(&group, CORO(sleeper, 10, 0));
    return leave(&group, 0);
}

CONFORMS(TestTaskGroup, test_taskgroup_22)
{
    ASSERT_EQ(run_and_cancel(CORO(waits_for_sleepers), 0.1), -ECANCELED);
    SAID("CancelledError of 0");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_context_manager_exit_raises)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(fails, 0.1, -EIO));
    int rc = co_sleep(10);
    ASSERT_EQ(rc, -ECANCELED);
    ASSERT_EQ(cancelling(), 1);
    rc = leave(&group, co_raise(-EINVAL, "the exit of something within"));
    SAID("OSError OSError ValueError of 2");
    ASSERT_EQ(cancelling(), 0);
    return co_sleep(1);
}

CONFORMS(TestTaskGroup, test_cancelling_level_preserved)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(fails, 0, -EIO));
    ASSERT_EQ(leave(&group, 0), -EIO);
    ASSERT_EQ(cancelling(), 0);
    return co_sleep(1);
}

CONFORMS(TestTaskGroup, test_nested_groups_both_cancelled)
{
    struct co_task_group outer = { 0 }, inner = { 0 };

    await(co_task_group_enter(&outer));
    co_task_group_create_task(&outer, CORO(fails, 0.1, -EIO));
    await(co_task_group_enter(&inner));
    co_task_group_create_task(&inner, CORO(fails, 0.1, -EINVAL));
    int rc = co_sleep(10);
    ASSERT_EQ(leave(&inner, rc), -EINVAL);
    ASSERT_EQ(cancelling(), 1);
    rc = co_sleep(10); /* the inner group's error is handled here; the outer group still cancels */
    ASSERT_EQ(rc, -ECANCELED);
    ASSERT_EQ(leave(&outer, rc), -EIO);
    ASSERT_EQ(cancelling(), 0);
    SAID("ValueError ValueError of 1 OSError OSError of 1");
    return 0;
}

ASYNC(fails_and_is_cancelled)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(fails, 0.1, -EIO));
    co_task_group_create_task(&group, CORO(cleans_up, "sibling", 1, 0));
    ASSERT_EQ(leave(&group, 0), -EIO);
    ASSERT_EQ(cancelling(), 1);
    int rc = co_sleep(10);
    say("next:%s", co_error_name(rc));
    return rc;
}

CONFORMS(TestTaskGroup, test_error_and_cancel)
{
    ASSERT_EQ(run_and_cancel(CORO(fails_and_is_cancelled), 0.5), -ECANCELED);
    SAID("sibling OSError OSError of 1 next:CancelledError");
    return 0;
}

/* ---- Making children ---- */

CONFORMS(TestTaskGroup, test_taskgroup_23)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    for (int i = 0; i < 1000 + TASKS_KEPT; i++) {
        struct co_task *child = co_task_group_create_task(&group, CORO(sleeper, 0, 0));

        co_task_detach(child);
        await(co_sleep(0.1));
        ASSERT_TRUE(different(child) <= TASKS_KEPT + 1); /* earlier children have been freed */
    }
    return co_task_group_exit(&group, 0);
}

ASYNC(makes_a_child, struct co_task_group *group; int generations;)
{
    await(co_sleep(0.1));
    say("%d", my->generations);
    if (my->generations > 1)
        co_task_group_create_task(my->group, CORO(makes_a_child, my->group, my->generations - 1));
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_24)
{
    static struct co_task_group group;

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(makes_a_child, &group, 3));
    await(co_task_group_exit(&group, 0));
    SAID("3 2 1");
    return 0;
}

/* Each task makes two more, and resists the cancel for a while. */
ASYNC(multiplies, struct co_task_group *group;)
{
    for (int i = 0; i < 2; i++)
        if (!co_task_group_create_task(my->group, CORO(multiplies, my->group)))
            return 0;
    int rc = co_sleep(0.1);
    if (rc < 0)
        await(co_sleep(0.1));
    return rc;
}

CONFORMS(TestTaskGroup, test_taskgroup_25)
{
    static struct co_task_group group;

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(multiplies, &group));
    await(turns(3));
    ASSERT_EQ(co_tasks(NULL, 0), 16);
    co_task_group_create_task(&group, CORO(fails, 0, -EIO));
    ASSERT_EQ(leave(&group, 0), -EIO);
    SAID("OSError OSError of 1");
    ASSERT_EQ(co_tasks(NULL, 0), 1);
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_task_name)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    struct co_task *child = co_task_group_create_task(&group, CORO(sleeper, 0, 0));
    ASSERT_STR_EQ(co_task_name(child), "sleeper");
    co_task_set_name(child, "yolo");
    ASSERT_STR_EQ(co_task_name(child), "yolo");
    return co_task_group_exit(&group, 0);
}

static struct co_context_var variable = CO_CONTEXT_VAR("variable", 0);

ASYNC(sets_the_variable, intptr_t value;)
{
    return co_context_var_set(&variable, my->value).result;
}

CONFORMS(TestTaskGroup, test_taskgroup_task_context)
{
    struct co_task_group group = { 0 };
    struct co_context *context = co_context_copy();

    await(co_task_group_enter(&group));
    co_task_group_create_task_in(&group, CORO(sets_the_variable, 3), context);
    co_task_group_create_task(&group, CORO(sets_the_variable, 4));
    await(co_task_group_exit(&group, 0));
    ASSERT_EQ(co_context_value(context, &variable), 3);
    ASSERT_EQ(co_context_var_get(&variable), 0);
    co_context_release(context);
    return 0;
}

ASYNC(makes_one_more, struct co_task_group *group;)
{
    int rc = co_sleep(10);

    ASSERT_TRUE(!co_task_group_create_task(my->group, CORO(sleeper, 0, 0)));
    say("%s", co_text());
    return rc;
}

CONFORMS(TestTaskGroup, test_taskgroup_no_create_task_after_failure)
{
    static struct co_task_group group;

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(makes_one_more, &group));
    co_task_group_create_task(&group, CORO(fails, 0.1, -EIO));
    ASSERT_EQ(co_sleep(1), -ECANCELED);
    ASSERT_EQ(co_await(co_task_group_create_task(&group, CORO(sleeper, 0, 0))), -EPERM);
    ASSERT_EQ(leave(&group, -ECANCELED), -EIO);
    SAID("TaskGroup is shutting down OSError OSError of 1");
    return 0;
}

CONFORMS(TestTaskGroup, test_coro_closed_when_tg_closed)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    await(co_task_group_exit(&group, 0));
    for (int i = 0; i < 100; i++)
        ASSERT_TRUE(!co_task_group_create_task(&group, CORO(sleeper, 0, 0)));
    ASSERT_EQ(co_tasks(NULL, 0), 1);
    return 0;
}

/* ---- Misuse ---- */

CONFORMS(TestTaskGroup, test_taskgroup_already_entered)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    ASSERT_EQ(co_task_group_enter(&group), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup has already been entered");
    return co_task_group_exit(&group, 0);
}

CONFORMS(TestTaskGroup, test_taskgroup_double_enter)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    await(co_task_group_exit(&group, 0));
    ASSERT_EQ(co_task_group_enter(&group), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup has already been entered");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_finished)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    await(co_task_group_exit(&group, 0));
    ASSERT_EQ(co_await(co_task_group_create_task(&group, CORO(sleeper, 0, 0))), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup is finished");
    return 0;
}

CONFORMS(TestTaskGroup, test_taskgroup_not_entered)
{
    struct co_task_group group = { 0 };

    ASSERT_EQ(co_await(co_task_group_create_task(&group, CORO(sleeper, 0, 0))), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup has not been entered");
    return 0;
}

CONFORMS_RUNNING(TestTaskGroup, test_taskgroup_without_parent_task)
{
    struct co_task_group group = { 0 };

    ASSERT_EQ(co_task_group_enter(&group), -EPERM);
    ASSERT_TRUE(!co_task_group_create_task(&group, CORO(sleeper, 0, 0)));
    ASSERT_EQ(co_task_group_exit(&group, 0), -EPERM);
}

/* ---- Cancelling a group ---- */

CONFORMS(gh_127214, TaskGroup_cancel)
{
    struct co_task_group group = { 0 }, early = { 0 };

    await(co_task_group_enter(&group));
    make_cleaner(&group, "child", 0);
    await(co_sleep(0.1));
    co_task_group_cancel(&group);
    co_task_group_cancel(&group);
    int rc = co_sleep(10);
    say("body:%s", co_error_name(rc));
    ASSERT_EQ(leave(&group, rc), 0);
    SAID("child body:CancelledError ok of 0");
    ASSERT_EQ(cancelling(), 0);
    co_task_group_cancel(&group);
    await(co_sleep(1));

    co_task_group_cancel(&early);
    await(co_task_group_enter(&early));
    ASSERT_TRUE(!make_cleaner(&early, "child", 0));
    rc = co_sleep(10);
    ASSERT_EQ(leave(&early, rc), 0);
    SAID("ok of 0");
    ASSERT_NEAR(co_time(), 1.1, 1e-9);
    return co_sleep(1);
}

ASYNC(cancels_its_group, struct co_task_group *group;)
{
    co_task_group_cancel(my->group);
    int rc = co_sleep(10);
    say("child:%s", co_error_name(rc));
    return rc;
}

CONFORMS(gh_155418, TaskGroup_cancel_from_an_eager_child)
{
    static struct co_task_group group;

    await(co_task_group_enter(&group));
    co_task_group_create_eager_task(&group, CORO(cancels_its_group, &group));
    SAID("");
    ASSERT_EQ(leave(&group, 0), 0);
    SAID("child:CancelledError ok of 0");
    ASSERT_NEAR(co_time(), 0, 1e-9);
    return 0;
}

ASYNC(cancels_its_own_group, double limit;)
{
    struct co_task_group group = { 0 };
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, my->limit));
    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(cleans_up, "child", 1, 0));
    await(co_sleep(0.1));
    co_task_group_cancel(&group);
    int rc = leave(&group, 0);
    rc = co_timeout_exit(&timeout, rc);
    say("%s", rc < 0 ? co_error_name(rc) : "ok");
    return rc;
}

CONFORMS(gh_155433, TaskGroup_cancel_plus_outside_cancel)
{
    ASSERT_EQ(co_await(co_create_task(CORO(cancels_its_own_group, 5))), 0);
    SAID("child ok of 0 ok");
    ASSERT_EQ(run_and_cancel(CORO(cancels_its_own_group, 5), 0.5), -ECANCELED);
    SAID("child CancelledError of 0 CancelledError");
    ASSERT_EQ(co_await(co_create_task(CORO(cancels_its_own_group, 0.5))), -ETIMEDOUT);
    SAID("child CancelledError of 0 TimeoutError");
    return 0;
}

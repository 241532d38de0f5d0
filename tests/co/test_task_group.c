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

/* Waits for ever; when cancelled it cleans up for some turns, and ends cancelled or with
 * `result`. */
ASYNC(resisting, const char *name; int cleanup; int result;)
{
    struct co_event never = { 0 };
    int rc = co_event_wait(&never);

    say("%s:%s", my->name, outcome(rc));
    await(turns(my->cleanup));
    return my->result ? my->result : rc;
}

/* Takes a second to end after a cancel. */
ASYNC(ends_slowly)
{
    int rc = co_sleep(10);

    if (rc < 0)
        await(co_sleep(1));
    return rc;
}

/* Says the errors of the set. */
static void say_errors(struct co_task_group *group)
{
    FOR_ERRORS(error, group)
    say("%s(%s: %s)", error.name, co_error_name(error.code), error.message);
}

/* ---- Well ---- */

ASYNC_TEST(exit_waits_for_all_children)
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
    static struct co_task_group group;

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(parent_of, &group, 2));
    await(co_task_group_exit(&group, 0));
    SAID("2 1 1 0 0");
    ASSERT_EQ(co_tasks(NULL, 0), 1);
    return 0;
}

ASYNC_TEST(detached_child_is_freed_when_it_has_ended)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    for (int i = 0; i < 10 + TASKS_KEPT; i++) {
        struct co_task *child = co_task_group_create_task(&group, CORO(sleeper, 1, 0));

        co_task_detach(child);
        ASSERT_TRUE(different(child) <= TASKS_KEPT + 1); /* its stack is used again */
        await(co_sleep(2));
    }
    return co_task_group_exit(&group, 0);
}

/* ---- Failing ---- */

ASYNC_TEST(first_failure_cancels_the_other_children)
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

ASYNC_TEST(first_failure_interrupts_the_body)
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

ASYNC_TEST(errors_are_listed_in_order_of_ending_with_the_bodys_last)
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

ASYNC_TEST(child_that_ends_in_the_turn_of_the_failure_is_not_cancelled)
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

ASYNC_TEST(a_body_that_absorbs_the_cancel_does_not_hide_the_error)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(failing, 1, -EIO, NULL));
    ASSERT_EQ(co_sleep(10), -ECANCELED);
    await(co_sleep(1));
    ASSERT_EQ(co_task_group_exit(&group, 7), -EIO);
    ASSERT_NEAR(co_time(), 1, 1e-9);
    return co_sleep(1);
}

/* ---- Cancelled ---- */

/* A group in a task of its own. The task says the result of the group. */
ASYNC(group_of_one, int cleanup; int result; double body;)
{
    struct co_task_group group = { 0 };
    int rc = 0;

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(resisting, "child", my->cleanup, my->result));
    if (my->body > 0)
        rc = co_sleep(my->body);
    rc = co_task_group_exit(&group, rc);
    say("group:%s:%s count:%d", outcome(rc), co_error_message(rc),
        co_task_cancelling(co_current_task()));
    return rc;
}

ASYNC_TEST(group_passes_the_reason_of_a_cancel_on)
{
    const double bodies[] = { 0, 10 };

    for (int i = 0; i < 2; i++) {
        struct co_task *task = co_create_task(CORO(group_of_one, 2, 0, bodies[i]));

        await(co_sleep(1));
        co_task_cancel_because(task, "enough");
        ASSERT_EQ(co_await(task), -ECANCELED);
        ASSERT_STR_EQ(co_text(), "enough");
        SAID("child:CancelledError group:CancelledError:enough count:1");
    }
    return 0;
}

ASYNC_TEST(exit_waits_when_the_parent_is_cancelled_several_times)
{
    struct co_task *task = co_create_task(CORO(group_of_one, 20, 0, 0));

    await(turns(2));
    for (int i = 0; i < 5; i++) {
        co_task_cancel(task);
        await(turns(2));
        ASSERT_TRUE(!co_task_done(task));
    }
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("child:CancelledError group:CancelledError:the task was cancelled count:5");
    return 0;
}

ASYNC_TEST(group_cancelled_by_its_body_leaves_no_cancel_behind)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    struct co_task *child = co_task_group_create_task(&group, CORO(stuck, "never"));
    await(co_task_group_cancel(&group));
    ASSERT_EQ(co_task_cancelling(child), 1);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 1);
    ASSERT_EQ(co_task_group_exit(&group, 3), 0);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    SAID("");
    return co_sleep(1);
}

ASYNC(cancelled_before)
{
    struct co_task_group group = { 0 }, failed = { 0 };

    co_task_cancel(co_current_task());
    ASSERT_EQ(co_sleep(1), -ECANCELED); /* absorbed: the count stays */
    await(co_task_group_enter(&group));
    await(co_task_group_cancel(&group));
    ASSERT_EQ(co_task_group_exit(&group, 0), 0);
    await(co_sleep(1));
    await(co_task_group_enter(&failed));
    co_task_group_create_task(&failed, CORO(failing, 1, -EIO, NULL));
    ASSERT_EQ(co_task_group_exit(&failed, co_sleep(10)), -EIO);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 1);
    ASSERT_EQ(co_sleep(1), -ECANCELED); /* as in CPython 3.13: errors deliver the count once more */
    return 0;
}

ASYNC_TEST(group_passes_when_a_cancel_was_over_before_the_entry)
{
    return co_await(co_create_task(CORO(cancelled_before)));
}

/* Fails, or cancels itself; its child takes a second to clean up. */
ASYNC(ends_early, int error;)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    struct co_task *child = co_task_group_create_task(&group, CORO(ends_slowly));
    await(turns(1));
    ASSERT_TRUE(!co_task_done(child));
    if (!my->error)
        await(co_task_group_cancel(&group));
    int rc = co_task_group_exit(&group, my->error);
    say("%s count:%d", outcome(rc), co_task_cancelling(co_current_task()));
    rc = co_sleep(5);
    say("then %s", outcome(rc));
    return rc;
}

ASYNC_TEST(cancel_of_the_parent_is_not_lost_when_the_group_fails)
{
    const int errors[] = { 0, -EIO };

    for (int i = 0; i < 2; i++) {
        struct co_task *task = co_create_task(CORO(ends_early, errors[i]));

        await(co_sleep(0.5)); /* it is in its exit */
        co_task_cancel(task);
        ASSERT_EQ(co_await(task), errors[i] ? -ECANCELED : 0);
    }
    SAID("CancelledError count:1 then ok OSError count:1 then CancelledError");
    return 0;
}

/* ---- Several groups ---- */

ASYNC_TEST(groups_of_one_task_wait_for_their_own_children)
{
    struct co_task_group groups[40] = { 0 };

    for (int i = 0; i < 40; i++)
        await(co_task_group_enter(&groups[i]));
    for (int i = 0; i < 40; i++)
        co_task_group_create_task(&groups[i], CORO(sleeper, i + 1, 0));
    for (int i = 0; i < 40; i++) {
        await(co_task_group_exit(&groups[i], 0));
        ASSERT_NEAR(co_time(), i + 1, 1e-9);
    }
    return 0;
}

ASYNC_TEST(unread_errors_do_not_accumulate)
{
    for (int i = 0; i < 50 + TASKS_KEPT; i++) {
        struct co_task_group group = { 0 };

        await(co_task_group_enter(&group));
        struct co_task *child = co_task_group_create_task(&group, CORO(failing, 1, -EIO, NULL));
        /* The child that failed before is gone. */
        ASSERT_TRUE(different(child) <= TASKS_KEPT + 1);
        ASSERT_EQ(co_task_group_exit(&group, 0), -EIO);
    }
    return 0;
}

/* ---- Left without leaving ---- */

static struct co_task_group forgotten;

/* Returns in the middle, when the child fails or earlier. */
ASYNC(forgets, double seconds;)
{
    forgotten = (struct co_task_group){ 0 };
    await(co_task_group_enter(&forgotten));
    co_task_group_create_task(&forgotten, CORO(stuck, "child"));
    co_task_group_create_task(&forgotten, CORO(failing, 2, -EIO, "unseen"));
    await(co_sleep(my->seconds));
    return 5;
}

static int note_lost(void *context, const struct co_report *report)
{
    (void)context;
    if (report->kind == CO_REPORT_LOST_ERROR)
        say("lost:%s", report->text);
    return 0;
}

ASYNC(main_that_forgets, double seconds;)
{
    co_await(co_create_task(CORO(forgets, my->seconds))) < 0 ? say("failed") : say("returned");
    ASSERT_TRUE(!co_task_group_create_task(&forgotten, CORO(stuck, "late")));
    ASSERT_STR_EQ(co_text(), "TaskGroup is finished");
    ASSERT_EQ(co_task_group_exit(&forgotten, 0), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup has already been left");
    ASSERT_EQ(co_task_group_cancel(&forgotten), 0);
    say_errors(&forgotten);
    await(co_sleep(1));
    ASSERT_EQ(co_tasks(NULL, 0), 1);
    return 0;
}

TEST(group_ends_with_the_task_that_ends_within_it)
{
    const struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = note_lost };

    ASSERT_EQ(co_run(CORO(main_that_forgets, 0), &options), 0);
    SAID("child:CancelledError returned");
    ASSERT_EQ(co_run(CORO(main_that_forgets, 1), &options), 0);
    SAID("child:CancelledError lost:unseen failed");
}

/* The child fails just before its parent ends. */
ASYNC(forgets_a_failure)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(failing, 1, -EIO, "unheard"));
    return turns(2);
}

ASYNC(main_that_forgets_a_failure)
{
    await(co_await(co_create_task(CORO(forgets_a_failure))));
    return turns(2);
}

TEST(failure_is_reported_when_its_group_was_never_left)
{
    const struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = note_lost };

    ASSERT_EQ(co_run(CORO(main_that_forgets_a_failure), &options), 0);
    SAID("lost:unheard");
}

ASYNC(main_of_another_run)
{
    ASSERT_TRUE(!co_task_group_create_task(&forgotten, CORO(stuck, "late")));
    ASSERT_EQ(co_task_group_exit(&forgotten, 0), -EPERM);
    ASSERT_EQ(co_task_group_enter(&forgotten), -EPERM);
    return 0;
}

TEST(group_of_an_earlier_run_is_refused)
{
    run(CORO(main_that_forgets, 0));
    ASSERT_EQ(run(CORO(main_of_another_run)), 0);
}

ASYNC(reads_later, struct co_task_group *group;)
{
    await(co_task_group_enter(my->group));
    co_task_group_create_task(my->group, CORO(failing, 1, -EIO, NULL));
    return co_task_group_exit(my->group, 0);
}

ASYNC_TEST(errors_are_freed_with_the_parent)
{
    static struct co_task_group group;
    struct co_task_error error;

    ASSERT_EQ(co_await(co_create_task(CORO(reads_later, &group))), -EIO);
    ASSERT_EQ(co_task_group_next_error(&group, &error), 0);
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(group_is_left_once_and_by_its_parent)
{
    struct co_task_group group = { 0 };
    struct co_task_error error;

    ASSERT_EQ(co_task_group_exit(&group, 0), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup has not been entered");
    ASSERT_EQ(co_task_group_exit(&group, -EIO), -EIO);
    ASSERT_EQ(co_task_group_next_error(&group, &error), 0);
    await(co_task_group_enter(&group));
    ASSERT_EQ(co_task_group_next_error(&group, &error), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup has not been left");
    await(co_task_group_exit(&group, 0));
    ASSERT_EQ(co_task_group_exit(&group, 0), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup has already been left");
    return 0;
}

ASYNC(leaves, struct co_task_group *group;)
{
    int rc = co_task_group_exit(my->group, 0);

    say("%s", co_text());
    return rc;
}

ASYNC_TEST(group_cannot_be_left_by_another_task)
{
    static struct co_task_group group;

    await(co_task_group_enter(&group));
    ASSERT_EQ(co_await(co_create_task(CORO(leaves, &group))), -EPERM);
    SAID("TaskGroup can only be left by main, which entered it");
    return co_task_group_exit(&group, 0);
}

ASYNC(yields_within)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    ASSERT_EQ(co_yield(1), -EPERM);
    ASSERT_STR_EQ(co_text(), "a generator cannot yield within a timeout scope or a task group");
    await(co_task_group_exit(&group, 0));
    return co_yield(2);
}

ASYNC_TEST(a_generator_cannot_yield_within_its_group)
{
    struct co_generator generator = { .coro = CORO(yields_within) };
    intptr_t value = 0;

    ASSERT_EQ(co_generator_next(&generator, &value), 1);
    ASSERT_EQ(value, 2);
    return co_generator_close(&generator);
}

static struct co_task_group of_main;

static int use_in_a_callback(void *argument)
{
    struct co_task_group group = { 0 };

    (void)argument;
    ASSERT_EQ(co_task_group_enter(&group), -EPERM);
    ASSERT_STR_EQ(co_text(), "TaskGroup cannot determine the parent task");
    ASSERT_EQ(co_task_group_exit(&of_main, 0), -EPERM);
    ASSERT_TRUE(co_task_group_create_task(&of_main, CORO(stuck, "of a callback")) != NULL);
    return co_task_group_cancel(&of_main);
}

ASYNC_TEST(callback_can_make_children_but_not_enter_a_group)
{
    of_main = (struct co_task_group){ 0 };
    await(co_task_group_enter(&of_main));
    await(co_call_soon(use_in_a_callback, NULL));
    ASSERT_EQ(co_sleep(1), -ECANCELED);
    return co_task_group_exit(&of_main, -ECANCELED);
}

ASYNC_TEST(exit_returns_an_error_when_a_child_could_not_be_made)
{
    struct co_task_group group = { 0 };
    struct co_coro large = CORO(stuck, "large");

    large.size = CO_ARGUMENTS_MAX + 1;
    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(stuck, "child"));
    ASSERT_TRUE(!co_task_group_create_task(&group, large));
    await(turns(1));
    ASSERT_EQ(co_task_group_exit(&group, 0), -EINVAL);
    SAID("child:CancelledError");
    say_errors(&group);
    SAID("main(ValueError: a task of the group could not be made)");
    return 0;
}

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

/* ---- For reports ---- */

ASYNC_TEST(exit_names_the_pending_children_as_awaited)
{
    struct co_task *parent = co_create_task(CORO(group_of_one, 0, 0, 0)), *awaited[4];

    await(turns(2));
    ASSERT_TRUE(co_task_resource(parent));
    ASSERT_STR_EQ(co_task_resource(parent)->kind, "task group");
    ASSERT_EQ(co_task_awaited(parent, awaited, 4), 1);
    ASSERT_STR_EQ(co_task_name(awaited[0]), "resisting");
    co_task_cancel(parent);
    ASSERT_EQ(co_await(parent), -ECANCELED);
    return 0;
}

static void note_causes(void *context, const struct co_trace *trace)
{
    (void)context;
    if (trace->kind == CO_TRACE_WOKEN && strcmp(co_task_name(trace->task), "stuck") == 0)
        say("woken by %u", co_task_cause(trace->task)->by);
    if (trace->kind == CO_TRACE_ENDED && trace->result == -EIO)
        say("%u failed", co_task_id(trace->task));
}

ASYNC(main_whose_child_fails)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, CORO(stuck, "child"));
    co_task_group_create_task(&group, CORO(failing, 1, -EIO, NULL));
    return co_task_group_exit(&group, 0);
}

TEST(cause_of_the_cancels_is_the_child_that_failed)
{
    const struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .observe = note_causes };

    ASSERT_EQ(co_run(CORO(main_whose_child_fails), &options), -EIO);
    SAID("3 failed woken by 3 child:CancelledError 1 failed");
}

/* ---- In any order ---- */

/*
 * Trees of groups and timeouts at random, in which tasks fail, and are cancelled from outside. A
 * leaf error is one that is raised, be it by a task or by a timeout; each must be read in exactly
 * one group.
 */
enum { BRANCHES = 400 };
static struct branch_record {
    struct co_task *task; /* while it runs */
    int cancelled;        /* from outside */
} branches[BRANCHES];
static int branch_count, raised, were_read;

static int scope(int depth);

ASYNC(branch, int depth; int *alive;)
{
    struct branch_record *record = &branches[branch_count++ % BRANCHES];

    *record = (struct branch_record){ .task = co_current_task() };
    ++*my->alive;
    int rc = scope(my->depth);
    --*my->alive;
    /* The group cancels it at most once. All other cancels come from outside. */
    int count = co_task_cancelling(co_current_task()) - record->cancelled;
    ASSERT_TRUE(count == 0 || count == 1);
    record->task = NULL;
    return rc;
}

static int act(int depth)
{
    switch (co_random() % 5) {
    case 0:
        return 0;
    case 1:
        raised++;
        return -EIO;
    case 2:
        return turns((int)(co_random() % 4));
    default:
        return depth > 0 && co_random() % 2 ? scope(depth - 1)
                                            : co_sleep(co_random_uniform(0, 0.01));
    }
}

static int in_timeout(int depth)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, co_random_uniform(0, 0.01)));
    int rc = act(depth);
    bool cancelled = rc == -ECANCELED;
    rc = co_timeout_exit(&timeout, rc);
    raised += cancelled && rc == -ETIMEDOUT;
    return rc;
}

static int in_group(int depth)
{
    struct co_task_group group = { 0 };
    int alive = 0, rc = 0;

    await(co_task_group_enter(&group));
    for (uint64_t n = co_random() % 3; n > 0 && depth > 0; n--)
        co_task_group_create_task(&group, CORO(branch, depth - 1, &alive));
    for (uint64_t n = co_random() % 3; n > 0 && rc == 0; n--)
        rc = act(depth);
    if (co_random() % 16 == 0)
        co_task_group_cancel(&group);
    rc = co_task_group_exit(&group, rc);
    ASSERT_EQ(alive, 0);
    ASSERT_TRUE(!strstr(co_error_message(rc), "unhandled errors") || rc < 0);
    FOR_ERRORS(error, &group)
    were_read += !strstr(error.message, "unhandled errors");
    return rc;
}

static int scope(int depth)
{
    int before = co_task_cancelling(co_current_task());
    int rc = co_random() % 3 ? in_group(depth) : in_timeout(depth);

    ASSERT_TRUE(co_task_cancelling(co_current_task()) >= before);
    return rc;
}

SHUFFLED_TEST(tree_of_groups_ends_and_loses_no_error)
{
    struct co_task_group group = { 0 };
    static int alive;

    alive = 0;

    branch_count = raised = were_read = 0;
    memset(branches, 0, sizeof branches);
    await(co_task_group_enter(&group));
    for (int i = 0; i < 4; i++)
        co_task_group_create_task(&group, CORO(branch, 4, &alive));
    int rc = 0;
    for (int i = 0; i < 20 && rc == 0; i++) {
        struct branch_record *record = &branches[co_random() % BRANCHES];

        rc = co_random() % 4 ? co_sleep(0) : co_sleep(co_random_uniform(0, 0.005));
        if (record->task && co_task_cancel(record->task))
            record->cancelled++;
    }
    rc = co_task_group_exit(&group, rc);
    ASSERT_EQ(alive, 0);
    FOR_ERRORS(error, &group)
    were_read += !strstr(error.message, "unhandled errors");
    ASSERT_EQ(were_read, raised);
    ASSERT_EQ(rc<0, raised> 0);
    ASSERT_EQ(co_tasks(NULL, 0), 1);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    return co_sleep(1);
}

/* ---- Short of memory ---- */

MEMORY_TEST(group_returns_an_error_and_leaves_nothing_without_memory)
{
    struct co_task_group groups[10] = { 0 };

    for (int i = 0; i < 10; i++) {
        await(co_task_group_enter(&groups[i]));
        for (int k = 0; k < 5; k++)
            co_task_group_create_task(&groups[i], CORO(failing, 2, k == 2 ? -EIO : 0, NULL));
        int rc = co_task_group_exit(&groups[i], 0);
        if (rc == -ENOMEM)
            return rc;
        ASSERT_EQ(rc, -EIO);
    }
    return 0;
}

/* ---- Turns, and cancels that come with an end or an error: as in asyncio ---- */

ASYNC(sleeping_child)
{
    int rc = co_sleep(9);

    say("s:%s", rc < 0 ? "cancel" : "slept");
    return rc;
}

/* Ends after some turns, and says its result. */
ASYNC(ending, int after; int code;)
{
    await(turns(my->after));
    say("%s", my->code < 0 ? "fails" : "ends");
    return my->code;
}

struct plan {
    bool is_cancelled; /* before it enters the group */
    int body_turns, body_code;
    bool has_child;
    int child_turns, child_code;
    bool has_sleeper;
};

/* Leaves a group. Says the result, the number of cancels, and whether another cancel follows. */
ASYNC(parent, struct plan plan;)
{
    struct co_task *me = co_current_task();
    struct plan *plan = &my->plan;
    struct co_task_group group = { 0 };
    int rc;

    if (plan->is_cancelled)
        co_task_cancel(me);
    await(co_task_group_enter(&group));
    if (plan->has_child)
        co_task_group_create_task(&group, CORO(ending, plan->child_turns, plan->child_code));
    if (plan->has_sleeper)
        co_task_group_create_task(&group, CORO(sleeping_child));
    rc = turns(plan->body_turns);
    if (rc == 0 && plan->body_code < 0)
        rc = CALL(ending, 0, plan->body_code);
    rc = co_task_group_exit(&group, rc);
    say("exit:%s,%d", outcome(rc), co_task_cancelling(me));
    rc = turns(2);
    say("%s", rc < 0 ? "next:cancel" : "on");
    return rc;
}

static struct co_task *start_parent(struct plan plan)
{
    return co_task_keep(co_create_task(CORO(parent, plan)));
}

static void say_end(struct co_task *task)
{
    say("%s", co_task_cancelled(task) ? "cancelled" : "well");
    co_task_release(task);
}

ASYNC_TEST(exit_goes_on_two_turns_after_the_last_child)
{
    static const struct plan plans[] = {
        { .has_child = true },
        { .has_child = true, .child_code = -EINVAL },
        { .has_child = true, .body_turns = 1 },
        { .has_child = true, .body_turns = 2 }, /* the child is gone */
    };
    static const char *const expected[] = {
        "ends .1 .2 exit:ok,0 .3 .4 on .5",
        "fails .1 .2 exit:ValueError,0 .3 .4 on .5",
        "ends .1 .2 exit:ok,0 .3 .4 on .5",
        "ends .1 exit:ok,0 .2 .3 on .4 .5",
    };

    for (size_t i = 0; i < COUNT(plans); i++) {
        test_note("plan %zu", i);
        struct co_task *task = start_parent(plans[i]);
        await(turns(1));
        co_create_task(CORO(turn_counter, 5));
        await(turns(9));
        SAID(expected[i]);
        co_task_release(task);
    }
    return 0;
}

ASYNC_TEST(a_cancel_that_is_pending_at_the_entry_is_not_lost)
{
    static const struct plan plans[] = {
        { .is_cancelled = true, .has_child = true, .child_code = -EINVAL },
        { .is_cancelled = true, .has_child = true, .has_sleeper = true },
        { .is_cancelled = true },
        { .is_cancelled = true, .has_sleeper = true, .body_code = -EINVAL },
    };
    static const char *const expected[] = {
        "fails exit:ValueError,1 next:cancel cancelled",
        "ends s:cancel exit:CancelledError,1 on well",
        "exit:ok,1 next:cancel cancelled",
        "fails exit:ValueError,1 next:cancel cancelled",
    };

    for (size_t i = 0; i < COUNT(plans); i++) {
        test_note("plan %zu", i);
        struct co_task *task = start_parent(plans[i]);
        await(turns(9));
        say_end(task);
        SAID(expected[i]);
    }
    return 0;
}

/* Cancels the parent after each number of turns. */
CO_ASYNC static int cancel_after_each(struct plan plan, const char *const *expected, int count)
{
    for (int n = 1; n <= count; n++) {
        test_note("cancelled after %d turns", n);
        struct co_task *task = start_parent(plan);
        await(turns(n));
        say("cancel");
        co_task_cancel(task);
        await(turns(9));
        say_end(task);
        SAID(expected[n - 1]);
    }
    return 0;
}

ASYNC_TEST(a_cancel_that_meets_a_failing_child_comes_after_the_error)
{
    static const char *const expected[] = {
        "cancel s:cancel exit:CancelledError,1 on well",
        "cancel fails s:cancel exit:ValueError,1 next:cancel cancelled",
        "fails cancel s:cancel exit:ValueError,1 next:cancel cancelled",
        "fails cancel s:cancel exit:ValueError,1 next:cancel cancelled",
        "fails s:cancel cancel exit:ValueError,1 next:cancel cancelled",
        "fails s:cancel cancel exit:ValueError,1 next:cancel cancelled",
    };
    struct plan plan = {
        .has_child = true, .child_turns = 1, .child_code = -EINVAL, .has_sleeper = true
    };

    return cancel_after_each(plan, expected, COUNT(expected));
}

ASYNC_TEST(exit_ends_cancelled_when_a_cancel_comes_before_it_goes_on)
{
    static const char *const expected[] = {
        "cancel exit:CancelledError,1 on well",        "cancel ends exit:CancelledError,1 on well",
        "ends cancel exit:CancelledError,1 on well",   "ends cancel exit:CancelledError,1 on well",
        "ends exit:ok,0 cancel next:cancel cancelled",
    };
    struct plan plan = { .has_child = true, .child_turns = 1 };

    return cancel_after_each(plan, expected, COUNT(expected));
}

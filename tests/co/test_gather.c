#include "scenario.h"

/* Takes some turns, then ends with its result; says when it is cancelled, and then takes `cleanup`
 * turns more. */
ASYNC(kid, const char *name; int steps; int result; int cleanup;)
{
    int rc = turns(my->steps);

    if (rc < 0) {
        say("%s:cancel", my->name);
        await(turns(my->cleanup));
        say("%s:clean", my->name);
        return rc;
    }
    say("%s:%s", my->name, my->result < 0 ? "fail" : "ok");
    return my->result;
}

/* Goes on when it is cancelled, as often as it takes. */
ASYNC(stubborn, const char *name; int times;)
{
    for (int i = 0; i < my->times; i++) {
        struct co_event never = { 0 };

        say("%s:%s", my->name, co_error_name(co_event_wait(&never)));
    }
    return 7;
}

/* Gathers the tasks and says what came of it. */
ASYNC(gatherer, struct co_task **tasks; size_t count; int *results; int flags;)
{
    int rc = co_gather(my->tasks, my->count, my->results, my->flags);

    say("gather:%s", rc < 0 ? co_error_name(rc) : "ok");
    return rc;
}

static struct co_task *start(const char *name, int steps, int result)
{
    return co_create_task(CORO(kid, name, steps, result, 0));
}

/* ---- Results ---- */

ASYNC_TEST(gather_returns_results_in_the_order_of_its_arguments)
{
    struct co_task *tasks[] = { start("a", 3, 1), start("b", 1, 2), start("c", 2, 3) };
    int results[3];

    ASSERT_EQ(co_gather(tasks, 3, results, 0), 0);
    SAID("b:ok c:ok a:ok");
    ASSERT_EQ(results[0], 1);
    ASSERT_EQ(results[1], 2);
    ASSERT_EQ(results[2], 3);
    return 0;
}

ASYNC_TEST(gather_makes_tasks_in_the_order_of_its_coroutines)
{
    int results[2];
    struct co_coro coros[] = { CORO(kid, "a", 0, 1, 0), CORO(kid, "b", 0, 2, 0) };

    await(co_gather_coros(coros, 2, results, 0));
    SAID("a:ok b:ok");
    ASSERT_EQ(results[0], 1);
    ASSERT_EQ(results[1], 2);
    return 0;
}

ASYNC_TEST(gather_runs_its_children_concurrently)
{
    await(GATHER(CORO(sleeper, 1, 0), CORO(sleeper, 2, 0), CORO(sleeper, 3, 0)));
    ASSERT_NEAR(co_time(), 3, 1e-9);
    return 0;
}

ASYNC_TEST(gather_of_nothing_is_done_at_once)
{
    struct co_task *other = start("other", 0, 0);

    await(co_gather(NULL, 0, NULL, 0));
    await(co_gather_coros(NULL, 0, NULL, 0));
    ASSERT_TRUE(!co_task_done(other));
    return co_await(other);
}

ASYNC_TEST(gather_of_ended_tasks_returns_their_results)
{
    struct co_task *tasks[] = { start("a", 0, 1), start("b", 0, 2) };
    int results[2];

    await(turns(3));
    await(co_gather(tasks, 2, results, 0));
    ASSERT_EQ(results[0], 1);
    ASSERT_EQ(results[1], 2);
    return 0;
}

ASYNC_TEST(task_given_twice_runs_once_and_fills_both_places)
{
    struct co_task *task = start("a", 2, 5), *ended = start("b", 0, 6);
    struct co_task *tasks[] = { task, ended, task, ended };
    int results[4];

    await(turns(1));
    await(co_gather(tasks, 4, results, 0));
    SAID("b:ok a:ok");
    for (int i = 0; i < 4; i++)
        ASSERT_EQ(results[i], i % 2 ? 6 : 5);
    return 0;
}

ASYNC_TEST(futures_can_be_gathered)
{
    static struct co_task *futures[2];

    futures[0] = co_future_create("a");
    futures[1] = co_future_create("b");
    static int results[2];
    struct co_task *task = co_create_task(CORO(gatherer, futures, 2, results, 0));

    await(turns(1));
    await(co_future_set_result(futures[1], 2));
    await(turns(3));
    ASSERT_TRUE(!co_task_done(task)); /* not before the last */
    await(co_future_set_result(futures[0], 1));
    await(co_await(task));
    ASSERT_EQ(results[0], 1);
    ASSERT_EQ(results[1], 2);
    return 0;
}

ASYNC_TEST(gather_frees_the_tasks)
{
    struct co_task *task = start("a", 1, 0), *kept = co_task_keep(start("b", 1, 4));
    struct co_task *tasks[] = { task, kept };

    co_set_debug(true); /* which recognises the handle */
    await(co_gather(tasks, 2, NULL, 0));
    ASSERT_EQ(co_await(task), -EBADF);
    ASSERT_EQ(co_task_result(kept), 4);
    co_task_release(kept);
    return 0;
}

ASYNC_TEST(gather_takes_many_children)
{
    enum { MANY = 1000 };
    struct co_task *tasks[MANY];
    int results[MANY];

    for (int i = 0; i < MANY; i++)
        tasks[i] = co_create_task(CORO(sleeper, (MANY - i) * 0.001, i));
    await(co_gather(tasks, MANY, results, 0));
    for (int i = 0; i < MANY; i++)
        ASSERT_EQ(results[i], i);
    ASSERT_NEAR(co_time(), 1, 1e-9);
    return 0;
}

/* ---- Failures ---- */

ASYNC_TEST(gather_ends_at_the_first_failure_while_the_others_go_on)
{
    struct co_task *tasks[] = { start("a", 1, 1), start("b", 3, -EIO), start("c", 6, 3) };
    int results[3];

    ASSERT_EQ(co_gather(tasks, 3, results, 0), -EIO);
    SAID("a:ok b:fail");
    ASSERT_EQ(results[0], 1);
    ASSERT_EQ(results[1], -EIO);
    ASSERT_EQ(results[2], -EINPROGRESS);
    await(turns(5));
    SAID("c:ok");
    return 0;
}

ASYNC_TEST(gather_returns_its_first_error_when_several_have_failed)
{
    struct co_task *tasks[] = { start("a", 1, 1), start("b", 1, -EIO), start("c", 0, -EINVAL) };

    await(turns(3));
    ASSERT_EQ(co_gather(tasks, 3, NULL, 0), -EIO);
    return 0;
}

ASYNC_TEST(cancelled_child_is_a_failure_while_the_others_go_on)
{
    static struct co_task *tasks[2];

    tasks[0] = start("a", 5, 1);
    tasks[1] = start("b", 5, 2);
    struct co_task *task = co_create_task(CORO(gatherer, tasks, 2, NULL, 0));

    await(turns(2));
    co_task_cancel(tasks[0]);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    await(turns(5));
    SAID("a:cancel a:clean gather:CancelledError b:ok");
    return 0;
}

ASYNC_TEST(gather_waits_for_all_children_when_it_returns_exceptions)
{
    static struct co_task *tasks[3];

    tasks[0] = start("a", 1, -EIO);
    tasks[1] = start("b", 3, 2);
    tasks[2] = start("c", 9, 3);
    static int results[3];
    struct co_task *task = co_create_task(CORO(gatherer, tasks, 3, results, CO_RETURN_EXCEPTIONS));

    await(turns(5));
    co_task_cancel(tasks[2]);
    await(co_await(task));
    SAID("a:fail b:ok c:cancel c:clean gather:ok");
    ASSERT_EQ(results[0], -EIO);
    ASSERT_EQ(results[1], 2);
    ASSERT_EQ(results[2], -ECANCELED);
    return 0;
}

ASYNC_TEST(gather_has_the_message_of_the_failed_child)
{
    co_raise(-EIO, "old");
    ASSERT_EQ(GATHER(CORO(sleeper, 1, 0), CORO(returner, -EIO, "disk full"),
                     CORO(returner, -EIO, "too late")),
              -EIO);
    ASSERT_STR_EQ(co_error_message(-EIO), "disk full");
    return 0;
}

ASYNC_TEST(failure_without_a_message_takes_no_earlier_one)
{
    co_raise(-EIO, "old");
    ASSERT_EQ(GATHER(CORO(returner, .result = -EIO)), -EIO);
    ASSERT_STR_EQ(co_text(), "");
    co_raise(-EIO, "old");
    ASSERT_EQ(GATHER(CORO(returner, .result = 0)), 0);
    ASSERT_STR_EQ(co_text(), "");
    return 0;
}

static int note_lost(void *context, const struct co_report *report)
{
    (void)context;
    if (report->kind == CO_REPORT_LOST_ERROR)
        say("lost:%s", co_error_name(report->code));
    return 0;
}

ASYNC(fail_one_after_the_other)
{
    ASSERT_EQ(GATHER(CORO(kid, "a", 1, -EIO, 0), CORO(kid, "b", 2, -EINVAL, 0),
                     CORO(kid, "c", 9, -EINVAL, 0)),
              -EIO);
    return turns(10);
}

TEST(failures_after_the_first_count_as_seen)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = note_lost };

    ASSERT_EQ(co_run(CORO(fail_one_after_the_other), &options), 0);
    SAID("a:fail b:fail c:fail");
}

/* ---- Cancelling it ---- */

ASYNC_TEST(cancelled_gather_cancels_all_children)
{
    static struct co_task *tasks[3];

    tasks[0] = start("a", 50, 1);
    tasks[1] = start("b", 50, 2);
    tasks[2] = start("c", 50, 3);
    struct co_task *task = co_create_task(CORO(gatherer, tasks, 3, NULL, 0));

    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("a:cancel a:clean b:cancel b:clean c:cancel c:clean gather:CancelledError");
    return 0;
}

ASYNC_TEST(gather_cancels_all_when_one_child_ends_at_once)
{
    static struct co_task *tasks[2];

    tasks[0] = co_future_create("future");
    tasks[1] = start("b", 50, 2);
    struct co_task *task = co_create_task(CORO(gatherer, tasks, 2, NULL, 0));

    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    await(turns(2));
    SAID("b:cancel b:clean gather:CancelledError");
    return 0;
}

ASYNC_TEST(cancelled_gather_ends_with_its_first_cancelled_child)
{
    static struct co_task *tasks[2];

    tasks[0] = co_create_task(CORO(kid, "a", 50, 1, 4));
    tasks[1] = co_create_task(CORO(kid, "b", 50, 2, 0));
    struct co_task *task = co_create_task(CORO(gatherer, tasks, 2, NULL, 0));

    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("a:cancel b:cancel b:clean gather:CancelledError");
    await(turns(5));
    SAID("a:clean");
    return 0;
}

ASYNC_TEST(cancelled_gather_waits_for_all_when_it_returns_exceptions)
{
    static struct co_task *tasks[2];

    tasks[0] = co_create_task(CORO(kid, "a", 50, 1, 4));
    tasks[1] = co_create_task(CORO(kid, "b", 50, 2, 0));
    static int results[2];
    struct co_task *task = co_create_task(CORO(gatherer, tasks, 2, results, CO_RETURN_EXCEPTIONS));

    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("a:cancel b:cancel b:clean a:clean gather:CancelledError");
    return 0;
}

ASYNC_TEST(gather_is_cancelled_when_its_children_absorb_the_cancel)
{
    static struct co_task *tasks[1];

    tasks[0] = co_create_task(CORO(stubborn, "a", 1));
    struct co_task *task = co_create_task(CORO(gatherer, tasks, 1, NULL, 0));

    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("a:CancelledError gather:CancelledError");
    return 0;
}

ASYNC_TEST(gather_passes_each_cancel_to_its_children)
{
    static struct co_task *tasks[1];

    tasks[0] = co_create_task(CORO(stubborn, "a", 2));
    struct co_task *task = co_create_task(CORO(gatherer, tasks, 1, NULL, 0));

    await(turns(2));
    co_task_cancel(task);
    await(turns(2));
    SAID("a:CancelledError");
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("a:CancelledError gather:CancelledError");
    return 0;
}

ASYNC_TEST(cancelled_gather_returns_the_error_of_a_childs_cleanup)
{
    struct co_task *future = co_future_create("future");
    static struct co_task *tasks[1];

    tasks[0] = co_create_task(CORO(awaiter, future, "a"));
    struct co_task *task = co_create_task(CORO(gatherer, tasks, 1, NULL, 0));

    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    return 0;
}

ASYNC_TEST(gather_is_cancelled_when_its_children_have_ended)
{
    static struct co_task *tasks[1];

    tasks[0] = start("a", 1, 1);
    struct co_task *kept = co_task_keep(tasks[0]);
    struct co_task *task = co_create_task(CORO(gatherer, tasks, 1, NULL, 0));

    while (!co_task_done(kept))
        await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("a:ok gather:CancelledError");
    co_task_release(kept);
    return 0;
}

ASYNC(await_your_parent, struct co_task **parent;)
{
    await(co_sleep(0));
    return co_await(*my->parent);
}

ASYNC_TEST(gather_can_be_cancelled_when_a_child_awaits_its_caller)
{
    static struct co_task *parent, *tasks[1];

    tasks[0] = co_create_task(CORO(await_your_parent, &parent));
    parent = co_task_keep(co_create_task(CORO(gatherer, tasks, 1, NULL, 0)));
    await(turns(3));
    co_task_cancel(parent);
    await(turns(5));
    ASSERT_TRUE(co_task_done(parent));
    SAID("gather:CancelledError");
    co_task_release(parent);
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(a_task_cannot_gather_itself)
{
    struct co_task *tasks[] = { start("a", 1, 0), co_current_task() };

    ASSERT_EQ(co_gather(tasks, 2, NULL, 0), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a task cannot await itself");
    await(turns(2));
    SAID("a:ok"); /* the others go on */
    return 0;
}

ASYNC_TEST(gather_returns_an_error_when_a_child_could_not_be_made)
{
    struct co_task *tasks[] = { start("a", 1, 0), NULL };

    ASSERT_EQ(co_gather(tasks, 2, NULL, 0), -EINVAL);
    await(turns(2));
    SAID("a:ok");
    return 0;
}

static int gather_in_a_callback(void *task)
{
    struct co_task *tasks[] = { task };

    ASSERT_EQ(co_gather(tasks, 1, NULL, 0), -EPERM);
    return 0;
}

ASYNC_TEST(callback_cannot_gather)
{
    struct co_task *task = start("a", 2, 0);

    await(co_call_soon(gather_in_a_callback, task));
    return turns(3);
}

TEST(gather_is_refused_outside_a_loop)
{
    struct co_coro coros[] = { CORO(returner, .result = 0) };

    ASSERT_EQ(co_gather(NULL, 0, NULL, 0), -EPERM);
    ASSERT_EQ(co_gather_coros(coros, 1, NULL, 0), -EPERM);
}

/* ---- In any order ---- */

ASYNC(doubled, int number;)
{
    await(turns((int)(co_random() % 5)));
    return 2 * my->number;
}

SHUFFLED_TEST(gather_keeps_each_result_in_its_place_in_any_order)
{
    struct co_task *tasks[20];
    int results[20];

    for (int i = 0; i < 20; i++)
        tasks[i] = co_create_task(CORO(doubled, i));
    await(co_gather(tasks, 20, results, 0));
    for (int i = 0; i < 20; i++)
        ASSERT_EQ(results[i], 2 * i);
    return 0;
}

SHUFFLED_TEST(gather_ends_when_it_is_cancelled_at_any_moment)
{
    static struct co_task *tasks[6];

    for (int i = 0; i < 6; i++)
        tasks[i] = co_create_task(CORO(doubled, i));
    struct co_task *task = co_create_task(CORO(gatherer, tasks, 6, NULL, 0));
    await(turns((int)(co_random() % 8)));
    co_task_cancel(task);
    int rc = co_await(task);
    ASSERT_TRUE(rc == 0 || rc == -ECANCELED);
    return 0;
}

/* ---- Outcomes ---- */

ASYNC_TEST(outcomes_have_each_result_with_its_text)
{
    struct co_outcome outcomes[3];

    await(GATHER_RETURN_EXCEPTIONS(outcomes, CORO(returner, 0, "one"), CORO(returner, -EIO, "two"),
                                   CORO(returner, .result = -ETIMEDOUT)));
    ASSERT_EQ(outcomes[0].result, 0);
    ASSERT_STR_EQ(outcomes[0].text, "one");
    ASSERT_EQ(outcomes[1].result, -EIO);
    ASSERT_STR_EQ(co_outcome_message(&outcomes[1]), "two");
    ASSERT_STR_EQ(outcomes[2].text, "");
    ASSERT_STR_EQ(co_outcome_message(&outcomes[2]), co_error_sentence(-ETIMEDOUT));
    return 0;
}

ASYNC_TEST(outcomes_of_a_failed_gather_tell_which_children_are_pending)
{
    struct co_outcome outcomes[2];

    ASSERT_EQ(GATHER_RESULTS(outcomes, CORO(sleeper, 1, 5), CORO(returner, -EIO, "bad")), -EIO);
    ASSERT_STR_EQ(co_text(), "bad");
    ASSERT_EQ(outcomes[0].result, -EINPROGRESS);
    ASSERT_STR_EQ(outcomes[0].text, "");
    ASSERT_EQ(outcomes[1].result, -EIO);
    return 0;
}

ASYNC_TEST(outcomes_of_tasks_come_in_their_order)
{
    struct co_outcome outcomes[3];
    struct co_task *tasks[3] = { co_create_task(CORO(sleeper, 3, 30)),
                                 co_create_task(CORO(sleeper, 1, 10)), NULL };

    tasks[2] = tasks[0];
    await(GATHER_TASKS_RESULTS(outcomes, tasks));
    ASSERT_EQ(outcomes[0].result, 30);
    ASSERT_EQ(outcomes[1].result, 10);
    ASSERT_EQ(outcomes[2].result, 30);
    tasks[0] = co_create_task(CORO(returner, -EIO, "x"));
    tasks[1] = tasks[2] = tasks[0];
    await(GATHER_TASKS_RETURN_EXCEPTIONS(outcomes, tasks));
    ASSERT_STR_EQ(outcomes[2].text, "x");
    return 0;
}

/* ---- Turns: a cancel at each moment of a gather that ends or fails ---- */

ASYNC(sleeping_child)
{
    int rc = co_sleep(9);

    say("s:%s", rc < 0 ? "cancel" : "slept");
    return rc;
}

/* Gathers a child that ends with `code` after a turn, and another one; says what it gets, and
 * whether a cancel comes next. */
ASYNC(gathers_two, int code; bool has_sleeper; int flags;)
{
    struct co_task *me = co_current_task(), *tasks[2];
    int rc;

    tasks[0] = start("a", 1, my->code);
    tasks[1] = my->has_sleeper ? co_create_task(CORO(sleeping_child)) : start("b", 0, 0);
    rc = co_gather(tasks, 2, NULL, my->flags);
    say("gather:%s,%d", rc < 0 ? co_error_name(rc) : "ok", co_task_cancelling(me));
    if (rc == -ECANCELED)
        return rc;
    rc = turns(2);
    say("%s", rc < 0 ? "next:cancel" : "on");
    return rc;
}

/* Cancels the caller of the gather after each number of turns. */
CO_ASYNC static int cancel_after_each(int code, bool has_sleeper, int flags,
                                      const char *const *expected, int count)
{
    for (int n = 1; n <= count; n++) {
        test_note("cancelled after %d turns", n);
        struct co_task *task =
            co_task_keep(co_create_task(CORO(gathers_two, code, has_sleeper, flags)));
        await(turns(n));
        say("cancel");
        co_task_cancel(task);
        await(turns(9));
        say("%s", co_task_cancelled(task) ? "cancelled" : "well");
        co_task_release(task);
        SAID(expected[n - 1]);
        await(co_sleep(10)); /* the sleeper ends */
        words[0] = '\0';
    }
    return 0;
}

ASYNC_TEST(cancel_reaches_the_other_children_when_one_has_just_failed)
{
    static const char *const expected[] = {
        "cancel gather:CancelledError,1 cancelled",
        "cancel a:cancel a:clean s:cancel gather:CancelledError,1 cancelled",
        "a:fail cancel s:cancel gather:ValueError,1 on well",
        "a:fail cancel gather:CancelledError,1 cancelled",
        "a:fail gather:ValueError,0 cancel next:cancel cancelled",
    };

    return cancel_after_each(-EINVAL, true, 0, expected, COUNT(expected));
}

ASYNC_TEST(gather_ends_cancelled_when_all_children_have_just_ended)
{
    static const char *const expected[] = {
        "cancel gather:CancelledError,1 cancelled",
        "b:ok cancel a:cancel a:clean gather:CancelledError,1 cancelled",
        "b:ok a:ok cancel gather:CancelledError,1 cancelled",
        "b:ok a:ok cancel gather:CancelledError,1 cancelled",
        "b:ok a:ok gather:ok,0 cancel next:cancel cancelled",
    };

    return cancel_after_each(0, false, 0, expected, COUNT(expected));
}

ASYNC_TEST(cancel_after_a_failure_reaches_children_of_return_exceptions)
{
    static const char *const expected[] = {
        "cancel gather:CancelledError,1 cancelled",
        "cancel a:cancel a:clean s:cancel gather:CancelledError,1 cancelled",
        "a:fail cancel s:cancel gather:CancelledError,1 cancelled",
        "a:fail cancel s:cancel gather:CancelledError,1 cancelled",
    };

    return cancel_after_each(-EINVAL, true, CO_RETURN_EXCEPTIONS, expected, COUNT(expected));
}

ASYNC(gathers_and_sleeps)
{
    return GATHER(CORO(kid, "a", 1, -EINVAL, 0), CORO(sleeping_child));
}

ASYNC(gathers_nested)
{
    int rc = GATHER(CORO(gathers_and_sleeps), CORO(sleeping_child));

    say("gather:%s", co_error_name(rc));
    return rc;
}

ASYNC_TEST(cancel_reaches_all_when_a_nested_gather_has_just_failed)
{
    struct co_task *task = co_create_task(CORO(gathers_nested));

    await(turns(4));
    say("cancel");
    co_task_cancel(task);
    await(turns(9));
    SAID("a:fail cancel s:cancel s:cancel gather:CancelledError");
    return 0;
}

ASYNC_TEST(a_gather_goes_on_two_turns_after_the_last_child)
{
    co_create_task(CORO(turn_counter, 5));
    await(GATHER(CORO(ends_after, 0), CORO(ends_after, 1)));
    say("gathered");
    await(turns(4));
    SAID(".1 .2 .3 .4 gathered .5");
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(gather_of_many_is_refused_without_memory)
{
    struct co_coro coros[40], coro = CORO(returner, .result = 1);

    for (int i = 0; i < 40; i++)
        coros[i] = coro;
    return co_gather_coros(coros, 40, NULL, 0);
}

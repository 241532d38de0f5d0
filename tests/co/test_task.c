#include "scenario.h"

/* ---- Making ---- */

ASYNC(speaker, const char *word; int times;)
{
    for (int i = 0; i < my->times; i++) {
        say("%s", my->word);
        await(co_sleep(0));
    }
    return 0;
}

ASYNC_TEST(a_task_first_runs_in_the_next_turn)
{
    struct co_task *task = co_create_task(CORO(speaker, "child", 1));

    say("main");
    ASSERT_TRUE(!co_task_done(task));
    await(co_await(task));
    SAID("main child");
    return 0;
}

ASYNC_TEST(tasks_run_in_the_order_they_were_made)
{
    await(GATHER(CORO(speaker, "a", 2), CORO(speaker, "b", 2), CORO(speaker, "c", 2)));
    SAID("a b c a b c");
    return 0;
}

ASYNC(parent)
{
    struct co_task *child = co_create_task(CORO(speaker, "child", 1));

    say("parent");
    await(co_sleep(0));
    say("parent");
    return co_await(child);
}

ASYNC_TEST(turn_runs_the_tasks_that_were_ready_when_it_began)
{
    await(GATHER(CORO(parent), CORO(speaker, "other", 2)));
    SAID("parent other child parent other");
    return 0;
}

ASYNC(checksum, char bytes[CO_ARGUMENTS_MAX - 8];)
{
    int sum = 0;

    ASSERT_EQ((uintptr_t)my % 16, 0);
    await(turns(3));
    for (size_t i = 0; i < sizeof my->bytes; i++)
        sum += my->bytes[i];
    return sum;
}

ASYNC_TEST(arguments_are_copied)
{
    struct checksum arguments;
    struct co_coro coro = { checksum_start, &arguments, sizeof arguments, "checksum", 0, NULL };

    memset(&arguments, 1, sizeof arguments);
    struct co_task *task = co_create_task(coro);
    memset(&arguments, 2, sizeof arguments);
    ASSERT_EQ(co_await(task), sizeof arguments);
    return 0;
}

ASYNC_TEST(too_many_arguments_are_refused)
{
    char bytes[CO_ARGUMENTS_MAX + 1] = "";
    struct co_coro coro = { checksum_start, bytes, sizeof bytes, "checksum", 0, NULL };
    struct co_task *task = co_create_task(coro);

    ASSERT_TRUE(!task);
    ASSERT_EQ(co_await(task), -EINVAL);
    return 0;
}

ASYNC_TEST(await_returns_an_error_when_a_task_was_not_made)
{
    co_fail_allocation(1, true);
    /* What is there already is used up first. */
    struct co_task *task = co_create_task(CORO(returner, .result = 1));
    for (int i = 0; i < 100 && task; i++)
        task = co_create_task(CORO(returner, .result = 1));
    co_fail_allocation(0, false);
    ASSERT_TRUE(!task);
    ASSERT_EQ(co_await(task), -ENOMEM);
    ASSERT_STR_EQ(co_error_message(-ENOMEM), "there is no memory for another task");
    return 0;
}

ASYNC_TEST(awaiting_null_is_an_error)
{
    struct co_task *tasks[2] = { co_create_task(CORO(returner, .result = 1)), NULL };

    ASSERT_EQ(co_await(NULL), -EINVAL);
    ASSERT_STR_EQ(co_text(), "there is no task: NULL is awaited");
    ASSERT_EQ(co_shield(NULL), -EINVAL);
    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_ALL_COMPLETED), -EINVAL);
    ASSERT_EQ(co_gather(tasks, 2, NULL, 0), -EINVAL);
    ASSERT_EQ(co_future_set_result(NULL, 1), -EINVAL);
    return 0;
}

static struct co_task *of_the_first_loop;

static int ignore_end(struct co_task *task, void *argument)
{
    (void)task, (void)argument;
    return 0;
}

/* The main coroutine of a loop in a pool thread. */
ASYNC(meets_a_foreign_task)
{
    struct co_task *task = of_the_first_loop, *tasks[2];
    struct co_as_completed next;

    ASSERT_EQ(co_await(task), -EINVAL);
    ASSERT_STR_EQ(co_text(), "answer belongs to another loop");
    ASSERT_EQ(co_wait_for(task, 1), -EINVAL);
    ASSERT_EQ(co_shield(task), -EINVAL);
    tasks[0] = co_create_task(CORO(returner, .result = 1));
    tasks[1] = task;
    ASSERT_EQ(co_wait(tasks, 2, CO_FOREVER, CO_ALL_COMPLETED), -EINVAL);
    next = CO_AS_COMPLETED(&tasks[1], 1);
    ASSERT_EQ(co_as_completed(&next, &task), -EINVAL);
    ASSERT_EQ(co_gather(tasks, 2, NULL, 0), -EINVAL);
    ASSERT_EQ(co_future_set_result(tasks[1], 1), -EPERM);
    ASSERT_EQ(co_task_add_done_callback(tasks[1], ignore_end, NULL), -EPERM);
    return 0;
}

static int run_another_loop(void *nothing)
{
    (void)nothing;
    ASSERT_EQ(co_future_set_result(of_the_first_loop, 1), -EPERM);
    return run(CORO(meets_a_foreign_task));
}

ASYNC_TEST(task_of_another_loop_cannot_be_awaited)
{
    struct co_coro another = { run_another_loop, NULL, 0, "another", 0, NULL };

    of_the_first_loop = co_future_create("answer");
    await(co_await(co_run_in_executor(NULL, another)));
    ASSERT_TRUE(!co_task_done(of_the_first_loop));
    await(co_future_set_result(of_the_first_loop, 0));
    return co_await(of_the_first_loop);
}

TEST(task_is_refused_outside_a_loop)
{
    ASSERT_TRUE(!co_create_task(CORO(returner, .result = 1)));
    ASSERT_TRUE(!co_future_create("future"));
    ASSERT_TRUE(!co_current_task());
    ASSERT_EQ(co_await(NULL), -EPERM);
    ASSERT_TRUE(!co_task_cancel(NULL));
    co_task_detach(NULL);
}

ASYNC_TEST(task_has_the_name_of_its_coroutine_or_one_of_its_own)
{
    struct co_task *task = co_create_task(CORO(speaker, "a", 1));
    char long_name[2 * CO_NAME_MAX];

    ASSERT_STR_EQ(co_task_name(task), "speaker");
    co_task_set_name(task, "Worker-1");
    ASSERT_STR_EQ(co_task_name(task), "Worker-1");
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    co_task_set_name(task, long_name);
    ASSERT_EQ(strlen(co_task_name(task)), CO_NAME_MAX - 1);
    await(co_await(task));
    struct co_task *next = co_create_task(CORO(speaker, "a", 1)); /* on the same stack */
    ASSERT_STR_EQ(co_task_name(next), "speaker");
    return co_await(next);
}

/* ---- Names that are given when a task is made ---- */

static void tell_name(void *context, const struct co_trace *trace)
{
    (void)context;
    if (trace->kind == CO_TRACE_CREATED && trace->name)
        ASSERT_STR_EQ(trace->name, co_task_name(trace->task));
    if (trace->kind == CO_TRACE_CREATED)
        say("%s", trace->name ? trace->name : "-");
    else
        ASSERT_TRUE(!trace->name);
}

static int run_telling_names(struct co_coro main)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .observe = tell_name };

    return co_run(main, &options);
}

ASYNC(expects_name, const char *name;)
{
    ASSERT_STR_EQ(co_task_name(co_current_task()), my->name);
    return 0;
}

#define EXPECTS(name) NAMED(CORO(expects_name, name), name)

ASYNC(makes_named_tasks)
{
    struct co_context *context = co_context_copy();

    await(co_await(co_create_task(EXPECTS("task"))));
    await(co_await(co_create_eager_task(EXPECTS("eager"))));
    await(co_await(co_create_task_in(EXPECTS("in"), context)));
    co_context_release(context);
    await(GATHER(EXPECTS("first"), CORO(expects_name, "expects_name"), EXPECTS("third")));
    return 0;
}

TEST(observer_sees_the_name_that_a_task_is_made_with)
{
    ASSERT_EQ(run_telling_names(CORO(makes_named_tasks)), 0);
    SAID("- task eager in first - third");
    ASSERT_EQ(run_telling_names(NAMED(CORO(makes_named_tasks), "main")), 0);
    SAID("main task eager in first - third");
}

ASYNC(makes_named_members)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    co_task_group_create_task(&group, EXPECTS("a"));
    co_task_group_create_eager_task(&group, EXPECTS("b"));
    co_task_group_create_task(&group, CORO(expects_name, "expects_name"));
    return co_task_group_exit(&group, 0);
}

TEST(observer_sees_the_names_of_a_group)
{
    ASSERT_EQ(run_telling_names(CORO(makes_named_members)), 0);
    SAID("- a b -");
}

ASYNC(makes_named_jobs)
{
    static struct co_thread thread;

    await(co_await(co_run_in_executor(NULL, EXPECTS("job"))));
    await(co_to_thread(CORO(expects_name, "expects_name")));
    await(co_to_thread(EXPECTS("another")));
    thread = (struct co_thread){ 0 };
    await(co_thread_start(&thread, EXPECTS("thread")));
    return co_sleep(1);
}

TEST(observer_sees_the_names_of_jobs)
{
    ASSERT_EQ(run_telling_names(CORO(makes_named_jobs)), 0);
    SAID("- job - another thread");
}

/* The name is in memory that changes before the loop makes the task. */
ASYNC(sends_named_task)
{
    char name[] = "sent";
    struct co_coro coro = NAMED(CORO(expects_name, "sent"), name);
    struct co_concurrent_future *future = co_run_coroutine_threadsafe(coro, co_get_running_loop());

    strcpy(name, "lost");
    await(co_sleep(1));
    int rc = co_concurrent_future_result(future, 0);
    co_concurrent_future_release(future);
    return rc;
}

TEST(name_is_copied_before_another_thread_needs_it)
{
    ASSERT_EQ(run_telling_names(CORO(sends_named_task)), 0);
    SAID("- sent");
}

ASYNC_TEST(given_name_is_copied_and_cut)
{
    char name[2 * CO_NAME_MAX] = "short", *end = name + sizeof name - 1;
    struct co_task *task = co_create_task(NAMED(CORO(returner, .result = 0), name));

    strcpy(name, "other");
    ASSERT_STR_EQ(co_task_name(task), "short");
    await(co_await(task));
    for (char *letter = name; letter + 2 <= end; letter += 2)
        memcpy(letter, "\u00e9", 2);
    task = co_create_task(NAMED(CORO(returner, .result = 0), name));
    ASSERT_EQ(strlen(co_task_name(task)), CO_NAME_MAX - 2); /* no half character at the end */
    return co_await(task);
}

ASYNC_TEST(task_has_the_name_of_its_coroutine_if_none_is_given)
{
    await(co_await(co_create_task(EXPECTS("named"))));
    await(co_await(co_create_task(NAMED(CORO(expects_name, "expects_name"), NULL))));
    return co_await(co_create_task(CORO(expects_name, "expects_name"))); /* on the same stack */
}

MEMORY_TEST(named_task_is_made_or_refused_when_memory_is_short)
{
    await(co_await(co_create_task(EXPECTS("named"))));
    await(GATHER(EXPECTS("first"), EXPECTS("second")));
    return co_to_thread(EXPECTS("job"));
}

ASYNC_TEST(ids_count_up_from_one)
{
    struct co_task *a = co_create_task(CORO(returner, .result = 0));
    struct co_task *b = co_future_create("b");

    ASSERT_EQ(co_task_id(co_current_task()), 1);
    ASSERT_EQ(co_task_id(a), 2);
    ASSERT_EQ(co_task_id(b), 3);
    co_task_cancel(b);
    return co_await(a);
}

ASYNC(know_yourself, struct co_task **self;)
{
    for (int i = 0; i < 3; i++) {
        ASSERT_TRUE(co_current_task() == *my->self);
        await(co_sleep(0));
    }
    return 0;
}

static int expect_no_current_task(void *unused)
{
    (void)unused;
    ASSERT_TRUE(!co_current_task());
    return 0;
}

ASYNC_TEST(current_task_is_the_running_task)
{
    static struct co_task *tasks[2];

    for (int i = 0; i < 2; i++)
        tasks[i] = co_create_task(CORO(know_yourself, &tasks[i]));
    await(co_call_soon(expect_no_current_task, NULL));
    return co_gather(tasks, 2, NULL, 0);
}

ASYNC(count_up, int *counter; int steps;)
{
    for (int i = 0; i < my->steps; i++) {
        await(co_sleep(0.1));
        ++*my->counter;
    }
    return 0;
}

ASYNC_TEST(task_goes_on_without_references)
{
    static int counter;

    co_task_detach(co_create_task(CORO(count_up, &counter, 5)));
    (void)!co_create_task(CORO(count_up, &counter, 5));
    await(co_sleep(1));
    ASSERT_EQ(counter, 10);
    return 0;
}

ASYNC_TEST(stacks_of_ended_tasks_are_used_again)
{
    for (int i = 0; i < 1000 + TASKS_KEPT; i++) {
        struct co_task *task = co_create_task(CORO(returner, .result = i));

        ASSERT_TRUE(different(task) <= TASKS_KEPT + 1);
        ASSERT_EQ(co_await(task), i);
    }
    return 0;
}

/* ---- Awaiting ---- */

ASYNC_TEST(await_returns_the_result)
{
    struct co_task *task = co_create_task(CORO(sleeper, 0.5, 42));

    ASSERT_EQ(co_await(task), 42);
    ASSERT_NEAR(co_time(), 0.5, 1e-9);
    return 0;
}

ASYNC_TEST(await_returns_the_error)
{
    ASSERT_EQ(co_await(co_create_task(CORO(returner, -EIO, "disk full"))), -EIO);
    return 0;
}

ASYNC_TEST(await_does_not_suspend_when_the_task_has_ended)
{
    struct co_task *ended = co_create_task(CORO(returner, .result = 1));

    await(turns(1));
    struct co_task *other = co_create_task(CORO(returner, .result = 0));
    ASSERT_EQ(co_await(ended), 1);
    ASSERT_TRUE(!co_task_done(other));
    return co_await(other);
}

ASYNC_TEST(awaiter_goes_on_one_turn_after_the_end)
{
    struct co_task *task = co_create_task(CORO(speaker, "child", 2));
    struct co_task *other = co_create_task(CORO(speaker, "other", 5));

    await(co_await(task));
    say("main");
    SAID("child other child other other main");
    return co_await(other);
}

ASYNC_TEST(awaiters_all_get_the_result_in_order_of_arrival)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(sleeper, 1, 7)));
    struct co_task *awaiters[2];

    awaiters[0] = co_create_task(CORO(awaiter, task, "a"));
    awaiters[1] = co_create_task(CORO(awaiter, task, "b"));
    int results[2];
    await(co_gather(awaiters, 2, results, 0));
    ASSERT_EQ(results[0], 7);
    ASSERT_EQ(results[1], 7);
    SAID("a:ok b:ok");
    co_task_release(task);
    return 0;
}

ASYNC_TEST(a_task_cannot_await_itself)
{
    ASSERT_EQ(co_await(co_current_task()), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a task cannot await itself");
    return 0;
}

ASYNC_TEST(handle_is_dead_after_its_await)
{
    struct co_task *task = co_create_task(CORO(returner, .result = 1));

    co_set_debug(true); /* which recognises the handle */
    ASSERT_EQ(co_await(task), 1);
    ASSERT_EQ(co_await(task), -EBADF);
    ASSERT_EQ(co_gather(&task, 1, NULL, 0), -EBADF);
    ASSERT_EQ(co_wait(&task, 1, CO_FOREVER, CO_ALL_COMPLETED), -EBADF);
    ASSERT_EQ(co_shield(task), -EBADF);
    ASSERT_EQ(co_wait_for(task, 1), -EBADF);
    ASSERT_EQ(co_wait_for(task, 0), -EBADF);
    return 0;
}

ASYNC_TEST(a_kept_handle_can_be_awaited_again)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(returner, .result = 5)));

    co_set_debug(true); /* which recognises the handle */
    ASSERT_EQ(co_await(task), 5);
    ASSERT_EQ(co_await(task), 5);
    ASSERT_EQ(co_task_result(task), 5);
    co_task_release(task);
    ASSERT_EQ(co_await(task), -EBADF);
    return 0;
}

static int await_in_a_callback(void *task)
{
    ASSERT_EQ(co_await(task), -EPERM);
    return 0;
}

static int await_an_ended_one_in_a_callback(void *task)
{
    ASSERT_EQ(co_await(task), 3);
    return 0;
}

ASYNC_TEST(callback_can_await_only_an_ended_task)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 3));

    await(co_call_soon(await_in_a_callback, task));
    await(turns(2));
    await(co_sleep(2));
    await(co_call_soon(await_an_ended_one_in_a_callback, task));
    return turns(1);
}

ASYNC(await_the_other, struct co_task **other;)
{
    await(co_sleep(0));
    return co_await(*my->other);
}

ASYNC(await_in_a_circle)
{
    static struct co_task *a, *b;

    a = NULL;

    b = co_create_task(CORO(await_the_other, &a));
    a = co_create_task(CORO(await_the_other, &b));
    return co_await(a);
}

TEST(tasks_that_await_each_other_are_a_deadlock)
{
    ASSERT_EQ(run(CORO(await_in_a_circle)), -EDEADLK);
}

ASYNC_TEST(circle_of_awaiting_tasks_ends_when_one_is_cancelled)
{
    static struct co_task *a, *b;

    b = co_task_keep(co_create_task(CORO(await_the_other, &a)));
    a = co_task_keep(co_create_task(CORO(await_the_other, &b)));
    await(turns(3));
    co_task_cancel(a);
    await(turns(3));
    ASSERT_TRUE(co_task_cancelled(a) && co_task_cancelled(b));
    co_task_release(a);
    co_task_release(b);
    return 0;
}

ASYNC_TEST(awaited_task_is_not_freed_by_another_task)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(sleeper, 0.1, 7)));
    struct co_task *a = co_create_task(CORO(awaiter, task, "a"));

    await(turns(1));
    co_task_detach(task);
    co_task_release(task);
    await(co_sleep(1));
    SAID("a:ok");
    ASSERT_EQ(co_await(a), 7);
    return 0;
}

/* ---- Looking at a result ---- */

ASYNC_TEST(a_pending_task_has_no_result_yet)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 7));

    ASSERT_EQ(co_task_result(task), -EBADF);
    ASSERT_STR_EQ(co_text(), "sleeper has not ended");
    ASSERT_TRUE(!co_task_done(task) && !co_task_cancelled(task));
    await(co_sleep(2));
    ASSERT_TRUE(co_task_done(task) && !co_task_cancelled(task));
    ASSERT_EQ(co_task_result(task), 7);
    ASSERT_EQ(co_await(task), 7);
    return 0;
}

/* ---- Futures ---- */

ASYNC_TEST(future_is_completed_once_by_another_task)
{
    struct co_task *future = co_future_create("answer");
    struct co_task *task = co_create_task(CORO(awaiter, future, "a"));

    ASSERT_STR_EQ(co_task_name(future), "answer");
    await(turns(3));
    SAID("");
    await(co_future_set_result(future, 42));
    ASSERT_EQ(co_future_set_result(future, 43), -EBADF);
    SAID(""); /* no awaiter runs at once */
    ASSERT_EQ(co_await(task), 42);
    return 0;
}

ASYNC_TEST(awaiter_of_a_future_goes_on_one_turn_later)
{
    struct co_task *future = co_future_create("answer");
    struct co_task *task = co_create_task(CORO(awaiter, future, "a"));

    await(turns(1));
    await(co_future_set_result(future, 1));
    ASSERT_EQ(turns_until_done(task), 1);
    ASSERT_EQ(co_await(task), 1);
    return 0;
}

ASYNC_TEST(result_of_a_task_cannot_be_set_by_another_task)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 7));

    ASSERT_EQ(co_future_set_result(task, 1), -EBADF);
    ASSERT_EQ(co_await(task), 7);
    return 0;
}

ASYNC_TEST(a_future_can_fail_and_can_be_cancelled)
{
    struct co_task *failed = co_future_create("failed"), *cancelled = co_future_create("cancelled");

    await(co_future_set_result(failed, -EIO));
    ASSERT_EQ(co_await(failed), -EIO);
    ASSERT_TRUE(co_task_cancel(cancelled));
    ASSERT_TRUE(co_task_cancelled(cancelled));
    ASSERT_TRUE(!co_task_cancel(cancelled));
    ASSERT_EQ(co_future_set_result(cancelled, 1), -EBADF);
    ASSERT_EQ(co_await(cancelled), -ECANCELED);
    return 0;
}

ASYNC_TEST(cancelled_future_cancels_its_awaiter)
{
    struct co_task *future = co_future_create("answer");
    struct co_task *a = co_create_task(CORO(awaiter, future, "a")),
                   *b = co_create_task(CORO(awaiter, future, "b"));

    await(turns(1));
    co_task_cancel(future);
    ASSERT_EQ(co_await(a), -ECANCELED);
    ASSERT_EQ(co_await(b), -ECANCELED);
    SAID("a:CancelledError b:CancelledError");
    return 0;
}

ASYNC_TEST(unset_future_is_cancelled_at_the_end_of_the_run)
{
    struct co_task *future = co_future_create("forgotten");

    (void)!co_create_task(CORO(awaiter, future, "a"));
    return turns(1);
}

/* ---- Cancelling ---- */

ASYNC_TEST(a_sleeping_task_ends_at_the_moment_of_the_cancel)
{
    struct co_task *task = co_create_task(CORO(sleeper, 10, 0));

    await(co_sleep(1));
    ASSERT_TRUE(co_task_cancel(task));
    ASSERT_TRUE(!co_task_done(task)); /* asked, not done */
    ASSERT_EQ(turns_until_done(task), 1);
    ASSERT_TRUE(co_task_cancelled(task));
    ASSERT_TRUE(!co_task_cancel(task));
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_NEAR(co_time(), 1, 1e-9);
    return 0;
}

ASYNC_TEST(task_never_runs_when_it_is_cancelled_before_its_first_step)
{
    struct co_task *task = co_create_task(CORO(speaker, "started", 1));

    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("");
    return 0;
}

ASYNC_TEST(task_runs_when_its_cancel_is_withdrawn_before_its_first_step)
{
    struct co_task *task = co_create_task(CORO(speaker, "started", 1));

    co_task_cancel(task);
    ASSERT_EQ(co_task_uncancel(task), 0);
    await(co_await(task));
    SAID("started");
    return 0;
}

ASYNC(cancel_yourself, const char *how;)
{
    co_task_cancel(co_current_task());
    if (strcmp(my->how, "return") == 0)
        return 7;
    if (strcmp(my->how, "fail") == 0)
        return -EIO;
    double before = co_time();
    say("%s", co_error_name(co_sleep(strcmp(my->how, "yield") == 0 ? 0 : 100)));
    ASSERT_NEAR(co_time(), before, 1e-9);
    await(co_sleep(1)); /* only one was interrupted */
    return 8;
}

ASYNC_TEST(task_that_cancels_itself_does_not_wait_when_it_suspends)
{
    ASSERT_EQ(CALL(awaiter, co_create_task(CORO(cancel_yourself, "sleep")), "task"), 8);
    SAID("CancelledError task:ok");
    ASSERT_EQ(CALL(awaiter, co_create_task(CORO(cancel_yourself, "yield")), "task"), 8);
    SAID("CancelledError task:ok");
    return 0;
}

ASYNC_TEST(a_task_that_cancels_itself_and_returns_is_cancelled)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(cancel_yourself, "return")));

    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(co_task_cancelled(task));
    co_task_release(task);
    return 0;
}

ASYNC_TEST(a_task_that_cancels_itself_and_fails_has_failed)
{
    ASSERT_EQ(co_await(co_create_task(CORO(cancel_yourself, "fail"))), -EIO);
    return 0;
}

ASYNC(await_after_cancelling_yourself, struct co_task *inner;)
{
    await(co_sleep(0));
    co_task_cancel(co_current_task());
    say("outer:await");
    int rc = co_await(my->inner);
    say("outer:%s", co_error_name(rc));
    return rc;
}

ASYNC_TEST(self_cancel_reaches_all_levels_of_the_next_await)
{
    struct co_task *future = co_task_keep(co_future_create("answer"));
    struct co_task *inner = co_create_task(CORO(awaiter, future, "inner"));
    struct co_task *outer = co_create_task(CORO(await_after_cancelling_yourself, inner));

    ASSERT_EQ(co_await(outer), -ECANCELED);
    SAID("outer:await inner:CancelledError outer:CancelledError");
    ASSERT_TRUE(co_task_cancelled(future));
    co_task_release(future);
    return 0;
}

/* Sleeps; when cancelled, cleans up for some turns and then ends with `result`, or, if that is 0,
 * cancelled. */
ASYNC(cleaner, const char *name; int cleanup; int result;)
{
    int rc = co_sleep(100);

    say("%s:%s", my->name, co_error_name(rc));
    await(turns(my->cleanup));
    say("%s:clean", my->name);
    return my->result ? my->result : rc;
}

ASYNC(await_it, struct co_task *task; const char *name;)
{
    int rc = co_await(my->task);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "ok");
    await(co_sleep(1)); /* nothing more comes by itself */
    return rc;
}

ASYNC_TEST(cancelled_awaiter_goes_on_after_the_awaited_task_has_ended)
{
    struct co_task *inner = co_create_task(CORO(cleaner, "inner", 3, 0));
    struct co_task *outer = co_create_task(CORO(awaiter, inner, "outer"));

    await(turns(2));
    co_task_cancel(outer);
    ASSERT_EQ(co_await(outer), -ECANCELED);
    SAID("inner:CancelledError inner:clean outer:CancelledError");
    return 0;
}

ASYNC_TEST(cancelled_awaiter_gets_the_value_when_the_cancel_is_absorbed)
{
    struct co_task *inner = co_create_task(CORO(cleaner, "inner", 0, 42));
    struct co_task *outer = co_create_task(CORO(await_it, inner, "outer"));

    await(turns(2));
    co_task_cancel(outer);
    ASSERT_EQ(co_task_cancelling(outer), 1);
    ASSERT_EQ(co_await(outer), 42);
    SAID("inner:CancelledError inner:clean outer:ok");
    return 0;
}

ASYNC_TEST(cancelled_awaiter_gets_the_error_of_the_cleanup)
{
    struct co_task *inner = co_create_task(CORO(cleaner, "inner", 1, -EIO));
    struct co_task *outer = co_create_task(CORO(awaiter, inner, "outer"));

    await(turns(2));
    co_task_cancel(outer);
    ASSERT_EQ(co_await(outer), -EIO);
    return 0;
}

ASYNC(nest, int levels; struct co_task * innermost;)
{
    if (!my->levels)
        return co_await(my->innermost);
    return co_await(co_create_task(CORO(nest, my->levels - 1, my->innermost)));
}

ASYNC_TEST(a_cancel_goes_down_through_all_levels)
{
    struct co_task *future = co_task_keep(co_future_create("answer"));
    struct co_task *task = co_create_task(CORO(nest, 10, future));

    await(turns(12));
    co_task_cancel(task);
    ASSERT_TRUE(co_task_cancelled(future));
    ASSERT_EQ(co_await(task), -ECANCELED);
    co_task_release(future);
    return 0;
}

ASYNC_TEST(a_task_that_was_woken_and_then_cancelled_is_cancelled)
{
    struct co_task *future = co_task_keep(co_future_create("answer"));
    struct co_task *task = co_create_task(CORO(awaiter, future, "a"));

    await(turns(1));
    await(co_future_set_result(future, 5));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("a:CancelledError");
    ASSERT_EQ(co_task_result(future), 5); /* the value is still there */
    co_task_release(future);
    return 0;
}

ASYNC_TEST(a_task_in_a_bare_yield_is_cancelled)
{
    struct co_task *task = co_create_task(CORO(speaker, "step", 100));

    await(turns(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("step step");
    return 0;
}

ASYNC(absorb, int times;)
{
    for (int i = 0; i < my->times; i++) {
        int rc = co_sleep(10);

        say("%s", rc < 0 ? co_error_name(rc) : "slept");
    }
    return 9;
}

ASYNC_TEST(cancels_before_one_step_interrupt_once_and_are_all_counted)
{
    struct co_task *task = co_create_task(CORO(absorb, 2));

    await(turns(1));
    for (int i = 1; i <= 3; i++) {
        ASSERT_TRUE(co_task_cancel(task));
        ASSERT_EQ(co_task_cancelling(task), i);
    }
    ASSERT_EQ(co_await(task), 9);
    SAID("CancelledError slept");
    return 0;
}

ASYNC_TEST(a_later_cancel_interrupts_again)
{
    struct co_task *task = co_create_task(CORO(absorb, 3));

    for (int i = 0; i < 2; i++) {
        await(turns(1));
        co_task_cancel(task);
    }
    ASSERT_EQ(co_await(task), 9);
    SAID("CancelledError CancelledError slept");
    return 0;
}

ASYNC_TEST(task_that_absorbs_the_cancel_is_not_cancelled)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(absorb, 1)));

    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), 9);
    ASSERT_TRUE(!co_task_cancelled(task));
    ASSERT_EQ(co_task_cancelling(task), 1);
    co_task_release(task);
    return 0;
}

ASYNC_TEST(awaiter_is_cancelled_once_when_its_future_is_cancelled_too)
{
    struct co_task *future = co_task_keep(co_future_create("answer"));
    struct co_task *task = co_create_task(CORO(await_it, future, "a"));

    await(turns(1));
    co_task_cancel(future);
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("a:CancelledError");
    co_task_release(future);
    return 0;
}

ASYNC_TEST(uncancel_removes_one_request_and_stops_at_zero)
{
    struct co_task *task = co_create_task(CORO(absorb, 1));

    await(turns(1));
    co_task_cancel(task);
    co_task_cancel(task);
    ASSERT_EQ(co_task_uncancel(task), 1);
    ASSERT_EQ(co_task_uncancel(task), 0);
    ASSERT_EQ(co_task_uncancel(task), 0);
    ASSERT_EQ(co_await(task), 9);
    SAID("CancelledError"); /* the sleep was interrupted already */
    return 0;
}

ASYNC(cancel_and_take_back)
{
    co_task_cancel(co_current_task());
    ASSERT_EQ(co_task_uncancel(co_current_task()), 0);
    await(co_sleep(1));
    return 3;
}

ASYNC_TEST(cancel_withdrawn_before_its_delivery_is_not_delivered)
{
    ASSERT_EQ(co_await(co_create_task(CORO(cancel_and_take_back))), 3);
    return 0;
}

ASYNC_TEST(cancel_of_an_ended_task_does_nothing)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(returner, .result = 4)));

    await(turns(1));
    ASSERT_TRUE(!co_task_cancel(task));
    ASSERT_EQ(co_task_cancelling(task), 0);
    ASSERT_EQ(co_await(task), 4);
    co_task_release(task);
    return 0;
}

/* ---- Done callbacks ---- */

static int note_end(struct co_task *task, void *name)
{
    ASSERT_TRUE(co_task_done(task));
    ASSERT_TRUE(!co_current_task());
    say("%s:%s", (const char *)name, co_task_name(task));
    return 0;
}

static int add_note(struct co_task *task, const char *name)
{
    return co_task_add_done_callback(task, note_end, (void *)(uintptr_t)name);
}

static int remove_notes(struct co_task *task, const char *name)
{
    return co_task_remove_done_callback(task, note_end, (void *)(uintptr_t)name);
}

ASYNC_TEST(done_callbacks_run_in_order_one_turn_after_the_end)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(returner, .result = 0)));

    await(add_note(task, "first"));
    await(add_note(task, "second"));
    await(turns(1));
    say("ended");
    ASSERT_TRUE(co_task_done(task));
    await(turns(1));
    say("later");
    SAID("ended first:returner second:returner later");
    await(add_note(task, "late"));
    SAID("");
    await(turns(1));
    SAID("late:returner");
    co_task_release(task);
    return co_await(task);
}

ASYNC_TEST(removing_a_done_callback_removes_all_of_its_kind)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(returner, .result = 0)));
    static const char one[] = "one", two[] = "two";

    await(add_note(task, one));
    await(add_note(task, two));
    await(add_note(task, one));
    ASSERT_EQ(remove_notes(task, one), 2);
    ASSERT_EQ(remove_notes(task, one), 0);
    await(co_await(task));
    await(turns(2));
    SAID("two:returner");
    co_task_release(task);
    return 0;
}

ASYNC_TEST(done_callbacks_cannot_be_removed_after_the_end)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(returner, .result = 0)));
    static const char word[] = "word";

    await(add_note(task, word));
    await(turns(1));
    ASSERT_EQ(remove_notes(task, word), 0);
    await(turns(1));
    SAID("word:returner");
    co_task_release(task);
    return co_await(task);
}

ASYNC_TEST(task_lives_until_its_done_callbacks_have_run)
{
    struct co_task *task = co_create_task(CORO(returner, .result = 0));

    await(add_note(task, "end"));
    await(co_await(task));
    (void)!co_create_task(CORO(stuck, "new")); /* would lie where it lay */
    await(turns(1));
    SAID("end:returner");
    return 0;
}

ASYNC_TEST(done_callbacks_run_for_cancelled_tasks_and_for_futures)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 0)),
                   *future = co_future_create("answer");

    await(add_note(task, "task"));
    await(add_note(future, "future"));
    co_task_cancel(task);
    await(co_future_set_result(future, 1));
    await(turns(3));
    SAID("future:answer task:sleeper");
    return 0;
}

ASYNC_TEST(awaiter_and_done_callbacks_run_in_order_of_registration)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 0));

    await(add_note(task, "before"));
    struct co_task *a = co_create_task(CORO(awaiter, task, "a"));
    await(turns(1));
    await(add_note(task, "after"));
    await(co_await(a));
    await(turns(1));
    SAID("before:sleeper a:ok after:sleeper");
    return 0;
}

static int make_another(struct co_task *task, void *unused)
{
    (void)task, (void)unused;
    co_task_detach(co_create_task(CORO(speaker, "another", 1)));
    return 0;
}

ASYNC_TEST(a_done_callback_may_make_a_task)
{
    struct co_task *task = co_create_task(CORO(returner, .result = 0));

    await(co_task_add_done_callback(task, make_another, NULL));
    await(co_await(task));
    await(turns(2));
    SAID("another");
    return 0;
}

/* ---- Unseen errors ---- */

static int note_lost(void *context, const struct co_report *report)
{
    (void)context;
    if (report->kind == CO_REPORT_LOST_ERROR)
        say("lost:%s:%s", co_task_name(report->task), co_error_name(report->code));
    return 0;
}

static void run_noting_lost_errors(struct co_coro main)
{
    ASSERT_EQ(co_run(main, &(struct co_options){ .clock = CO_CLOCK_VIRTUAL, .report = note_lost }),
              0);
}

ASYNC(forget_an_error)
{
    co_task_detach(co_create_task(CORO(returner, .result = -EIO)));
    await(turns(2));
    say("end of main");
    return 0;
}

TEST(unseen_error_is_reported_when_the_task_is_freed)
{
    run_noting_lost_errors(CORO(forget_an_error));
    SAID("lost:returner:OSError end of main");
}

ASYNC(keep_an_error)
{
    struct co_task *future = co_future_create("future");

    (void)!co_create_task(CORO(returner, .result = -EIO));
    await(co_future_set_result(future, -EINVAL));
    await(turns(2));
    say("end of main");
    return 0;
}

TEST(unseen_error_of_a_kept_handle_is_reported_at_the_end)
{
    run_noting_lost_errors(CORO(keep_an_error));
    SAID("end of main lost:returner:OSError lost:future:ValueError");
}

ASYNC(look_at_errors)
{
    struct co_task *awaited = co_create_task(CORO(returner, .result = -EIO));
    struct co_task *looked_at = co_create_task(CORO(returner, .result = -EIO));
    struct co_task *cancelled = co_create_task(CORO(returner, .result = -EIO));
    struct co_task *was_cancelled = co_create_task(CORO(sleeper, 1, 0));
    struct co_task *well = co_create_task(CORO(returner, .result = 5));

    ASSERT_EQ(co_await(awaited), -EIO);
    ASSERT_EQ(co_task_result(looked_at), -EIO);
    ASSERT_TRUE(!co_task_cancel(cancelled));
    co_task_cancel(was_cancelled);
    (void)well;
    return turns(2);
}

TEST(seen_errors_are_not_reported)
{
    run_noting_lost_errors(CORO(look_at_errors));
    SAID("");
}

/* ---- In any order ---- */

ASYNC(worker_of_a_family, int depth; int *ended;)
{
    struct co_task *children[2] = { 0 };

    for (int i = 0; my->depth && i < 2; i++)
        children[i] = co_create_task(CORO(worker_of_a_family, my->depth - 1, my->ended));
    await(turns((int)(co_random() % 3)));
    for (int i = 0; my->depth && i < 2; i++)
        await(co_await(children[i]));
    ++*my->ended;
    return 1;
}

SHUFFLED_TEST(tree_of_tasks_ends_in_any_order)
{
    static int ended;

    ended = 0;

    ASSERT_EQ(co_await(co_create_task(CORO(worker_of_a_family, 4, &ended))), 1);
    ASSERT_EQ(ended, 31);
    return 0;
}

SHUFFLED_TEST(tree_of_tasks_ends_when_its_root_is_cancelled)
{
    static int ended;

    ended = 0;
    struct co_task *root = co_create_task(CORO(worker_of_a_family, 4, &ended));

    await(turns((int)(co_random() % 10)));
    co_task_cancel(root);
    int rc = co_await(root);
    ASSERT_TRUE(rc == 1 || rc == -ECANCELED);
    return 0;
}

/* ---- Short of memory ---- */

static int do_nothing(struct co_task *task, void *unused)
{
    (void)task, (void)unused;
    return 0;
}

MEMORY_TEST(tasks_futures_and_callbacks_are_refused_without_memory)
{
    struct co_task *future = co_future_create("answer");
    struct co_task *task = co_create_task(CORO(returner, .result = 0));

    if (!future)
        return co_await(future);
    int rc = co_task_add_done_callback(future, do_nothing, NULL);
    await(co_future_set_result(future, 0));
    await(co_await(future));
    await(co_await(task));
    return rc;
}

/* ---- Reasons ---- */

ASYNC(is_cancelled_twice)
{
    say("[%s]", co_sleep(10) == -ECANCELED ? co_text() : "?");
    say("[%s]", co_sleep(10) == -ECANCELED ? co_text() : "?");
    return 0;
}

ASYNC_TEST(reason_of_a_cancel_does_not_go_with_the_next_cancel)
{
    struct co_task *task = co_create_task(CORO(is_cancelled_twice));

    await(turns(1));
    co_task_cancel_because(task, "first");
    await(turns(2));
    co_task_cancel(task);
    await(co_await(task));
    SAID("[first] []");
    return 0;
}

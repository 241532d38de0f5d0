#include "scenario.h"

#include <pthread.h>

static int run_debugged(struct co_coro main)
{
    return co_run(main, &(struct co_options){ .clock = CO_CLOCK_VIRTUAL,
                                              .debug = CO_DEBUG_ON,
                                              .report = say_report });
}

/* ---- On and off ---- */

ASYNC(is_debugged)
{
    return co_get_debug();
}

TEST(the_environment_decides_unless_the_options_do)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL };

    unsetenv("CO_DEBUG");
    ASSERT_EQ(co_run(CORO(is_debugged), &options), 0);
    setenv("CO_DEBUG", "", 1);
    ASSERT_EQ(co_run(CORO(is_debugged), &options), 0);
    setenv("CO_DEBUG", "1", 1);
    ASSERT_EQ(co_run(CORO(is_debugged), &options), 1);
    options.debug = CO_DEBUG_OFF;
    ASSERT_EQ(co_run(CORO(is_debugged), &options), 0);
    unsetenv("CO_DEBUG");
    options.debug = CO_DEBUG_ON;
    ASSERT_EQ(co_run(CORO(is_debugged), &options), 1);
}

TEST(without_a_loop_there_is_no_debug_mode)
{
    co_set_debug(true);
    ASSERT_TRUE(!co_get_debug());
}

/* ---- Slow steps ---- */

ASYNC(blocks, double seconds;)
{
    await(co_sleep(0));
    co_blocking_sleep(my->seconds);
    return 0;
}

ASYNC(block_in_steps)
{
    await(CALL(blocks, 0.1));
    await(CALL(blocks, 0.099));
    co_set_debug(false);
    await(CALL(blocks, 5));
    co_set_debug(true);
    await(CALL(blocks, 0.3));
    return 0;
}

TEST(a_step_that_takes_as_long_as_the_limit_is_reported_while_debug_mode_is_on)
{
    ASSERT_EQ(run_debugged(CORO(block_in_steps)), 0);
    SAID(
        "Executing block_in_steps took 0.100 seconds:: Executing block_in_steps took 0.300 seconds::");
}

static int check_slow(void *context, const struct co_report *report)
{
    (void)context;
    ASSERT_EQ(report->kind, CO_REPORT_SLOW_STEP);
    ASSERT_STR_EQ(report->place->call, "co_blocking_sleep(my->seconds)");
    ASSERT_STR_EQ(report->created->call, "co_create_task(CORO(blocks, 2))");
    ASSERT_STR_EQ(co_task_name(report->task), "blocks");
    ASSERT_NEAR(report->seconds, 2, 1e-12);
    say("reported");
    return 0;
}

ASYNC(block_in_a_task)
{
    return co_await(co_create_task(CORO(blocks, 2)));
}

TEST(the_report_says_which_task_where_made_where_and_how_long)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL,
                                  .debug = CO_DEBUG_ON,
                                  .slow_callback_duration = 1.5,
                                  .report = check_slow };

    ASSERT_EQ(co_run(CORO(block_in_a_task), &options), 0);
    SAID("reported");
}

static int block(void *unused)
{
    (void)unused;
    co_blocking_sleep(0.5);
    return 0;
}

ASYNC(block_in_a_callback)
{
    await(co_call_soon(block, NULL));
    return turns(2);
}

TEST(a_slow_callback_is_reported_too)
{
    ASSERT_EQ(run_debugged(CORO(block_in_a_callback)), 0);
    SAID("Executing a callback took 0.500 seconds::");
}

/* ---- Ends of tasks ---- */

ASYNC(swallows)
{
    return co_sleep(10) == -ECANCELED ? 3 : 4;
}

ASYNC(takes_it_back)
{
    int rc = co_sleep(10);

    co_task_uncancel(co_current_task());
    return rc == -ECANCELED ? 3 : 4;
}

ASYNC(cancel_both)
{
    struct co_task *a = co_create_task(CORO(swallows)), *b = co_create_task(CORO(takes_it_back));

    await(turns(1));
    co_task_cancel(a);
    co_task_cancel(b);
    ASSERT_EQ(co_await(a), 3);
    ASSERT_EQ(co_await(b), 3);
    return 0;
}

TEST(a_task_that_swallows_a_cancel_is_reported)
{
    ASSERT_EQ(run_debugged(CORO(cancel_both)), 0);
    SAID("Task was asked to end, and ended with a result of its own::");
    ASSERT_EQ(run_reporting(CORO(cancel_both)), 0);
    SAID("");
}

ASYNC(forget_results)
{
    (void)!co_create_task(CORO(returner, .result = 7));
    (void)!co_create_task(CORO(returner, .result = 0));
    co_task_detach(co_create_task(CORO(returner, .result = 8)));
    struct co_task *seen = co_create_task(CORO(returner, .result = 9));
    await(turns(2));
    return co_task_result(seen);
}

TEST(a_result_that_nobody_asked_for_is_reported_when_the_loop_ends)
{
    ASSERT_EQ(run_debugged(CORO(forget_results)), 9);
    SAID("Task result was never retrieved::");
}

static struct co_lock left, given;

ASYNC(takes_locks)
{
    await(co_lock_acquire(&left));
    await(co_lock_acquire(&given));
    return co_lock_release(&given);
}

ASYNC(leave_a_lock)
{
    await(co_await(co_create_task(CORO(takes_locks))));
    say("main");
    return co_lock_release(&left);
}

TEST(a_lock_that_is_held_when_its_task_ends_is_reported)
{
    ASSERT_EQ(run_debugged(CORO(leave_a_lock)), 0);
    SAID("Task ended while it held a lock:: main");
}

/* Of 40 locks those that stay held are the task's own, and not what another task holds. */
ASYNC(takes_many_locks, struct co_lock *locks; int stays_held;)
{
    for (int i = 0; i < 40; i++)
        await(co_lock_acquire(&my->locks[i]));
    await(co_sleep(0));
    for (int i = 0; i < 40; i++)
        if (i * 7 % 40 != my->stays_held)
            await(co_lock_release(&my->locks[i * 7 % 40]));
    return 0;
}

ASYNC(leave_one_of_many_locks)
{
    static struct co_lock locks[2][40];
    struct co_task *leaves = co_create_task(CORO(takes_many_locks, locks[0], 0));
    struct co_task *leaves_none = co_create_task(CORO(takes_many_locks, locks[1], -1));

    await(co_await(leaves));
    say("main");
    await(co_await(leaves_none));
    ASSERT_TRUE(co_lock_locked(&locks[0][0]) && !co_lock_locked(&locks[1][0]));
    return co_lock_release(&locks[0][0]);
}

TEST(of_many_locks_that_one_is_reported_that_stays_held)
{
    ASSERT_EQ(run_debugged(CORO(leave_one_of_many_locks)), 0);
    SAID("Task ended while it held a lock:: main");
}

ASYNC(leaves_three_locks)
{
    static struct co_lock locks[3];

    for (int i = 0; i < 3; i++)
        await(co_lock_acquire(&locks[i]));
    return 0;
}

TEST(each_lock_that_a_task_leaves_held_is_reported)
{
    ASSERT_EQ(run_debugged(CORO(leaves_three_locks)), 0);
    SAID("Task ended while it held a lock:: Task ended while it held a lock:: "
         "Task ended while it held a lock::");
}

/* ---- Threads ---- */

static void *end_from_a_thread(void *tasks)
{
    struct co_task **both = tasks;

    ASSERT_EQ(co_future_set_result(both[0], 1), -EPERM);
    ASSERT_TRUE(!co_task_cancel(both[1]));
    return NULL;
}

ASYNC(be_ended_from_a_thread)
{
    struct co_task *both[] = { co_future_create("future"), co_create_task(CORO(sleeper, 1, 5)) };
    pthread_t thread;

    ASSERT_EQ(pthread_create(&thread, NULL, end_from_a_thread, both), 0);
    pthread_join(thread, NULL);
    ASSERT_TRUE(!co_task_done(both[0]));
    return co_await(both[1]);
}

TEST(another_thread_cannot_end_a_task)
{
    ASSERT_EQ(run_debugged(CORO(be_ended_from_a_thread)), 5);
}

/* ---- All else is as without ---- */

ASYNC(takes_turns, const char *name;)
{
    for (int i = 0; i < 3; i++) {
        say("%s%d", my->name, i);
        await(co_sleep(0));
    }
    return 0;
}

ASYNC(take_turns)
{
    await(GATHER(CORO(takes_turns, "a"), CORO(takes_turns, "b")));
    struct co_task *eager = co_create_eager_task(CORO(takes_turns, "c"));
    say("created");
    return co_await(eager);
}

TEST(order_is_the_same_as_without_debug_mode)
{
    static const char order[] = "a0 b0 a1 b1 a2 b2 c0 created c1 c2";

    ASSERT_EQ(run(CORO(take_turns)), 0);
    SAID(order);
    ASSERT_EQ(run_debugged(CORO(take_turns)), 0);
    SAID(order);
}

MEMORY_TEST(without_memory_debug_mode_goes_on_without_what_it_would_note)
{
    struct co_lock locks[20] = { 0 };

    co_set_debug(true);
    for (int i = 0; i < 20; i++)
        await(co_lock_acquire(&locks[i]));
    for (int i = 0; i < 20; i++)
        await(co_lock_release(&locks[i]));
    return 0;
}

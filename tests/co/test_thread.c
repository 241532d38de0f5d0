#include "scenario.h"

static struct co_loop *loop_of_main;

DEF(work_aloud, const char *name; double seconds;)
{
    say("%s:begin", my->name);
    co_blocking_sleep(my->seconds);
    say("%s:end", my->name);
    return 0;
}

ASYNC(double_later, int value; double seconds;)
{
    await(co_sleep(my->seconds));
    return my->value * 2;
}

DEF(ask, double seconds; double timeout;)
{
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(double_later, 21, my->seconds), loop_of_main);
    int rc = co_concurrent_future_result(future, my->timeout);

    say("%.3f:%s", co_time(), rc < 0 ? co_error_name(rc) : "42");
    co_concurrent_future_release(future);
    return 0;
}

/* ---- Starting and joining ---- */

ASYNC_TEST(a_thread_runs_beside_the_loop)
{
    struct co_thread thread = { 0 };

    await(co_thread_start(&thread, CORO(work_aloud, "a", 0.2)));
    ASSERT_TRUE(co_thread_is_alive(&thread));
    SAID("");
    await(co_sleep(0.1));
    SAID("a:begin");
    await(co_sleep(0.2));
    SAID("a:end");
    ASSERT_TRUE(!co_thread_is_alive(&thread));
    await(co_thread_join(&thread));
    return co_thread_join(&thread);
}

ASYNC(tick)
{
    for (int i = 0; i < 3; i++) {
        await(co_sleep(0.1));
        say("tick");
    }
    return 0;
}

ASYNC_TEST(join_blocks_the_loop_while_time_moves_for_threads)
{
    struct co_thread a = { 0 }, b = { 0 };
    struct co_task *ticks = co_create_task(CORO(tick));

    await(turns(1));
    await(co_thread_start(&a, CORO(work_aloud, "a", 0.5)));
    await(co_thread_start(&b, CORO(work_aloud, "b", 0.3)));
    await(co_thread_join(&a));
    ASSERT_NEAR(co_time(), 0.5, 1e-9);
    SAID("a:begin b:begin b:end a:end");
    await(co_await(ticks));
    SAID("tick tick tick");
    return co_thread_join(&b);
}

ASYNC_TEST(a_thread_gets_a_result_from_the_loop_before_main_joins_it)
{
    struct co_thread thread = { 0 };

    loop_of_main = co_get_running_loop();
    await(co_thread_start(&thread, CORO(ask, 1, 5)));
    await(co_sleep(2));
    await(co_thread_join(&thread));
    SAID("1.000:42");
    return 0;
}

ASYNC_TEST(thread_runs_to_its_end_when_it_is_joined_early)
{
    struct co_thread thread = { 0 };

    loop_of_main = co_get_running_loop();
    await(co_thread_start(&thread, CORO(ask, 1, 5)));
    await(co_sleep(0.5));
    await(co_thread_join(&thread));
    SAID("5.000:TimeoutError");
    return 0;
}

ASYNC_TEST(join_without_a_deadline_works_after_the_loop_went_on)
{
    struct co_thread thread = { 0 };

    loop_of_main = co_get_running_loop();
    await(co_thread_start(&thread, CORO(ask, 1, CO_FOREVER)));
    await(co_sleep(0.5));
    ASSERT_EQ(co_thread_join(&thread), -EDEADLK);
    ASSERT_STR_EQ(co_text(), "the wait would never end: the threads wait for the loop");
    await(co_sleep(1));
    SAID("1.000:42");
    return co_thread_join(&thread);
}

DEF(join, struct co_thread *thread;)
{
    return co_thread_join(my->thread);
}

ASYNC_TEST(join_in_a_thread_lets_the_loop_go_on)
{
    static struct co_thread thread;

    loop_of_main = co_get_running_loop();
    await(co_thread_start(&thread, CORO(ask, 1, CO_FOREVER)));
    await(co_to_thread(CORO(join, &thread)));
    SAID("1.000:42");
    return 0;
}

/* ---- The same for real ---- */

ASYNC(join_for_real)
{
    static struct co_thread thread, stuck_one;

    thread = (struct co_thread){ 0 };
    stuck_one = (struct co_thread){ 0 };

    loop_of_main = co_get_running_loop();
    await(co_thread_start(&thread, CORO(work_aloud, "a", 0.01)));
    await(co_thread_join(&thread));
    SAID("a:begin a:end");
    await(co_thread_start(&stuck_one, CORO(ask, 0.01, CO_FOREVER)));
    ASSERT_EQ(co_thread_join(&stuck_one), -EDEADLK);
    return co_to_thread(CORO(join, &stuck_one));
}

TEST(join_on_the_real_clock_waits_and_finds_an_endless_wait)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(join_for_real)), 0);
    words[0] = '\0';
}

/* ---- Misuse ---- */

ASYNC_TEST(thread_is_started_once_and_joined_when_it_was_started)
{
    struct co_thread thread = { 0 };

    ASSERT_EQ(co_thread_join(&thread), -EPERM);
    ASSERT_STR_EQ(co_text(), "cannot join thread before it is started");
    ASSERT_TRUE(!co_thread_is_alive(&thread));
    await(co_thread_start(&thread, CORO(work_aloud, "a", 0)));
    ASSERT_EQ(co_thread_start(&thread, CORO(work_aloud, "b", 0)), -EALREADY);
    ASSERT_STR_EQ(co_text(), "threads can only be started once");
    await(co_thread_join(&thread));
    SAID("a:begin a:end");
    return 0;
}

TEST(thread_does_not_start_without_a_loop)
{
    struct co_thread thread = { 0 };

    ASSERT_EQ(co_thread_start(&thread, CORO(work_aloud, "a", 0)), -EPERM);
}

static struct co_thread joins_itself;
DEF(join_itself)
{
    say("%s", co_error_name(co_thread_join(&joins_itself)));
    ASSERT_STR_EQ(co_text(), "cannot join current thread");
    return 0;
}

ASYNC(be_joined_by_itself)
{
    joins_itself = (struct co_thread){ 0 };
    await(co_thread_start(&joins_itself, CORO(join_itself)));
    return co_sleep(0.01);
}

TEST(thread_that_joins_itself_gets_an_error_at_once)
{
    ASSERT_EQ(run(CORO(be_joined_by_itself)), 0);
    SAID("RuntimeError");
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(be_joined_by_itself)), 0);
    SAID("RuntimeError");
}

static struct co_thread left_over;
ASYNC(leave_a_thread)
{
    left_over = (struct co_thread){ 0 };
    await(co_thread_start(&left_over, CORO(work_aloud, "a", 0.01)));
    return co_sleep(0.001);
}

TEST(run_waits_for_a_thread_that_was_not_joined)
{
    ASSERT_EQ(run(CORO(leave_a_thread)), 0);
    SAID("a:begin a:end");
    ASSERT_EQ(co_thread_join(&left_over), 0);
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(leave_a_thread)), 0);
    SAID("a:begin a:end");
    ASSERT_TRUE(!co_thread_is_alive(&left_over));
}

MEMORY_TEST(thread_is_refused_without_memory)
{
    struct co_thread thread = { 0 };
    int rc;

    loop_of_main = co_get_running_loop();
    rc = co_thread_start(&thread, CORO(ask, 0.1, 5));
    if (rc == 0)
        rc = co_sleep(1);
    return rc < 0 ? rc : co_thread_join(&thread);
}

static struct co_thread slow, joiner;
static _Atomic bool slow_has_ended;
DEF(be_slow)
{
    await(co_blocking_sleep(0.06));
    slow_has_ended = true;
    return 0;
}

DEF(join_the_slow_one)
{
    await(co_blocking_sleep(0.03));
    say(co_thread_is_alive(&slow) ? "alive" : "dead");
    await(co_thread_join(&slow));
    say(slow_has_ended ? "joined" : "not joined");
    return 0;
}

ASYNC(end_before_its_threads)
{
    slow = joiner = (struct co_thread){ 0 };
    slow_has_ended = false;
    await(co_thread_start(&slow, CORO(be_slow)));
    await(co_thread_start(&joiner, CORO(join_the_slow_one)));
    return co_sleep(0.01);
}

TEST(thread_is_joined_while_its_loop_ends)
{
    ASSERT_EQ(run(CORO(end_before_its_threads)), 0);
    SAID("alive joined");
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(end_before_its_threads)), 0);
    SAID("alive joined");
}

static struct co_thread circle[2];
static int results[2];
static _Atomic bool both_are_started;
DEF(join_other, int number;)
{
    while (!both_are_started)
        await(co_blocking_sleep(0.001));
    await(co_blocking_sleep(0.03));
    results[my->number] = co_thread_join(&circle[1 - my->number]);
    return 0;
}

ASYNC(leave_a_circle)
{
    circle[0] = circle[1] = (struct co_thread){ 0 };
    both_are_started = false;
    int rc = co_thread_start(&circle[0], CORO(join_other, 0));
    if (rc >= 0)
        rc = co_thread_start(&circle[1], CORO(join_other, 1));
    both_are_started = true;
    return rc < 0 ? rc : co_sleep(0.01);
}

TEST(circle_of_threads_is_broken_when_its_loop_ends)
{
    ASSERT_EQ(run(CORO(leave_a_circle)), 0);
    ASSERT_EQ(results[0], -EDEADLK);
    ASSERT_EQ(results[1], 0);
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(leave_a_circle)), 0);
    ASSERT_TRUE(results[0] == -EDEADLK || results[1] == -EDEADLK);
}

#include "scenario.h"

#include <signal.h>
#include <sys/time.h>

ASYNC(two_steps)
{
    say("step1");
    await(co_sleep(0));
    say("step2");
    return 0;
}

ASYNC(sleep_in_two_parts)
{
    await(co_sleep(0.1));
    await(co_sleep(0.2));
    say("parts");
    return 0;
}

ASYNC_TEST(sleepers_wake_by_time)
{
    await(GATHER(CORO(sleep_and_say, "c", 0.3), CORO(sleep_and_say, "a", 0.1),
                 CORO(sleep_and_say, "b", 0.2)));
    SAID("a b c");
    ASSERT_NEAR(co_time(), 0.3, 1e-12);
    return 0;
}

ASYNC_TEST(sleepers_of_equal_deadline_wake_in_order_of_arrival)
{
    struct co_task *tasks[20];
    static const char *const letters[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j",
                                           "k", "l", "m", "n", "o", "p", "q", "r", "s", "t" };

    for (int i = 0; i < 20; i++)
        tasks[i] = co_create_task(CORO(sleep_and_say, letters[i], 0.5));
    await(co_gather(tasks, 20, NULL, 0));
    SAID("a b c d e f g h i j k l m n o p q r s t");
    return 0;
}

ASYNC_TEST(times_are_exact_to_the_nanosecond)
{
    /* 0.1 + 0.2 is not 0.3 in floating point, but is in nanoseconds: armed earlier, the one sleep
     * ends first. */
    await(GATHER(CORO(sleep_in_two_parts), CORO(sleep_and_say, "whole", 0.3)));
    SAID("whole parts");
    ASSERT_EQ(co_time_nanoseconds(), 300000000);
    return 0;
}

ASYNC_TEST(sleep_of_zero_or_less_lets_each_ready_task_run_once)
{
    struct co_task *task = co_create_task(CORO(two_steps));

    await(co_sleep(0));
    SAID("step1");
    await(co_sleep(-1));
    SAID("step2");
    ASSERT_NEAR(co_time(), 0, 0);
    return co_await(task);
}

ASYNC_TEST(delay_has_to_be_a_number)
{
    ASSERT_EQ(co_sleep(NAN), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the delay is not a number");
    return 0;
}

/* In the turn after the blocking call the timer fires, behind what was ready; its task runs in the
 * turn after that, behind what was ready then. */
ASYNC_TEST(sleeper_runs_two_turns_later_when_it_is_due)
{
    struct co_task *due = co_create_task(CORO(sleep_and_say, "due", 0.1));

    await(turns(1));
    struct co_task *ready = co_create_task(CORO(two_steps));
    co_blocking_sleep(0.5);
    await(co_await(due));
    SAID("step1 step2 due");
    return co_await(ready);
}

/* Infinity, and what the clock cannot hold. */
static const double endless[] = { INFINITY, 1e300, 1e10 };

ASYNC_TEST(an_endless_sleep_lasts_longer_than_any_other)
{
    for (size_t i = 0; i < COUNT(endless); i++) {
        double before = co_time();

        test_note("%g", endless[i]);
        ASSERT_EQ(co_wait_for(co_create_task(CORO(sleeper, endless[i], 0)), 1e9), -ETIMEDOUT);
        ASSERT_NEAR(co_time() - before, 1e9, 0);
    }
    return 0;
}

TEST(an_endless_sleep_alone_is_a_deadlock)
{
    const struct co_options options[] = {
        { .clock = CO_CLOCK_VIRTUAL },
        { .clock = CO_CLOCK_PACED, .pace = 0.5 },
        { .clock = CO_CLOCK_PACED, .pace = INFINITY },
    };

    for (size_t i = 0; i < COUNT(endless) * COUNT(options); i++) {
        test_note("%g with options %zu", endless[i % COUNT(endless)], i / COUNT(endless));
        ASSERT_EQ(
            co_run(CORO(sleeper, endless[i % COUNT(endless)], 0), &options[i / COUNT(endless)]),
            -EDEADLK);
    }
}

ASYNC(sleep_to_the_end_of_the_clock)
{
    await(co_sleep(9e9));
    ASSERT_NEAR(co_time(), 9e9, 0);
    say("near the end");
    return co_sleep(1e9);
}

TEST(a_sleep_beyond_the_end_of_the_clock_is_endless)
{
    ASSERT_EQ(run(CORO(sleep_to_the_end_of_the_clock)), -EDEADLK);
    SAID("near the end");
}

ASYNC(block_for_ever, double seconds; bool in_thread;)
{
    if (my->in_thread)
        return co_to_thread(CORO(block_for_ever, my->seconds, false));
    return co_blocking_sleep(my->seconds);
}

TEST(endless_blocking_sleep_is_an_error_on_a_virtual_clock)
{
    const enum co_clock clocks[] = { CO_CLOCK_VIRTUAL, CO_CLOCK_PACED };

    for (size_t i = 0; i < COUNT(clocks) * COUNT(endless); i++) {
        struct block_for_ever arguments = { endless[i % COUNT(endless)], false };
        struct co_coro coro = {
            block_for_ever_start, &arguments, sizeof arguments, "block", 0, NULL
        };

        test_note("%g on clock %d", arguments.seconds, clocks[i / COUNT(endless)]);
        ASSERT_EQ(run_on(clocks[i / COUNT(endless)], coro), -EDEADLK);
        arguments.in_thread = true;
        ASSERT_EQ(run_on(clocks[i / COUNT(endless)], coro), -EDEADLK);
    }
}

/* Sleeps again when its sleep is cancelled; says when it wakes. */
ASYNC(sleeps_on)
{
    int rc = co_sleep(1);

    say("%s", co_error_name(rc));
    await(co_sleep(10));
    say("%g", co_time());
    return 0;
}

ASYNC_TEST(cancelled_sleep_removes_its_timer)
{
    struct co_task *task = co_create_task(CORO(sleeps_on));

    await(turns(1));
    co_task_cancel(task);
    await(co_await(task));
    SAID("CancelledError 10");
    return 0;
}

/* ---- Blocking sleeps ---- */

/* At this pace a second takes two. */
static const struct co_options slow_motion = { .clock = CO_CLOCK_PACED, .pace = 0.5 };

/* Before the loop began. */
static double began;

static int run_in_slow_motion(struct co_coro main)
{
    began = wall_clock();
    return co_run(main, &slow_motion);
}

/* Returns whether as much real time has passed as the loop's time says. */
static bool time_was_taken(void)
{
    return wall_clock() - began >= co_time() / slow_motion.pace;
}

ASYNC(block_in_slow_motion)
{
    struct co_task *other = co_create_task(CORO(sleep_and_say, "other", 0.01));

    await(co_sleep(0));
    ASSERT_EQ(co_blocking_sleep(0.05), 0);
    ASSERT_TRUE(time_was_taken());
    ASSERT_NEAR(co_time(), 0.05, 1e-9);
    SAID("");
    await(co_await(other));
    SAID("other");
    ASSERT_NEAR(co_time(), 0.05, 1e-9);
    return 0;
}

TEST(a_blocking_sleep_takes_time_on_the_paced_clock)
{
    ASSERT_EQ(run_in_slow_motion(CORO(block_in_slow_motion)), 0);
}

DEF(block, double seconds;)
{
    return co_blocking_sleep(my->seconds);
}

/* Waits that block the loop until a thread has slept, or a time is over. */
ASYNC(block_for_threads_in_slow_motion)
{
    struct co_executor executor = CO_EXECUTOR(1);
    struct co_thread thread = { 0 };
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(sleeper, 1, 0), co_get_running_loop());

    await(co_thread_start(&thread, CORO(block, 0.05)));
    ASSERT_EQ(co_thread_join(&thread), 0);
    ASSERT_TRUE(time_was_taken());
    co_task_detach(co_run_in_executor(&executor, CORO(block, 0.05)));
    ASSERT_EQ(co_executor_shutdown(&executor, true), 0);
    ASSERT_TRUE(time_was_taken());
    ASSERT_EQ(co_concurrent_future_result(future, 0.05), -ETIMEDOUT);
    ASSERT_TRUE(time_was_taken());
    ASSERT_NEAR(co_time(), 0.15, 1e-9);
    co_concurrent_future_release(future);
    return 0;
}

TEST(loop_blocked_by_threads_takes_time_on_the_paced_clock)
{
    ASSERT_EQ(run_in_slow_motion(CORO(block_for_threads_in_slow_motion)), 0);
}

static void interrupt(int signal)
{
    (void)signal;
    co_interrupt();
}

ASYNC(block_until_interrupted)
{
    struct itimerval soon = { .it_value.tv_usec = 20000 };

    setitimer(ITIMER_REAL, &soon, NULL);
    ASSERT_EQ(co_blocking_sleep(1000), -EINTR);
    ASSERT_STR_EQ(co_text(), "the sleep was interrupted");
    ASSERT_TRUE(co_time() >= 0.009 && co_time() < 500);
    return co_sleep(0);
}

TEST(an_interrupt_ends_a_blocking_sleep_that_takes_real_time)
{
    const struct co_options options[] = { slow_motion, { .clock = CO_CLOCK_REAL } };

    signal(SIGALRM, interrupt);
    for (size_t i = 0; i < COUNT(options); i++) {
        test_note("options %zu", i);
        ASSERT_EQ(co_run(CORO(block_until_interrupted), &options[i]), -EINTR);
    }
}

/* ---- What cannot sleep ---- */

static int sleep_in_callback(void *nothing)
{
    (void)nothing;
    int rc = co_sleep(1);

    say("%s: %s", co_error_name(rc), co_text());
    return 0;
}

ASYNC(calls_back)
{
    await(co_call_soon(sleep_in_callback, NULL));
    return co_sleep(0);
}

TEST(sleep_is_refused_outside_a_task)
{
    ASSERT_EQ(co_sleep(1), -EPERM);
    ASSERT_EQ(run(CORO(calls_back)), 0);
    SAID("RuntimeError: only a task can sleep");
}

ASYNC(sleeps_without_memory)
{
    co_fail_allocation(1, true);
    int rc = co_sleep(1);
    co_fail_allocation(0, false);
    ASSERT_EQ(rc, -ENOMEM);
    ASSERT_STR_EQ(co_text(), "there is no memory for a timer");
    return 0;
}

TEST(sleep_without_memory_for_its_timer_is_refused)
{
    ASSERT_EQ(run(CORO(sleeps_without_memory)), 0);
}

/* The shortest of ten sleeps: the machine may be busy during some of them. */
ASYNC(blocks_ten_times)
{
    double shortest = CO_FOREVER;
    clock_t processor = clock();

    for (int i = 0; i < 10; i++) {
        double before = wall_clock();

        ASSERT_EQ(co_blocking_sleep(0.02), 0);
        shortest = fmin(shortest, wall_clock() - before);
    }
    ASSERT_NEAR(shortest, 0.02, 0.02);
    ASSERT_TRUE(clock() - processor < CLOCKS_PER_SEC / 20);
    return 0;
}

TEST(blocking_sleep_ends_in_time_and_uses_no_processor)
{
    ASSERT_EQ(blocks_ten_times_start(NULL), 0); /* outside of a loop */
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(blocks_ten_times)), 0);
}

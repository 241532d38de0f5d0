#include "scenario.h"

/* ---- The virtual clock ---- */

ASYNC_TEST(virtual_time_stands_still_while_a_task_can_run)
{
    for (int i = 0; i < 1000; i++) {
        await(co_sleep(0));
        ASSERT_EQ(co_time_nanoseconds(), 0);
    }
    return 0;
}

TEST(virtual_time_costs_no_real_time)
{
    double before = wall_clock();

    ASSERT_EQ(run(CORO(sleeper, 1e6, 0)), 0);
    ASSERT_TRUE(wall_clock() - before < 10);
}

/* ---- The real clock ---- */

ASYNC(measure_sleep)
{
    double before = wall_clock(), loop_before = co_time();

    await(co_sleep(0.0123));
    ASSERT_TRUE(wall_clock() - before >= 0.0123);
    ASSERT_TRUE(co_time() - loop_before >= 0.0123);
    return 0;
}

TEST(a_real_sleep_is_never_too_short)
{
    for (int i = 0; i < 5; i++)
        ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(measure_sleep)), 0);
}

ASYNC(sleep_at_different_times)
{
    await(GATHER(CORO(sleep_and_say, "c", 0.03), CORO(sleep_and_say, "a", 0.001),
                 CORO(sleep_and_say, "b", 0.015), CORO(sleep_and_say, "b2", 0.015)));
    return 0;
}

TEST(real_sleepers_wake_by_time)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(sleep_at_different_times)), 0);
    SAID("a b b2 c");
}

ASYNC(spin, bool *stop;)
{
    while (!*my->stop)
        await(co_sleep(0));
    return 0;
}

ASYNC(spin_beside_a_sleeper)
{
    static bool stop;

    stop = false;
    struct co_task *spinner = co_create_task(CORO(spin, &stop));

    await(co_sleep(0.005));
    stop = true;
    return co_await(spinner);
}

TEST(a_real_sleeper_wakes_beside_tasks_that_are_always_ready)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(spin_beside_a_sleeper)), 0);
}

ASYNC(block_the_loop)
{
    struct co_task *task = co_create_task(CORO(sleep_and_say, "task", 0.001));

    await(turns(1));
    co_blocking_sleep(0.01);
    SAID("");
    return co_await(task);
}

TEST(blocking_a_real_loop_delays_the_others)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(block_the_loop)), 0);
    SAID("task");
}

/* ---- The paced clock ---- */

TEST(a_paced_clock_shows_virtual_time_at_its_own_speed)
{
    struct co_options options = { .clock = CO_CLOCK_PACED, .pace = 100 };
    double before = wall_clock();

    ASSERT_EQ(co_run(CORO(sleep_at_different_times), &options), 0);
    SAID("a b b2 c");
    before = wall_clock();
    ASSERT_EQ(co_run(CORO(sleeper, 2, 0), &options), 0);
    ASSERT_TRUE(wall_clock() - before >= 0.02 && wall_clock() - before < 1.5);
}

ASYNC(sleep_in_two_parts)
{
    await(co_sleep(0.1));
    await(co_sleep(0.2));
    say("parts");
    return 0;
}

/* ---- Times that are not a number ---- */

ASYNC(return_from_thread)
{
    return co_blocking_sleep(NAN);
}

/* Each call of co.h that takes a time; see the tests of io and patterns for theirs. */
ASYNC_TEST(calls_refuse_a_time_that_is_not_a_number)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 0));
    struct co_as_completed next = { .tasks = &task, .count = 1, .timeout = NAN };
    struct co_concurrent_future *future =
        co_run_coroutine_threadsafe(CORO(sleeper, 1, 0), co_get_running_loop());
    struct co_timeout timeout = { 0 };
    struct co_task *ended;

    ASSERT_EQ(co_sleep(NAN), -EINVAL);
    ASSERT_EQ(co_blocking_sleep(NAN), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the delay is not a number");
    ASSERT_EQ(co_to_thread(CORO(return_from_thread)), -EINVAL);
    ASSERT_TRUE(!co_call_later(NAN, NULL, NULL));
    ASSERT_TRUE(!co_call_at(NAN, NULL, NULL));
    ASSERT_STR_EQ(co_text(), "the time is not a number");
    ASSERT_EQ(co_wait(&task, 1, NAN, CO_ALL_COMPLETED), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the timeout is not a number");
    co_raise(-EIO, "another text");
    ASSERT_EQ(co_as_completed(&next, &ended), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the timeout is not a number");
    ASSERT_EQ(co_wait_for(task, NAN), -EINVAL);
    ASSERT_EQ(co_timeout_enter(&timeout, NAN), -EINVAL);
    ASSERT_EQ(co_timeout_enter_at(&timeout, NAN), -EINVAL);
    ASSERT_EQ(co_timeout_enter(&timeout, 1), 0);
    ASSERT_EQ(co_timeout_reschedule(&timeout, NAN), -EINVAL);
    ASSERT_EQ(co_timeout_exit(&timeout, 0), 0);
    co_raise(-EIO, "another text");
    ASSERT_EQ(co_concurrent_future_result(future, NAN), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the timeout is not a number");
    co_raise(-EIO, "another text");
    ASSERT_EQ(co_shutdown_default_executor(NAN), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the timeout is not a number");
    co_concurrent_future_release(future);
    ASSERT_NEAR(co_time(), 0, 0);
    return co_await(task);
}

static int run_with(struct co_options options)
{
    options.clock = options.clock ? options.clock : CO_CLOCK_VIRTUAL;
    return co_run(CORO(sleeper, 1, 7), &options);
}

TEST(options_refuse_a_time_that_is_not_a_number)
{
    ASSERT_EQ(run_with((struct co_options){ .clock = CO_CLOCK_PACED, .pace = NAN }), -EINVAL);
    ASSERT_EQ(run_with((struct co_options){ .clock = CO_CLOCK_PACED, .pace = -1 }), -EINVAL);
    ASSERT_EQ(run_with((struct co_options){ .slow_callback_duration = NAN }), -EINVAL);
    ASSERT_EQ(run_with((struct co_options){ .slow_callback_duration = -1 }), -EINVAL);
    ASSERT_EQ(run_with((struct co_options){ .slow_callback_duration = INFINITY }), 7);
    ASSERT_EQ(run_with((struct co_options){ .clock = CO_CLOCK_PACED, .pace = INFINITY }), 7);
}

ASYNC_TEST(endless_timeout_has_the_deadline_forever)
{
    const double endless[] = { INFINITY, 1e300, 1e10 };

    for (size_t i = 0; i < COUNT(endless); i++) {
        struct co_task *task = co_create_task(CORO(sleeper, 9e8, 0)), *ended;
        struct co_as_completed next = { .tasks = &task, .count = 1, .timeout = endless[i] };
        struct co_timeout timeout = { 0 }, at = { 0 };

        test_note("%g", endless[i]);
        await(co_timeout_enter(&timeout, endless[i]));
        await(co_timeout_enter_at(&at, endless[i]));
        ASSERT_TRUE(co_timeout_when(&timeout) == CO_FOREVER);
        ASSERT_TRUE(co_timeout_when(&at) == CO_FOREVER);
        ASSERT_EQ(co_wait(&task, 1, endless[i], CO_ALL_COMPLETED), 1);
        ASSERT_EQ(co_as_completed(&next, &ended), 1);
        ASSERT_EQ(co_timeout_exit(&at, 0), 0);
        ASSERT_EQ(co_timeout_exit(&timeout, co_wait_for(task, endless[i])), 0);
    }
    return 0;
}

/* ---- Record and replay ---- */

/* What some tasks of a real run read on its clock, and in which order they went on. */
struct readings {
    int64_t at[2000];
    int task[2000];
    int count;
};

ASYNC(read_the_clock, struct readings *readings; int task;)
{
    for (int i = 0; i < 100; i++) {
        int n = my->readings->count++;

        my->readings->at[n] = co_time_nanoseconds();
        my->readings->task[n] = my->task;
        await(co_sleep((i + my->task) % 3 ? 0 : 0.00005 * (1 + my->task % 4)));
    }
    return 0;
}

ASYNC(read_in_several_tasks, struct readings *readings;)
{
    struct co_task *tasks[10];

    for (int i = 0; i < 10; i++)
        tasks[i] = co_create_task(CORO(read_the_clock, my->readings, i));
    ASSERT_EQ(co_wait_for(co_create_task(CORO(stuck, "timed")), 0.001), -ETIMEDOUT);
    return co_gather(tasks, 10, NULL, 0);
}

TEST(replay_of_a_real_run_reads_the_same_times_in_order)
{
    static struct readings recorded, replayed;
    struct co_record record = { 0 };
    struct co_options options = { .clock = CO_CLOCK_REAL, .record = &record };

    ASSERT_EQ(co_run(CORO(read_in_several_tasks, &recorded), &options), 0);
    ASSERT_TRUE(!record.failed && record.count > 100);
    options.clock = CO_CLOCK_REPLAY;
    double before = wall_clock();
    ASSERT_EQ(co_run(CORO(read_in_several_tasks, &replayed), &options), 0);
    ASSERT_TRUE(wall_clock() - before < 10);
    ASSERT_TRUE(!record.failed);
    ASSERT_EQ(record.next, record.count);
    ASSERT_EQ(replayed.count, recorded.count);
    for (int i = 0; i < recorded.count; i++) {
        test_note("reading %d", i);
        ASSERT_EQ(replayed.task[i], recorded.task[i]);
        ASSERT_EQ(replayed.at[i], recorded.at[i]);
    }
    free(record.readings);
}

TEST(replay_ends_with_an_error_when_its_record_is_too_short)
{
    struct co_record record = { 0 };
    struct co_options options = { .clock = CO_CLOCK_REAL, .record = &record };

    ASSERT_EQ(co_run(CORO(sleeper, 0.001, 0), &options), 0);
    options.clock = CO_CLOCK_REPLAY;
    ASSERT_EQ(co_run(CORO(sleep_in_two_parts), &options), 0);
    ASSERT_TRUE(record.failed);
    free(record.readings);
}

TEST(record_returns_an_error_without_memory)
{
    struct co_record record = { 0 };
    struct co_options options = { .clock = CO_CLOCK_REAL, .record = &record };

    for (uint64_t n = 1; !record.failed; n++) {
        free(record.readings);
        record = (struct co_record){ 0 };
        co_fail_allocation(n, false);
        (void)!co_run(CORO(sleeper, 0.001, 0), &options);
        co_fail_allocation(0, false);
        ASSERT_TRUE(n < 100);
    }
    free(record.readings);
}

#include "scenario.h"

/* ---- The virtual clock ---- */

ASYNC_TEST(virtual_time_stands_still_while_anything_can_run)
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

TEST(a_replay_of_a_real_run_reads_the_same_times_in_the_same_order)
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

TEST(a_replay_that_asks_for_more_than_was_recorded_says_so_and_ends)
{
    struct co_record record = { 0 };
    struct co_options options = { .clock = CO_CLOCK_REAL, .record = &record };

    ASSERT_EQ(co_run(CORO(sleeper, 0.001, 0), &options), 0);
    options.clock = CO_CLOCK_REPLAY;
    ASSERT_EQ(co_run(CORO(sleep_in_two_parts), &options), 0);
    ASSERT_TRUE(record.failed);
    free(record.readings);
}

TEST(a_record_for_which_there_is_no_memory_says_so)
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

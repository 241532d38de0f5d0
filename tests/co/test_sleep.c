#include "scenario.h"

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

ASYNC_TEST(sleepers_of_equal_deadline_wake_in_the_order_they_fell_asleep)
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

ASYNC_TEST(sleep_of_zero_or_less_lets_each_that_is_ready_run_once)
{
    struct co_task *task = co_create_task(CORO(two_steps));

    await(co_sleep(0));
    SAID("step1");
    await(co_sleep(-1));
    SAID("step2");
    ASSERT_NEAR(co_time(), 0, 0);
    return co_await(task);
}

ASYNC_TEST(a_delay_has_to_be_a_number)
{
    ASSERT_EQ(co_sleep(NAN), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a delay that is not a number");
    return 0;
}

/* In the turn after the blocking call the timer fires, behind what was ready; its task runs in the turn
 * after that, behind what was ready then. */
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

ASYNC_TEST(a_sleep_of_centuries_is_no_overflow)
{
    ASSERT_EQ(co_wait_for(co_create_task(CORO(sleeper, 1e300, 0)), 1e9), -ETIMEDOUT);
    await(co_sleep(1e300));
    await(co_sleep(1e300));
    return 0;
}

ASYNC_TEST(a_cancelled_sleep_takes_its_timer_with_it)
{
    for (int i = 0; i < 1000; i++) {
        struct co_task *task = co_create_task(CORO(sleeper, 1e6, 0));

        await(turns(1));
        co_task_cancel(task);
        ASSERT_EQ(co_await(task), -ECANCELED);
    }
    await(co_sleep(1));
    ASSERT_NEAR(co_time(), 1, 1e-12);
    return 0;
}

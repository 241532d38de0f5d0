/* src/patterns/rate_limiter.c: when each task passes. */
#include "patterns/rate_limiter.h"

#include "co/scenario.h"

ASYNC(passes, struct rate_limiter *limiter; const char *name;)
{
    await(rate_limiter_acquire(my->limiter));
    say("%s:%.2f", my->name, co_time());
    return 0;
}

/* ---- When ---- */

ASYNC_TEST(burst_passes_at_once_without_suspending)
{
    static struct rate_limiter limiter = { .rate = 3, .per = 1.0 };
    struct co_task *other = co_create_task(CORO(passes, &limiter, "other"));

    for (int i = 0; i < 3; i++)
        await(rate_limiter_acquire(&limiter));
    SAID("");
    ASSERT_NEAR(co_time(), 0, 0);
    await(co_await(other));
    SAID("other:0.33");
    return 0;
}

ASYNC_TEST(later_tasks_pass_one_by_one_in_order)
{
    static struct rate_limiter limiter = { .rate = 2, .per = 1.0 };

    await(GATHER(CORO(passes, &limiter, "a"), CORO(passes, &limiter, "b"),
                 CORO(passes, &limiter, "c"), CORO(passes, &limiter, "d"),
                 CORO(passes, &limiter, "e")));
    SAID("a:0.00 b:0.00 c:0.50 d:1.00 e:1.50");
    return 0;
}

ASYNC_TEST(rest_allows_a_burst_of_the_rate)
{
    static struct rate_limiter limiter = { .rate = 2, .per = 4.0 };

    await(GATHER(CORO(passes, &limiter, "a"), CORO(passes, &limiter, "b")));
    await(co_sleep(100));
    await(GATHER(CORO(passes, &limiter, "c"), CORO(passes, &limiter, "d"),
                 CORO(passes, &limiter, "e")));
    SAID("a:0.00 b:0.00 c:100.00 d:100.00 e:102.00");
    return 0;
}

ASYNC_TEST(rate_is_per_second_without_a_period)
{
    static struct rate_limiter limiter = { .rate = 1 };

    await(GATHER(CORO(passes, &limiter, "a"), CORO(passes, &limiter, "b"),
                 CORO(passes, &limiter, "c")));
    SAID("a:0.00 b:1.00 c:2.00");
    return 0;
}

static void say_wait(const struct rate_limiter *limiter, double seconds)
{
    say("%g per %g: wait %.2f", limiter->rate, limiter->per, seconds);
}

ASYNC_TEST(waiting_callback_gets_the_seconds)
{
    struct rate_limiter limiter = { .rate = 1, .per = 2.0, .waiting = say_wait };

    await(rate_limiter_acquire(&limiter));
    SAID("");
    await(co_sleep(0.5));
    await(rate_limiter_acquire(&limiter));
    SAID("1 per 2: wait 1.50");
    ASSERT_NEAR(co_time(), 2.0, 1e-9);
    return 0;
}

/* ---- Cancelling ---- */

ASYNC_TEST(cancelled_task_does_not_count)
{
    static struct rate_limiter limiter = { .rate = 1 };
    struct co_task *tasks[3];

    await(rate_limiter_acquire(&limiter));
    tasks[0] = co_create_task(CORO(passes, &limiter, "a"));
    tasks[1] = co_create_task(CORO(passes, &limiter, "b"));
    tasks[2] = co_create_task(CORO(passes, &limiter, "c"));
    await(co_sleep(0.25));
    co_task_cancel(tasks[0]); /* waits for a token */
    co_task_cancel(tasks[1]); /* waits for its turn */
    await(co_gather(tasks, 3, NULL, CO_RETURN_EXCEPTIONS));
    SAID("c:1.00");
    return 0;
}

ASYNC(gives_up, struct rate_limiter *limiter; double patience;)
{
    return co_wait_for(co_create_task(CORO(passes, my->limiter, "never")), my->patience);
}

ASYNC_TEST(timed_out_task_does_not_count)
{
    struct rate_limiter limiter = { .rate = 1 };

    await(rate_limiter_acquire(&limiter));
    ASSERT_EQ(CALL(gives_up, &limiter, 0.5), -ETIMEDOUT);
    await(CALL(passes, &limiter, "a"));
    SAID("a:1.00");
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(rate_below_one_is_refused)
{
    const struct rate_limiter wrong[] = {
        { .rate = 0 },
        { .rate = 0.5 },
        { .rate = -1 },
        { .rate = __builtin_nan("") },
        { .rate = __builtin_inf() },
        { .rate = 1, .per = -1 },
        { .rate = 1, .per = __builtin_nan("") },
        { .rate = 1, .per = __builtin_inf() },
        { .rate = 1, .per = 1e300 },
    };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct rate_limiter limiter = wrong[i];

        test_note("row %zu", i);
        ASSERT_EQ(rate_limiter_acquire(&limiter), -EINVAL);
        ASSERT_TRUE(co_text()[0]);
        ASSERT_TRUE(!co_lock_locked(&limiter.turn));
    }
    return 0;
}

/* ---- In any order ---- */

struct traffic {
    struct rate_limiter limiter;
    int passed;
};

ASYNC(car, struct traffic *traffic;)
{
    for (int i = 0; i < 3; i++) {
        await(rate_limiter_acquire(&my->traffic->limiter));
        my->traffic->passed++;
        ASSERT_TRUE(my->traffic->passed <= 4 + 8 * co_time() + 1e-6);
        await(co_sleep(co_random_uniform(0, 0.2)));
    }
    return 0;
}

SHUFFLED_TEST(rate_holds_in_any_order)
{
    static struct traffic traffic;

    traffic = (struct traffic){ .limiter = { .rate = 4, .per = 0.5 } };
    struct co_task *cars[5];

    for (size_t i = 0; i < COUNT(cars); i++)
        cars[i] = co_create_task(CORO(car, &traffic));
    for (size_t i = 0; i < 2; i++) {
        await(co_sleep(co_random_uniform(0, 0.5)));
        co_task_cancel(cars[i]);
    }
    await(co_gather(cars, COUNT(cars), NULL, CO_RETURN_EXCEPTIONS));
    ASSERT_TRUE(traffic.passed >= 9);
    ASSERT_TRUE(!co_lock_locked(&traffic.limiter.turn));
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(waiting_needs_only_the_memory_of_tasks_and_timers)
{
    static struct traffic traffic;

    traffic = (struct traffic){ .limiter = { .rate = 4, .per = 0.5 } };

    return GATHER(CORO(car, &traffic), CORO(car, &traffic), CORO(car, &traffic));
}

/* ---- In order ---- */

ASYNC(passes_later, struct rate_limiter *limiter; double seconds;)
{
    await(co_sleep(my->seconds));
    return CALL(passes, my->limiter, "later");
}

ASYNC_TEST(limiter_keeps_its_order_when_a_task_comes_as_a_token_does)
{
    static struct rate_limiter limiter = { .rate = 1, .per = 1.0 };

    /* The task that comes at 1 s runs before the one that waits until then. */
    await(GATHER(CORO(passes_later, &limiter, 1), CORO(passes, &limiter, "a"),
                 CORO(passes, &limiter, "b")));
    SAID("a:0.00 b:1.00 later:2.00");
    return 0;
}

ASYNC_TEST(limiter_returns_zero_when_it_lets_pass)
{
    struct rate_limiter limiter = { .rate = 1, .per = 1.0 };

    ASSERT_EQ(rate_limiter_acquire(&limiter), 0);
    ASSERT_EQ(rate_limiter_acquire(&limiter), 0);
    return 0;
}

ASYNC_TEST(limiter_names_the_rate_that_it_refuses)
{
    struct rate_limiter half = { .rate = 0.5 }, none = { .rate = __builtin_inf() };

    ASSERT_EQ(rate_limiter_acquire(&half), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the rate 0.5 lets no task pass");
    ASSERT_EQ(rate_limiter_acquire(&none), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the rate inf lets no task pass");
    return 0;
}

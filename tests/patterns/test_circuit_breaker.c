/* src/patterns/circuit_breaker.c: which calls get through, and which of them count. */
#include "patterns/circuit_breaker.h"

#include "co/scenario.h"

static void say_change(const struct circuit_breaker *breaker, enum circuit_state next)
{
    say("%s>%s:%.1f", circuit_state_name(breaker->state), circuit_state_name(next), co_time());
}

#define BREAKER(threshold)                                                                         \
    {                                                                                              \
        .failure_threshold = (threshold), .recovery_timeout = 1, .changing = say_change            \
    }

/* A call of so many seconds. */
#define CALL_FOR(breaker, seconds, result)                                                         \
    circuit_breaker_call(breaker, CORO(sleeper, seconds, result))

ASYNC(caller, struct circuit_breaker *breaker; double seconds; int result;)
{
    return CALL_FOR(my->breaker, my->seconds, my->result);
}

/* ---- Closed and open ---- */

ASYNC_TEST(closed_breaker_passes_results_and_texts_on)
{
    struct circuit_breaker breaker = BREAKER(2);

    ASSERT_EQ(CALL_FOR(&breaker, 0.1, 7), 7);
    ASSERT_EQ(circuit_breaker_call(&breaker, CORO(returner, -EIO, "broken")), -EIO);
    ASSERT_STR_EQ(co_text(), "broken");
    ASSERT_EQ(breaker.failures, 1);
    SAID("");
    return 0;
}

ASYNC_TEST(breaker_opens_after_failures_in_a_row)
{
    struct circuit_breaker breaker = BREAKER(3);

    for (int i = 0; i < 3; i++)
        ASSERT_EQ(CALL_FOR(&breaker, 0.1, -EIO), -EIO);
    SAID("CLOSED>OPEN:0.3");
    ASSERT_EQ(circuit_breaker_call(&breaker, CORO(sleep_and_say, "ran", 0)), -EAGAIN);
    ASSERT_STR_EQ(co_text(), "Circuit is open");
    ASSERT_NEAR(co_time(), 0.3, 1e-6);
    SAID("");
    return 0;
}

ASYNC_TEST(success_resets_the_count)
{
    struct circuit_breaker breaker = BREAKER(2);

    for (int i = 0; i < 10; i++)
        ASSERT_EQ(CALL_FOR(&breaker, 0.1, i % 2 ? -EIO : 0), i % 2 ? -EIO : 0);
    SAID("");
    return 0;
}

ASYNC_TEST(call_begun_before_the_opening_does_not_count)
{
    static struct circuit_breaker breaker = BREAKER(1);
    struct co_task *late = co_create_task(CORO(caller, &breaker, 0.9, -EIO));
    struct co_task *well = co_create_task(CORO(caller, &breaker, 1.15, 0));

    await(co_sleep(0));
    ASSERT_EQ(CALL_FOR(&breaker, 0.1, -EIO), -EIO);
    ASSERT_EQ(co_await(late), -EIO);
    ASSERT_EQ(breaker.failures, 1);
    await(co_sleep(0.2)); /* the trial is not delayed */
    struct co_task *trial = co_create_task(CORO(caller, &breaker, 0.5, -EIO));
    ASSERT_EQ(co_await(well), 0);
    ASSERT_EQ(breaker.state, CIRCUIT_HALF_OPEN);
    ASSERT_EQ(CALL_FOR(&breaker, 0, 0), -EAGAIN);
    ASSERT_EQ(co_await(trial), -EIO);
    SAID("CLOSED>OPEN:0.1 OPEN>HALF_OPEN:1.1 HALF_OPEN>OPEN:1.6");
    return 0;
}

/* ---- On trial ---- */

ASYNC_TEST(breaker_closes_when_the_trial_succeeds)
{
    struct circuit_breaker breaker = BREAKER(1);

    ASSERT_EQ(CALL_FOR(&breaker, 0, -EIO), -EIO);
    await(co_sleep(1));
    ASSERT_EQ(CALL_FOR(&breaker, 0.5, 5), 5);
    ASSERT_EQ(breaker.failures, 0);
    SAID("CLOSED>OPEN:0.0 OPEN>HALF_OPEN:1.0 HALF_OPEN>CLOSED:1.5");
    return 0;
}

ASYNC_TEST(breaker_opens_again_when_the_trial_fails)
{
    struct circuit_breaker breaker = BREAKER(1);

    ASSERT_EQ(CALL_FOR(&breaker, 0, -EIO), -EIO);
    await(co_sleep(1));
    ASSERT_EQ(CALL_FOR(&breaker, 0.5, -EIO), -EIO);
    await(co_sleep(0.9));
    ASSERT_EQ(CALL_FOR(&breaker, 0, 0), -EAGAIN);
    await(co_sleep(0.2));
    ASSERT_EQ(CALL_FOR(&breaker, 0, 0), 0);
    SAID("CLOSED>OPEN:0.0 OPEN>HALF_OPEN:1.0 HALF_OPEN>OPEN:1.5 OPEN>HALF_OPEN:2.6 "
         "HALF_OPEN>CLOSED:2.6");
    return 0;
}

ASYNC_TEST(second_call_is_refused_during_a_trial)
{
    static struct circuit_breaker breaker = BREAKER(1);

    ASSERT_EQ(CALL_FOR(&breaker, 0, -EIO), -EIO);
    await(co_sleep(1));
    struct co_task *trial = co_create_task(CORO(caller, &breaker, 0.5, 0));
    await(co_sleep(0.1));
    ASSERT_EQ(CALL_FOR(&breaker, 0, 0), -EAGAIN);
    ASSERT_STR_EQ(co_text(), "Circuit is half-open, trial in progress");
    await(co_await(trial));
    ASSERT_EQ(CALL_FOR(&breaker, 0, 0), 0);
    SAID("CLOSED>OPEN:0.0 OPEN>HALF_OPEN:1.0 HALF_OPEN>CLOSED:1.5");
    return 0;
}

ASYNC_TEST(next_call_is_the_trial_when_a_trial_is_cancelled)
{
    static struct circuit_breaker breaker = BREAKER(1);

    ASSERT_EQ(CALL_FOR(&breaker, 0, -EIO), -EIO);
    await(co_sleep(1));
    struct co_task *trial = co_create_task(CORO(caller, &breaker, 5, 0));
    await(co_sleep(0.1));
    co_task_cancel(trial);
    ASSERT_EQ(co_await(trial), -ECANCELED);
    ASSERT_EQ(breaker.state, CIRCUIT_HALF_OPEN);
    ASSERT_EQ(CALL_FOR(&breaker, 0, 3), 3);
    SAID("CLOSED>OPEN:0.0 OPEN>HALF_OPEN:1.0 HALF_OPEN>CLOSED:1.1");
    return 0;
}

ASYNC_TEST(cancelled_call_is_not_a_failure)
{
    static struct circuit_breaker breaker = BREAKER(1);
    struct co_task *task = co_create_task(CORO(caller, &breaker, 5, 0));

    await(co_sleep(0.1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_EQ(breaker.failures, 0);
    SAID("");
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(bad_numbers_are_refused)
{
    struct circuit_breaker wrong[] = {
        { .recovery_timeout = 1 },
        { .failure_threshold = -1, .recovery_timeout = 1 },
        { .failure_threshold = 1, .recovery_timeout = -1 },
        { .failure_threshold = 1, .recovery_timeout = __builtin_inf() },
        { .failure_threshold = 1, .recovery_timeout = __builtin_nan("") },
    };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        test_note("row %zu", i);
        ASSERT_EQ(circuit_breaker_call(&wrong[i], CORO(sleep_and_say, "ran", 0)), -EINVAL);
        ASSERT_TRUE(co_text()[0]);
    }
    SAID("");
    return 0;
}

ASYNC_TEST(large_arguments_are_refused_and_do_not_count)
{
    struct circuit_breaker breaker = BREAKER(1);
    struct co_coro large = CORO(returner, 0, NULL);

    large.size = CO_ARGUMENTS_MAX + 1;
    ASSERT_EQ(circuit_breaker_call(&breaker, large), -EINVAL);
    ASSERT_EQ(breaker.failures, 0);
    SAID("");
    return 0;
}

/* ---- In any order ---- */

ASYNC(tries, struct circuit_breaker *breaker; int *on_trial;)
{
    bool trial = my->breaker->state == CIRCUIT_HALF_OPEN;

    ASSERT_TRUE(!trial || ++*my->on_trial == 1);
    await(co_sleep((double)(co_random() % 3)));
    *my->on_trial -= trial;
    return co_random() % 2 ? -EIO : 0;
}

ASYNC(tries_often, struct circuit_breaker *breaker; int *on_trial;)
{
    for (int i = 0; i < 8; i++) {
        int rc = circuit_breaker_call(my->breaker, CORO(tries, my->breaker, my->on_trial));

        ASSERT_TRUE(rc == 0 || rc == -EIO || rc == -EAGAIN);
        ASSERT_TRUE(my->breaker->failures <= 2 || my->breaker->state != CIRCUIT_CLOSED);
        await(co_sleep((double)(co_random() % 2)));
    }
    return 0;
}

SHUFFLED_TEST(one_trial_runs_at_a_time_in_any_order)
{
    static struct circuit_breaker breaker;
    static int on_trial;

    breaker = (struct circuit_breaker){ .failure_threshold = 2, .recovery_timeout = 1 };
    on_trial = 0;
    return GATHER(CORO(tries_often, &breaker, &on_trial), CORO(tries_often, &breaker, &on_trial),
                  CORO(tries_often, &breaker, &on_trial), CORO(tries_often, &breaker, &on_trial));
}

/* ---- Short of memory ---- */

MEMORY_TEST(shortage_of_memory_in_a_call_is_a_failure)
{
    struct circuit_breaker breaker = { .failure_threshold = 1, .recovery_timeout = 1 };
    int rc = CALL_FOR(&breaker, 0.1, 0);

    ASSERT_EQ(breaker.state, rc < 0 ? CIRCUIT_OPEN : CIRCUIT_CLOSED);
    return rc;
}

/* ---- Limits ---- */

ASYNC_TEST(breaker_without_a_recovery_time_tries_again_at_once)
{
    struct circuit_breaker breaker = { .failure_threshold = 1, .recovery_timeout = 0 };

    ASSERT_EQ(circuit_breaker_call(&breaker, CORO(returner, -EIO, NULL)), -EIO);
    ASSERT_EQ(circuit_breaker_call(&breaker, CORO(returner, 5, NULL)), 5);
    return 0;
}

ASYNC_TEST(breaker_refuses_a_recovery_time_of_thirty_years)
{
    struct circuit_breaker breaker = { .failure_threshold = 1, .recovery_timeout = 1e9 };

    ASSERT_EQ(circuit_breaker_call(&breaker, CORO(returner, 5, NULL)), -EINVAL);
    return 0;
}

ASYNC_TEST(breaker_takes_as_many_arguments_as_there_is_room_for)
{
    static char arguments[CO_ARGUMENTS_MAX];
    struct circuit_breaker breaker = { .failure_threshold = 1, .recovery_timeout = 1 };
    struct co_coro coro = { returner_start, arguments, sizeof arguments, "returner", 0, NULL };

    ASSERT_EQ(circuit_breaker_call(&breaker, coro), 0);
    return 0;
}

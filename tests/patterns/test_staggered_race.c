/* src/patterns/staggered_race.c: when each racer starts, and which racer wins. */
#include "patterns/staggered_race.h"

#include "co/scenario.h"

#include <math.h>

/* Logs its start, runs, and ends with the result. */
ASYNC(racer, const char *name; double seconds; int result;)
{
    say("%s@%.2f", my->name, co_time());
    int rc = co_sleep(my->seconds);
    if (rc < 0) {
        say("%s:lost", my->name);
        return rc;
    }
    return my->result < 0 ? co_raise(my->result, "%s failed", my->name) : my->result;
}

#define RACER(...) ((struct staggered_racer){ .coro = CORO(racer, __VA_ARGS__) })

ASYNC_TEST(first_success_wins_even_if_it_started_later)
{
    struct staggered_racer racers[] = { RACER("slow", 5, 1), RACER("quick", 0.5, 2),
                                        RACER("late", 0, 3) };
    size_t winner = 99;

    ASSERT_EQ(staggered_race(racers, 3, 1, &winner), 1);
    ASSERT_EQ(winner, 1);
    ASSERT_EQ(racers[0].outcome.result, -ECANCELED);
    ASSERT_EQ(racers[1].outcome.result, 2);
    ASSERT_EQ(racers[2].outcome.result, -EINPROGRESS);
    ASSERT_NEAR(co_time(), 1.5, 1e-9);
    SAID("slow@0.00 quick@1.00 slow:lost");
    return 0;
}

ASYNC(names_itself)
{
    say("%s", co_task_name(co_current_task()));
    return -EIO;
}

ASYNC_TEST(racer_has_the_name_that_is_given)
{
    struct staggered_racer racers[] = { { .coro = NAMED(CORO(names_itself), "one") },
                                        { .coro = CORO(names_itself) } };
    size_t winner;

    ASSERT_EQ(staggered_race(racers, 2, CO_FOREVER, &winner), 0);
    SAID("one names_itself");
    return 0;
}

ASYNC_TEST(next_racer_starts_at_once_after_a_failure)
{
    struct staggered_racer racers[] = { RACER("one", 0.1, -EIO), RACER("two", 0.1, -EINVAL),
                                        RACER("three", 0.1, 3) };
    size_t winner;

    ASSERT_EQ(staggered_race(racers, 3, CO_FOREVER, &winner), 1);
    ASSERT_EQ(winner, 2);
    ASSERT_STR_EQ(co_outcome_message(&racers[0].outcome), "one failed");
    ASSERT_STR_EQ(co_outcome_message(&racers[1].outcome), "two failed");
    SAID("one@0.00 two@0.10 three@0.20");
    return 0;
}

/* The next racer starts early only if the racer that started last has failed. */
ASYNC_TEST(earlier_racers_failure_does_not_start_the_next)
{
    struct staggered_racer racers[] = { RACER("one", 1.5, -EIO), RACER("two", 9, 2),
                                        RACER("three", 1, 3) };
    size_t winner;

    ASSERT_EQ(staggered_race(racers, 3, 1, &winner), 1);
    ASSERT_EQ(winner, 2);
    SAID("one@0.00 two@1.00 three@2.00 two:lost");
    return 0;
}

ASYNC_TEST(all_racers_start_at_once_without_a_delay)
{
    struct staggered_racer racers[] = { RACER("one", 2, 1), RACER("two", 1, 2) };
    size_t winner;

    ASSERT_EQ(staggered_race(racers, 2, 0, &winner), 1);
    ASSERT_EQ(winner, 1);
    SAID("one@0.00 two@0.00 one:lost");
    return 0;
}

ASYNC_TEST(race_without_a_winner_gives_all_errors)
{
    struct staggered_racer racers[] = { RACER("one", 1, -EIO), RACER("two", 1, -EINVAL) };
    size_t winner = 99;

    ASSERT_EQ(staggered_race(racers, 2, 0.5, &winner), 0);
    ASSERT_EQ(winner, 99);
    ASSERT_EQ(racers[0].outcome.result, -EIO);
    ASSERT_EQ(racers[1].outcome.result, -EINVAL);
    ASSERT_EQ(staggered_race(racers, 0, 0.5, &winner), 0);
    return 0;
}

ASYNC(race_of_two)
{
    struct staggered_racer racers[] = { RACER("one", 5, 1), RACER("two", 5, 2) };
    size_t winner;

    return staggered_race(racers, 2, 1, &winner);
}

ASYNC_TEST(racers_are_cancelled_with_the_caller)
{
    struct co_task *task = co_create_task(CORO(race_of_two));

    await(co_sleep(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_EQ(co_tasks(NULL, 0), 1);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    SAID("one@0.00 two@1.00 one:lost two:lost");
    return 0;
}

ASYNC_TEST(bad_race_is_refused)
{
    struct staggered_racer large = RACER("large", 1, 1);
    size_t winner;

    ASSERT_EQ(staggered_race(&large, 1, NAN, &winner), -EINVAL);
    large.coro.size = CO_ARGUMENTS_MAX + 1;
    ASSERT_EQ(staggered_race(&large, 1, 1, &winner), -EINVAL);
    SAID("");
    return 0;
}

SHUFFLED_TEST(one_racer_wins_and_all_have_ended_in_any_order)
{
    struct staggered_racer racers[5];
    struct racer arguments[5];
    size_t winner = 99;
    int succeed = 0;

    for (int i = 0; i < 5; i++) {
        int result = co_random() % 3 ? i : -EIO;

        arguments[i] = (struct racer){ "", co_random_uniform(0, 0.3), result };
        racers[i].coro =
            (struct co_coro){ racer_start, &arguments[i], sizeof *arguments, "", 0, NULL };
        succeed += result >= 0;
    }
    ASSERT_EQ(staggered_race(racers, 5, 0.1, &winner), succeed > 0);
    ASSERT_EQ(winner<5, succeed> 0);
    if (succeed)
        ASSERT_EQ(racers[winner].outcome.result, winner);
    ASSERT_EQ(co_tasks(NULL, 0), 1);
    ASSERT_EQ(co_task_cancelling(co_current_task()), 0);
    return co_sleep(1);
}

MEMORY_TEST(no_racer_is_left_if_memory_is_short)
{
    struct staggered_racer racers[] = { RACER("one", 1, -EIO), RACER("two", 1, 2) };
    size_t winner;
    int rc = staggered_race(racers, 2, 0.5, &winner);

    return rc < 0 ? rc : 0;
}

/* ---- Ends ---- */

ASYNC_TEST(racer_wins_with_a_result_of_zero)
{
    struct staggered_racer racers[] = { RACER("zero", 0.1, 0), RACER("late", 0, 3) };
    size_t winner = 99;

    ASSERT_EQ(staggered_race(racers, 2, 1, &winner), 1);
    ASSERT_EQ(winner, 0);
    SAID("zero@0.00");
    return 0;
}

ASYNC(races, struct staggered_racer *racers; size_t count;)
{
    size_t winner;

    return staggered_race(my->racers, my->count, 1, &winner);
}

ASYNC_TEST(cancelled_race_starts_no_other_racer)
{
    static struct staggered_racer racers[2];

    racers[0] = RACER("one", 9, 1);
    racers[1] = RACER("two", 9, 2);
    struct co_task *task = co_create_task(CORO(races, racers, 2));
    await(co_sleep(0.5));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_NEAR(co_time(), 0.5, 1e-9);
    SAID("one@0.00 one:lost");
    return 0;
}

ASYNC_TEST(racer_takes_as_many_arguments_as_there_is_room_for)
{
    static char arguments[CO_ARGUMENTS_MAX];
    struct staggered_racer racer = {
        .coro = { returner_start, arguments, sizeof arguments, "returner", 0, NULL },
    };
    size_t winner = 99;

    ASSERT_EQ(staggered_race(&racer, 1, 1, &winner), 1);
    ASSERT_EQ(winner, 0);
    return 0;
}

TEST(race_outside_of_a_task_is_refused)
{
    struct staggered_racer racer = RACER("one", 9, 1);
    size_t winner;

    ASSERT_EQ(staggered_race(&racer, 1, 1, &winner), -EPERM);
}

/* src/patterns/first_success.c: which answer counts, and what becomes of the others. */
#include "patterns/first_success.h"

#include "co/scenario.h"

/* Answers with its result; a negative one is an error. */
ASYNC(answer, const char *name; double delay; int result;)
{
    int rc = co_sleep(my->delay);

    if (rc < 0) {
        say("%s:%s", my->name, co_error_name(rc));
        return rc;
    }
    say("%s", my->name);
    if (my->result < 0)
        return co_raise(my->result, "%s failed", my->name);
    return co_return_text("%s answered", my->name) + my->result;
}

/* Takes its time to end when it is cancelled, and then fails. */
ASYNC(slow_to_end, const char *name; double delay;)
{
    int rc = co_sleep(100);

    await(co_sleep(my->delay));
    say("%s:ended", my->name);
    return rc == -ECANCELED ? co_raise(-EIO, "%s failed to clean up", my->name) : rc;
}

#define FIRST_SUCCESS(...)                                                                         \
    __extension__({                                                                                \
        struct co_coro coros_[] = { __VA_ARGS__ };                                                 \
        struct co_task *tasks_[COUNT(coros_)];                                                     \
        for (size_t i_ = 0; i_ < COUNT(coros_); i_++)                                              \
            tasks_[i_] = co_create_task(coros_[i_]);                                               \
        first_success(tasks_, COUNT(tasks_));                                                      \
    })

/* ---- Which one counts ---- */

ASYNC_TEST(the_first_that_succeeds_counts_and_the_others_are_cancelled)
{
    int rc = FIRST_SUCCESS(CORO(answer, "a", 0.5, 1), CORO(answer, "b", 0.2, 2),
                           CORO(answer, "c", 0.8, 3));

    ASSERT_EQ(rc, 2);
    ASSERT_STR_EQ(co_text(), "b answered");
    SAID("b a:CancelledError c:CancelledError");
    ASSERT_NEAR(co_time(), 0.2, 1e-9);
    return 0;
}

ASYNC_TEST(one_that_fails_is_no_answer)
{
    int rc = FIRST_SUCCESS(CORO(answer, "a", 0.5, 1), CORO(answer, "b", 0.2, -EIO),
                           CORO(answer, "c", 0.8, 3));

    ASSERT_EQ(rc, 1);
    ASSERT_STR_EQ(co_text(), "a answered");
    SAID("b a c:CancelledError");
    return 0;
}

ASYNC_TEST(if_all_fail_the_last_error_counts)
{
    int rc = FIRST_SUCCESS(CORO(answer, "a", 0.5, -EIO), CORO(answer, "b", 0.2, -EPERM),
                           CORO(answer, "c", 0.3, -EINVAL));

    ASSERT_EQ(rc, -EIO);
    ASSERT_STR_EQ(co_text(), "a failed");
    SAID("b c a");
    return 0;
}

ASYNC_TEST(of_several_at_once_the_first_given_counts)
{
    int rc = FIRST_SUCCESS(CORO(answer, "a", 0.5, -EIO), CORO(answer, "b", 0.5, 2),
                           CORO(answer, "c", 0.5, 3));

    ASSERT_EQ(rc, 2);
    ASSERT_STR_EQ(co_text(), "b answered");
    return 0;
}

ASYNC_TEST(one_that_has_ended_before_is_an_answer)
{
    struct co_task *tasks[] = { co_create_task(CORO(answer, "a", 5, 1)),
                                co_create_task(CORO(answer, "b", 0, 2)) };

    await(co_sleep(1));
    ASSERT_EQ(first_success(tasks, 2), 2);
    SAID("b a:CancelledError");
    ASSERT_NEAR(co_time(), 1, 1e-9);
    return 0;
}

ASYNC_TEST(a_single_one_is_awaited)
{
    ASSERT_EQ(FIRST_SUCCESS(CORO(answer, "a", 0.5, 1)), 1);
    ASSERT_EQ(FIRST_SUCCESS(CORO(answer, "b", 0.5, -EIO)), -EIO);
    ASSERT_STR_EQ(co_text(), "b failed");
    return 0;
}

ASYNC_TEST(one_that_somebody_else_cancelled_is_no_answer)
{
    struct co_task *tasks[] = { co_create_task(CORO(answer, "a", 0.5, 1)),
                                co_create_task(CORO(answer, "b", 1.0, 2)) };

    co_task_cancel(tasks[0]);
    ASSERT_EQ(first_success(tasks, 2), 2);
    SAID("b");
    return 0;
}

/* ---- The others ---- */

ASYNC_TEST(it_waits_until_the_others_have_ended_and_their_errors_do_not_matter)
{
    int rc = FIRST_SUCCESS(CORO(slow_to_end, "slow", 0.3), CORO(answer, "a", 0.2, 1),
                           CORO(slow_to_end, "slower", 0.5));

    ASSERT_EQ(rc, 1);
    ASSERT_STR_EQ(co_text(), "a answered");
    ASSERT_NEAR(co_time(), 0.7, 1e-9);
    SAID("a slow:ended slower:ended");
    return 0;
}

ASYNC_TEST(a_task_that_is_kept_can_still_be_looked_at)
{
    struct co_task *other = co_task_keep(co_create_task(CORO(answer, "a", 5, 1)));
    struct co_task *tasks[] = { other, co_create_task(CORO(answer, "b", 0, 2)) };

    ASSERT_EQ(first_success(tasks, 2), 2);
    ASSERT_TRUE(co_task_cancelled(other));
    co_task_release(other);
    return 0;
}

/* ---- Cancelling the caller ---- */

ASYNC(asks, double delay; double slow_delay;)
{
    return FIRST_SUCCESS(CORO(answer, "a", my->delay, 1),
                         CORO(slow_to_end, "slow", my->slow_delay));
}

ASYNC_TEST(cancelling_the_caller_cancels_all_and_waits_for_them)
{
    struct co_task *task = co_create_task(CORO(asks, 5, 0.5));

    await(co_sleep(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_NEAR(co_time(), 1.5, 1e-9);
    SAID("a:CancelledError slow:ended");
    return 0;
}

ASYNC_TEST(a_cancel_while_the_others_end_is_not_swallowed)
{
    struct co_task *task = co_create_task(CORO(asks, 1, 5));

    await(co_sleep(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(no_tasks_are_refused)
{
    ASSERT_EQ(first_success(NULL, 0), -EINVAL);
    return 0;
}

ASYNC_TEST(a_task_that_could_not_be_made_ends_the_others)
{
    struct co_task *tasks[] = { co_create_task(CORO(answer, "a", 5, 1)), NULL };

    await(co_sleep(1));
    ASSERT_EQ(first_success(tasks, 2), -EINVAL);
    SAID("a:CancelledError");
    return 0;
}

TEST(outside_a_loop_it_is_refused)
{
    struct co_task *tasks[1] = { NULL };

    ASSERT_EQ(first_success(tasks, 1), -EPERM);
}

/* ---- Whatever the order ---- */

SHUFFLED_TEST(there_is_always_one_answer_and_nothing_is_left_behind)
{
    struct co_task *tasks[6], *left[8];
    bool any = false;

    for (size_t i = 0; i < COUNT(tasks); i++) {
        bool fails = co_random() % 2;

        any |= !fails;
        tasks[i] =
            co_create_task(CORO(answer, "x", (double)(co_random() % 3), fails ? -EIO : (int)i + 1));
    }
    int rc = first_success(tasks, COUNT(tasks));
    ASSERT_EQ(rc > 0, any);
    ASSERT_TRUE(any || rc == -EIO);
    ASSERT_EQ(co_tasks(left, COUNT(left)), 1);
    words[0] = '\0';
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(what_is_missing_ends_all_of_them)
{
    struct co_task *left[8];
    int rc = FIRST_SUCCESS(CORO(answer, "a", 0.5, 1), CORO(answer, "b", 0.2, -EIO),
                           CORO(answer, "c", 0.8, 3));

    words[0] = '\0';
    ASSERT_EQ(co_tasks(left, COUNT(left)), 1);
    return rc < 0 ? rc : 0;
}

ASYNC_TEST(result_of_zero_is_a_success_too)
{
    ASSERT_EQ(FIRST_SUCCESS(CORO(answer, "a", 1, 0), CORO(answer, "b", 2, 5)), 0);
    SAID("a b:CancelledError");
    return 0;
}

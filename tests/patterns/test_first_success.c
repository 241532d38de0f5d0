/* src/patterns/first_success.c: which answer counts, and how the other tasks end. */
#include "patterns/first_success.h"

#include "co/scenario.h"

/* Answers with its result; a negative result is an error. */
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

/* Takes some time to end when it is cancelled, and then fails. */
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

/* ---- The answer that counts ---- */

ASYNC_TEST(other_tasks_are_cancelled_after_the_first_success)
{
    int rc = FIRST_SUCCESS(CORO(answer, "a", 0.5, 1), CORO(answer, "b", 0.2, 2),
                           CORO(answer, "c", 0.8, 3));

    ASSERT_EQ(rc, 2);
    ASSERT_STR_EQ(co_text(), "b answered");
    SAID("b a:CancelledError c:CancelledError");
    ASSERT_NEAR(co_time(), 0.2, 1e-9);
    return 0;
}

ASYNC_TEST(failed_task_is_not_an_answer)
{
    int rc = FIRST_SUCCESS(CORO(answer, "a", 0.5, 1), CORO(answer, "b", 0.2, -EIO),
                           CORO(answer, "c", 0.8, 3));

    ASSERT_EQ(rc, 1);
    ASSERT_STR_EQ(co_text(), "a answered");
    SAID("b a c:CancelledError");
    return 0;
}

ASYNC_TEST(last_error_counts_if_all_fail)
{
    int rc = FIRST_SUCCESS(CORO(answer, "a", 0.5, -EIO), CORO(answer, "b", 0.2, -EPERM),
                           CORO(answer, "c", 0.3, -EINVAL));

    ASSERT_EQ(rc, -EIO);
    ASSERT_STR_EQ(co_text(), "a failed");
    SAID("b c a");
    return 0;
}

ASYNC_TEST(first_task_in_the_array_counts_in_a_tie)
{
    int rc = FIRST_SUCCESS(CORO(answer, "a", 0.5, -EIO), CORO(answer, "b", 0.5, 2),
                           CORO(answer, "c", 0.5, 3));

    ASSERT_EQ(rc, 2);
    ASSERT_STR_EQ(co_text(), "b answered");
    return 0;
}

ASYNC_TEST(ended_task_is_an_answer)
{
    struct co_task *tasks[] = { co_create_task(CORO(answer, "a", 5, 1)),
                                co_create_task(CORO(answer, "b", 0, 2)) };

    await(co_sleep(1));
    ASSERT_EQ(first_success(tasks, 2), 2);
    SAID("b a:CancelledError");
    ASSERT_NEAR(co_time(), 1, 1e-9);
    return 0;
}

ASYNC_TEST(single_task_is_awaited)
{
    ASSERT_EQ(FIRST_SUCCESS(CORO(answer, "a", 0.5, 1)), 1);
    ASSERT_EQ(FIRST_SUCCESS(CORO(answer, "b", 0.5, -EIO)), -EIO);
    ASSERT_STR_EQ(co_text(), "b failed");
    return 0;
}

ASYNC_TEST(cancelled_task_is_not_an_answer)
{
    struct co_task *tasks[] = { co_create_task(CORO(answer, "a", 0.5, 1)),
                                co_create_task(CORO(answer, "b", 1.0, 2)) };

    co_task_cancel(tasks[0]);
    ASSERT_EQ(first_success(tasks, 2), 2);
    SAID("b");
    return 0;
}

/* ---- The others ---- */

ASYNC_TEST(other_tasks_have_ended_and_their_errors_are_ignored)
{
    int rc = FIRST_SUCCESS(CORO(slow_to_end, "slow", 0.3), CORO(answer, "a", 0.2, 1),
                           CORO(slow_to_end, "slower", 0.5));

    ASSERT_EQ(rc, 1);
    ASSERT_STR_EQ(co_text(), "a answered");
    ASSERT_NEAR(co_time(), 0.7, 1e-9);
    SAID("a slow:ended slower:ended");
    return 0;
}

ASYNC_TEST(kept_task_is_still_valid)
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

ASYNC_TEST(all_tasks_end_when_the_caller_is_cancelled)
{
    struct co_task *task = co_create_task(CORO(asks, 5, 0.5));

    await(co_sleep(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_NEAR(co_time(), 1.5, 1e-9);
    SAID("a:CancelledError slow:ended");
    return 0;
}

ASYNC_TEST(cancel_while_the_others_end_is_not_lost)
{
    struct co_task *task = co_create_task(CORO(asks, 1, 5));

    await(co_sleep(2));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_NEAR(co_time(), 2, 1e-9);
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(empty_array_is_refused)
{
    ASSERT_EQ(first_success(NULL, 0), -EINVAL);
    return 0;
}

ASYNC_TEST(null_task_ends_the_others)
{
    struct co_task *tasks[] = { co_create_task(CORO(answer, "a", 5, 1)), NULL };

    await(co_sleep(1));
    ASSERT_EQ(first_success(tasks, 2), -EINVAL);
    SAID("a:CancelledError");
    return 0;
}

TEST(call_fails_outside_a_loop)
{
    struct co_task *tasks[1] = { NULL };

    ASSERT_EQ(first_success(tasks, 1), -EPERM);
}

/* ---- In any order ---- */

SHUFFLED_TEST(one_answer_and_no_task_is_left_in_any_order)
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

MEMORY_TEST(shortage_of_memory_ends_all_tasks)
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

#include "conformance.h"

/* The cases of test_tasks.py about as_completed. */

/* The result of the next task; 0 at the end; or an error. */
static CO_ASYNC int take(struct co_as_completed *next)
{
    struct co_task *task;
    int rc = co_as_completed(next, &task);

    return rc > 0 ? co_await(task) : rc;
}

CONFORMS(BaseTaskTests, test_as_completed)
{
    struct co_task *tasks[] = { co_create_task(CORO(sleeper, 0.15, 1)),
                                co_create_task(CORO(sleeper, 0.05, 2)),
                                co_create_task(CORO(sleeper, 0.1, 3)) };

    AS_COMPLETED(task, tasks)
        say("%d", await(co_await(task)));
    SAID("2 3 1");
    ASSERT_NEAR(co_time(), 0.15, 1e-9);
    return 0;
}

CONFORMS(BaseTaskTests, test_as_completed_with_timeout)
{
    struct co_task *slow = co_create_task(CORO(sleeper, 0.15, 1)),
                   *tasks[] = { slow, co_create_task(CORO(sleeper, 0.1, 2)) };
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 2);

    next.timeout = 0.12;
    ASSERT_EQ(take(&next), 2);
    for (int i = 0; i < 2; i++) {
        ASSERT_EQ(take(&next), -ETIMEDOUT);
        ASSERT_NEAR(co_time(), 0.12, 1e-9);
    }
    ASSERT_TRUE(!co_task_cancelling(slow));
    ASSERT_EQ(co_await(slow), 1);
    return 0;
}

ASYNC(waits_for_ever_behind_as_completed, double *time;)
{
    struct co_task *tasks[] = { co_create_task(CORO(sleeper, 1, 1)) };
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 1);
    struct co_event never = { 0 };

    next.timeout = 100;
    ASSERT_EQ(take(&next), 1);
    ASSERT_EQ(take(&next), 0);
    int rc = co_event_wait(&never);
    *my->time = co_time();
    return rc;
}

/* A timer that is left would let time move before the deadlock is found. */
CONFORMS_RUNNING(BaseTaskTests, test_as_completed_with_unused_timeout)
{
    double time = 0;

    ASSERT_EQ(run(CORO(waits_for_ever_behind_as_completed, &time)), -EDEADLK);
    ASSERT_NEAR(time, 1, 1e-9);
}

static struct co_task *shared[2];
static struct co_as_completed shared_next;

static void share_two(void)
{
    shared[0] = co_create_task(CORO(sleeper, 0.1, 1));
    shared[1] = co_create_task(CORO(sleeper, 0.05, 2));
    shared_next = CO_AS_COMPLETED(shared, 2);
}

ASYNC(takes_one)
{
    return take(&shared_next);
}

CONFORMS(BaseTaskTests, test_as_completed_reverse_wait)
{
    struct co_task *first, *second;

    share_two();
    first = co_create_task(CORO(takes_one));
    second = co_create_task(CORO(takes_one));
    /* The task that asks first gets the task that ends first, whichever is awaited here. */
    ASSERT_EQ(co_await(second), 1);
    ASSERT_EQ(co_await(first), 2);
    return 0;
}

CONFORMS(BaseTaskTests, test_as_completed_concurrent)
{
    int results[2];

    share_two();
    await(co_gather_coros((struct co_coro[]){ CORO(takes_one), CORO(takes_one) }, 2, results, 0));
    ASSERT_EQ(results[0] + results[1], 3);
    ASSERT_TRUE(results[0] != results[1]);
    return 0;
}

CONFORMS(BaseTaskTests, test_as_completed_duplicate_coroutines)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 7)), *tasks[] = { task, task, task };
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 3);

    ASSERT_EQ(take(&next), 7);
    ASSERT_EQ(take(&next), 0);
    return 0;
}

CONFORMS(BaseTaskTests, test_as_completed_resume_iterator)
{
    struct co_task *tasks[4];
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 4);
    struct co_task *task;

    for (int i = 0; i < 4; i++)
        tasks[i] = co_create_task(CORO(sleeper, 1 + i, i));
    for (int i = 0; i < 4; i += 2) {
        /* Each loop ends after two tasks. */
        for (int k = i; k < i + 2; k++) {
            ASSERT_EQ(co_as_completed(&next, &task), 1);
            ASSERT_EQ(co_await(task), k);
        }
        await(co_sleep(0));
    }
    ASSERT_EQ(co_as_completed(&next, &task), 0);
    return 0;
}

CONFORMS(BaseTaskTests, test_as_completed_same_tasks_in_as_out)
{
    struct co_task *quick = co_create_task(CORO(sleeper, 1, 0)),
                   *slow = co_create_task(CORO(sleeper, 2, 0)), *tasks[] = { slow, quick };
    struct co_as_completed next = CO_AS_COMPLETED(tasks, 2);
    struct co_task *task;

    ASSERT_EQ(co_as_completed(&next, &task), 1);
    ASSERT_TRUE(task == quick);
    ASSERT_EQ(co_as_completed(&next, &task), 1);
    ASSERT_TRUE(task == slow);
    return co_gather(tasks, 2, NULL, 0);
}

#include "conformance.h"

/* The cases about shield: those of test_tasks.py, and those of later versions. */

ASYNC(shields, struct co_task *task;)
{
    return co_shield(my->task);
}

/* A future and a task that waits for it behind a shield. */
static struct co_task *inner, *outer;

static CO_ASYNC int shield_a_future(void)
{
    inner = co_future_create("inner");
    outer = co_create_task(CORO(shields, inner));
    return turns(2);
}

CONFORMS(BaseTaskTests, test_shield_result)
{
    await(shield_a_future());
    await(co_future_set_result(inner, 42));
    ASSERT_EQ(co_await(outer), 42);
    return 0;
}

CONFORMS(BaseTaskTests, test_shield_exception)
{
    await(shield_a_future());
    await(co_future_set_result(inner, -EIO));
    ASSERT_EQ(co_await(outer), -EIO);
    return 0;
}

CONFORMS(BaseTaskTests, test_shield_cancel_inner)
{
    await(shield_a_future());
    co_task_cancel(inner);
    ASSERT_EQ(co_await(outer), -ECANCELED);
    return 0;
}

CONFORMS(BaseTaskTests, test_shield_cancel_outer)
{
    await(shield_a_future());
    ASSERT_TRUE(co_task_cancel(outer));
    ASSERT_EQ(co_await(outer), -ECANCELED);
    ASSERT_TRUE(!co_task_done(inner));
    ASSERT_EQ(co_task_cancelling(inner), 0);
    /* No task learns of the end of the inner task any more, and the task frees itself. */
    await(co_future_set_result(inner, 1));
    return turns(2);
}

CONFORMS(BaseTaskTests, test_shield_shortcut)
{
    struct co_task *other = co_create_task(CORO(returner, .result = 0));

    inner = co_future_create("inner");
    await(co_future_set_result(inner, 42));
    ASSERT_EQ(co_shield(inner), 42);
    ASSERT_TRUE(!co_task_done(other)); /* the call did not suspend */
    return co_await(other);
}

/* Logs its end. */
ASYNC(works)
{
    await(co_sleep(1));
    say("worked");
    return 0;
}

CONFORMS(BaseTaskTests, test_shield_effect)
{
    outer = co_create_task(CORO(shields, co_create_task(CORO(works))));
    await(turns(2));
    ASSERT_TRUE(co_task_cancel(outer));
    ASSERT_EQ(co_await(outer), -ECANCELED);
    SAID("");
    await(co_sleep(2));
    SAID("worked");
    return 0;
}

ASYNC(gathers)
{
    await(GATHER(CORO(works), CORO(works)));
    say("gathered");
    return 0;
}

CONFORMS(BaseTaskTests, test_shield_gather)
{
    outer = co_create_task(CORO(shields, co_create_task(CORO(gathers))));
    await(turns(2));
    ASSERT_TRUE(co_task_cancel(outer));
    ASSERT_EQ(co_await(outer), -ECANCELED);
    await(co_sleep(2));
    SAID("worked worked gathered");
    return 0;
}

/* ---- Python 3.14 ---- */

static int hear_report(const struct co_report *report, void *argument)
{
    (void)argument;
    say("%s:%s", report->message, report->text);
    return 0;
}

ASYNC(fails, double seconds;)
{
    await(co_sleep(my->seconds));
    return co_raise(-EIO, "bad");
}

CONFORMS(gh_134331, shield_cancel_outer_exception)
{
    struct co_task *seen = co_create_task(CORO(sleeper, 1, -EIO));

    co_set_exception_handler(hear_report, NULL);
    for (int i = 0; i < 2; i++) {
        inner = i ? co_task_keep(seen) : co_create_task(CORO(fails, 1));
        outer = co_create_task(CORO(shields, inner));
        await(turns(2));
        co_task_cancel(outer);
        ASSERT_EQ(co_await(outer), -ECANCELED);
    }
    await(co_sleep(2));
    SAID("Task exception was never retrieved:bad"); /* when it failed, and once */
    /* The result of the other task is read. */
    ASSERT_EQ(co_task_result(seen), -EIO);
    co_task_release(seen);
    SAID("");
    return 0;
}

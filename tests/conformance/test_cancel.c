#include "conformance.h"

/* The cases of test_tasks.py that are about cancelling. */

static const char *const reasons[] = { NULL, "no time left" };

/* Sleeps for a long time. */
ASYNC(sleeps)
{
    return co_sleep(10);
}

/* Awaits the task, and returns its result. */
ASYNC(awaits, struct co_task *task;)
{
    return co_await(my->task);
}

CONFORMS(BaseTaskTests, test_cancel)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(sleeps)));

    await(co_sleep(1));
    ASSERT_TRUE(co_task_cancel(task));
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_NEAR(co_time(), 1, 1e-9);
    ASSERT_TRUE(co_task_done(task) && co_task_cancelled(task));
    ASSERT_TRUE(!co_task_cancel(task));
    co_task_release(task);
    return 0;
}

CONFORMS(BaseTaskTests, test_cancelling)
{
    struct co_task *task = co_create_task(CORO(sleeps));

    await(turns(1));
    ASSERT_EQ(co_task_cancelling(task), 0);
    ASSERT_TRUE(co_task_cancel(task));
    ASSERT_EQ(co_task_cancelling(task), 1);
    ASSERT_TRUE(co_task_cancel(task));
    ASSERT_EQ(co_task_cancelling(task), 2);
    ASSERT_EQ(co_await(task), -ECANCELED);
    return 0;
}

/* Takes the first cancel request back, and gets a second one. */
ASYNC(survives_once)
{
    int rc = co_sleep(10);

    say("%s", co_error_name(rc));
    ASSERT_EQ(co_task_uncancel(co_current_task()), 0);
    rc = co_sleep(10);
    say("%s:%d", co_error_name(rc), co_task_cancelling(co_current_task()));
    return rc;
}

CONFORMS(BaseTaskTests, test_uncancel_basic)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(survives_once)));

    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_task_cancelling(task), 1);
    await(turns(1));
    ASSERT_EQ(co_task_cancelling(task), 0);
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("CancelledError CancelledError:1");
    ASSERT_EQ(co_task_uncancel(task), 0);
    ASSERT_TRUE(co_task_cancelled(task));
    co_task_release(task);
    return 0;
}

/* A timeout made by hand: a callback cancels a task, and the task takes the cancel back. */
struct deadline {
    struct co_task *task, *watch;
    bool over;
};

ASYNC(cancels_later, struct deadline *deadline; double seconds;)
{
    await(co_sleep(my->seconds));
    my->deadline->over = true;
    co_task_cancel(my->deadline->task);
    return 0;
}

ASYNC(work_within_a_deadline, double deadline;)
{
    static struct deadline deadline;

    deadline = (struct deadline){ .task = co_current_task() };

    deadline.watch = co_create_task(CORO(cancels_later, &deadline, my->deadline));
    int rc = co_sleep(2);
    if (deadline.over && co_task_uncancel(co_current_task()) == 0 && rc == -ECANCELED)
        rc = -ETIMEDOUT;
    co_task_cancel(deadline.watch);
    co_task_detach(deadline.watch);
    say("%s", rc < 0 ? co_error_name(rc) : "ok");
    if (rc == -ECANCELED)
        return rc;
    await(co_sleep(2)); /* no cancel is left */
    say("%d", co_task_cancelling(co_current_task()));
    return 0;
}

CONFORMS(BaseTaskTests, test_uncancel_structured_blocks)
{
    await(co_await(co_create_task(CORO(work_within_a_deadline, 1))));
    await(co_await(co_create_task(CORO(work_within_a_deadline, 3))));
    SAID("TimeoutError 0 ok 0");

    struct co_task *task = co_create_task(CORO(work_within_a_deadline, 1.5));
    await(co_sleep(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    return 0;
}

CONFORMS(BaseTaskTests, test_uncancel_resets_must_cancel)
{
    struct co_task *gate = co_future_create("gate");
    struct co_task *task = co_create_task(CORO(awaits, gate));

    await(turns(1));
    co_future_set_result(gate, 42);
    co_task_cancel(task); /* the task is about to go on: the request is not delivered yet */
    ASSERT_EQ(co_task_uncancel(task), 0);
    ASSERT_EQ(co_await(task), 42);
    return 0;
}

/* Each case runs without a reason and with a reason, which arrives as the text. */
CONFORMS(BaseTaskTests, test_task_cancel_message_getter)
{
    for (int i = 0; i < 2; i++) {
        struct co_task *task = co_task_keep(co_create_task(CORO(sleeps)));

        await(turns(1));
        co_task_cancel_because(task, reasons[i]);
        ASSERT_EQ(co_await(task), -ECANCELED);
        ASSERT_STR_EQ(co_text(), i ? reasons[i] : "");
        ASSERT_STR_EQ(co_task_text(task), i ? reasons[i] : "");
        co_task_release(task);
    }
    return 0;
}

CONFORMS(BaseTaskTests, test_cancel_with_message_then_future_result)
{
    for (int i = 0; i < 2; i++) {
        struct co_task *inner = co_task_keep(co_create_task(CORO(sleeps))),
                       *outer = co_create_task(CORO(awaits, inner));

        await(turns(2));
        co_task_cancel_because(outer, reasons[i]);
        ASSERT_EQ(co_await(outer), -ECANCELED);
        ASSERT_STR_EQ(co_text(), i ? reasons[i] : "");
        ASSERT_EQ(co_task_result(inner), -ECANCELED);
        ASSERT_STR_EQ(co_task_text(inner), i ? reasons[i] : "");
        co_task_release(inner);
    }
    return 0;
}

CONFORMS(BaseTaskTests, test_cancel_with_message_then_future_exception)
{
    for (int i = 0; i < 2; i++) {
        struct co_task *inner = co_future_create("inner"),
                       *outer = co_task_keep(co_create_task(CORO(awaits, inner)));

        await(turns(1));
        co_task_cancel_because(outer, reasons[i]);
        ASSERT_EQ(co_await(outer), -ECANCELED);
        ASSERT_STR_EQ(co_error_message(-ECANCELED), i ? reasons[i] : "the task was cancelled");
        ASSERT_STR_EQ(co_task_text(outer), i ? reasons[i] : "");
        co_task_release(outer);
    }
    return 0;
}

CONFORMS(BaseTaskTests, test_cancel_with_message_before_starting_task)
{
    for (int i = 0; i < 2; i++) {
        struct co_task *task = co_create_task(CORO(stuck, "never"));

        co_task_cancel_because(task, reasons[i]);
        ASSERT_EQ(co_await(task), -ECANCELED);
        ASSERT_STR_EQ(co_text(), i ? reasons[i] : "");
    }
    SAID("");
    return 0;
}

ASYNC(yields)
{
    await(co_sleep(0));
    await(co_sleep(0));
    return 12;
}

CONFORMS(BaseTaskTests, test_cancel_yield)
{
    struct co_task *task = co_task_keep(co_create_task(CORO(yields)));

    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(co_task_cancelled(task) && !co_task_cancel(task));
    co_task_release(task);
    return 0;
}

CONFORMS(BaseTaskTests, test_cancel_inner_future)
{
    struct co_task *future = co_future_create("inner"),
                   *task = co_task_keep(co_create_task(CORO(awaits, future)));

    await(turns(1));
    co_task_cancel(future);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_TRUE(co_task_cancelled(task));
    co_task_release(task);
    return 0;
}

CONFORMS(BaseTaskTests, test_cancel_both_task_and_inner_future)
{
    struct co_task *future = co_task_keep(co_future_create("inner")),
                   *task = co_create_task(CORO(awaiter, future, "task"));

    await(turns(1));
    co_task_cancel(future);
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    SAID("task:CancelledError");
    ASSERT_TRUE(co_task_cancelled(future));
    co_task_release(future);
    return 0;
}

/* Returns a value of its own when the awaited task ends. */
ASYNC(absorbs, struct co_task *task; struct co_task * then;)
{
    int rc = co_await(my->task);

    say("%s", co_error_name(rc));
    return my->then ? co_await(my->then) : 42;
}

CONFORMS(BaseTaskTests, test_cancel_task_catching)
{
    struct co_task *future = co_task_keep(co_future_create("first")),
                   *task = co_task_keep(co_create_task(CORO(absorbs, .task = future)));

    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), 42);
    SAID("CancelledError");
    ASSERT_TRUE(co_task_cancelled(future) && !co_task_cancelled(task));
    co_task_release(future);
    co_task_release(task);
    return 0;
}

CONFORMS(BaseTaskTests, test_cancel_task_ignoring)
{
    struct co_task *first = co_task_keep(co_future_create("first")),
                   *second = co_future_create("second"),
                   *task = co_create_task(CORO(absorbs, first, second));

    await(turns(1));
    co_task_cancel(task);
    await(turns(2));
    ASSERT_TRUE(co_task_cancelled(first) && !co_task_done(second) && !co_task_done(task));
    co_future_set_result(second, 7);
    ASSERT_EQ(co_await(task), 7);
    co_task_release(first);
    return 0;
}

ASYNC(cancels_itself, struct co_task *awaited;)
{
    co_task_cancel(co_current_task());
    say("goes on");
    if (!my->awaited)
        return 12;
    int rc = co_await(my->awaited);
    say("%s", co_error_name(rc));
    return rc;
}

CONFORMS(BaseTaskTests, test_cancel_current_task)
{
    struct co_task *future = co_future_create("never");

    ASSERT_EQ(co_await(co_create_task(CORO(cancels_itself, future))), -ECANCELED);
    SAID("goes on CancelledError");
    return 0;
}

CONFORMS(BaseTaskTests, test_cancel_at_end)
{
    ASSERT_EQ(co_await(co_create_task(CORO(cancels_itself))), -ECANCELED);
    SAID("goes on");
    return 0;
}

CONFORMS(BaseTaskTests, test_cancel_awaited_task)
{
    struct co_task *future = co_task_keep(co_future_create("innermost")),
                   *nested = co_task_keep(co_create_task(CORO(awaits, future)));

    await(turns(1));
    ASSERT_EQ(co_await(co_create_task(CORO(cancels_itself, nested))), -ECANCELED);
    SAID("goes on CancelledError");
    ASSERT_TRUE(co_task_cancelled(nested) && co_task_cancelled(future));
    co_task_release(nested);
    co_task_release(future);
    return 0;
}

CONFORMS(BaseTaskTests, test_task_cancel_waiter_future)
{
    struct co_task *future = co_task_keep(co_future_create("waiter")),
                   *task = co_task_keep(co_create_task(CORO(awaits, future))), *awaited;

    await(turns(1));
    ASSERT_EQ(co_task_awaited(task, &awaited, 1), 1);
    ASSERT_TRUE(awaited == future);
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_EQ(co_task_awaited(task, &awaited, 1), 0);
    ASSERT_TRUE(co_task_cancelled(future));
    co_task_release(future);
    co_task_release(task);
    return 0;
}

/* Each level is a call, not a task. */
ASYNC(innermost, struct co_task *future;)
{
    int rc = co_await(my->future);

    say("inner:%s", co_error_name(rc));
    return rc;
}

ASYNC(middle, struct co_task *future;)
{
    int rc = CALL(innermost, my->future);

    say("middle:%s", co_error_name(rc));
    return rc == -ECANCELED ? 20 : rc;
}

CONFORMS(BaseTaskTests, test_yield_future_passes_cancel)
{
    struct co_task *future = co_future_create("innermost"),
                   *task = co_create_task(CORO(middle, future));

    await(turns(1));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), 20);
    SAID("inner:CancelledError middle:CancelledError");
    return 0;
}

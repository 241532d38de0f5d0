#include "conformance.h"

/* The cases of test_tasks.py about gather. Its base tests run twice: over futures that the test
 * completes, and over coroutines. */

enum { CHILDREN = 3 };

static struct co_task *futures[CHILDREN];

static void make_futures(void)
{
    for (int i = 0; i < CHILDREN; i++)
        futures[i] = co_future_create("future");
}

/* Awaits the i-th future. */
ASYNC(child, int i;)
{
    int rc = co_await(futures[my->i]);

    say("child%d", my->i);
    return rc;
}

/* The gather of all of them, in a task of its own, so that the case can look at it. */
ASYNC(gatherer, bool coroutines; int flags; int *results;)
{
    struct co_coro children[] = { CORO(child, 0), CORO(child, 1), CORO(child, 2) };

    if (my->coroutines)
        return co_gather_coros(children, CHILDREN, my->results, my->flags);
    return co_gather(futures, CHILDREN, my->results, my->flags);
}

static struct co_task *start(bool coroutines, int flags, int *results)
{
    make_futures();
    return co_create_task(CORO(gatherer, coroutines, flags, results));
}

static CO_ASYNC int complete(int i, int result)
{
    await(co_future_set_result(futures[i], result));
    return turns(5);
}

static CO_ASYNC int success(bool coroutines, int flags)
{
    static int results[CHILDREN];
    struct co_task *gathering = start(coroutines, flags, results);

    await(turns(2));
    await(complete(1, 11));
    await(complete(2, 12));
    ASSERT_TRUE(!co_task_done(gathering));
    await(complete(0, 10));
    ASSERT_TRUE(co_task_done(gathering));
    ASSERT_EQ(co_await(gathering), 0);
    ASSERT_EQ(results[0], 10);
    ASSERT_EQ(results[1], 11);
    ASSERT_EQ(results[2], 12);
    return 0;
}

CONFORMS_FOR(GatherTestsBase, futures, test_success)
{
    return success(false, 0);
}

CONFORMS_FOR(GatherTestsBase, coroutines, test_success)
{
    return success(true, 0);
}

CONFORMS_FOR(GatherTestsBase, futures, test_result_exception_success)
{
    return success(false, CO_RETURN_EXCEPTIONS);
}

CONFORMS_FOR(GatherTestsBase, coroutines, test_result_exception_success)
{
    return success(true, CO_RETURN_EXCEPTIONS);
}

static CO_ASYNC int one_exception(bool coroutines)
{
    static int results[CHILDREN];
    struct co_task *gathering = start(coroutines, 0, results);

    await(turns(2));
    await(complete(0, 10));
    await(complete(1, -EIO));
    ASSERT_TRUE(co_task_done(gathering));
    ASSERT_EQ(co_await(gathering), -EIO);
    if (coroutines) {
        SAID("child0 child1");
        await(complete(2, 12));
        SAID("child2"); /* the child went on */
    } else {
        co_task_cancel(futures[2]);
    }
    return 0;
}

CONFORMS_FOR(GatherTestsBase, futures, test_one_exception)
{
    return one_exception(false);
}

CONFORMS_FOR(GatherTestsBase, coroutines, test_one_exception)
{
    return one_exception(true);
}

static CO_ASYNC int return_exceptions(bool coroutines)
{
    static int results[CHILDREN];
    struct co_task *gathering = start(coroutines, CO_RETURN_EXCEPTIONS, results);

    await(turns(2));
    await(complete(1, -EIO));
    await(complete(2, 12));
    ASSERT_TRUE(!co_task_done(gathering));
    await(complete(0, -ERANGE));
    ASSERT_EQ(co_await(gathering), 0);
    ASSERT_EQ(results[0], -ERANGE);
    ASSERT_EQ(results[1], -EIO);
    ASSERT_EQ(results[2], 12);
    return 0;
}

CONFORMS_FOR(GatherTestsBase, futures, test_return_exceptions)
{
    return return_exceptions(false);
}

CONFORMS_FOR(GatherTestsBase, coroutines, test_return_exceptions)
{
    return return_exceptions(true);
}

/* ---- Over futures ---- */

CONFORMS(FutureGatherTests, test_constructor_empty_sequence_use_running_loop)
{
    struct co_task *other = co_create_task(CORO(returner, .result = 0));

    ASSERT_EQ(co_gather(NULL, 0, NULL, 0), 0);
    ASSERT_TRUE(!co_task_done(other)); /* without a suspension */
    return co_await(other);
}

static struct co_task *foreign;

ASYNC(gathers_futures_of_two_loops)
{
    struct co_task *own = co_future_create("own");

    await(co_future_set_result(own, 1));
    ASSERT_EQ(co_gather((struct co_task *[]){ own, foreign }, 2, NULL, 0), -EINVAL);
    return 0;
}

static int runs_a_loop(void *nothing)
{
    (void)nothing;
    return run(CORO(gathers_futures_of_two_loops));
}

CONFORMS(FutureGatherTests, test_constructor_heterogenous_futures)
{
    struct co_coro in_a_thread = { runs_a_loop, NULL, 0, "runs_a_loop", 0, NULL };

    foreign = co_future_create("foreign");
    await(co_await(co_run_in_executor(NULL, in_a_thread)));
    ASSERT_TRUE(!co_task_done(foreign));
    co_task_detach(foreign);
    return 0;
}

CONFORMS(FutureGatherTests, test_constructor_homogenous_futures)
{
    make_futures();
    for (int i = 0; i < CHILDREN; i++)
        await(co_future_set_result(futures[i], i));
    return co_gather(futures, CHILDREN, NULL, 0);
}

CONFORMS(FutureGatherTests, test_one_cancellation)
{
    struct co_task *gathering = start(false, 0, NULL);

    await(turns(1));
    await(complete(0, 10));
    co_task_cancel(futures[1]);
    await(turns(2));
    ASSERT_TRUE(co_task_done(gathering));
    /* The gather has failed with the child's error; its caller was not cancelled. */
    ASSERT_EQ(co_task_cancelling(gathering), 0);
    ASSERT_EQ(co_await(gathering), -ECANCELED);
    await(co_future_set_result(futures[2], -EIO)); /* this error is not reported */
    return 0;
}

CONFORMS(FutureGatherTests, test_result_exception_one_cancellation)
{
    static int results[CHILDREN];
    struct co_task *gathering = start(false, CO_RETURN_EXCEPTIONS, results);

    await(turns(1));
    await(complete(0, 10));
    co_task_cancel(futures[1]);
    await(complete(2, -EIO));
    ASSERT_EQ(co_await(gathering), 0);
    ASSERT_EQ(results[0], 10);
    ASSERT_EQ(results[1], -ECANCELED);
    ASSERT_EQ(results[2], -EIO);
    return 0;
}

/* ---- Over coroutines ---- */

ASYNC(counts, int *count;)
{
    await(co_sleep(0));
    return ++*my->count;
}

CONFORMS(CoroutineGatherTests, test_duplicate_coroutines)
{
    static int count, results[CHILDREN];
    struct co_task *task = co_create_task(CORO(counts, &count));

    await(co_gather((struct co_task *[]){ task, task, task }, CHILDREN, results, 0));
    ASSERT_EQ(count, 1);
    for (int i = 0; i < CHILDREN; i++)
        ASSERT_EQ(results[i], 1);
    return 0;
}

CONFORMS(CoroutineGatherTests, test_cancellation_broadcast)
{
    struct co_task *gathering = start(true, 0, NULL);

    await(turns(2));
    for (int i = 0; i < CHILDREN; i++)
        co_task_keep(futures[i]);
    ASSERT_TRUE(co_task_cancel(gathering));
    ASSERT_EQ(co_await(gathering), -ECANCELED);
    await(turns(1));
    SAID("child0 child1 child2");
    for (int i = 0; i < CHILDREN; i++) {
        ASSERT_TRUE(co_task_cancelled(futures[i]));
        co_task_release(futures[i]);
    }
    return 0;
}

static int hear_report(const struct co_report *report, void *argument)
{
    (void)argument;
    say("%s", report->message);
    return 0;
}

CONFORMS(CoroutineGatherTests, test_exception_marking)
{
    co_set_exception_handler(hear_report, NULL);
    ASSERT_EQ(GATHER(CORO(returner, -EIO, "first"), CORO(sleeper, 1, -ERANGE)), -EIO);
    await(co_sleep(2));
    SAID("");
    return 0;
}

CONFORMS(CoroutineGatherTests, test_issue46672)
{
    char bytes[CO_ARGUMENTS_MAX + 1] = "";
    static int count;
    struct co_coro children[] = { CORO(counts, &count),
                                  { counts_start, bytes, sizeof bytes, "too large", 0, NULL } };

    ASSERT_EQ(co_gather_coros(children, 2, NULL, 0), -EINVAL);
    await(turns(3));
    ASSERT_EQ(count, 1); /* the first task went on, and its end does no harm */
    return 0;
}

/* ---- Cancelling a gather ---- */

CONFORMS(BaseTaskTests, test_cancel_gather_1)
{
    static int results[CHILDREN];
    struct co_task *gathering = start(false, 0, results);

    await(turns(1));
    for (int i = 0; i < CHILDREN; i++)
        await(co_future_set_result(futures[i], 10 + i));
    await(turns(2));
    ASSERT_TRUE(!co_task_cancel(gathering));
    ASSERT_EQ(co_await(gathering), 0);
    ASSERT_EQ(results[2], 12);
    return 0;
}

CONFORMS(BaseTaskTests, test_cancel_gather_2)
{
    static int results[CHILDREN];
    struct co_task *gathering = start(true, CO_RETURN_EXCEPTIONS, results);

    await(turns(2));
    co_task_cancel_because(gathering, "enough");
    ASSERT_EQ(co_await(gathering), -ECANCELED);
    ASSERT_STR_EQ(co_error_message(-ECANCELED), "enough");
    return 0;
}

/* ---- With shields ---- */

ASYNC(shields, struct co_task *task;)
{
    return co_shield(my->task);
}

ASYNC(gathers_shields)
{
    return GATHER(CORO(shields, futures[0]), CORO(shields, futures[1]));
}

CONFORMS(BaseTaskTests, test_gather_shield)
{
    struct co_task *gathering;

    make_futures();
    gathering = co_create_task(CORO(gathers_shields));
    await(turns(2));
    ASSERT_TRUE(co_task_cancel(gathering));
    ASSERT_EQ(co_await(gathering), -ECANCELED);
    for (int i = 0; i < 2; i++) {
        ASSERT_TRUE(!co_task_done(futures[i]));
        await(co_future_set_result(futures[i], i));
    }
    return turns(2);
}

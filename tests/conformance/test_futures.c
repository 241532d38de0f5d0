#include "conformance.h"

#include <semaphore.h>

/* The cases of test_futures.py. */

CONFORMS(BaseFutureTests, test_initial_state)
{
    struct co_task *future = co_task_keep(co_future_create("future"));

    ASSERT_TRUE(!co_task_done(future) && !co_task_cancelled(future));
    ASSERT_TRUE(co_task_cancel(future));
    ASSERT_TRUE(co_task_done(future) && co_task_cancelled(future));
    co_task_detach(future);
    co_task_release(future);
    return 0;
}

CONFORMS(BaseFutureTests, test_cancel)
{
    struct co_task *future = co_future_create("future");

    ASSERT_TRUE(co_task_cancel(future));
    ASSERT_EQ(co_task_result(future), -ECANCELED);
    ASSERT_EQ(co_future_set_result(future, 1), -EBADF);
    ASSERT_EQ(co_future_set_result(future, -EIO), -EBADF);
    ASSERT_TRUE(!co_task_cancel(future));
    ASSERT_TRUE(co_task_cancelled(future));
    ASSERT_EQ(co_await(future), -ECANCELED);
    return 0;
}

/* The calls that work on a future that has ended with `result`. */
static CO_ASYNC int check_ended(int result)
{
    struct co_task *future = co_future_create("future");

    ASSERT_EQ(co_task_result(future), -EBADF);
    ASSERT_EQ(co_future_set_result(future, result), 0);
    ASSERT_TRUE(co_task_done(future) && !co_task_cancelled(future));
    ASSERT_EQ(co_task_result(future), result);
    ASSERT_EQ(co_future_set_result(future, 7), -EBADF);
    ASSERT_EQ(co_future_set_result(future, -EPERM), -EBADF);
    ASSERT_TRUE(!co_task_cancel(future));
    ASSERT_EQ(co_task_result(future), result);
    ASSERT_EQ(co_await(future), result);
    return 0;
}

CONFORMS(BaseFutureTests, test_result)
{
    return check_ended(42);
}

CONFORMS(BaseFutureTests, test_exception)
{
    return check_ended(-EIO);
}

CONFORMS(BaseFutureTests, test_yield_from_twice)
{
    struct co_task *future = co_task_keep(co_future_create("future")),
                   *other = co_create_task(CORO(returner, .result = 0));

    await(co_future_set_result(future, 42));
    for (int i = 0; i < 3; i++)
        ASSERT_EQ(co_await(future), 42);
    ASSERT_TRUE(!co_task_done(other)); /* no call suspended */
    co_task_release(future);
    return co_await(other);
}

/* Chained: the second one ends as the first did. */
static int copy_state(struct co_task *future, void *other)
{
    if (co_task_cancelled(future))
        co_task_cancel(other);
    else
        co_future_set_result(other, co_task_result(future));
    return 0;
}

static CO_ASYNC int chain(int result)
{
    struct co_task *first = co_future_create("first"), *second = co_future_create("second");

    await(co_task_add_done_callback(first, copy_state, second));
    if (result == -ECANCELED)
        co_task_cancel(first);
    else
        await(co_future_set_result(first, result));
    await(turns(1));
    co_task_detach(first);
    ASSERT_TRUE(co_task_done(second));
    return co_await(second);
}

CONFORMS(BaseFutureTests, test_copy_state)
{
    ASSERT_EQ(chain(10), 10);
    ASSERT_EQ(chain(-EIO), -EIO);
    ASSERT_EQ(chain(-ECANCELED), -ECANCELED);
    return 0;
}

/* The callback of a timer: completes a future that may have been cancelled meanwhile. */
CONFORMS(BaseFutureTests, test_set_result_unless_cancelled)
{
    struct co_task *future = co_future_create("future");

    co_task_cancel(future);
    ASSERT_EQ(co_future_set_result(future, 2), -EBADF);
    ASSERT_TRUE(co_task_cancelled(future));
    co_task_detach(future);
    return 0;
}

CONFORMS(BaseFutureTests, test_future_cancel_message_getter)
{
    struct co_task *future = co_future_create("future");

    co_task_cancel_because(future, "my reason");
    ASSERT_EQ(co_await(future), -ECANCELED);
    ASSERT_STR_EQ(co_error_message(-ECANCELED), "my reason");
    return 0;
}

/* ---- Errors that no task has seen ---- */

enum reading { UNREAD, BY_RESULT, BY_AWAIT, BY_CANCEL };

/* Completes a future unless `result` is PENDING, reads it or not, and drops it. */
enum { PENDING = 1000 };
ASYNC(drops, int result; enum reading reading;)
{
    struct co_task *future = co_future_create("future");

    if (my->result != PENDING)
        await(co_future_set_result(future, my->result));
    if (my->reading == BY_RESULT)
        ASSERT_EQ(co_task_result(future), my->result);
    if (my->reading == BY_CANCEL)
        ASSERT_TRUE(!co_task_cancel(future));
    if (my->reading == BY_AWAIT)
        ASSERT_EQ(co_await(future), my->result);
    else
        co_task_detach(future);
    return 0;
}

/* The reports about the future until the end of the run. */
static void drop(int result, enum reading reading, const char *expected)
{
    ASSERT_EQ(run_reporting(CORO(drops, result, reading)), 0);
    SAID(expected);
}

CONFORMS_RUNNING(BaseFutureTests, test_tb_logger_abandoned)
{
    drop(PENDING, UNREAD, "");
}

CONFORMS_RUNNING(BaseFutureTests, test_tb_logger_not_called_after_cancel)
{
    drop(-EIO, BY_CANCEL, "");
}

CONFORMS_RUNNING(BaseFutureTests, test_tb_logger_result_unretrieved)
{
    drop(42, UNREAD, "");
}

CONFORMS_RUNNING(BaseFutureTests, test_tb_logger_result_retrieved)
{
    drop(42, BY_RESULT, "");
}

CONFORMS_RUNNING(BaseFutureTests, test_tb_logger_exception_unretrieved)
{
    drop(-EIO, UNREAD, "Future exception was never retrieved:OSError:");
}

CONFORMS_RUNNING(BaseFutureTests, test_tb_logger_exception_retrieved)
{
    drop(-EIO, BY_RESULT, "");
}

CONFORMS_RUNNING(BaseFutureTests, test_tb_logger_exception_result_retrieved)
{
    drop(-EIO, BY_AWAIT, "");
}

CONFORMS_RUNNING(BaseFutureTests, test_future_exception_never_retrieved)
{
    drop(-ERANGE, UNREAD, "Future exception was never retrieved:OSError:");
}

static int say_place(void *context, const struct co_report *report)
{
    (void)context;
    say("%s in %s", report->place->call, report->place->function);
    return 0;
}

/* The place where the future was made is known without debug mode, too. */
CONFORMS_RUNNING(BaseFutureTests, test_future_exception_never_retrieved_debug)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = say_place };

    ASSERT_EQ(co_run(CORO(drops, -EIO, UNREAD), &options), 0);
    SAID("co_future_create(\"future\") in drops_body");
}

CONFORMS(BaseFutureTests, test_future_source_traceback)
{
    struct co_task *future = co_future_create("future");

    ASSERT_EQ(co_task_place(future)->line, __LINE__ - 2);
    ASSERT_STR_EQ(co_task_place(future)->call, "co_future_create(\"future\")");
    co_task_detach(future);
    return 0;
}

/* ---- Futures that a thread completes ---- */

DEF(blocks, double seconds; int result;)
{
    say("began");
    co_blocking_sleep(my->seconds);
    return my->result;
}

CONFORMS(BaseFutureTests, test_wrap_future)
{
    struct co_task *future = co_run_in_executor(NULL, CORO(blocks, 1, 42));

    ASSERT_EQ(co_await(future), 42);
    ASSERT_NEAR(co_time(), 1, 1e-9);
    return 0;
}

CONFORMS(BaseFutureTests, test_wrap_future_cancel)
{
    struct co_task *future = co_run_in_executor(NULL, CORO(blocks, 1, 42));

    ASSERT_TRUE(co_task_cancel(future));
    ASSERT_EQ(co_await(future), -ECANCELED);
    await(co_sleep(5));
    SAID(""); /* the callback never ran */
    return 0;
}

static sem_t finished;

DEF(says_that_it_is_finished)
{
    sem_post(&finished);
    return 42;
}

ASYNC(cancels_what_is_finished)
{
    struct co_task *future = co_run_in_executor(NULL, CORO(says_that_it_is_finished));

    ASSERT_TRUE(future);
    sem_wait(&finished); /* the loop does not learn of the end meanwhile */
    ASSERT_TRUE(co_task_cancel(future));
    ASSERT_EQ(co_await(future), -ECANCELED);
    return 0;
}

CONFORMS_RUNNING(BaseFutureTests, test_wrap_future_cancel2)
{
    sem_init(&finished, 0, 0);
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(cancels_what_is_finished)), 0);
}

/* ---- Done callbacks ---- */

static int note(struct co_task *future, void *name)
{
    ASSERT_TRUE(co_task_done(future));
    say("%s", (const char *)name);
    return 0;
}

static char a[] = "a", b[] = "b", c[] = "c";

/* A future with the callbacks a, b and c. */
static struct co_task *with_three_callbacks(void)
{
    struct co_task *future = co_future_create("future");

    ASSERT_EQ(co_task_add_done_callback(future, note, a), 0);
    ASSERT_EQ(co_task_add_done_callback(future, note, b), 0);
    ASSERT_EQ(co_task_add_done_callback(future, note, c), 0);
    return future;
}

static CO_ASYNC int complete(struct co_task *future, int result)
{
    await(co_future_set_result(future, result));
    SAID(""); /* not within the call */
    await(turns(1));
    int rc = co_await(future);
    return rc == result ? 0 : -EPROTO;
}

/* Removes these callbacks, each twice; the callbacks that are left are called. */
static CO_ASYNC int remove_and_complete(char *const *names, size_t count)
{
    struct co_task *future = with_three_callbacks();

    for (size_t i = 0; i < count; i++) {
        ASSERT_EQ(co_task_remove_done_callback(future, note, names[i]), 1);
        ASSERT_EQ(co_task_remove_done_callback(future, note, names[i]), 0);
    }
    return complete(future, 1);
}

CONFORMS(BaseFutureDoneCallbackTests, test_callbacks_remove_first_callback)
{
    await(remove_and_complete((char *[]){ a }, 1));
    SAID("b c");
    return 0;
}

CONFORMS(BaseFutureDoneCallbackTests, test_callbacks_remove_first_and_second_callback)
{
    await(remove_and_complete((char *[]){ a, b }, 2));
    SAID("c");
    return 0;
}

CONFORMS(BaseFutureDoneCallbackTests, test_callbacks_remove_third_callback)
{
    await(remove_and_complete((char *[]){ c }, 1));
    SAID("a b");
    return 0;
}

CONFORMS(BaseFutureDoneCallbackTests, test_callbacks_invoked_on_set_result)
{
    await(complete(with_three_callbacks(), 42));
    SAID("a b c");
    return 0;
}

CONFORMS(BaseFutureDoneCallbackTests, test_callbacks_invoked_on_set_exception)
{
    await(complete(with_three_callbacks(), -EIO));
    SAID("a b c");
    return 0;
}

CONFORMS(BaseFutureDoneCallbackTests, test_remove_done_callback)
{
    struct co_task *future = with_three_callbacks();

    for (int i = 0; i < 2; i++)
        await(co_task_add_done_callback(future, note, b));
    ASSERT_EQ(co_task_remove_done_callback(future, note, b), 3);
    ASSERT_EQ(co_task_remove_done_callback(future, note, b), 0);
    await(complete(future, 1));
    SAID("a c");
    return 0;
}

static int removes_the_others(struct co_task *future, void *removed)
{
    int *count = removed;

    *count += co_task_remove_done_callback(future, note, a);
    *count += co_task_remove_done_callback(future, removes_the_others, removed);
    return 0;
}

CONFORMS(BaseFutureDoneCallbackTests, test_schedule_callbacks_list_mutation_1)
{
    struct co_task *future = co_future_create("future");
    static int removed;

    await(co_task_add_done_callback(future, removes_the_others, &removed));
    await(co_task_add_done_callback(future, note, a));
    await(co_task_add_done_callback(future, removes_the_others, &removed));
    await(complete(future, 1));
    /* The loop had got the callbacks by then. */
    ASSERT_EQ(removed, 0);
    SAID("a");
    return 0;
}

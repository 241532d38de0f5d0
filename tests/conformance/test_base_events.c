/* asyncio's cases of test_base_events.py about the loop, its exception handler and debug mode. */
#include "conformance.h"

#include <pthread.h>

static char a[] = "a", b[] = "b", c[] = "c";

static int note(void *word)
{
    say("%s", (const char *)word);
    return 0;
}

static int stop(void *unused)
{
    (void)unused;
    co_stop();
    return 0;
}

static struct co_runner open_runner(void)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = say_report };
    struct co_runner runner = { 0 };

    ASSERT_EQ(co_runner_open(&runner, &options), 0);
    return runner;
}

/* ---- The loop ---- */

CONFORMS_RUNNING(BaseEventLoopTests, test_close)
{
    struct co_runner runner = open_runner();
    struct co_loop *loop = co_runner_get_loop(&runner);

    ASSERT_EQ(co_runner_close(&runner), 0);
    ASSERT_EQ(co_runner_close(&runner), 0);
    ASSERT_EQ(co_run_forever(loop), -EBADF);
    ASSERT_EQ(co_run_until_complete(loop, NULL), -EBADF);
}

CONFORMS(BaseEventLoopTests, test__add_callback_handle)
{
    await(co_call_soon(note, a));
    SAID("");
    await(turns(1));
    SAID("a");
    return 0;
}

CONFORMS(BaseEventLoopTests, test__add_callback_cancelled_handle)
{
    co_timer_handle_cancel(co_call_later(0, note, a));
    await(turns(3));
    SAID("");
    return 0;
}

CONFORMS(BaseEventLoopTests, test_call_soon)
{
    ASSERT_EQ(co_call_soon(note, b), 0);
    await(turns(1));
    SAID("b");
    return 0;
}

CONFORMS(BaseEventLoopTests, test_call_later)
{
    struct co_timer_handle *handle = co_call_later(10, note, a);

    ASSERT_NEAR(co_timer_handle_when(handle), 10, 1e-12);
    await(co_sleep(11));
    SAID("a");
    return 0;
}

CONFORMS(BaseEventLoopTests, test_call_later_negative_delays)
{
    (void)!co_call_later(-1, note, a);
    (void)!co_call_later(-2, note, b);
    await(co_sleep(0.001));
    SAID("b a");
    return 0;
}

static int note_time(void *when)
{
    *(double *)when = co_time();
    return 0;
}

CONFORMS(BaseEventLoopTests, test_time_and_call_at)
{
    static double when, called;

    when = co_time() + 0.1;
    called = 0;

    (void)!co_call_at(when, note_time, &called);
    await(co_sleep(0.2));
    ASSERT_TRUE(called >= when);
    return 0;
}

CONFORMS(BaseEventLoopTests, test__run_once)
{
    struct co_timer_handle *first = co_call_later(1, note, a);

    (void)!co_call_later(2, note, b);
    co_timer_handle_cancel(first);
    await(co_sleep(5));
    SAID("b");
    return 0;
}

static int note_and_add(void *word)
{
    note(word);
    return co_call_soon(note, c);
}

CONFORMS(BaseEventLoopTests, test__run_once_schedule_handle)
{
    await(co_call_soon(note_and_add, a));
    await(turns(1));
    SAID("a");
    await(turns(1));
    SAID("c");
    return 0;
}

static void note_scheduled(void *most, const struct co_iteration *iteration)
{
    if (iteration->scheduled > *(size_t *)most)
        *(size_t *)most = iteration->scheduled;
}

CONFORMS(BaseEventLoopTests, test__run_once_cancelled_event_cleanup)
{
    static size_t most;

    co_set_iteration_hook(note_scheduled, &most);
    for (int i = 0; i < 10000; i++) {
        co_timer_handle_cancel(co_call_later(3600, note, a));
        if (i % 100 == 0)
            await(turns(1));
    }
    ASSERT_EQ(most, 0);
    co_set_iteration_hook(NULL, NULL);
    return 0;
}

CONFORMS_RUNNING(BaseEventLoopTests, test_run_until_complete_loop)
{
    struct co_runner one = open_runner();
    struct co_task *task = co_create_task(CORO(returner, .result = 1));
    struct co_runner other = open_runner();

    ASSERT_EQ(co_run_until_complete(co_runner_get_loop(&other), task), -EINVAL);
    ASSERT_EQ(co_run_until_complete(co_runner_get_loop(&one), task), 1);
    ASSERT_EQ(co_runner_close(&one), 0);
    ASSERT_EQ(co_runner_close(&other), 0);
}

CONFORMS_RUNNING(BaseEventLoopTests, test_run_until_complete_loop_orphan_future_close_loop)
{
    struct co_runner runner = open_runner();
    struct co_loop *loop = co_runner_get_loop(&runner);
    struct co_task *orphan = co_create_task(CORO(sleeper, 1, 1));

    (void)!co_call_later(0.5, stop, NULL);
    ASSERT_EQ(co_run_until_complete(loop, orphan), -EPERM);
    ASSERT_STR_EQ(co_text(), "Event loop stopped before Future completed.");
    ASSERT_TRUE(!co_task_done(orphan));
    ASSERT_EQ(co_runner_run(&runner, CORO(sleeper, 2, 7)), 7);
    ASSERT_EQ(co_task_result(orphan), 1);
    ASSERT_EQ(co_runner_close(&runner), 0);
}

CONFORMS_RUNNING(BaseEventLoopTests, test_run_once)
{
    struct co_runner runner = open_runner();

    ASSERT_EQ(co_call_soon(note_and_add, a), 0);
    ASSERT_EQ(co_call_soon(stop, NULL), 0);
    ASSERT_EQ(co_call_soon(note, b), 0);
    ASSERT_EQ(co_run_forever(co_runner_get_loop(&runner)), 0);
    SAID("a b");
    ASSERT_EQ(co_runner_close(&runner), 0);
}

CONFORMS_RUNNING(BaseEventLoopTests, test_run_forever_pre_stopped)
{
    struct co_runner runner = open_runner();

    (void)!co_call_later(100, note, a);
    co_stop();
    ASSERT_EQ(co_run_forever(co_runner_get_loop(&runner)), 0);
    SAID("");
    ASSERT_NEAR(co_time(), 0, 0);
    ASSERT_EQ(co_runner_close(&runner), 0);
}

CONFORMS_RUNNING(BaseEventLoopTests, test_single_selecter_event_callback_after_stopping)
{
    struct co_runner runner = open_runner();
    struct co_loop *loop = co_runner_get_loop(&runner);

    (void)!co_call_later(1, note, a);
    (void)!co_call_later(1, stop, NULL);
    (void)!co_call_later(2, stop, NULL);
    ASSERT_EQ(co_run_forever(loop), 0);
    ASSERT_EQ(co_run_forever(loop), 0);
    SAID("a");
    ASSERT_EQ(co_runner_close(&runner), 0);
}

ASYNC(runs_another_loop, struct co_loop *other;)
{
    struct co_runner third = { 0 };

    ASSERT_EQ(co_run_forever(my->other), -EALREADY);
    ASSERT_STR_EQ(co_text(), "Cannot run the event loop while another loop is running");
    ASSERT_EQ(co_run_forever(co_get_running_loop()), -EALREADY);
    ASSERT_STR_EQ(co_text(), "This event loop is already running");
    ASSERT_EQ(co_runner_open(&third, NULL), -EALREADY);
    return 0;
}

CONFORMS_RUNNING(RunningLoopTests, test_running_loop_within_a_loop)
{
    struct co_runner other = open_runner();

    ASSERT_EQ(run(CORO(runs_another_loop, co_runner_get_loop(&other))), 0);
    ASSERT_EQ(co_runner_close(&other), 0);
}

/* ---- Tasks ---- */

CONFORMS_RUNNING(BaseEventLoopTests, test_create_task_error_closes_coro)
{
    ASSERT_TRUE(co_create_task(CORO(returner, .result = 1)) == NULL);
}

CONFORMS(BaseEventLoopTests, test_create_named_task_with_default_factory)
{
    struct co_task *task = co_create_task(CORO(returner, .result = 1));

    co_task_set_name(task, "test_task");
    ASSERT_STR_EQ(co_task_name(task), "test_task");
    return co_await(task) == 1 ? 0 : -EIO;
}

/* ---- The exception handler ---- */

static int fail(void *text)
{
    return co_raise(-EINVAL, "%s", (const char *)text);
}

ASYNC(callbacks_fail)
{
    await(co_call_soon(fail, a));
    (void)!co_call_later(0, fail, b);
    await(turns(3));
    say("on");
    return 0;
}

CONFORMS_RUNNING(BaseEventLoopTests, test_default_exc_handler_callback)
{
    ASSERT_EQ(run_reporting(CORO(callbacks_fail)), 0);
    SAID("Exception in callback:ValueError:a Exception in callback:ValueError:b on");
}

ASYNC(drops_a_failed_task)
{
    co_task_detach(co_create_task(CORO(returner, -EIO, "gone")));
    return turns(2);
}

CONFORMS_RUNNING(BaseEventLoopTests, test_default_exc_handler_coro)
{
    ASSERT_EQ(run_reporting(CORO(drops_a_failed_task)), 0);
    SAID("Task exception was never retrieved:OSError:gone");
}

static int custom(const struct co_report *report, void *name)
{
    say("%s(%s:%s:%s)", (const char *)name, report->message, co_error_name(report->code),
        report->place->call);
    return 0;
}

ASYNC(sets_and_resets_the_handler)
{
    co_set_exception_handler(custom, a);
    await(co_call_soon(fail, b));
    await(turns(1));
    co_set_exception_handler(NULL, NULL);
    await(co_call_soon(fail, c));
    return turns(1);
}

CONFORMS_RUNNING(BaseEventLoopTests, test_set_exc_handler_custom)
{
    ASSERT_EQ(run_reporting(CORO(sets_and_resets_the_handler)), 0);
    SAID("a(Exception in callback:ValueError:co_call_soon(fail, b)) Exception in "
         "callback:ValueError:c");
}

static int broken(const struct co_report *report, void *unused)
{
    (void)report, (void)unused;
    return co_raise(-EIO, "spam");
}

ASYNC(has_a_broken_handler)
{
    co_set_exception_handler(broken, NULL);
    await(co_call_soon(fail, a));
    await(turns(1));
    say("on");
    return 0;
}

CONFORMS_RUNNING(BaseEventLoopTests, test_set_exc_handler_broken)
{
    ASSERT_EQ(run_reporting(CORO(has_a_broken_handler)), 0);
    SAID("Unhandled error in exception handler:OSError:spam on");
}

static int broken_by_default(void *context, const struct co_report *report)
{
    (void)context, (void)report;
    return -EIO;
}

CONFORMS_RUNNING(BaseEventLoopTests, test_default_exc_handler_broken)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = broken_by_default };

    ASSERT_EQ(co_run(CORO(callbacks_fail), &options), 0);
    SAID("on");
}

/* ---- Debug mode ---- */

CONFORMS(BaseEventLoopTests, test_set_debug)
{
    co_set_debug(true);
    ASSERT_TRUE(co_get_debug());
    co_set_debug(false);
    ASSERT_TRUE(!co_get_debug());
    return 0;
}

ASYNC(debug_mode)
{
    return co_get_debug();
}

CONFORMS_RUNNING(BaseEventLoopTests, test_env_var_debug)
{
    setenv("CO_DEBUG", "", 1);
    ASSERT_EQ(run(CORO(debug_mode)), 0);
    setenv("CO_DEBUG", "1", 1);
    ASSERT_EQ(run(CORO(debug_mode)), 1);
    unsetenv("CO_DEBUG");
    ASSERT_EQ(run(CORO(debug_mode)), 0);
}

static void *call_from_a_thread(void *future)
{
    ASSERT_EQ(co_call_soon(note, a), -EPERM);
    ASSERT_TRUE(!co_call_later(0, note, a));
    ASSERT_EQ(co_future_set_result(future, 1), -EPERM);
    return NULL;
}

CONFORMS(BaseEventLoopTests, test_check_thread)
{
    pthread_t thread;

    co_set_debug(true);
    ASSERT_EQ(pthread_create(&thread, NULL, call_from_a_thread, co_future_create("future")), 0);
    pthread_join(thread, NULL);
    return 0;
}

static int block(void *unused)
{
    (void)unused;
    co_blocking_sleep(0.2);
    return 0;
}

ASYNC(is_slow)
{
    co_set_debug(true);
    await(turns(1));
    co_blocking_sleep(0.3);
    await(co_call_soon(block, NULL));
    return turns(2);
}

CONFORMS_RUNNING(BaseEventLoopWithSelectorTests, test_log_slow_callbacks)
{
    ASSERT_EQ(run_reporting(CORO(is_slow)), 0);
    SAID("Executing is_slow took 0.300 seconds:: Executing a callback took 0.200 seconds::");
}

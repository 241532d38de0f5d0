/* asyncio's cases of test_runners.py. */
#include "conformance.h"

#include <signal.h>

ASYNC(debug_mode)
{
    return co_get_debug();
}

static int run_with_debug(enum co_debug debug)
{
    return co_run(CORO(debug_mode),
                  &(struct co_options){ .clock = CO_CLOCK_VIRTUAL, .debug = debug });
}

/* ---- run ---- */

CONFORMS_RUNNING(RunTests, test_asyncio_run_return)
{
    ASSERT_EQ(run(CORO(returner, .result = 42)), 42);
}

CONFORMS_RUNNING(RunTests, test_asyncio_run_raises)
{
    ASSERT_EQ(run(CORO(returner, -EINVAL, "spam")), -EINVAL);
}

CONFORMS_RUNNING(RunTests, test_asyncio_run_debug)
{
    setenv("CO_DEBUG", "1", 1);
    ASSERT_EQ(run_with_debug(CO_DEBUG_OFF), 0);
    ASSERT_EQ(run_with_debug(CO_DEBUG_BY_ENVIRONMENT), 1);
    unsetenv("CO_DEBUG");
    ASSERT_EQ(run_with_debug(CO_DEBUG_BY_ENVIRONMENT), 0);
    ASSERT_EQ(run_with_debug(CO_DEBUG_ON), 1);
}

CONFORMS(RunTests, test_asyncio_run_from_running_loop)
{
    ASSERT_EQ(run(CORO(returner, .result = 1)), -EALREADY);
    ASSERT_STR_EQ(co_text(), "asyncio.run() cannot be called from a running event loop");
    return 0;
}

ASYNC(leaves_one_hanging)
{
    (void)!co_create_task(CORO(clean_up, "left", 1));
    await(turns(1));
    return 1;
}

CONFORMS_RUNNING(RunTests, test_asyncio_run_cancels_hanging_tasks)
{
    ASSERT_EQ(run(CORO(leaves_one_hanging)), 1);
    SAID("left:cancel left:clean");
}

ASYNC(fails_when_cancelled)
{
    (void)!co_sleep(100);
    return co_raise(-EIO, "while ending");
}

ASYNC(leaves_one_that_fails)
{
    (void)!co_create_task(CORO(fails_when_cancelled));
    await(turns(1));
    return 2;
}

CONFORMS_RUNNING(RunTests, test_asyncio_run_reports_hanging_tasks_errors)
{
    ASSERT_EQ(run_reporting(CORO(leaves_one_that_fails)), 2);
    SAID("unhandled exception during asyncio.run() shutdown:OSError:while ending");
}

static struct co_generator open_generator;

ASYNC(says_that_it_is_closed)
{
    int rc = co_yield(1);

    say("closed");
    return rc;
}

ASYNC(leaves_a_generator_and_fails)
{
    intptr_t value;

    open_generator = GENERATOR(says_that_it_is_closed);
    ASSERT_EQ(co_generator_next(&open_generator, &value), 1);
    (void)!co_create_task(CORO(fails_when_cancelled));
    await(turns(1));
    return -EINVAL;
}

CONFORMS_RUNNING(RunTests, test_asyncio_run_closes_gens_after_hanging_tasks_errors)
{
    ASSERT_EQ(run(CORO(leaves_a_generator_and_fails)), -EINVAL);
    SAID("closed");
}

/* ---- Runner ---- */

static const struct co_options on_virtual_clock = { .clock = CO_CLOCK_VIRTUAL };

static int runner_debug(enum co_debug debug)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .debug = debug };
    struct co_runner runner = { 0 };

    ASSERT_EQ(co_runner_open(&runner, &options), 0);
    int rc = co_runner_run(&runner, CORO(debug_mode));
    ASSERT_EQ(co_runner_close(&runner), 0);
    return rc;
}

CONFORMS_RUNNING(RunnerTests, test_non_debug)
{
    ASSERT_EQ(runner_debug(CO_DEBUG_OFF), 0);
}

CONFORMS_RUNNING(RunnerTests, test_debug)
{
    ASSERT_EQ(runner_debug(CO_DEBUG_ON), 1);
}

CONFORMS_RUNNING(RunnerTests, test_run)
{
    struct co_runner runner = { 0 };

    ASSERT_EQ(co_runner_open(&runner, &on_virtual_clock), 0);
    ASSERT_EQ(co_runner_run(&runner, CORO(sleeper, 1, 5)), 5);
    ASSERT_EQ(co_runner_run(&runner, CORO(returner, -EIO, "bad")), -EIO);
    ASSERT_STR_EQ(co_text(), "bad");
    ASSERT_EQ(co_runner_run(&runner, CORO(sleeper, 1, 6)), 6);
    ASSERT_NEAR(co_time(), 2, 1e-12);
    ASSERT_EQ(co_runner_close(&runner), 0);
    ASSERT_EQ(co_runner_run(&runner, CORO(returner, .result = 1)), -EBADF);
}

CONFORMS_RUNNING(RunnerTests, test_explicit_close)
{
    struct co_runner runner = { 0 };

    ASSERT_EQ(co_runner_open(&runner, &on_virtual_clock), 0);
    ASSERT_TRUE(co_runner_get_loop(&runner) != NULL);
    ASSERT_EQ(co_runner_close(&runner), 0);
    ASSERT_TRUE(co_runner_get_loop(&runner) == NULL);
    ASSERT_EQ(co_runner_run(&runner, CORO(returner, .result = 1)), -EBADF);
}

CONFORMS_RUNNING(RunnerTests, test_double_close)
{
    struct co_runner runner = { 0 }, never_opened = { 0 };

    ASSERT_EQ(co_runner_open(&runner, &on_virtual_clock), 0);
    ASSERT_EQ(co_runner_close(&runner), 0);
    ASSERT_EQ(co_runner_close(&runner), 0);
    ASSERT_EQ(co_runner_close(&never_opened), 0);
}

CONFORMS_RUNNING(RunnerTests, test_second_with_block_raises)
{
    struct co_runner runner = { 0 };

    ASSERT_EQ(co_runner_open(&runner, &on_virtual_clock), 0);
    ASSERT_EQ(co_runner_close(&runner), 0);
    ASSERT_EQ(co_runner_open(&runner, &on_virtual_clock), -EBADF);
}

static struct co_context_var var = CO_CONTEXT_VAR("var", 1);

ASYNC(set_one_more)
{
    int before = (int)co_context_var_get(&var);

    await(co_context_var_set(&var, before + 1).result);
    return before;
}

CONFORMS_RUNNING(RunnerTests, test_run_keeps_context)
{
    struct co_runner runner = { 0 };

    ASSERT_EQ(co_runner_open(&runner, &on_virtual_clock), 0);
    for (int i = 1; i <= 3; i++)
        ASSERT_EQ(co_runner_run(&runner, CORO(set_one_more)), i);
    ASSERT_EQ(co_runner_close(&runner), 0);
    ASSERT_EQ(co_context_var_get(&var), 1);
}

static struct co_runner outer;

ASYNC(runs_its_own_runner)
{
    ASSERT_EQ(co_runner_run(&outer, CORO(returner, .result = 1)), -EALREADY);
    ASSERT_STR_EQ(co_text(), "Runner.run() cannot be called from a running event loop");
    ASSERT_EQ(co_runner_close(&outer), -EALREADY);
    return 4;
}

CONFORMS_RUNNING(RunnerTests, test_recursive_run)
{
    ASSERT_EQ(co_runner_open(&outer, &on_virtual_clock), 0);
    ASSERT_EQ(co_runner_run(&outer, CORO(runs_its_own_runner)), 4);
    ASSERT_EQ(co_runner_close(&outer), 0);
}

/* ---- Interrupts ---- */

static void on_interrupt(int number)
{
    (void)number;
    co_interrupt();
}

ASYNC(only_yields)
{
    raise(SIGINT);
    for (;;)
        await(co_sleep(0));
}

CONFORMS_RUNNING(RunnerTests, test_interrupt_call_soon)
{
    signal(SIGINT, on_interrupt);
    ASSERT_EQ(run(CORO(only_yields)), -EINTR);
}

ASYNC(waits_and_is_interrupted)
{
    struct co_task *future = co_future_create("future");

    raise(SIGINT);
    int rc = co_await(future);
    say("%s", co_error_name(rc));
    return rc;
}

CONFORMS_RUNNING(RunnerTests, test_interrupt_wait)
{
    signal(SIGINT, on_interrupt);
    ASSERT_EQ(run(CORO(waits_and_is_interrupted)), -EINTR);
    SAID("CancelledError");
}

ASYNC(cancels_itself_and_is_interrupted)
{
    raise(SIGINT);
    co_task_cancel(co_current_task());
    int rc = co_sleep(1);
    (void)!co_sleep(0); /* the interrupt arrives here */
    return rc;
}

CONFORMS_RUNNING(RunnerTests, test_interrupt_cancelled_task)
{
    signal(SIGINT, on_interrupt);
    ASSERT_EQ(run(CORO(cancels_itself_and_is_interrupted)), -ECANCELED);
}

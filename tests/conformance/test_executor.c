#include "conformance.h"

DEF(block, double seconds;)
{
    say("%.1f", co_time());
    co_blocking_sleep(my->seconds);
    return 42;
}

CONFORMS(BaseEventLoopTests, test_set_default_executor)
{
    static struct co_executor executor = CO_EXECUTOR(1);

    await(co_set_default_executor(&executor));
    await(GATHER_TASKS(((struct co_task *[]){ co_run_in_executor(NULL, CORO(block, 1)),
                                              co_run_in_executor(NULL, CORO(block, 1)) })));
    SAID("0.0 1.0"); /* the executor has only one thread */
    await(co_set_default_executor(NULL));
    await(GATHER_TASKS(((struct co_task *[]){ co_run_in_executor(NULL, CORO(block, 1)),
                                              co_run_in_executor(NULL, CORO(block, 1)) })));
    SAID("2.0 2.0");
    return 0;
}

static int say_what_is_reported(const struct co_report *report, void *nothing)
{
    (void)nothing;
    say("%s", report->text);
    return 0;
}

CONFORMS(BaseEventLoopTests, test_shutdown_default_executor_timeout)
{
    struct co_task *job = co_run_in_executor(NULL, CORO(block, 1));

    co_set_exception_handler(say_what_is_reported, NULL);
    ASSERT_EQ(co_shutdown_default_executor(0.1), -ETIMEDOUT);
    SAID("0.0 The executor did not finish joining its threads within 0.1 s.");
    ASSERT_NEAR(co_time(), 0.1, 1e-9);
    ASSERT_TRUE(!co_run_in_executor(NULL, CORO(block, 1)));
    ASSERT_EQ(co_await(job), 42);
    return 0;
}

/* asyncio's cases about looking at tasks, about reports, and about a caller's own loop of libev. */
#include "conformance.h"

/* Of libev. */
struct ev_loop *ev_loop_new(unsigned int flags);
void ev_loop_destroy(struct ev_loop *loop);

/* ---- A loop of one's own ---- */

static void run_on_a_given_loop(int (*run)(const struct co_options *options))
{
    struct co_options options = { .ev_loop = ev_loop_new(0) };

    ASSERT_EQ(run(&options), 5);
    ASSERT_EQ(run(&options), 5); /* it is still good */
    ev_loop_destroy(options.ev_loop);
}

static int run_once(const struct co_options *options)
{
    return co_run(CORO(sleeper, 0.001, 5), options);
}

static int run_runner(const struct co_options *options)
{
    struct co_runner runner = { 0 };

    ASSERT_EQ(co_runner_open(&runner, options), 0);
    int rc = co_runner_run(&runner, CORO(sleeper, 0.001, 5));
    ASSERT_EQ(co_runner_close(&runner), 0);
    return rc;
}

CONFORMS_RUNNING(RunTests, test_asyncio_run_loop_factory)
{
    run_on_a_given_loop(run_once);
}

CONFORMS_RUNNING(RunnerTests, test_custom_factory)
{
    run_on_a_given_loop(run_runner);
}

/* ---- Where a task is ---- */

CONFORMS(BaseTaskTests, test_get_stack)
{
    struct co_task *task = co_create_task(CORO(sleeper, 1, 0));

    await(turns(1));
    ASSERT_STR_EQ(co_task_place(task)->call, "co_sleep(my->seconds)");
    ASSERT_STR_EQ(co_task_place(task)->function, "sleeper_body");
    return co_await(task);
}

CONFORMS(BaseTaskTests, test_task_repr_wait_for)
{
    struct co_task *awaited = co_create_task(CORO(sleeper, 1, 0)), *found;
    struct co_task *task = co_create_task(CORO(awaiter, awaited, "awaiter"));

    await(turns(1));
    ASSERT_EQ(co_task_awaited(task, &found, 1), 1);
    ASSERT_TRUE(found == awaited);
    return co_await(task);
}

CONFORMS(BaseTaskTests, test_task_source_traceback)
{
    co_set_debug(true);
    struct co_task *task = co_create_task(CORO(sleeper, 1, 0));

    await(turns(1));
    ASSERT_STR_EQ(co_task_created(task)->call, "co_create_task(CORO(sleeper, 1, 0))");
    ASSERT_STR_EQ(co_task_created(task)->file, __FILE__);
    return co_await(task);
}

static int say_pending(void *context, const struct co_report *report)
{
    (void)context;
    ASSERT_STR_EQ(report->created->call, "co_create_task(CORO(refuses_to_end))");
    say("%s:%s", report->message, co_task_name(report->task));
    return 0;
}

ASYNC(refuses_to_end)
{
    struct co_event never = { 0 };

    while (co_event_wait(&never) < 0)
        ;
    return 0;
}

ASYNC(leaves_a_pending_one)
{
    (void)!co_create_task(CORO(refuses_to_end));
    return turns(1);
}

CONFORMS_RUNNING(BaseTaskTests, test_log_destroyed_pending_task)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL,
                                  .debug = CO_DEBUG_ON,
                                  .report = say_pending };

    ASSERT_EQ(co_run(CORO(leaves_a_pending_one), &options), -EDEADLK);
    SAID("Task was destroyed but it is pending!:refuses_to_end");
}

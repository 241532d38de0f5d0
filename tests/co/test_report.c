#include "scenario.h"

/* ---- Handlers ---- */

static int say_to_handler(const struct co_report *report, void *name)
{
    say("%s(%s:%s)", (const char *)name, report->message, report->text);
    return 0;
}

static int fail_to_handle(const struct co_report *report, void *name)
{
    (void)report, (void)name;
    return co_raise(-EIO, "the handler broke");
}

static const struct co_report something = {
    .kind = CO_REPORT_OTHER, .message = "Something happened", .code = -EINVAL, .text = "odd"
};

ASYNC(report_to_handlers)
{
    static char one[] = "one";

    co_call_exception_handler(&something);
    co_set_exception_handler(say_to_handler, one);
    co_call_exception_handler(&something);
    co_set_exception_handler(NULL, NULL);
    co_call_exception_handler(&something);
    return 0;
}

TEST(reports_go_to_the_handler_or_else_to_the_caller_of_the_run)
{
    ASSERT_EQ(run_reporting(CORO(report_to_handlers)), 0);
    SAID("Something happened:ValueError:odd one(Something happened:odd) "
         "Something happened:ValueError:odd");
}

TEST(report_is_silent_without_a_handler)
{
    ASSERT_EQ(run(CORO(report_to_handlers)), 0);
    SAID("one(Something happened:odd)");
}

ASYNC(report_to_a_broken_handler)
{
    co_set_exception_handler(fail_to_handle, NULL);
    co_call_exception_handler(&something);
    say("on");
    return 0;
}

TEST(failing_handler_is_reported)
{
    ASSERT_EQ(run_reporting(CORO(report_to_a_broken_handler)), 0);
    SAID("Unhandled error in exception handler:OSError:the handler broke on");
}

static int break_down(void *context, const struct co_report *report)
{
    (void)context;
    say("%s", report->message);
    return -EIO;
}

TEST(run_goes_on_when_all_handlers_fail)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = break_down };

    ASSERT_EQ(co_run(CORO(report_to_a_broken_handler), &options), 0);
    SAID("Unhandled error in exception handler on");
}

TEST(report_is_dropped_without_a_loop)
{
    co_set_exception_handler(say_to_handler, NULL);
    co_call_exception_handler(&something);
    SAID("");
}

/* ---- Lost errors ---- */

ASYNC(loses_errors)
{
    struct co_task *future = co_future_create("future");

    co_task_detach(co_create_task(CORO(returner, -EIO, "gone")));
    await(co_future_set_result(future, co_raise(-EINVAL, "bad")));
    await(turns(1));
    co_task_detach(future);
    say("later");
    return 0;
}

TEST(unseen_error_is_reported_with_its_text)
{
    ASSERT_EQ(run_reporting(CORO(loses_errors)), 0);
    SAID("Task exception was never retrieved:OSError:gone Future exception was never "
         "retrieved:ValueError:bad later");
}

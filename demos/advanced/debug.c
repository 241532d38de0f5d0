/*
 * slow_callback blocks for 0.2 s [1]: it does not await, so no other task of the loop could run
 * meanwhile. Nobody would ever say so; in debug mode [3] the loop looks at how long each step
 * of a task takes, and reports those of 0.1 s and more. The report comes when the step is over,
 * and tells the task and where it was last seen. It goes to stderr, but for the handler [2],
 * which writes it into the log as Python's logging does.
 *
 * Debug mode also reports a task that swallowed its cancel, a result that nobody asked for, and
 * a lock that a task left held. It costs time, so it is for development. For any demo:
 * asyncdemo run DEMO --debug.
 */
#include "demo.h"

static int log_warning(const struct co_report *report, void *argument)
{
    if (report->kind == CO_REPORT_SLOW_STEP && report->task)
        log_time("WARNING:asyncio:Executing %s took %.1f seconds, until %s:%d",
                 co_task_name(report->task), report->seconds, report->place->file,
                 report->place->line);
    else
        log_time("WARNING:asyncio:%s", report->message);
    return 0;
}

ASYNC(slow_callback)
{
    co_blocking_sleep(0.2);                         /* [1] this is reported in debug mode */
    return 0;
}

ASYNC(main)
{
    co_set_exception_handler(log_warning, NULL);                    /* [2] */
    return CALL(slow_callback);
}

DEMO(debug, .title = "Debug mode: who blocks the loop", .section = "Debugging Asyncio",
     .debug = true);                                                /* [3] */

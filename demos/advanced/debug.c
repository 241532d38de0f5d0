/*
 * slow_callback blocks for 0.2 s [1]: it does not await, so no other task of the loop can run
 * meanwhile. Without debug mode nothing would show this. In debug mode [3] the loop measures
 * each step of a task, and reports steps of 0.1 s and more. The report comes when the step is
 * over, and names the task and the place of its last call. A report goes to stderr, but this
 * program has a handler [2] that writes it into the log, as Python's logging does.
 *
 * Debug mode also reports a task that swallowed its cancel, a result that no task asked for,
 * and a lock that a task held at its end. It costs time, so it is for development. For any
 * demo: asyncdemo run DEMO --debug.
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

DEMO(debug, .title = "Debug mode: which task blocks the loop", .section = "Debugging Asyncio",
     .debug = true);                                                /* [3] */

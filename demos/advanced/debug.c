/*
 * slow_callback blocks for 0.2 s [1]: it does not await, so no other task of the loop can run
 * meanwhile. Without debug mode nothing would show this. In debug mode [2] the loop measures
 * each step of a task and reports steps of 0.1 s and more, when the step is over. The report
 * names the task and the place of its last call. It goes to stderr, but this program has a
 * handler [3] that writes it into the log, as Python's logging does.
 *
 * A step is what a task does between two awaits. The loop cannot stop a step, because both
 * have the same thread: while the step runs, the loop does not. So the report comes too late
 * for this run, but in time for the next. What to do then: await something in between, or give
 * the work to a thread, see the demo executor.
 *
 * Debug mode also reports a task that swallowed its cancel, a result that no task asked for,
 * and a lock that a task held at its end. For any demo: asyncdemo run DEMO --debug.
 *
 * Key point: main blocked the loop for 0.2 seconds, and only debug mode says so.
 *
 * Use it when you develop and test; it costs time.
 *
 * The tutorial says that it catches coroutines that are not awaited; in fact Python warns of
 * these without it, and adds where they were made. In C they do not compile.
 */
#include "demo.h"

ASYNC(slow_callback)
{
    co_blocking_sleep(0.2);                         /* [1] this is reported in debug mode */
    return 0;
}

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

ASYNC(main)
{
    co_set_exception_handler(log_warning, NULL);                    /* [3] */
    return CALL(slow_callback);
}

DEMO(debug, .title = "Debug mode: which task blocks the loop", .section = "Debugging Asyncio",
     .debug = true);                                                /* [2] */

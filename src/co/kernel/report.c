/* Errors that no caller sees go to the exception handler, or to the program that started the
 * run. */
#include "co/kernel/report.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"

static void report_by_default(struct co_loop *loop, const struct co_report *report)
{
    /* If that fails too, there is no other place for the report. */
    if (loop->options.report)
        (void)loop->options.report(loop->options.context, report);
    else if (loop->reports.by_default)
        loop->reports.by_default(loop, report);
}

void report(struct co_loop *loop, const struct co_report *report)
{
    int rc;

    if (!loop->reports.handler) {
        report_by_default(loop, report);
        return;
    }
    rc = loop->reports.handler(report, loop->reports.argument);
    if (rc < 0) {
        struct co_report failed = { .kind = CO_REPORT_HANDLER_FAILED,
                                    .message = "Unhandled error in exception handler",
                                    .code = rc,
                                    .text = co_task_text(task_here()) };

        report_by_default(loop, &failed);
    }
}

void report_failed_callback(struct co_loop *loop, int result, const struct co_place *place,
                            struct co_task *task)
{
    report(loop, &(struct co_report){
                     .kind = CO_REPORT_CALLBACK_FAILED,
                     .message = "Exception in callback",
                     .code = result,
                     .text = co_task_text(&loop->callback_task),
                     .task = task,
                     .place = place,
                 });
}

void co_set_exception_handler(co_exception_handler *handler, void *argument)
{
    if (!co_loop_now)
        return;
    co_loop_now->reports.handler = handler;
    co_loop_now->reports.argument = argument;
}

void co_call_exception_handler(const struct co_report *it)
{
    if (co_loop_now)
        report(co_loop_now, it);
}

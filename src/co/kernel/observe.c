/* Events for an observer, and why a task goes on. */
#include "co/kernel/observe.h"

#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/task.h"
#include "co/kernel/touch.h"

void task_observe(struct co_loop *loop, enum co_trace_kind kind, struct co_task *task,
                  const struct co_resource *resource, int result)
{
    struct co_trace trace = {
        .kind = kind,
        .task = task,
        .time = loop_clock(loop),
        .place = co_place_now,
        .resource = resource,
        .result = result,
        .text = kind == CO_TRACE_CREATED && task->name ? task->name : "",
        .name = kind == CO_TRACE_CREATED && task->has_name ? task->details->given_name : NULL,
    };

    loop->options.observe(loop->options.context, &trace);
}

void touch_observe(struct co_loop *loop, const struct touched *touched)
{
    struct co_trace trace = {
        .kind = CO_TRACE_TOUCHED,
        .task = loop->running,
        .time = loop_clock(loop),
        .place = co_place_now,
        .resource = touched->resource,
        .verb = touched->verb,
        .count = touched->count,
        .text = touched->item ? touched->item : "",
    };

    touched->resource->kind = touched->kind;
    loop->options.observe(loop->options.context, &trace);
}

/* What comes from outside may come from a task of this loop, at the other end of a connection: the
 * task that touched the resource last. */
static void note_other_end(struct co_task *task)
{
    const struct co_resource *resource = task->wait ? task->wait->resource : NULL;

    if (task->details->cause.kind == CO_CAUSE_OUTSIDE && resource && resource->touched.place)
        task->details->cause.by = resource->touched.task;
}

void task_set_cause(struct co_task *task, enum co_cause_kind kind)
{
    struct co_task *here = task_here();

    if (here != &task->loop->callback_task)
        task->details->cause = (struct co_cause){
            kind, here->id, here->details->lines, ++here->details->wakes, 0, loop_clock(task->loop)
        };
    else if (task->loop->callback_cause)
        task->details->cause = *task->loop->callback_cause;
    else
        task->details->cause =
            (struct co_cause){ .kind = CO_CAUSE_LOOP, .time = loop_clock(task->loop) };
    note_other_end(task);
}

struct co_cause task_end_cause(struct co_task *task)
{
    return (struct co_cause){ CO_CAUSE_TASK,          task->id, task->details->lines,
                              ++task->details->wakes, 0,        task->loop->now };
}

/* Events for an observer, and why a task goes on. */
#include "co/kernel/observe.h"

#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/task.h"

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
        .name = kind == CO_TRACE_CREATED && task->has_name ? task->given_name : NULL,
    };

    loop->options.observe(loop->options.context, &trace);
}

void task_set_cause(struct co_task *task, enum co_cause_kind kind)
{
    struct co_task *here = task_here();

    if (here != &task->loop->callback_task)
        task->cause = (struct co_cause){ kind,          here->id, here->lines,
                                         ++here->wakes, 0,        loop_clock(task->loop) };
    else if (task->loop->callback_cause)
        task->cause = *task->loop->callback_cause;
    else
        task->cause = (struct co_cause){ .kind = CO_CAUSE_LOOP, .time = loop_clock(task->loop) };
}

struct co_cause task_end_cause(struct co_task *task)
{
    return (struct co_cause){ CO_CAUSE_TASK, task->id, task->lines,
                              ++task->wakes, 0,        task->loop->now };
}

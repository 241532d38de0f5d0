/* Tasks that run within create until they suspend for the first time. */
#include "co/eager_internal.h"

#include "co/kernel/loop.h"
#include "co/kernel/observe.h"
#include "co/kernel/ready.h"
#include "co/kernel/task.h"

/* Where the scheduler's queue stands when a callback made the task: it makes tasks switch to the
 * scheduler, which runs the callback on its own stack. It is never called. */
static struct co_handle back_to_callback;

/* The running task, or the callback, goes to the front of the ready queue: it goes on as soon as
 * the new task suspends or ends. */
static uintptr_t step_aside(struct co_loop *loop)
{
    if (loop->running)
        return (uintptr_t)loop->running;
    return (uintptr_t)&back_to_callback | READY_HANDLE;
}

void task_start_eagerly(struct co_task *task)
{
    struct co_loop *loop = task->loop;
    struct ready_queue *ready = &loop->ready;
    struct co_task *creator = loop->running;
    const struct co_place *place = co_place_now;

    ready->end--;
    ready->ring[--ready->next & ready->mask] = step_aside(loop);
    loop->running = task;
    task_start(loop, task);
    fiber_switch(creator ? &creator->fiber : &loop->scheduler, &task->fiber);
    stack_was_left(loop);
    if (!creator)
        ready->next++;
    co_place_now = place;
    if (creator && unlikely(loop->observed))
        task_observe(loop, CO_TRACE_STEP, creator, NULL, 0);
}

struct co_task *co_create_eager_task(struct co_coro coro)
{
    struct co_task *task = co_create_task(coro);

    if (task && task->loop->run.is_running)
        task_start_eagerly(task);
    return task;
}

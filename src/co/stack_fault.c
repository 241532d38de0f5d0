/* What lies at the address of a fault. */
#include "co/kernel/current.h"
#include "co/kernel/guard.h"
#include "co/kernel/loop.h"
#include "co/kernel/stacks.h"
#include "co/kernel/task.h"

/* See stacks_find(). */
static struct co_task *find_slot(const struct co_loop *loop, const void *address, size_t *offset)
{
    return loop ? stacks_find(&loop->stacks, address, offset) : NULL;
}

struct co_task *co_stack_overflow(const void *address)
{
    size_t offset;
    struct co_task *task = find_slot(co_loop_now, address, &offset);

    if (!task || offset >= guard_size())
        return NULL;
    /* A generator's stack is no task's own; it ran over under the task that runs. */
    return !task_is_poisoned(task) && task->references > 0 ? task : co_loop_now->running;
}

const char *co_stack_ended(const void *address)
{
    const struct co_loop *loop = co_job_now ? co_job_now->loop : co_loop_now;
    size_t offset;
    struct co_task *task = find_slot(loop, address, &offset);

    if (!task || task_is_poisoned(task) || offset < guard_size() ||
        (const char *)address >= (char *)task)
        return NULL;
    if (task->references > 0 && !task->ended)
        return NULL;
    return task->has_name ? task->given_name : task->name;
}

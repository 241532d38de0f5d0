/* What lies at the address of a fault. */
#include "co/kernel/current.h"
#include "co/kernel/guard.h"
#include "co/kernel/loop.h"
#include "co/kernel/records.h"
#include "co/kernel/stacks.h"
#include "co/kernel/task.h"

/* See stacks_find(). */
static struct stack *find_stack(const struct co_loop *loop, const void *address, size_t *offset)
{
    return loop ? stacks_find(&loop->stacks, address, offset) : NULL;
}

struct search {
    const struct stack *stack;
    struct co_task *owner;
};

static void compare(struct co_task *task, void *context)
{
    struct search *search = context;

    if (task->stack == search->stack)
        search->owner = task;
}

/* The task, or the generator's slot, that has the stack. A search here spares each start the note.
 * NULL: the task that ran there last has given it back. */
static struct co_task *owner_of(struct co_loop *loop, const struct stack *stack)
{
    struct search search = { stack, NULL };

    records_each(&loop->records, compare, &search);
    return search.owner;
}

struct co_task *co_stack_overflow(const void *address)
{
    size_t offset;
    const struct stack *stack = find_stack(co_loop_now, address, &offset);
    struct co_task *task;

    if (!stack || offset >= guard_size())
        return NULL;
    task = owner_of(co_loop_now, stack);
    /* A generator's stack is no task's own; it ran over under the task that runs. */
    return task && task->references > 0 ? task : co_loop_now->running;
}

const char *co_stack_ended(const void *address)
{
    struct co_loop *loop = co_job_now ? co_job_now->loop : co_loop_now;
    size_t offset;
    const struct stack *stack = find_stack(loop, address, &offset);
    const struct co_task *task;

    if (!stack || offset < guard_size() || (const char *)address >= (const char *)stack)
        return NULL;
    task = owner_of(loop, stack);
    if (!task || (task->references > 0 && !task->ended))
        return NULL;
    return task->has_name ? task->details->given_name : task->name;
}

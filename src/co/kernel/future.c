/* Futures: tasks that run no code. */
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/task.h"

#include <string.h>

struct future {
    struct co_task task;
    struct task_details details;
};

struct co_task *future_create(struct co_loop *loop, const char *name, const char *task_name,
                              bool (*cancel)(struct co_task *future))
{
    struct future *memory = memory_resize(NULL, sizeof *memory);
    struct co_task *future;

    if (!memory)
        return task_refuse(loop, -ENOMEM, "there is no memory for a future");
    memset(memory, 0, sizeof *memory);
    future = &memory->task;
    future->details = &memory->details;
    future->details->task = future;
    future->stack_class = NO_STACK;
    future->details->cancel_future = cancel;
    task_initialize(future, loop, name);
    if (task_name)
        co_task_set_name(future, task_name);
    list_prepend(&loop->tasks.futures, &future->details->link);
    task_announce(loop, future);
    return future;
}

struct co_task *co_future_create(const char *name)
{
    return co_loop_now ? future_create(co_loop_now, name, NULL, NULL) : NULL;
}

int co_future_set_result(struct co_task *future, int result)
{
    const struct co_task *here = task_here();

    if (!future)
        return co_raise(-EINVAL, "there is no future: NULL is completed");
    if (is_dead(future, NULL))
        return co_raise(-EBADF, "the future has been awaited before, its handle is dead");
    if (!here || future->loop != co_loop_now)
        return co_raise(-EPERM, "%s belongs to another loop or thread", co_task_name(future));
    if (future->stack_class != NO_STACK || future->ended)
        return co_raise(-EBADF, "the result of %s cannot be set", co_task_name(future));
    task_copy_text(future, here);
    task_end(future, result);
    return 0;
}

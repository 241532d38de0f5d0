/* The outermost function of a task, and the stack that it runs on. */
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/quarantine.h"
#include "co/kernel/stacks.h"
#include "co/kernel/switch.h"
#include "co/kernel/task.h"
#include "co/kernel/timers.h"

#include <string.h>

/* The timers lie where other things will lie soon, and must not be touched. */
void task_forget_timeouts(struct co_task *task, const struct co_task *stack)
{
    uint32_t forgotten =
        timer_queue_forget(&task->loop->timers, &task->details->first_timeout,
                           stack_bottom(stack->stack, stack->stack_class), stack->stack);

    if (task == stack)
        task->timeouts = task->details->first_timeout = 0;
    else
        task->timeouts -= forgotten;
}

RARE static int returned_early(struct co_task *task, int rc)
{
    if (task->timeouts)
        task_forget_timeouts(task, task);
    task_forget_arguments(task);
    /* The task cancelled itself and returned without waiting: the request wins over a result, but
     * not over an error. */
    return task->must_cancel && rc >= 0 ? -ECANCELED : rc;
}

/* ---- Arguments ---- */

/* They move to a stack that is sealed at the task's end, so that a use after that is seen. Returns
 * the end of the free part of the stack. */
RARE static char *move_arguments(struct co_loop *loop, struct co_task *task)
{
    size_t size = task->arguments_size;
    char *top = quarantine_stack_top(loop, task) - ((size + 15) & ~(size_t)15);

    loop->tasks.arguments = memcpy(top, task_arguments(task), size);
    task_forget_arguments(task);
    return top;
}

/* Returns where the arguments are while the task runs. Small ones move to the top of the stack. */
static inline void *place_arguments(struct co_task *task, struct stack *stack)
{
    if (unlikely(task->has_block))
        return task->details->block;
    if (task->arguments_size) /* to copy only so many takes longer */
        memcpy(stack->arguments, task->arguments, SMALL_ARGUMENTS);
    return stack->arguments;
}

void task_forget_arguments(struct co_task *task)
{
    if (task->has_block)
        memory_resize(task->details->block, 0);
    task->has_block = false;
}

/* ---- The outermost function ---- */

static inline void run_to_end(struct co_loop *loop, struct co_task *task, void *arguments)
{
    int (*run)(void *arguments) = task->run;
    int rc = -ECANCELED;

    task->generator = NULL; /* in the place of `run` */
    if (unlikely(loop->observed))
        task_observe(loop, CO_TRACE_STEP, task, NULL, 0);
    if (likely(!task->must_cancel))
        rc = run(arguments);
    if (unlikely(task->must_cancel | task->has_block | (task->timeouts != 0)))
        rc = returned_early(task, rc);
    if (likely(!loop->quarantine.on))
        task->stack = NULL;
    task_end(task, rc);
}

/*
 * Entered and left by jumps: see fiber.h. A new task that comes next begins on the same stack: with
 * many tasks that end without a wait one stack serves them all, and there is no switch.
 */
static void task_entry(void)
{
    struct co_loop *loop = co_loop_now;
    struct co_task *task = loop->running;
    struct stack *stack = task->stack;
    uint8_t stack_class = task->stack_class;
    struct stack_pool *pool;
    void *arguments = loop->tasks.arguments;
    struct co_fiber here;
    struct next next;

    fiber_is_on(&here, &task->fiber);
    fiber_arrived(&task->fiber);
    stack_was_left(loop);
    for (;;) {
        run_to_end(loop, task, arguments);
        next = peek(loop);
        if (unlikely(loop->quarantine.on))
            break;
        pool = stack_pool_of(&loop->stacks, stack_class);
        if (!is_new_task_of(next.entry, stack_class)) {
            stack_give(pool, stack);
            break;
        }
        pool->spare++; /* the promise is not needed */
        task = take_next(loop, next);
        task->stack = stack;
        arguments = place_arguments(task, stack);
        fiber_is_on(&task->fiber, &here);
    }
    /* A task of this stack's size is not next, so that no other task gets the stack meanwhile. */
    fiber_leave(go_to(loop, next));
}

void task_start(struct co_loop *loop, struct co_task *task)
{
    struct stack *stack = stacks_take_promised(&loop->stacks, task->stack_class);
    char *top = (char *)stack;

    task->stack = stack;
    stack_top_is_reused(&loop->stacks, stack);
    if (unlikely(loop->quarantine.on))
        top = move_arguments(loop, task);
    else
        loop->tasks.arguments = place_arguments(task, stack);
    stack_prepare(stack, task->stack_class, &task->fiber, top, task_entry);
}

/* With many tasks the stacks are not in the caches, either. */
static inline void fetch_stack_ahead(const struct stack_pool *pool)
{
    enum { AHEAD = 6 };

    if (likely(pool->free_count >= AHEAD)) {
        const char *later = (const char *)pool->free[pool->free_count - AHEAD];

        __builtin_prefetch(later);
        __builtin_prefetch(later - 64);
    }
}

struct co_fiber *task_start_next(struct co_loop *loop, struct next next)
{
    struct co_task *task = take_next(loop, next);

    task_start(loop, task);
    if (unlikely(next.left >= MANY_TASKS))
        fetch_stack_ahead(stack_pool_of(&loop->stacks, task->stack_class));
    return &task->fiber;
}

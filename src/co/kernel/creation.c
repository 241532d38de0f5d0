/* How tasks are made, and the memory for them. */
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/ready.h"
#include "co/kernel/records.h"
#include "co/kernel/scope.h"
#include "co/kernel/stacks.h"
#include "co/kernel/task.h"

#include <string.h>

void task_initialize(struct co_task *task, struct co_loop *loop, const char *name)
{
    task->wait = NULL;
    task->watchers = (struct co_list){ 0 };
    task->result = 0;
    task->cancelling = 0;
    task->ended = task->must_cancel = task->consumed = task->seen = task->has_text =
        task->has_name = task->has_created = task->has_block = false;
    task->name = name;
    task->loop = loop;
    task->place = co_place_now;
    task->id = ++loop->tasks.last_id;
    task->references = 2;
    loop->tasks.pending++;
}

void task_announce(struct co_loop *loop, struct co_task *task)
{
    if (loop->has_contexts)
        task->details->scope = scope_capture();
    if (loop->inspector) {
        task->has_created = true;
        task->details->created = co_place_now;
    }
    if (!loop->observed)
        return;
    task->details->lines = task->details->wakes = task->details->steps = 0;
    task_set_cause(task, CO_CAUSE_START);
    task->details->creator = task->details->cause.by;
    task_observe(loop, CO_TRACE_CREATED, task, NULL, 0);
}

struct co_task *task_refuse(struct co_loop *loop, int code, const char *text)
{
    loop->tasks.create_error = co_raise(code, "%s", text);
    loop->tasks.create_error_text = text;
    return NULL;
}

int task_missing(struct co_loop *loop)
{
    if (loop->tasks.create_error)
        return co_raise(loop->tasks.create_error, "%s", loop->tasks.create_error_text);
    return co_raise(-EINVAL, "there is no task: NULL is awaited");
}

/* See that there are records, each with a place in the ready queue. */
static int add_records(struct co_loop *loop)
{
    int rc = ready_reserve(&loop->ready, RECORDS_AT_ONCE);

    if (rc < 0)
        return rc;
    rc = records_add(&loop->records);
    if (rc < 0)
        ready_release(&loop->ready, RECORDS_AT_ONCE);
    return rc;
}

struct co_task *task_take_stack(struct co_loop *loop, size_t stack_size)
{
    uint8_t stack_class;
    struct stack *stack;
    struct co_task *task;

    if (!loop->records.free && add_records(loop) < 0)
        return NULL;
    stack = stacks_take(&loop->stacks, stack_size, &stack_class);
    if (!stack)
        return NULL;
    task = records_take(&loop->records);
    task->references = 0;
    task->stack = stack;
    task->stack_class = stack_class;
    return task;
}

void task_give_stack(struct co_loop *loop, struct co_task *task)
{
    if (task->stack)
        stack_give(stack_pool_of(&loop->stacks, task->stack_class), task->stack);
    task->stack = NULL;
    records_give(&loop->records, task);
}

/* See that there is memory for a task, and begin again. */
RARE static struct co_task *create_in_more_memory(int (*run)(void *arguments),
                                                  const void *arguments, size_t size,
                                                  const char *name, size_t stack_size,
                                                  const char *task_name)
{
    struct co_loop *loop = co_loop_now;

    if (stacks_spare(&loop->stacks, stack_pool_for(&loop->stacks, stack_size)) < 0)
        return task_refuse(loop, -ENOMEM, "there is no memory for the stack of a task");
    if (!loop->records.free && add_records(loop) < 0)
        return task_refuse(loop, -ENOMEM, "there is no memory for another task");
    return co_task_create_named(run, arguments, size, name, stack_size, task_name);
}

/* With arguments that are too large for the record. */
__attribute__((noinline)) static struct co_task *create_with_block(int (*run)(void *arguments),
                                                                   const void *arguments,
                                                                   size_t size, const char *name,
                                                                   size_t stack_size,
                                                                   const char *task_name)
{
    struct co_task *task;
    void *block;

    if (!co_loop_now)
        return NULL;
    if (size > CO_ARGUMENTS_MAX)
        return task_refuse(co_loop_now, -EINVAL, "the arguments of a coroutine are too large");
    block = memory_resize(NULL, size);
    if (!block)
        return task_refuse(co_loop_now, -ENOMEM, "there is no memory for the arguments of a task");
    task = co_task_create_named(run, NULL, 0, name, stack_size, task_name);
    if (!task) {
        memory_resize(block, 0);
        return NULL;
    }
    task->details->block = memcpy(block, arguments, size);
    task->has_block = true;
    task->arguments_size = (uint16_t)size;
    return task;
}

/* Without a call, which would cost registers. */
static inline void copy_small(char *to, const char *from, size_t size)
{
    if (size >= 8) {
        for (size_t i = 0; i + 8 < size; i += 8)
            memcpy(to + i, from + i, 8);
        memcpy(to + size - 8, from + size - 8, 8);
    } else {
        for (size_t i = 0; i < size; i++)
            to[i] = from[i];
    }
}

/* Compiled once for tasks without a name, which pay nothing for names, and once for all tasks. */
__attribute__((always_inline)) static inline struct co_task *create(int (*run)(void *arguments),
                                                                    const void *arguments,
                                                                    size_t size, const char *name,
                                                                    size_t stack_size,
                                                                    const char *task_name)
{
    struct co_loop *loop = co_loop_now;
    struct stack_pool *pool;
    struct co_task *task;

    if (unlikely(size > SMALL_ARGUMENTS))
        return create_with_block(run, arguments, size, name, stack_size, task_name);
    if (unlikely(!loop))
        return NULL;
    pool = stack_pool_for(&loop->stacks, stack_size);
    if (unlikely(!pool->spare || !loop->records.free))
        return create_in_more_memory(run, arguments, size, name, stack_size, task_name);
    pool->spare--;
    task = records_take(&loop->records);
    task->stack_class = pool->stack_class;
    task->run = run;
    task->arguments_size = (uint16_t)size;
    task_initialize(task, loop, name);
    if (task_name)
        co_task_set_name(task, task_name);
    copy_small(task->arguments, arguments, size);
    ready_push_new_task(&loop->ready, task);
    if (unlikely(loop->observed_or_debug | loop->has_contexts))
        task_announce(loop, task);
    return task;
}

struct co_task *co_task_create(int (*run)(void *arguments), const void *arguments, size_t size,
                               const char *name, size_t stack_size)
{
    return create(run, arguments, size, name, stack_size, NULL);
}

struct co_task *co_task_create_named(int (*run)(void *arguments), const void *arguments,
                                     size_t size, const char *name, size_t stack_size,
                                     const char *task_name)
{
    return create(run, arguments, size, name, stack_size, task_name);
}

/* Looking at the tasks of a loop, for reports and for its end. */
#include "co/introspect_internal.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/records.h"
#include "co/kernel/stacks.h"
#include "co/kernel/task.h"
#include "co/kernel/waitlist.h"
#include "co/kinds_internal.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct collection {
    struct co_loop *loop;
    struct co_task **tasks;
    size_t capacity, count;
};

static void collect(struct co_task *task, void *context)
{
    struct collection *collection = context;

    if (task->references <= 0 || task->ended || task->loop != collection->loop)
        return;
    if (collection->count < collection->capacity)
        collection->tasks[collection->count] = task;
    collection->count++;
}

static int by_id(const void *a, const void *b)
{
    uint32_t left = (*(struct co_task *const *)a)->id, right = (*(struct co_task *const *)b)->id;

    return left < right ? -1 : left > right;
}

size_t co_tasks(struct co_task **tasks, size_t count)
{
    struct collection collection = { .loop = co_loop_now, .tasks = tasks, .capacity = count };

    if (!co_loop_now)
        return 0;
    records_each(&co_loop_now->records, collect, &collection);
    for (struct task_details *details =
             list_first(&co_loop_now->tasks.futures, struct task_details, link);
         details; details = list_next(details, link))
        collect(details->task, &collection);
    if (collection.count && collection.count <= count)
        qsort(tasks, collection.count, sizeof *tasks, by_id);
    return collection.count;
}

int tasks_cancel_all(struct co_loop *loop)
{
    size_t count = co_tasks(NULL, 0);
    struct co_task **tasks = memory_resize(NULL, (count ? count : 1) * sizeof *tasks);

    if (!tasks)
        return co_raise(-ENOMEM, "there is no memory to cancel %zu tasks", count);
    co_tasks(tasks, count);
    /* A future's end may free it, and the end of one may end others. */
    for (size_t i = 0; i < count; i++)
        task_reference(tasks[i]);
    /* Each task of a chain passes its request on; in one sweep that is done once for each, or a
     * chain of n tasks would take n * n steps. */
    loop->tasks.sweep = ++loop->tasks.last_sweep;
    for (size_t i = 0; i < count; i++)
        co_task_cancel(tasks[i]);
    loop->tasks.sweep = 0;
    for (size_t i = 0; i < count; i++)
        task_unreference(tasks[i]);
    memory_resize(tasks, 0);
    return 0;
}

const struct co_cause *co_callback_cause(void)
{
    const struct co_loop *loop = co_loop_now;

    return loop && !co_job_now && !loop->running ? loop->callback_cause : NULL;
}

const struct co_place *co_callback_place(void)
{
    const struct co_loop *loop = co_loop_now;

    return loop && !co_job_now && !loop->running ? loop->callback_place : NULL;
}

const struct co_place *co_place(void)
{
    return co_place_now;
}

const struct co_place *co_task_place(const struct co_task *task)
{
    return is_no_task(task, __func__) ? co_place_now : task->place;
}

const struct co_resource *co_task_resource(const struct co_task *task)
{
    return !is_no_task(task, __func__) && task->wait ? wait_resource(task->wait) : NULL;
}

size_t co_task_awaited(const struct co_task *task, struct co_task **tasks, size_t count)
{
    if (is_no_task(task, __func__) || !task->wait || !task->wait->awaited)
        return 0;
    return task->wait->awaited(task->wait, tasks, count);
}

size_t co_resource_holders(const struct co_resource *resource, struct co_touch *holders,
                           size_t count)
{
    size_t known = 0;

    if (resource->kind == resource_lock) {
        const struct co_lock *lock = container_of(resource, const struct co_lock, resource);

        if (lock->locked && count)
            holders[0] = lock->held;
        return lock->locked;
    }
    if (resource->kind == resource_semaphore) {
        const struct co_semaphore *semaphore =
            container_of(resource, const struct co_semaphore, resource);

        for (; known < CO_HOLDERS_MAX && semaphore->holders[known].place; known++)
            if (known < count)
                holders[known] = semaphore->holders[known];
    }
    return known;
}

/* Queues have three resources, and tell them apart by kind. */
static struct co_resource *first_of_queue(struct co_resource *resource)
{
    if (strcmp(resource->kind, "place in a queue") == 0)
        return &container_of(resource, struct co_queue, writable)->readable;
    if (strcmp(resource->kind, "queue to be finished") == 0)
        return &container_of(resource, struct co_queue, finished)->readable;
    return resource;
}

uint32_t co_resource_number(struct co_resource *resource)
{
    static _Atomic uint32_t last;

    if (resource->kind)
        resource = first_of_queue(resource);
    if (!resource->number)
        resource->number = atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
    return resource->number;
}

int co_report_deadlock(void)
{
    struct co_loop *loop = co_loop_now;

    if (!loop || co_job_now)
        return co_raise(-EPERM, "there is no loop to report on");
    if (loop->observed)
        task_observe(loop, CO_TRACE_DEADLOCK, NULL, NULL, 0);
    if (loop->run.on_stuck)
        loop->run.on_stuck(loop, 0);
    return 0;
}

uint32_t co_task_steps(const struct co_task *task)
{
    return is_no_task(task, __func__) ? 0 : task->details->steps;
}

size_t co_task_stack_size(const struct co_task *task)
{
    if (is_no_task(task, __func__) || task->stack_class == NO_STACK)
        return 0;
    return stack_bytes(task->stack_class);
}

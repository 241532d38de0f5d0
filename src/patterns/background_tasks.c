/*
 * The set's data about a task lies on the stack of that task. The task is made eagerly, so that it
 * can enter the set at once, and it runs the coroutine from the next turn on. So the task is the
 * only allocation.
 */
#define CO_WITHOUT_PLACES /* reports show the caller's call */
#include "patterns/background_tasks.h"

#include <stdalign.h>
#include <string.h>

struct background_task {
    struct background_task *next, *previous;
    struct co_task *task;
};

struct background {
    struct background_tasks *set;
    struct co_coro coro;
};

static void enter(struct background_tasks *set, struct background_task *entry)
{
    entry->previous = set->last;
    *(set->last ? &set->last->next : &set->first) = entry;
    set->last = entry;
    set->count++;
}

static void leave(struct background_tasks *set, struct background_task *entry)
{
    *(entry->next ? &entry->next->previous : &set->last) = entry->previous;
    *(entry->previous ? &entry->previous->next : &set->first) = entry->next;
    if (--set->count == 0)
        co_event_set(&set->empty);
}

/* If the task is cancelled before its first turn, the coroutine never runs, as in any task. */
static int run(void *my)
{
    const struct background *background = my;
    struct background_tasks *set = background->set;
    struct co_coro coro = background->coro;
    struct background_task entry = { .task = co_current_task() };
    alignas(max_align_t) char arguments[CO_ARGUMENTS_MAX];

    if (coro.size)
        memcpy(arguments, coro.arguments, coro.size);
    enter(set, &entry);
    int rc = co_sleep(0);
    if (rc >= 0)
        rc = coro.run(arguments);
    leave(set, &entry);
    return rc;
}

int background_tasks_start(struct background_tasks *set, struct co_coro coro)
{
    struct background background = { set, coro };
    struct co_coro runner = { run,       &background,     sizeof background,
                              coro.name, coro.stack_size, coro.task_name };

    if (coro.size > CO_ARGUMENTS_MAX)
        return co_raise(-EINVAL, "%s has too many bytes of arguments", coro.name);
    struct co_task *task = co_create_eager_task(runner);
    if (!task)
        return co_raise(-ENOMEM, "there is no memory for the task");
    co_task_detach(task);
    return 0;
}

size_t background_tasks_count(const struct background_tasks *set)
{
    return set->count;
}

void background_tasks_cancel(struct background_tasks *set)
{
    for (struct background_task *entry = set->first; entry; entry = entry->next)
        if (entry->task != co_current_task())
            co_task_cancel(entry->task);
}

static bool has(const struct background_tasks *set, const struct co_task *task)
{
    const struct background_task *entry = set->first;

    while (entry && entry->task != task)
        entry = entry->next;
    return entry;
}

int background_tasks_join(struct background_tasks *set)
{
    if (has(set, co_current_task()))
        return co_raise(-EINVAL, "a background task cannot wait for its own end");
    while (set->count) {
        co_event_clear(&set->empty);
        int rc = co_event_wait(&set->empty);
        if (rc < 0)
            return rc;
    }
    return 0;
}

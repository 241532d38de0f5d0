/* Callbacks that the loop calls when a task has ended. */
#include "co/done_callback_internal.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/ready.h"
#include "co/kernel/report.h"
#include "co/kernel/scope.h"
#include "co/kernel/task.h"
#include "co/runtime_internal.h"
#include "co/table.h"

struct done_callback {
    struct co_watcher watcher;
    struct table_link added; /* among the loop's callbacks that can still be removed */
    struct co_handle handle;
    co_done_callback *callback;
    void *argument;
    const struct co_place *place;
    struct scope scope;
    struct co_task *task;
};

/* Callbacks with the same key are nearly always the same; each is compared. */
static uintptr_t key_of(const struct co_task *task, co_done_callback *callback,
                        const void *argument)
{
    return (uintptr_t)task * 31 + (uintptr_t)callback * 7 + (uintptr_t)argument;
}

static void run_done_callback(struct co_handle *handle)
{
    struct done_callback *done = container_of(handle, struct done_callback, handle);
    struct co_loop *loop = co_loop_now;
    int rc = 0;

    ready_release(&loop->ready, 1);
    co_place_now = done->place;
    loop->callback_task.has_text = false;
    if (!loop->run.closing) {
        scope_swap(&done->scope);
        rc = done->callback(done->task, done->argument);
        scope_swap(&done->scope);
    }
    if (unlikely(rc < 0))
        report_failed_callback(loop, rc, done->place, done->task);
    scope_release(&done->scope);
    task_unreference(done->task);
    memory_resize(done, 0);
}

static void schedule_done_callback(struct co_watcher *watcher, struct co_task *task)
{
    struct done_callback *done = container_of(watcher, struct done_callback, watcher);

    table_remove(&runtime_of(task->loop)->done_callbacks, &done->added);
    task_reference(task);
    ready_push_handle(&task->loop->ready, &done->handle);
}

int co_task_add_done_callback(struct co_task *task, co_done_callback *callback, void *argument)
{
    return co_task_add_done_callback_in(task, callback, argument, NULL);
}

int co_task_add_done_callback_in(struct co_task *task, co_done_callback *callback, void *argument,
                                 struct co_context *context)
{
    struct done_callback *done;

    if (!task)
        return co_loop_now ? task_missing(co_loop_now) : -EPERM;
    if (is_dead(task, NULL))
        return co_raise(-EBADF, "the task has been awaited before, its handle is dead");
    if (task->loop != co_loop_now)
        return co_raise(-EPERM, "%s belongs to another loop or thread", co_task_name(task));
    done = memory_resize(NULL, sizeof *done);
    if (!done || table_reserve(&runtime_of(task->loop)->done_callbacks) < 0 ||
        ready_reserve(&task->loop->ready, 1) < 0) {
        memory_resize(done, 0);
        return co_raise(-ENOMEM, "there is no memory for a done callback");
    }
    *done = (struct done_callback){
        .watcher.ended = schedule_done_callback,
        .handle.call = run_done_callback,
        .callback = callback,
        .argument = argument,
        .place = co_place_now,
        .scope = scope_in(context),
        .task = task,
    };
    table_add(&runtime_of(task->loop)->done_callbacks, &done->added,
              key_of(task, callback, argument));
    if (task->ended)
        schedule_done_callback(&done->watcher, task);
    else
        task_watch(task, &done->watcher);
    return 0;
}

int co_task_remove_done_callback(struct co_task *task, co_done_callback *callback, void *argument)
{
    struct table_link *link = NULL, *earlier;
    int removed = 0;

    if (is_no_task(task, __func__))
        return 0;
    link = table_find(&runtime_of(task->loop)->done_callbacks, key_of(task, callback, argument));
    for (; link; link = earlier) {
        struct done_callback *done = container_of(link, struct done_callback, added);

        earlier = table_find_earlier(link);
        if (done->task == task && done->callback == callback && done->argument == argument) {
            table_remove(&runtime_of(task->loop)->done_callbacks, link);
            task_unwatch(task, &done->watcher);
            ready_release(&task->loop->ready, 1);
            scope_release(&done->scope);
            memory_resize(done, 0);
            removed++;
        }
    }
    return removed;
}

void done_callbacks_free(struct co_loop *loop)
{
    struct table_link *link;
    size_t position = 0;

    while ((link = table_any(&runtime_of(loop)->done_callbacks, &position))) {
        struct done_callback *done = container_of(link, struct done_callback, added);

        table_remove(&runtime_of(loop)->done_callbacks, link);
        scope_release(&done->scope);
        memory_resize(done, 0);
    }
    table_free(&runtime_of(loop)->done_callbacks);
}

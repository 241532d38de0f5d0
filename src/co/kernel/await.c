/* Awaiting a task. */
#include "co/kernel/cancel.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/task.h"

struct await {
    struct passing_wait passing;
    struct co_watcher watcher;
    struct co_task *awaited;
};

/* Stands for any task that is awaited; which one, co_task_awaited tells. */
static struct co_resource task_resource = { .kind = "task" };

static void await_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct await *await = container_of(watcher, struct await, watcher);

    (void)task;
    task_wake(await->passing.waiter, 0);
}

/* A cancel request goes to the task that is awaited, and the awaiter goes on when that has really
 * ended. */
static struct co_task *await_next(struct passing_wait *passing, size_t *position)
{
    return (*position)++ ? NULL : container_of(passing, struct await, passing)->awaited;
}

static void await_passed(struct passing_wait *passing, bool any)
{
    (void)passing, (void)any; /* a task that has ended is not awaited */
}

static void await_cut(struct passing_wait *passing)
{
    struct await *await = container_of(passing, struct await, passing);

    task_unwatch(await->awaited, &await->watcher);
    task_wake(passing->waiter, -ECANCELED);
}

static const struct passing_kind await_kind = { await_next, await_passed, await_cut };

static size_t await_awaited(const struct co_wait *wait, struct co_task **tasks, size_t count)
{
    if (count)
        tasks[0] = container_of(wait, const struct await, passing.wait)->awaited;
    return 1;
}

static int await_end(struct co_loop *loop, struct co_task *task)
{
    struct await await;

    await.passing.wait.cancel = wait_pass_cancel;
    await.passing.wait.resource = &task_resource;
    await.passing.wait.awaited = await_awaited;
    await.passing.waiter = loop->running;
    await.passing.kind = &await_kind;
    await.passing.sweep = 0;
    await.watcher.ended = await_ended;
    await.awaited = task;
    task_watch(task, &await.watcher);
    return loop_suspend(loop, &await.passing.wait);
}

/* 0, or why `task` cannot be awaited here. */
static int await_check(struct co_loop *loop, const struct co_task *task)
{
    int rc = loop ? task_check(loop, task) : -EPERM;

    if (likely(rc == 0) && unlikely(!loop->running && !task->ended))
        return co_raise(-EPERM, "only a task can await");
    return rc;
}

int co_await(struct co_task *task)
{
    struct co_loop *loop = co_loop_now;
    int rc = await_check(loop, task);

    if (unlikely(rc < 0))
        return rc;
    task_reference(task);
    if (!task->ended)
        rc = await_end(loop, task);
    if (likely(rc == 0)) {
        rc = task->result;
        task->seen = true;
        task_move_text(loop, task);
    }
    /* The handle goes, and what we held. */
    if (likely(task->ended && !task->consumed)) {
        task->consumed = true;
        task->references--;
    }
    task_unreference(task);
    return rc;
}

int co_task_result(struct co_task *task)
{
    if (!task)
        return co_loop_now ? task_missing(co_loop_now) : -ENOMEM;
    if (is_dead(task, __func__))
        return co_raise(-EBADF, "the task has been awaited before, its handle is dead");
    if (!task->ended)
        return co_raise(-EBADF, "%s has not ended", co_task_name(task));
    task->seen = true;
    return task->result;
}

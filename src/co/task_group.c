/*
 * asyncio.TaskGroup, as of 3.13, with the cancel() of 3.15.
 *
 * What a group knows lies in memory of its own, see numbers.c. A function that returns in the
 * middle of a group leaves nothing behind that points into its stack: the group ends with the task,
 * and every later call for the group is refused.
 *
 * As in asyncio, the group hears of a child's end by a callback, one turn after the end. Until then
 * the child counts as a member, and its failure is not known.
 */
#include "co/task_group_internal.h"

#include "co/eager_internal.h"
#include "co/generator_internal.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/task.h"
#include "co/numbers_internal.h"
#include "co/owned_internal.h"

#include <string.h>

/* ---- Entering ---- */

/* The parent ended without leaving the group, so that no task waits for the children. Their
 * failures are not dropped, but reported as lost. Or the parent has left, and no task has read the
 * errors: these were part of the error of the exit. */
static void parent_ended(struct owned *owned)
{
    struct group *group = container_of(owned, struct group, owned);

    for (struct co_task *task; (task = group_take_failed(group)); task_unreference(task))
        task->seen = group->exited;
    if (!group->aborting)
        group_abort(group);
    numbers_take_back(group->loop, &group->number);
    group_release_members(group);
    group->orphaned = true;
    if (!group->queued)
        group_free(group);
}

static void loop_ended(struct owned *owned)
{
    group_free(container_of(owned, struct group, owned));
}

static const struct owned_kind kind = { parent_ended, loop_ended };

static void forget(struct group *group)
{
    disown(&group->owned);
    for (struct co_task *task; (task = group_take_failed(group));)
        task_unreference(task);
    numbers_take_back(group->loop, &group->number);
    group_free(group);
}

/* In a loop, a group lies each time where it lay before; so errors that no task has read are not
 * kept for longer than a round, nor is a group that the parent did not leave. */
static void forget_previous(struct co_task *parent, const struct co_task_group *where)
{
    struct owned *owned = owned_at(parent, where, &kind);
    struct group *group = owned ? container_of(owned, struct group, owned) : NULL;

    if (!group)
        return;
    if (group->exited) {
        forget(group);
    } else {
        disown(owned);
        parent_ended(owned);
    }
}

static void cancel_wait(struct co_wait *wait, struct co_task *parent)
{
    container_of(wait, struct group, wait)->waiting = false;
    task_wake(parent, -ECANCELED);
}

static size_t pending_members(const struct co_wait *wait, struct co_task **tasks, size_t count)
{
    const struct group *group = container_of(wait, const struct group, wait);
    size_t pending = 0;

    for (struct co_task *task = group_first_pending(group); task; task = group_next_pending(task)) {
        if (pending < count)
            tasks[pending] = task;
        pending++;
    }
    return pending;
}

int co_task_group_enter(struct co_task_group *handle)
{
    struct co_loop *loop = co_loop_now;
    struct group *group;

    if (!loop || !loop->running)
        return co_raise(-EPERM, "TaskGroup cannot determine the parent task");
    if (handle->number.number)
        return co_raise(-EPERM, "TaskGroup has already been entered");
    forget_previous(loop->running, handle);
    group = group_create(loop, &kind);
    if (!group)
        return co_raise(-ENOMEM, "there is no memory for a task group");
    handle->number = group->number;
    group->owned.where = handle;
    group->parent = loop->running;
    group->cancelling = group->parent->cancelling;
    group->wait.cancel = cancel_wait;
    group->wait.resource = &group->resource;
    group->wait.awaited = pending_members;
    own(group->parent, &group->owned);
    generator_count_scope(group->parent, 1);
    return handle->cancelled ? co_task_group_cancel(handle) : 0;
}

/* ---- Children ---- */

/* Why there can be no more children; NULL if there can. */
static const char *closed(const struct co_task_group *handle, const struct group *group)
{
    if (!handle->number.number)
        return "TaskGroup has not been entered";
    if (!group || group->exited || (group->exiting && !group->members))
        return "TaskGroup is finished";
    return group->aborting ? "TaskGroup is shutting down" : NULL;
}

static struct co_task *refuse_task(const struct co_task_group *handle, struct group *group)
{
    const char *reason = closed(handle, group);

    if (reason)
        return co_loop_now ? task_refuse(co_loop_now, -EPERM, reason) : NULL;
    if (group->members + group->ended_count == group->capacity)
        task_refuse(group->loop, -ENOMEM, "there is no memory for another task of the group");
    group->refused = group->loop->tasks.create_error;
    return NULL;
}

struct co_task *co_task_group_create_task_in(struct co_task_group *handle, struct co_coro coro,
                                             struct co_context *context)
{
    struct group *group = group_find(handle);
    struct co_task *task = NULL;

    if (likely(!closed(handle, group) && group_reserve_member(group) == 0))
        task = likely(!context) ? co_create_task(coro) : co_create_task_in(coro, context);
    if (unlikely(!task))
        return refuse_task(handle, group);
    group_add_member(group, task);
    return task;
}

struct co_task *co_task_group_create_task(struct co_task_group *handle, struct co_coro coro)
{
    return co_task_group_create_task_in(handle, coro, NULL);
}

struct co_task *co_task_group_create_eager_task(struct co_task_group *handle, struct co_coro coro)
{
    struct co_task *task = co_task_group_create_task(handle, coro);

    if (task)
        task_start_eagerly(task);
    return task;
}

int co_task_group_cancel(struct co_task_group *handle)
{
    struct group *group = group_find(handle);

    if (!handle->number.number) {
        handle->cancelled = true;
        return 0;
    }
    if (!group || group->exited)
        return 0;
    if (!group->aborting)
        group_abort(group);
    group_cancel_parent(group);
    return 0;
}

/* ---- Leaving ---- */

static bool may_leave(const struct group *group)
{
    return group && !group->exiting && group->loop->running == group->parent;
}

static int refuse_exit(const struct co_task_group *handle, const struct group *group)
{
    if (!handle->number.number)
        return co_raise(-EPERM, "TaskGroup has not been entered");
    if (!group || group->exiting)
        return co_raise(-EPERM, "TaskGroup has already been left");
    return co_raise(-EPERM, "TaskGroup can only be left by %s, which entered it",
                    co_task_name(group->parent));
}

/* Keep the error that the body ended with. */
static void note_body(struct group *group, int rc)
{
    if (rc == -ECANCELED || (rc >= 0 && !group->refused))
        return;
    group->body_error = rc < 0 ? rc : group->refused;
    strcpy(group->body_text,
           rc < 0 ? co_error_message(rc) : "a task of the group could not be made");
}

/* Suspend until the group has heard of the end of all children, also if the parent is cancelled
 * meanwhile. Returns whether the parent was cancelled. */
static bool wait_for_members(struct group *group)
{
    bool cancelled = false;

    while (group->members) {
        group->waiting = true;
        if (loop_suspend(group->loop, &group->wait) < 0) {
            cancelled = true;
            if (!group->aborting)
                group_abort(group);
        }
    }
    return cancelled;
}

/* Without errors, a request of the group's own comes from co_task_group_cancel(). If that alone
 * cancelled the parent, no cancel is left to be delivered. */
static bool was_cancelled_by_itself(struct group *group)
{
    struct co_task *parent = group->parent;

    if (!group->requested || parent->cancelling > group->cancelling)
        return false;
    if (!group->another_was_pending)
        parent->must_cancel = false;
    return true;
}

/* The parent goes on with the errors, so that a cancel from outside has to wait until it suspends
 * next. */
static int raise_errors(struct group *group)
{
    size_t count = group->errors + (group->body_error != 0);
    const struct group_member *first = list_first(&group->failed, struct group_member, failed);
    int code = first ? first->task->result : group->body_error;

    if (group->parent->cancelling > 0)
        group->parent->must_cancel = true;
    return co_raise(code, "unhandled errors in a TaskGroup (%zu sub-exception%s)", count,
                    count == 1 ? "" : "s");
}

int co_task_group_exit(struct co_task_group *handle, int rc)
{
    struct group *group = group_find(handle);
    bool cancelled;

    if (!may_leave(group))
        return rc < 0 ? rc : refuse_exit(handle, group);
    group->exiting = true;
    note_body(group, rc);
    if ((rc < 0 || group->body_error) && !group->aborting)
        group_abort(group);
    cancelled = wait_for_members(group) || rc == -ECANCELED;
    if (group->requested)
        co_task_uncancel(group->parent); /* the group's own request */
    generator_count_scope(group->parent, -1);
    group_release_members(group);
    group->exited = true;
    if (group->errors || group->body_error)
        return raise_errors(group);
    bool by_itself = was_cancelled_by_itself(group);
    if (cancelled)
        rc = by_itself ? 0 : -ECANCELED;
    forget(group);
    return rc;
}

int co_task_group_next_error(struct co_task_group *handle, struct co_task_error *error)
{
    struct group *group = group_find(handle);
    struct co_task *task;

    if (!group)
        return 0;
    if (!group->exited)
        return co_raise(-EPERM, "TaskGroup has not been left");
    task = group_take_failed(group);
    memset(error, 0, sizeof *error);
    if (task) {
        error->code = task->result;
        strcpy(error->name, co_task_name(task));
        strcpy(error->message,
               task->has_text ? task->details->text : co_error_sentence(task->result));
        task_unreference(task);
    } else {
        error->code = group->body_error;
        strcpy(error->name, co_task_name(group->parent));
        strcpy(error->message, group->body_text);
        group->body_error = 0;
    }
    if (!group->failed.first && !group->body_error)
        forget(group);
    return 1;
}

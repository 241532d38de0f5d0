/* The members of a task group, from their making until the group has done with them. */
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/task.h"
#include "co/numbers_internal.h"
#include "co/owned_internal.h"
#include "co/task_group_internal.h"

struct group *group_find(const struct co_task_group *handle)
{
    struct owned *owned = numbers_find(&handle->number);

    return owned ? container_of(owned, struct group, owned) : NULL;
}

void group_free(struct group *group)
{
    memory_resize(group->ended, 0);
    memory_resize(group, 0);
}

struct group *group_create(struct co_loop *loop, const struct owned_kind *kind)
{
    struct group *group = own_reserve(loop) < 0 ? NULL : memory_resize(NULL, sizeof *group);

    if (!group)
        return NULL;
    *group = (struct group){ .owned.kind = kind, .loop = loop, .resource.kind = "task group" };
    if (numbers_give(loop, &group->owned, &group->number) == 0)
        return group;
    memory_resize(group, 0);
    return NULL;
}

struct co_task *group_first_pending(const struct group *group)
{
    const struct group_member *first = list_first(&group->pending, struct group_member, link);

    return first ? first->task : NULL;
}

struct co_task *group_next_pending(const struct co_task *task)
{
    const struct group_member *next = list_next(&task->details->member, link);

    return next ? next->task : NULL;
}

static void add_failed(struct group *group, struct co_task *task)
{
    task_reference(task);
    task->seen = true;
    list_append(&group->failed, &task->details->member.failed);
    group->errors++;
}

struct co_task *group_take_failed(struct group *group)
{
    struct co_link *link = list_take_first(&group->failed);

    group->errors -= link != NULL;
    return link ? container_of(link, struct group_member, failed)->task : NULL;
}

static void release_member(struct co_task *task)
{
    task_consume(task);
    task_unreference(task);
}

/* If there are many members, most have left the caches since they ended, so each is fetched before
 * it is needed. */
void group_release_members(struct group *group)
{
    enum { AHEAD = 12 };

    for (size_t i = 0; i < group->ended_count; i++) {
        if (i + AHEAD < group->ended_count) {
            __builtin_prefetch(group->ended[i + AHEAD]);
            __builtin_prefetch((char *)group->ended[i + AHEAD] + 64);
        }
        release_member(group->ended[i]);
    }
    for (struct co_link *link; (link = list_take_first(&group->pending));) {
        struct co_task *task = container_of(link, struct group_member, link)->task;

        task_unwatch(task, &task->details->member.watcher);
        release_member(task);
    }
    group->ended_count = 0;
}

int group_reserve_member(struct group *group)
{
    size_t count = group->members + group->ended_count;
    struct co_task **ended;

    if (likely(count < group->capacity))
        return 0;
    ended = memory_resize(group->ended, (count + 8) * 2 * sizeof *ended);
    if (!ended)
        return -ENOMEM;
    group->ended = ended;
    group->capacity = (count + 8) * 2;
    return 0;
}

void group_abort(struct group *group)
{
    group->aborting = true;
    for (struct co_task *task = group_first_pending(group); task; task = group_next_pending(task))
        co_task_cancel(task);
}

void group_cancel_parent(struct group *group)
{
    if (group->requested)
        return;
    group->requested = true;
    group->another_was_pending = group->parent->must_cancel;
    co_task_cancel(group->parent);
}

static void wake_parent(struct group *group)
{
    group->waiting = false;
    task_wake(group->parent, 0);
}

static void on_failure(struct group *group, struct co_task *task)
{
    add_failed(group, task);
    if (group->aborting || group->requested)
        return;
    group_abort(group);
    group_cancel_parent(group);
}

static void keep_ended(struct group *group, struct co_task *task)
{
    if (task->consumed)
        task_unreference(task);
    else
        group->ended[group->ended_count++] = task;
}

static void on_end(struct group *group, struct co_task *task)
{
    struct co_loop *loop = group->loop;
    struct co_cause cause = task_end_cause(task);
    const struct co_cause *before = cause_enter(loop, &cause);

    group->members--;
    if (!group->members && group->waiting)
        wake_parent(group);
    if (unlikely(task->result < 0 && task->result != -ECANCELED))
        on_failure(group, task);
    cause_leave(loop, before);
    keep_ended(group, task);
}

/* The handle has the place in the ready queue of the child, which the group keeps until then. */
static void call_member(struct co_handle *handle)
{
    const struct group_member *member = container_of(handle, struct group_member, handle);
    struct co_task *task = member->task;
    struct group *group = member->group;

    group->queued--;
    if (likely(!group->orphaned)) {
        if (likely(!group->loop->run.closing))
            on_end(group, task);
        return;
    }
    if (!group->loop->run.closing)
        release_member(task);
    if (!group->queued)
        group_free(group);
}

static void member_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct group_member *member = container_of(watcher, struct group_member, watcher);
    struct group *group = member->group;

    (void)task;
    list_remove(&group->pending, &member->link);
    member->handle.call = call_member;
    group->queued++;
    ready_push_handle(&group->loop->ready, &member->handle);
}

void group_add_member(struct group *group, struct co_task *task)
{
    struct group_member *member = &task->details->member;

    task_reference(task);
    member->task = task;
    member->group = group;
    list_append(&group->pending, &member->link);
    member->watcher.ended = member_ended;
    task_watch(task, &member->watcher);
    group->members++;
}

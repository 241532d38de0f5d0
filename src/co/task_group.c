/*
 * asyncio.TaskGroup, as of 3.13, with the cancel() of 3.15.
 *
 * What a group knows lies in memory of its own, and the caller's struct holds only the number to
 * find it by. A function that returns in the middle of a group therefore leaves nothing behind that
 * points into its stack: the group ends with the task, and whatever is asked of it later is
 * refused.
 */
#include "internal.h"

#include <string.h>

struct group {
    uint32_t number, slot;
    const struct co_task_group *where; /* for comparison only: it may be gone */
    struct co_loop *loop;
    struct co_task *parent;
    struct co_watcher parent_watcher;
    int cancelling; /* of the parent at entry */

    struct co_task *first, *last; /* pending, in order of creation */
    struct co_task **ended;       /* kept until the exit; there is room for all members */
    size_t ended_count, capacity;
    struct co_task *first_failed, *last_failed; /* in order of ending */
    size_t pending, errors;
    int body_error; /* with its text; 0: none */
    char body_text[CO_TEXT_MAX];
    int refused; /* why a child could not be made; with the text */

    struct co_wait wait; /* for the end of the last child */
    struct co_resource resource;
    struct hop hop;
    struct co_handle failure_handle; /* asyncio hears of a failure one turn after the end */
    struct co_cause failure_cause;
    bool failure_queued;

    bool aborting;  /* the children have been cancelled, no more may be made */
    bool requested; /* and so has the parent, by us */
    bool exiting, exited;
    bool waiting;  /* in the exit */
    bool decided;  /* the parent is about to be woken */
    bool orphaned; /* the parent has ended without leaving */
};

/* ---- Numbers ---- */

struct group_slot {
    struct group *group; /* NULL: free */
    uint32_t next_free;  /* plus 1; 0: none */
};

static struct group *find(const struct co_task_group *handle)
{
    struct co_loop *loop = co_loop_now;
    struct group *group;

    if (!loop || handle->loop != loop->serial)
        return NULL;
    group = loop->groups[handle->slot].group;
    return group && group->number == handle->number ? group : NULL;
}

static int add_slots(struct co_loop *loop)
{
    uint32_t count = loop->group_slots, more = count ? count : 8;
    struct group_slot *slots = memory_resize(loop->groups, (count + more) * sizeof *slots);

    if (!slots)
        return -ENOMEM;
    for (uint32_t slot = count; slot < count + more; slot++)
        slots[slot] = (struct group_slot){ NULL, slot + 1 < count + more ? slot + 2 : 0 };
    loop->groups = slots;
    loop->group_slots = count + more;
    loop->free_group = count + 1;
    return 0;
}

static void group_free(struct group *group)
{
    struct co_loop *loop = group->loop;

    loop->groups[group->slot] = (struct group_slot){ NULL, loop->free_group };
    loop->free_group = group->slot + 1;
    loop->ready.reserved--;
    memory_resize(group->ended, 0);
    memory_resize(group, 0);
}

/* With a number, and a place in the ready queue. */
static struct group *group_create(struct co_loop *loop)
{
    struct group *group;

    if (!loop->free_group && add_slots(loop) < 0)
        return NULL;
    if (ready_reserve(&loop->ready, 1) < 0)
        return NULL;
    group = memory_resize(NULL, sizeof *group);
    if (!group) {
        loop->ready.reserved--;
        return NULL;
    }
    *group = (struct group){
        .number = ++loop->last_group,
        .slot = loop->free_group - 1,
        .loop = loop,
        .resource.kind = "task group",
    };
    loop->free_group = loop->groups[group->slot].next_free;
    loop->groups[group->slot].group = group;
    return group;
}

void task_groups_free(struct co_loop *loop)
{
    for (uint32_t slot = 0; slot < loop->group_slots; slot++) {
        if (loop->groups[slot].group)
            memory_resize(loop->groups[slot].group->ended, 0);
        memory_resize(loop->groups[slot].group, 0);
    }
    memory_resize(loop->groups, 0);
}

/* ---- Members ---- */

static void link_member(struct group *group, struct co_task *task)
{
    task->member = (struct group_member){ .group = group, .previous = group->last };
    if (group->last)
        group->last->member.next = task;
    else
        group->first = task;
    group->last = task;
}

static void unlink_member(struct group *group, struct co_task *task)
{
    struct co_task *next = task->member.next, *previous = task->member.previous;

    if (previous)
        previous->member.next = next;
    else
        group->first = next;
    if (next)
        next->member.previous = previous;
    else
        group->last = previous;
}

static void add_failed(struct group *group, struct co_task *task)
{
    task_reference(task);
    task->seen = true;
    task->member.next_failed = NULL;
    if (group->last_failed)
        group->last_failed->member.next_failed = task;
    else
        group->first_failed = task;
    group->last_failed = task;
    group->errors++;
}

static struct co_task *take_failed(struct group *group)
{
    struct co_task *task = group->first_failed;

    if (task) {
        group->first_failed = task->member.next_failed;
        if (!group->first_failed)
            group->last_failed = NULL;
        group->errors--;
    }
    return task;
}

static void release_member(struct co_task *task)
{
    task_consume(task);
    task_unreference(task);
}

/* Nobody will look at the members any more. Of many, most have left the caches since they ended, so
 * they are fetched beforehand. */
static void release_members(struct group *group)
{
    enum { AHEAD = 12 };

    for (size_t i = 0; i < group->ended_count; i++) {
        if (i + AHEAD < group->ended_count) {
            __builtin_prefetch(group->ended[i + AHEAD]);
            __builtin_prefetch((char *)group->ended[i + AHEAD] + 64);
        }
        release_member(group->ended[i]);
    }
    for (struct co_task *task = group->first, *next; task; task = next) {
        next = task->member.next;
        task_unwatch(task, &task->member.watcher);
        release_member(task);
    }
    group->first = group->last = NULL;
    group->ended_count = 0;
}

/* Room for one more. */
static int reserve_member(struct group *group)
{
    size_t count = group->pending + group->ended_count;
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

/* No more children, and those that there are have to end. */
static void abort_group(struct group *group)
{
    group->aborting = true;
    for (struct co_task *task = group->first; task; task = task->member.next)
        co_task_cancel(task);
}

/* Interrupt the body. The parent's count goes back at the exit. */
static void cancel_parent(struct group *group)
{
    if (group->requested || group->exiting)
        return;
    group->requested = true;
    co_task_cancel(group->parent);
}

static void let_parent_go(struct group *group)
{
    group->decided = true;
    task_wake_after_hop(group->parent, &group->hop);
}

static void hear_of_failure(struct co_handle *handle)
{
    struct group *group = container_of(handle, struct group, failure_handle);
    const struct co_cause *cause = group->loop->outside_cause;

    group->failure_queued = false;
    if (group->loop->closing)
        return;
    if (group->orphaned) {
        group_free(group);
        return;
    }
    group->loop->outside_cause = &group->failure_cause;
    if (!group->aborting) {
        abort_group(group);
        cancel_parent(group);
    }
    if (group->waiting && !group->decided && !group->pending) {
        group->decided = true;
        task_wake(group->parent, 0);
    }
    group->loop->outside_cause = cause;
}

static void member_failed(struct group *group, struct co_task *task)
{
    add_failed(group, task);
    if (group->aborting || group->failure_queued)
        return;
    group->failure_queued = true;
    if (unlikely(group->loop->observed))
        group->failure_cause = (struct co_cause){ CO_CAUSE_TASK, task->id, task->lines,
                                                  ++task->wakes, 0,        group->loop->now };
    ready_push_handle(group->loop, &group->failure_handle);
}

static void member_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct group *group = container_of(watcher, struct group_member, watcher)->group;

    group->pending--;
    if (unlikely(task->result < 0 && task->result != -ECANCELED))
        member_failed(group, task);
    if (!group->pending && group->waiting && !group->decided && !group->failure_queued)
        let_parent_go(group);
    unlink_member(group, task);
    if (task->consumed)
        task_unreference(task);
    else
        group->ended[group->ended_count++] = task;
}

/* ---- Entering ---- */

/* The parent ended without leaving the group: its children have nobody to belong to. What they
 * failed with is not dropped, but reported as lost. Or it has left, and nobody has read the errors:
 * they were part of the error of the exit. */
static void parent_ended(struct co_watcher *watcher, struct co_task *parent)
{
    struct group *group = container_of(watcher, struct group, parent_watcher);

    (void)parent;
    for (struct co_task *task; (task = take_failed(group)); task_unreference(task))
        task->seen = group->exited;
    if (!group->aborting)
        abort_group(group);
    release_members(group);
    group->orphaned = true;
    if (!group->failure_queued)
        group_free(group);
}

static void forget(struct group *group)
{
    task_unwatch(group->parent, &group->parent_watcher);
    for (struct co_task *task; (task = take_failed(group));)
        task_unreference(task);
    group_free(group);
}

/* In a loop, a group lies each time where it lay before; so the errors that nobody read last time
 * are not kept. */
static void forget_previous(struct co_task *parent, const struct co_task_group *where)
{
    for (struct co_watcher *watcher = parent->first_watcher, *next; watcher; watcher = next) {
        struct group *group = container_of(watcher, struct group, parent_watcher);

        next = watcher->next;
        if (watcher->ended == parent_ended && group->where == where && group->exited)
            forget(group);
    }
}

static void cancel_wait(struct co_wait *wait, struct co_task *parent)
{
    struct group *group = container_of(wait, struct group, wait);

    if (group->decided) {
        parent->must_cancel = true; /* the hop cannot be taken out of the ready queue */
        return;
    }
    group->decided = true;
    task_wake(parent, -ECANCELED);
}

static struct co_task *pending_member(const struct co_wait *wait, size_t i)
{
    const struct group *group = container_of(wait, const struct group, wait);
    struct co_task *task = group->first;

    while (task && i--)
        task = task->member.next;
    return task;
}

int co_task_group_enter(struct co_task_group *handle)
{
    struct co_loop *loop = co_loop_now;
    struct group *group;

    if (!loop || !loop->running)
        return co_raise(-EPERM, "TaskGroup cannot determine the parent task");
    if (handle->number)
        return co_raise(-EPERM, "TaskGroup has already been entered");
    forget_previous(loop->running, handle);
    group = group_create(loop);
    if (!group)
        return co_raise(-ENOMEM, "there is no memory for a task group");
    handle->loop = loop->serial;
    handle->slot = group->slot;
    handle->number = group->number;
    group->where = handle;
    group->parent = loop->running;
    group->cancelling = group->parent->cancelling;
    group->wait.cancel = cancel_wait;
    group->wait.resource = &group->resource;
    group->wait.awaited = pending_member;
    group->failure_handle.call = hear_of_failure;
    group->parent_watcher.ended = parent_ended;
    task_watch(group->parent, &group->parent_watcher);
    generator_count_scope(group->parent, 1);
    return handle->cancelled ? co_task_group_cancel(handle) : 0;
}

/* ---- Children ---- */

/* Why there can be no more children; NULL if there can. */
static const char *closed(const struct co_task_group *handle, const struct group *group)
{
    if (!handle->number)
        return "TaskGroup has not been entered";
    if (!group || group->exited || (group->exiting && !group->pending))
        return "TaskGroup is finished";
    return group->aborting ? "TaskGroup is shutting down" : NULL;
}

static struct co_task *refuse_task(const struct co_task_group *handle, struct group *group)
{
    const char *reason = closed(handle, group);

    if (reason)
        return co_loop_now ? task_refuse(co_loop_now, -EPERM, reason) : NULL;
    if (group->pending + group->ended_count == group->capacity)
        task_refuse(group->loop, -ENOMEM, "there is no memory for another task of the group");
    group->refused = group->loop->refused;
    return NULL;
}

struct co_task *co_task_group_create_task_in(struct co_task_group *handle, struct co_coro coro,
                                             struct co_context *context)
{
    struct group *group = find(handle);
    struct co_task *task = NULL;

    if (likely(!closed(handle, group) && reserve_member(group) == 0))
        task = likely(!context) ? co_create_task(coro) : co_create_task_in(coro, context);
    if (unlikely(!task))
        return refuse_task(handle, group);
    task_reference(task);
    link_member(group, task);
    task->member.watcher.ended = member_ended;
    task_watch(task, &task->member.watcher);
    group->pending++;
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
    struct group *group = find(handle);

    if (!handle->number) {
        handle->cancelled = true;
        return 0;
    }
    if (!group || group->exited)
        return 0;
    if (!group->aborting)
        abort_group(group);
    cancel_parent(group);
    return 0;
}

/* ---- Leaving ---- */

static bool may_leave(const struct group *group)
{
    return group && !group->exiting && group->loop->running == group->parent;
}

static int refuse_exit(const struct co_task_group *handle, const struct group *group)
{
    if (!handle->number)
        return co_raise(-EPERM, "TaskGroup has not been entered");
    if (!group || group->exiting)
        return co_raise(-EPERM, "TaskGroup has already been left");
    return co_raise(-EPERM, "TaskGroup can only be left by %s, who entered it",
                    co_task_name(group->parent));
}

/* What the body ended with. */
static void note_body(struct group *group, int rc)
{
    if (rc == -ECANCELED || (rc >= 0 && !group->refused))
        return;
    group->body_error = rc < 0 ? rc : group->refused;
    strcpy(group->body_text,
           rc < 0 ? co_error_message(rc) : "a task of the group could not be made");
}

/* Until all children have ended, however often the parent is cancelled meanwhile; whether it
 * was. */
static bool wait_for_members(struct group *group)
{
    bool cancelled = false;

    while (group->pending || group->failure_queued) {
        group->decided = false;
        group->waiting = true;
        if (loop_suspend(group->loop, &group->wait) < 0) {
            cancelled = true;
            if (!group->aborting)
                abort_group(group);
        }
        group->waiting = false;
    }
    return cancelled;
}

/* Take our own request back; is there one of somebody else's, made since the entry? */
static bool cancelled_from_outside(struct group *group)
{
    struct co_task *parent = group->parent;

    if (group->requested && parent->cancelling > 0)
        parent->cancelling--;
    if (parent->cancelling > group->cancelling)
        return true;
    if (group->requested)
        parent->must_cancel = false; /* it was ours, and has not been delivered */
    return false;
}

/* The parent goes on with the errors, so that a cancel from outside has to wait until it suspends
 * next. */
static int raise_errors(struct group *group, bool outside)
{
    size_t count = group->errors + (group->body_error != 0);
    int code = group->first_failed ? group->first_failed->result : group->body_error;

    if (outside)
        group->parent->must_cancel = true;
    return co_raise(code, "unhandled errors in a TaskGroup (%zu sub-exception%s)", count,
                    count == 1 ? "" : "s");
}

int co_task_group_exit(struct co_task_group *handle, int rc)
{
    struct group *group = find(handle);
    bool cancelled, outside;

    if (!may_leave(group))
        return rc < 0 ? rc : refuse_exit(handle, group);
    group->exiting = true;
    note_body(group, rc);
    if ((rc < 0 || group->body_error) && !group->aborting)
        abort_group(group);
    cancelled = wait_for_members(group) || rc == -ECANCELED;
    outside = cancelled_from_outside(group);
    generator_count_scope(group->parent, -1);
    release_members(group);
    group->exited = true;
    if (group->errors || group->body_error)
        return raise_errors(group, outside);
    if (cancelled)
        rc = group->requested && !outside ? 0 : -ECANCELED;
    forget(group);
    return rc;
}

int co_task_group_next_error(struct co_task_group *handle, struct co_task_error *error)
{
    struct group *group = find(handle);
    struct co_task *task;

    if (!group)
        return 0;
    if (!group->exited)
        return co_raise(-EPERM, "TaskGroup has not been left");
    task = take_failed(group);
    memset(error, 0, sizeof *error);
    if (task) {
        error->code = task->result;
        strcpy(error->name, co_task_name(task));
        strcpy(error->message, task->has_text ? task->text : co_error_sentence(task->result));
        task_unreference(task);
    } else {
        error->code = group->body_error;
        strcpy(error->name, co_task_name(group->parent));
        strcpy(error->message, group->body_text);
        group->body_error = 0;
    }
    if (!group->first_failed && !group->body_error)
        forget(group);
    return 1;
}

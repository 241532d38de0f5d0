/*
 * asyncio.TaskGroup, as of 3.13, with the cancel() of 3.15.
 *
 * What a group knows lies in memory of its own, see numbers.c. A function that returns in the
 * middle of a group leaves nothing behind that points into its stack: the group ends with the task,
 * and whatever is asked of it later is refused.
 *
 * As in asyncio, the group hears of a child's end by a callback, one turn after the end. Until then
 * the child counts as a member, and its failure is not known.
 */
#include "internal.h"

#include <string.h>

struct group {
    struct owned owned; /* by the parent */
    struct co_number number;
    struct co_loop *loop;
    struct co_task *parent;
    int cancelling; /* of the parent at entry */

    struct co_list pending; /* members that have not ended, in order of creation */
    size_t members;         /* of whose end the group has not heard */
    struct co_task **ended; /* kept until the exit; there is room for all members */
    size_t ended_count, capacity;
    struct co_list failed; /* members, in order of ending */
    size_t errors;
    int body_error; /* with its text; 0: none */
    char body_text[CO_TEXT_MAX];
    int refused; /* why a child could not be made; with the text */

    struct co_wait wait; /* for the end of the last child */
    struct co_resource resource;
    uint32_t queued; /* handles of children in the ready queue */

    bool aborting;            /* the children have been cancelled, no more may be made */
    bool requested;           /* and so has the parent, by the group */
    bool another_was_pending; /* a request of another origin, at that moment */
    bool exiting, exited;
    bool waiting;  /* in the exit, and not woken */
    bool orphaned; /* the parent has ended without leaving */
};

static struct group *find(const struct co_task_group *handle)
{
    struct owned *owned = numbers_find(&handle->number);

    return owned ? container_of(owned, struct group, owned) : NULL;
}

static void group_free(struct group *group)
{
    memory_resize(group->ended, 0);
    memory_resize(group, 0);
}

static struct group *group_create(struct co_loop *loop, const struct owned_kind *kind)
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

/* ---- Members ---- */

static struct co_task *first_pending(const struct group *group)
{
    return list_first(&group->pending, struct co_task, member.link);
}

static void add_failed(struct group *group, struct co_task *task)
{
    task_reference(task);
    task->seen = true;
    list_append(&group->failed, &task->member.failed);
    group->errors++;
}

static struct co_task *take_failed(struct group *group)
{
    struct co_link *link = list_take_first(&group->failed);

    group->errors -= link != NULL;
    return list_entry(link, struct co_task, member.failed);
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
    for (struct co_link *link; (link = list_take_first(&group->pending));) {
        struct co_task *task = container_of(link, struct co_task, member.link);

        task_unwatch(task, &task->member.watcher);
        release_member(task);
    }
    group->ended_count = 0;
}

/* Room for one more. */
static int reserve_member(struct group *group)
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

/* No more children, and those that there are have to end. */
static void abort_group(struct group *group)
{
    group->aborting = true;
    for (struct co_task *task = first_pending(group); task; task = list_next(task, member.link))
        co_task_cancel(task);
}

/* Interrupt the body. The parent's count goes back at the exit. */
static void cancel_parent(struct group *group)
{
    if (group->requested)
        return;
    group->requested = true;
    group->another_was_pending = group->parent->must_cancel;
    co_task_cancel(group->parent);
}

static void let_parent_go(struct group *group)
{
    group->waiting = false;
    task_wake(group->parent, 0);
}

static void hear_of_failure(struct group *group, struct co_task *task)
{
    add_failed(group, task);
    if (group->aborting || group->requested)
        return;
    abort_group(group);
    cancel_parent(group);
}

static void keep_ended(struct group *group, struct co_task *task)
{
    if (task->consumed)
        task_unreference(task);
    else
        group->ended[group->ended_count++] = task;
}

static void hear_of_end(struct group *group, struct co_task *task)
{
    struct co_loop *loop = group->loop;
    struct co_cause cause = task_end_cause(task);
    const struct co_cause *before = loop->outside_cause;

    loop->outside_cause = &cause;
    group->members--;
    if (!group->members && group->waiting)
        let_parent_go(group);
    if (unlikely(task->result < 0 && task->result != -ECANCELED))
        hear_of_failure(group, task);
    loop->outside_cause = before;
    keep_ended(group, task);
}

/* The handle has the place in the ready queue of the child, which the group keeps until then. */
static void call_member(struct co_handle *handle)
{
    struct co_task *task =
        container_of(container_of(handle, struct group_member, handle), struct co_task, member);
    struct group *group = task->member.group;

    group->queued--;
    if (likely(!group->orphaned)) {
        if (likely(!group->loop->closing))
            hear_of_end(group, task);
        return;
    }
    if (!group->loop->closing)
        release_member(task);
    if (!group->queued)
        group_free(group);
}

static void member_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct group *group = container_of(watcher, struct group_member, watcher)->group;

    list_remove(&group->pending, &task->member.link);
    task->member.handle.call = call_member;
    group->queued++;
    ready_push_handle(group->loop, &task->member.handle);
}

/* ---- Entering ---- */

/* The parent ended without leaving the group, so that no task waits for the children. Their
 * failures are not dropped, but reported as lost. Or the parent has left, and no task has read the
 * errors: these were part of the error of the exit. */
static void parent_ended(struct owned *owned)
{
    struct group *group = container_of(owned, struct group, owned);

    for (struct co_task *task; (task = take_failed(group)); task_unreference(task))
        task->seen = group->exited;
    if (!group->aborting)
        abort_group(group);
    numbers_take_back(group->loop, &group->number);
    release_members(group);
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
    for (struct co_task *task; (task = take_failed(group));)
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

    for (struct co_task *task = first_pending(group); task; task = list_next(task, member.link)) {
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
    task->member.group = group;
    list_append(&group->pending, &task->member.link);
    task->member.watcher.ended = member_ended;
    task_watch(task, &task->member.watcher);
    group->members++;
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

    if (!handle->number.number) {
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
    if (!handle->number.number)
        return co_raise(-EPERM, "TaskGroup has not been entered");
    if (!group || group->exiting)
        return co_raise(-EPERM, "TaskGroup has already been left");
    return co_raise(-EPERM, "TaskGroup can only be left by %s, which entered it",
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

/* Until the group has heard of the end of all children, however often the parent is cancelled
 * meanwhile. Returns whether it was. */
static bool wait_for_members(struct group *group)
{
    bool cancelled = false;

    while (group->members) {
        group->waiting = true;
        if (loop_suspend(group->loop, &group->wait) < 0) {
            cancelled = true;
            if (!group->aborting)
                abort_group(group);
        }
    }
    return cancelled;
}

/* Without errors a request of the group's own comes from co_task_group_cancel(). Was the parent
 * cancelled by that alone? Then no cancel is left to be delivered. */
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
    const struct co_task *first = list_first(&group->failed, struct co_task, member.failed);
    int code = first ? first->result : group->body_error;

    if (group->parent->cancelling > 0)
        group->parent->must_cancel = true;
    return co_raise(code, "unhandled errors in a TaskGroup (%zu sub-exception%s)", count,
                    count == 1 ? "" : "s");
}

int co_task_group_exit(struct co_task_group *handle, int rc)
{
    struct group *group = find(handle);
    bool cancelled;

    if (!may_leave(group))
        return rc < 0 ? rc : refuse_exit(handle, group);
    group->exiting = true;
    note_body(group, rc);
    if ((rc < 0 || group->body_error) && !group->aborting)
        abort_group(group);
    cancelled = wait_for_members(group) || rc == -ECANCELED;
    if (group->requested)
        co_task_uncancel(group->parent); /* the group's own request */
    generator_count_scope(group->parent, -1);
    release_members(group);
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
    if (!group->failed.first && !group->body_error)
        forget(group);
    return 1;
}

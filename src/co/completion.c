/* Tasks that are taken as they end: which have ended, and which tasks wait for the next end. */
#include "co/completion_internal.h"

#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/task.h"

static void wake_first(struct completion *completion)
{
    struct co_link *first = list_take_first(&completion->taking);

    if (first)
        task_wake(container_of(first, struct taking, link)->task, 0);
}

static void cancel_taking(struct co_wait *wait, struct co_task *task)
{
    struct taking *taking = container_of(wait, struct taking, wait);

    list_remove(&taking->completion->taking, &taking->link);
    task_wake(task, -ECANCELED);
}

static size_t pending_members(const struct co_wait *wait, struct co_task **tasks, size_t count)
{
    const struct completion *completion = container_of(wait, const struct taking, wait)->completion;
    size_t pending = 0;

    for (size_t i = 0; i < completion->count; i++) {
        struct co_task *task = completion->members[i].task;

        if (!task || task->ended)
            continue;
        if (pending < count)
            tasks[pending] = task;
        pending++;
    }
    return pending;
}

int completion_wait(struct completion *completion)
{
    int rc = 0;

    completion->waiting++;
    while (rc == 0 && !completion->done.first && !completion->timed_out) {
        struct taking taking = { .wait = { .cancel = cancel_taking,
                                           .resource = &completion->resource,
                                           .awaited = pending_members },
                                 .completion = completion,
                                 .task = completion->loop->running };

        list_append(&completion->taking, &taking.link);
        rc = loop_suspend(completion->loop, &taking.wait);
    }
    completion->waiting--;
    /* A cancelled task that had been woken for an end leaves it to the next. */
    if (rc < 0 && completion->done.first)
        wake_first(completion);
    return rc;
}

void completion_free(struct completion *completion)
{
    completion->loop->ready.reserved -= completion->places;
    memory_resize(completion, 0);
}

void completion_release_member(struct completion_member *member)
{
    if (member->task)
        task_unreference(member->task);
    member->task = NULL;
}

struct completion_member *completion_first_done(const struct completion *completion)
{
    return list_first(&completion->done, struct completion_member, link);
}

void completion_release_given(struct completion *completion)
{
    if (completion->given)
        task_unreference(completion->given);
    completion->given = NULL;
}

static void on_end(struct co_handle *handle)
{
    struct completion_member *member = container_of(handle, struct completion_member, handle);
    struct completion *completion = member->completion;
    struct co_loop *loop = completion->loop;

    completion->queued--;
    if (!completion->forgotten && !completion->timed_out && !loop->run.closing) {
        struct co_cause cause = task_end_cause(member->task);

        list_append(&completion->done, &member->link);
        cause_enter(loop, &cause);
        wake_first(completion);
        cause_leave(loop, NULL);
        return;
    }
    if (!loop->run.closing)
        completion_release_member(member);
    if (completion->forgotten && !completion->queued)
        completion_free(completion);
}

static void queue_member(struct completion_member *member)
{
    member->completion->queued++;
    ready_push_handle(&member->completion->loop->ready, &member->handle);
}

static void member_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct completion_member *member = container_of(watcher, struct completion_member, watcher);

    (void)task;
    member->is_watched = false;
    queue_member(member);
}

void completion_unwatch(struct completion_member *member)
{
    if (member->is_watched) {
        member->is_watched = false;
        task_unwatch(member->task, &member->watcher);
        completion_release_member(member);
    }
}

void completion_time_is_over(struct co_timer *timer)
{
    struct completion *completion = container_of(timer, struct completion, timer);

    completion->timed_out = true;
    for (size_t i = 0; i < completion->count; i++)
        completion_unwatch(&completion->members[i]);
    while (completion->taking.first)
        wake_first(completion);
}

/* A task that was given twice counts once: it is the second time if the last watcher is ours. */
void completion_watch(struct completion *completion, struct co_task *const *tasks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct co_watcher *last = list_entry(tasks[i]->watchers.last, struct co_watcher, link);
        struct completion_member *member = &completion->members[completion->count];

        if (last && last->ended == member_ended &&
            container_of(last, struct completion_member, watcher)->completion == completion)
            continue;
        *member = (struct completion_member){ .watcher.ended = member_ended,
                                              .handle.call = on_end,
                                              .completion = completion,
                                              .task = tasks[i],
                                              .is_watched = true };
        task_reference(tasks[i]);
        task_watch(tasks[i], &member->watcher);
        completion->count++;
    }
    for (size_t i = 0; i < completion->count; i++)
        if (completion->members[i].task->ended) {
            task_unwatch(completion->members[i].task, &completion->members[i].watcher);
            completion->members[i].is_watched = false;
            queue_member(&completion->members[i]);
        }
    completion->unclaimed = completion->count;
}

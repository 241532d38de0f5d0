/*
 * asyncio.as_completed.
 *
 * What is known of the tasks is kept from call to call, so that each end costs the same however
 * many tasks there are. It belongs to the task that began it: a loop that is left early leaves it
 * behind, until that task ends or begins another one at the same place. As in asyncio, an end is
 * heard of by a callback one turn later, and the task that waits for it runs one turn after that.
 */
#include "internal.h"

#include <math.h>

struct completion;

struct completion_member {
    struct co_watcher watcher;
    struct co_handle handle; /* in the ready queue, in the turn after the end */
    struct completion *completion;
    struct co_task *task; /* referenced until it is given */
    bool is_watched;
    struct co_link link; /* among those that are done */
};

struct completion {
    struct owned owned;
    struct co_loop *loop;
    struct co_number number;
    struct co_list done;   /* members that are not given yet, in the order of ending */
    struct co_list taking; /* tasks that wait, in the order of waiting */
    struct co_task *given; /* the last one, referenced until the next call */
    size_t unclaimed;      /* neither given, nor will be to a task that waits */
    size_t waiting;
    uint32_t places; /* in the ready queue */
    uint32_t queued; /* handles that are in it */
    struct co_timer timer;
    struct co_resource resource;
    bool timed_out;
    bool forgotten; /* lives on for the handles that are queued */
    size_t count;
    struct completion_member members[];
};

/* A task that waits for the next end; on its stack. */
struct taking {
    struct co_wait wait;
    struct completion *completion;
    struct co_task *task;
    struct co_link link;
};

/* ---- Waiting ---- */

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

/* Until there is an end to take, or the time is over. */
static int wait_for_end(struct completion *completion)
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

/* ---- Ends ---- */

static void completion_free(struct completion *completion)
{
    completion->loop->ready.reserved -= completion->places;
    memory_resize(completion, 0);
}

static void release_member(struct completion_member *member)
{
    if (member->task)
        task_unreference(member->task);
    member->task = NULL;
}

static struct completion_member *first_done(const struct completion *completion)
{
    return list_first(&completion->done, struct completion_member, link);
}

static void release_given(struct completion *completion)
{
    if (completion->given)
        task_unreference(completion->given);
    completion->given = NULL;
}

static void hear_of_end(struct co_handle *handle)
{
    struct completion_member *member = container_of(handle, struct completion_member, handle);
    struct completion *completion = member->completion;
    struct co_loop *loop = completion->loop;

    completion->queued--;
    if (!completion->forgotten && !completion->timed_out && !loop->closing) {
        struct co_cause cause = task_end_cause(member->task);

        list_append(&completion->done, &member->link);
        loop->outside_cause = &cause;
        wake_first(completion);
        loop->outside_cause = NULL;
        return;
    }
    if (!loop->closing)
        release_member(member);
    if (completion->forgotten && !completion->queued)
        completion_free(completion);
}

static void queue_member(struct completion_member *member)
{
    member->completion->queued++;
    ready_push_handle(member->completion->loop, &member->handle);
}

static void member_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct completion_member *member = container_of(watcher, struct completion_member, watcher);

    (void)task;
    member->is_watched = false;
    queue_member(member);
}

static void unwatch(struct completion_member *member)
{
    if (member->is_watched) {
        member->is_watched = false;
        task_unwatch(member->task, &member->watcher);
        release_member(member);
    }
}

static void time_is_over(struct co_timer *timer)
{
    struct completion *completion = container_of(timer, struct completion, timer);

    completion->timed_out = true;
    for (size_t i = 0; i < completion->count; i++)
        unwatch(&completion->members[i]);
    while (completion->taking.first)
        wake_first(completion);
}

/* ---- Beginning and end ---- */

/* All but the handles that are in the ready queue. */
static void forget(struct completion *completion)
{
    struct co_loop *loop = completion->loop;

    loop_disarm_timer(loop, &completion->timer);
    numbers_take_back(loop, &completion->number);
    disown(&completion->owned);
    for (struct completion_member *member = first_done(completion); member;
         member = list_next(member, link))
        release_member(member);
    for (size_t i = 0; i < completion->count; i++)
        unwatch(&completion->members[i]);
    release_given(completion);
    completion->forgotten = true;
    if (!completion->queued)
        completion_free(completion);
}

/* While another task waits, that task goes on with the rest. */
static void owner_ended(struct owned *owned)
{
    struct completion *completion = container_of(owned, struct completion, owned);

    if (!completion->waiting)
        forget(completion);
}

/* Its place is used again. A task that still waits takes one more. */
static void leave_behind(struct completion *completion)
{
    disown(&completion->owned);
    if (!completion->waiting)
        forget(completion);
}

static void loop_ended(struct owned *owned)
{
    completion_free(container_of(owned, struct completion, owned));
}

static const struct owned_kind kind = { owner_ended, loop_ended };

/* What is wrong with one of the tasks; 0 if nothing. */
static int check_all(struct co_loop *loop, const struct co_as_completed *next)
{
    for (size_t i = 0; i < next->count; i++) {
        int rc = task_check(loop, next->tasks[i]);

        if (rc < 0)
            return rc;
    }
    return 0;
}

/* A task that was given twice counts once: it is the second time if the last watcher is ours. */
static void watch_all(struct completion *completion, struct co_task *const *tasks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct co_watcher *last = list_entry(tasks[i]->watchers.last, struct co_watcher, link);
        struct completion_member *member = &completion->members[completion->count];

        if (last && last->ended == member_ended &&
            container_of(last, struct completion_member, watcher)->completion == completion)
            continue;
        *member = (struct completion_member){ .watcher.ended = member_ended,
                                              .handle.call = hear_of_end,
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

static struct completion *completion_create(struct co_loop *loop, struct co_as_completed *next)
{
    struct completion *completion =
        memory_resize(NULL, sizeof *completion + next->count * sizeof *completion->members);

    if (!completion)
        return NULL;
    *completion = (struct completion){ .owned.kind = &kind,
                                       .owned.where = next,
                                       .loop = loop,
                                       .resource.kind = "wait",
                                       .timer.callback = time_is_over };
    if (ready_reserve(&loop->ready, next->count) < 0) {
        memory_resize(completion, 0);
        return NULL;
    }
    completion->places = (uint32_t)next->count;
    if (numbers_give(loop, &completion->owned, &completion->number) == 0) {
        if (!(next->timeout < CO_FOREVER) ||
            loop_arm_timer(loop, &completion->timer, loop_nanoseconds(next->timeout)) == 0)
            return completion;
        numbers_take_back(loop, &completion->number);
    }
    completion_free(completion);
    return NULL;
}

static int begin(struct co_loop *loop, struct co_as_completed *next)
{
    struct completion *completion;
    struct owned *previous;
    int rc = isnan(next->timeout) ? co_raise(-EINVAL, "a timeout that is not a number")
                                  : check_all(loop, next);

    if (rc < 0)
        return rc;
    previous = owned_at(loop->running, next, &kind);
    if (previous)
        leave_behind(container_of(previous, struct completion, owned));
    completion = own_reserve(loop) < 0 ? NULL : completion_create(loop, next);
    if (!completion)
        return co_raise(-ENOMEM, "there is no memory to wait for %zu tasks", next->count);
    next->state = CO_AS_COMPLETED_BEGUN;
    next->number = completion->number;
    own(loop->running, &completion->owned);
    watch_all(completion, next->tasks, next->count);
    return 0;
}

/* ---- Taking ---- */

static struct co_task *take(struct completion *completion)
{
    struct completion_member *member = first_done(completion);

    release_given(completion); /* another task may have taken one while this task waited */
    list_remove(&completion->done, &member->link);
    completion->given = member->task;
    member->task = NULL;
    return completion->given;
}

/* The caller's struct may be about other tasks by now. */
static void note_state(struct co_as_completed *next, const struct completion *completion, int rc)
{
    if (next->number.number != completion->number.number)
        return;
    if (rc == 0)
        next->state = CO_AS_COMPLETED_OVER;
    else if (rc == -ETIMEDOUT)
        next->state = CO_AS_COMPLETED_TIMED_OUT;
}

/* 1, 0, or what is wrong. */
static int take_next(struct completion *completion, struct co_task **task)
{
    int rc;

    release_given(completion);
    if (!completion->unclaimed)
        return 0;
    completion->unclaimed--;
    rc = wait_for_end(completion);
    if (rc < 0) {
        completion->unclaimed++;
        return rc;
    }
    if (!completion->done.first)
        return co_raise(-ETIMEDOUT, "the time for all tasks is over");
    *task = take(completion);
    return 1;
}

/* A task that took one owns what its owner has left; what no task owns or waits for goes. */
static int take_from(struct co_as_completed *next, struct completion *completion,
                     struct co_task **task)
{
    int rc = take_next(completion, task);

    note_state(next, completion, rc);
    if (rc > 0 && !completion->owned.owner)
        own(completion->loop->running, &completion->owned);
    else if (!completion->waiting && (rc == 0 || rc == -ETIMEDOUT || !completion->owned.owner))
        forget(completion);
    return rc;
}

/* Another task may have heard of the end before. */
static int end_again(struct co_as_completed *next)
{
    struct owned *owned = numbers_find(&next->number);
    struct completion *completion = owned ? container_of(owned, struct completion, owned) : NULL;

    if (completion && !completion->waiting)
        forget(completion);
    if (next->state == CO_AS_COMPLETED_TIMED_OUT)
        return co_raise(-ETIMEDOUT, "the time for all tasks is over");
    return 0;
}

int co_as_completed(struct co_as_completed *next, struct co_task **task)
{
    struct co_loop *loop = co_loop_now;
    struct owned *owned;

    if (!loop || !loop->running)
        return co_raise(-EPERM, "only a task can wait for tasks");
    if (next->state == CO_AS_COMPLETED_OVER || next->state == CO_AS_COMPLETED_TIMED_OUT)
        return end_again(next);
    if (next->state == CO_AS_COMPLETED_NEW) {
        int rc = begin(loop, next);

        if (rc < 0)
            return rc;
    }
    owned = numbers_find(&next->number);
    if (!owned)
        return co_raise(-EBADF, "the task that began to take these tasks has ended");
    return take_from(next, container_of(owned, struct completion, owned), task);
}

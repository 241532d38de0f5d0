/*
 * asyncio.as_completed.
 *
 * What is known of the tasks is kept from call to call, so that each end costs the same however
 * many tasks there are. It belongs to the task that began it: a loop that is left early leaves it
 * behind, until that task ends or begins another one at the same place. As in asyncio, an end is
 * heard of by a callback one turn later, and the task that waits for it runs one turn after that.
 */
#include "co/completion_internal.h"
#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/ready.h"
#include "co/numbers_internal.h"
#include "co/owned_internal.h"

#include <math.h>

/* ---- Beginning and end ---- */

/* All but the handles that are in the ready queue. */
static void forget(struct completion *completion)
{
    struct co_loop *loop = completion->loop;

    loop_disarm_timer(loop, &completion->timer);
    numbers_take_back(loop, &completion->number);
    disown(&completion->owned);
    for (struct completion_member *member = completion_first_done(completion); member;
         member = list_next(member, link))
        completion_release_member(member);
    for (size_t i = 0; i < completion->count; i++)
        completion_unwatch(&completion->members[i]);
    completion_release_given(completion);
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

/* 0, or the error of the first task that cannot be waited for. */
static int check_all(struct co_loop *loop, const struct co_as_completed *next)
{
    for (size_t i = 0; i < next->count; i++) {
        int rc = task_check(loop, next->tasks[i]);

        if (rc < 0)
            return rc;
    }
    return 0;
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
                                       .timer.callback = completion_time_is_over };
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
    int rc = isnan(next->timeout) ? co_raise(-EINVAL, "the timeout is not a number")
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
    completion_watch(completion, next->tasks, next->count);
    return 0;
}

/* ---- Taking ---- */

static struct co_task *take(struct completion *completion)
{
    struct completion_member *member = completion_first_done(completion);

    /* Another task may have taken one while this task waited. */
    completion_release_given(completion);
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

    completion_release_given(completion);
    if (!completion->unclaimed)
        return 0;
    completion->unclaimed--;
    rc = completion_wait(completion);
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

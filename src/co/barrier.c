/*
 * asyncio.Barrier: a condition, a count and a state.
 *
 * A cycle ends when the last task has left. A task that comes before that waits for the end of the
 * cycle first. Each step is asyncio's own, so that tasks go on in asyncio's order.
 */
#include "co/condition_internal.h"
#include "co/kernel/current.h"
#include "co/kernel/touch.h"
#include "co/kernel/waitlist.h"

static const char resource_barrier[] = "barrier";

/* 0, or why the barrier cannot be used here. */
static int refuse(const struct co_barrier *barrier)
{
    if (condition_is_foreign(&barrier->condition))
        return refuse_foreign(resource_barrier);
    return barrier->parties < 1 ? co_raise(-EINVAL, "parties must be > 0") : 0;
}

/* Wait for a change of state. The lock is held before and after. */
static int wait_for_change(struct co_barrier *barrier)
{
    return condition_wait(&barrier->condition, resource_barrier);
}

static void tell_all(struct co_barrier *barrier)
{
    waitlist_wake(&barrier->condition.waiters, SIZE_MAX);
}

static bool is_emptying(const struct co_barrier *barrier)
{
    return barrier->state == CO_BARRIER_DRAINING || barrier->state == CO_BARRIER_RESETTING;
}

static int wait_for_end_of_cycle(struct co_barrier *barrier)
{
    while (is_emptying(barrier)) {
        int rc = wait_for_change(barrier);

        if (rc < 0)
            return rc;
    }
    return barrier->state == CO_BARRIER_BROKEN ? co_raise(-ENOTRECOVERABLE, "Barrier aborted") : 0;
}

static int wait_for_others(struct co_barrier *barrier)
{
    while (barrier->state == CO_BARRIER_FILLING) {
        int rc = wait_for_change(barrier);

        if (rc < 0)
            return rc;
    }
    if (barrier->state != CO_BARRIER_DRAINING)
        return co_raise(-ENOTRECOVERABLE, "Abort or reset of barrier");
    return 0;
}

static void leave(struct co_barrier *barrier)
{
    if (--barrier->count)
        return;
    if (is_emptying(barrier))
        barrier->state = CO_BARRIER_FILLING;
    tell_all(barrier);
}

/* With the lock held. */
static int pass(struct co_barrier *barrier)
{
    int index, rc = wait_for_end_of_cycle(barrier);

    if (rc < 0)
        return rc;
    resource_touch(&barrier->condition.resource, co_loop_now);
    index = barrier->count++;
    if (barrier->count == barrier->parties) {
        barrier->state = CO_BARRIER_DRAINING;
        tell_all(barrier);
    } else {
        rc = wait_for_others(barrier);
    }
    leave(barrier);
    return rc < 0 ? rc : index;
}

/* Hold the lock, in a task that may use the barrier. */
static int begin(struct co_barrier *barrier)
{
    int rc = refuse(barrier);

    return rc < 0 ? rc : co_condition_acquire(&barrier->condition);
}

static int end(struct co_barrier *barrier, int result)
{
    co_condition_release(&barrier->condition);
    return result;
}

int co_barrier_wait(struct co_barrier *barrier)
{
    int rc = begin(barrier);

    return rc < 0 ? rc : end(barrier, pass(barrier));
}

int co_barrier_reset(struct co_barrier *barrier)
{
    int rc = begin(barrier);

    if (rc < 0)
        return rc;
    barrier->state = barrier->count ? CO_BARRIER_RESETTING : CO_BARRIER_FILLING;
    tell_all(barrier);
    return end(barrier, 0);
}

int co_barrier_abort(struct co_barrier *barrier)
{
    int rc = begin(barrier);

    if (rc < 0)
        return rc;
    barrier->state = CO_BARRIER_BROKEN;
    tell_all(barrier);
    return end(barrier, 0);
}

int co_barrier_parties(const struct co_barrier *barrier)
{
    return barrier->parties;
}

int co_barrier_n_waiting(const struct co_barrier *barrier)
{
    return barrier->state == CO_BARRIER_FILLING ? barrier->count : 0;
}

bool co_barrier_broken(const struct co_barrier *barrier)
{
    return barrier->state == CO_BARRIER_BROKEN;
}

/*
 * asyncio.Barrier. No lock and no condition are needed: nothing suspends between a look at the
 * state and its change.
 *
 * A cycle ends when the last one has left. Until then who comes for the next one is held at the
 * entrance, and let in when there is a place, so that nobody overtakes.
 */
#include "internal.h"

static const char resource_barrier[] = "barrier";

static bool is_emptying(const struct co_barrier *barrier)
{
    return barrier->state == CO_BARRIER_DRAINING || barrier->state == CO_BARRIER_RESETTING;
}

/* Whoever has been let in, but has not run, has a place. */
static void let_in(struct co_barrier *barrier)
{
    while (barrier->state == CO_BARRIER_FILLING &&
           (uint32_t)barrier->count + barrier->entrance.chosen < (uint32_t)barrier->parties &&
           waitlist_wake(&barrier->entrance, 1))
        ;
}

/* What is wrong with using it here; 0 if nothing. */
static int refuse(const struct co_barrier *barrier)
{
    if (waitlist_is_foreign(&barrier->waiters) || waitlist_is_foreign(&barrier->entrance))
        return refuse_foreign(resource_barrier);
    return barrier->parties < 1 ? co_raise(-EINVAL, "parties must be > 0") : 0;
}

static int enter(struct co_barrier *barrier)
{
    bool queued = waitlist_busy(&barrier->entrance);

    while (queued || is_emptying(barrier)) {
        int rc = waitlist_wait(&barrier->entrance, &barrier->resource, resource_barrier);

        if (rc < 0)
            return rc == -ENOTRECOVERABLE ? co_raise(rc, "Barrier aborted") : rc;
        queued = false;
    }
    if (barrier->state == CO_BARRIER_BROKEN)
        return co_raise(-ENOTRECOVERABLE, "Barrier aborted");
    return barrier->count++;
}

/* The last one to come wakes the others and goes on. */
static void trip(struct co_barrier *barrier)
{
    int index = 0;

    barrier->state = CO_BARRIER_DRAINING;
    while (waitlist_tell(&barrier->waiters, index))
        index++;
}

static int wait_inside(struct co_barrier *barrier)
{
    int rc = waitlist_wait(&barrier->waiters, &barrier->resource, resource_barrier);

    /* It may have been aborted or reset since we were woken. */
    if (rc == -ENOTRECOVERABLE || (rc >= 0 && barrier->state != CO_BARRIER_DRAINING))
        return co_raise(-ENOTRECOVERABLE, "Abort or reset of barrier");
    return rc;
}

static void leave(struct co_barrier *barrier)
{
    if (--barrier->count == 0 && is_emptying(barrier))
        barrier->state = CO_BARRIER_FILLING;
    let_in(barrier);
}

int co_barrier_wait(struct co_barrier *barrier)
{
    int rc = refuse(barrier);

    if (rc == 0)
        rc = enter(barrier);
    if (rc < 0)
        return rc;
    resource_touch(&barrier->resource, co_loop_now);
    if (barrier->count == barrier->parties) {
        trip(barrier);
    } else {
        let_in(barrier);
        rc = wait_inside(barrier);
    }
    leave(barrier);
    return rc;
}

static void tell_all(struct co_waitlist *list)
{
    while (waitlist_tell(list, -ENOTRECOVERABLE))
        ;
}

int co_barrier_reset(struct co_barrier *barrier)
{
    int rc = refuse(barrier);

    if (rc < 0)
        return rc;
    barrier->state = barrier->count ? CO_BARRIER_RESETTING : CO_BARRIER_FILLING;
    tell_all(&barrier->waiters);
    return 0;
}

int co_barrier_abort(struct co_barrier *barrier)
{
    int rc = refuse(barrier);

    if (rc < 0)
        return rc;
    barrier->state = CO_BARRIER_BROKEN;
    tell_all(&barrier->waiters);
    tell_all(&barrier->entrance);
    return 0;
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

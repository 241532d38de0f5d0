/* asyncio.Lock. */
#include "internal.h"

const char resource_lock[] = "lock";

RARE static int acquired_rarely(struct co_lock *lock)
{
    touch_note_holder(&lock->held, co_loop_now);
    if (co_loop_now)
        debug_lock_taken(co_loop_now, lock);
    return 0;
}

int co_lock_acquire(struct co_lock *lock)
{
    struct co_loop *loop = loop_without_debug;

    if (unlikely(!loop && !co_loop_now) && co_job_now)
        return refuse_foreign(resource_lock);
    if (lock->locked || waitlist_busy(&lock->waiters)) {
        if (lock->locked && touch_is_foreign(&lock->held))
            return refuse_foreign(resource_lock);
        int rc = waitlist_wait(&lock->waiters, &lock->resource, resource_lock);

        if (rc < 0)
            return rc;
    }
    lock->locked = true;
    if (unlikely(!loop))
        return acquired_rarely(lock);
    touch_note_holder(&lock->held, loop);
    return 0;
}

RARE static int release_rarely(struct co_lock *lock)
{
    if (co_loop_now)
        debug_lock_released(co_loop_now, lock);
    resource_touch(&lock->resource, co_loop_now);
    waitlist_wake(&lock->waiters, 1);
    return 0;
}

int co_lock_release(struct co_lock *lock)
{
    struct co_loop *loop = loop_without_debug;

    if (waitlist_is_foreign(&lock->waiters))
        return refuse_foreign(resource_lock);
    if (!lock->locked)
        return co_raise(-EPERM, "Lock is not acquired.");
    lock->locked = false;
    if (unlikely(!loop))
        return release_rarely(lock);
    resource_touch(&lock->resource, loop);
    waitlist_wake(&lock->waiters, 1);
    return 0;
}

bool co_lock_locked(const struct co_lock *lock)
{
    return lock->locked;
}

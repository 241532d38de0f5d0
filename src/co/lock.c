/* asyncio.Lock. */
#include "co/debug_internal.h"
#include "co/kernel/current.h"
#include "co/kernel/touch.h"
#include "co/kernel/waitlist.h"
#include "co/kinds_internal.h"

const char resource_lock[] = "lock";

static inline int take(struct co_lock *lock, struct co_loop *loop)
{
    if (lock->locked || waitlist_busy(&lock->waiters)) {
        if (lock->locked && touch_is_foreign_to(&lock->held, loop))
            return refuse_foreign(resource_lock);
        int rc = waitlist_wait(&lock->waiters, &lock->resource, resource_lock);

        if (rc < 0)
            return rc;
    }
    lock->locked = true;
    touch_note_holder(&lock->held, loop);
    return 0;
}

static inline int give(struct co_lock *lock, struct co_loop *loop, bool is_watched)
{
    if (waitlist_is_foreign_to(&lock->waiters, loop))
        return refuse_foreign(resource_lock);
    if (!lock->locked)
        return co_raise(-EPERM, "Lock is not acquired.");
    lock->locked = false;
    resource_touch(&lock->resource, loop);
    if (is_watched)
        touch_tell(loop, &lock->resource, resource_lock, CO_VERB_RELEASE, 0);
    waitlist_wake(&lock->waiters, 1);
    return 0;
}

/* In debug mode, before an observer, or outside of a loop. */
RARE static int acquire_rarely(struct co_lock *lock)
{
    struct co_loop *loop = co_loop_now;

    if (!loop && co_job_now)
        return refuse_foreign(resource_lock);
    int rc = take(lock, loop);
    if (rc == 0 && loop) {
        if (loop->inspector)
            debug_lock_taken(loop, lock);
        touch_tell(loop, &lock->resource, resource_lock, CO_VERB_TAKE, 0);
    }
    return rc;
}

RARE static int release_rarely(struct co_lock *lock)
{
    struct co_loop *loop = co_loop_now;
    int rc = give(lock, loop, true);

    if (rc == 0 && loop && loop->inspector)
        debug_lock_released(loop, lock);
    return rc;
}

int co_lock_acquire(struct co_lock *lock)
{
    struct co_loop *loop = loop_unwatched;

    return likely(loop != NULL) ? take(lock, loop) : acquire_rarely(lock);
}

int co_lock_release(struct co_lock *lock)
{
    struct co_loop *loop = loop_unwatched;

    return likely(loop != NULL) ? give(lock, loop, false) : release_rarely(lock);
}

bool co_lock_locked(const struct co_lock *lock)
{
    return lock->locked;
}

/* asyncio.Condition, as of 3.13: a notification that reaches a cancelled waiter goes on to the next
 * waiter. */
#include "co/condition_internal.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/touch.h"
#include "co/kernel/waitlist.h"

static const char resource_condition[] = "condition";

static struct co_lock *lock_of(struct co_condition *condition)
{
    return condition->lock ? condition->lock : &condition->own;
}

int co_condition_acquire(struct co_condition *condition)
{
    return co_lock_acquire(lock_of(condition));
}

int co_condition_release(struct co_condition *condition)
{
    return co_lock_release(lock_of(condition));
}

bool co_condition_locked(const struct co_condition *condition)
{
    return (condition->lock ? condition->lock : &condition->own)->locked;
}

/* The caller has the lock when this returns, also when it is cancelled while it waits for it. */
static int acquire_again(struct co_lock *lock)
{
    int cancelled = 0, rc;

    while ((rc = co_lock_acquire(lock)) == -ECANCELED)
        cancelled = rc;
    return rc < 0 ? rc : cancelled;
}

bool condition_is_foreign(const struct co_condition *condition)
{
    const struct co_lock *lock = condition->lock ? condition->lock : &condition->own;

    return waitlist_is_foreign(&condition->waiters) || waitlist_is_foreign(&lock->waiters) ||
           (lock->locked && touch_is_foreign_to(&lock->held, co_loop_now));
}

/* 0, or why the condition cannot be used here. */
static int refuse(const struct co_condition *condition, const char *use)
{
    if (condition_is_foreign(condition))
        return refuse_foreign(resource_condition);
    if (!co_condition_locked(condition))
        return co_raise(-EPERM, "cannot %s on un-acquired lock", use);
    return 0;
}

int condition_wait(struct co_condition *condition, const char *kind)
{
    struct co_lock *lock = lock_of(condition);
    int notified, rc;

    if (!co_loop_now || !co_loop_now->running)
        return co_raise(-EPERM, "only a task can wait (%s)", kind);
    co_lock_release(lock);
    notified = waitlist_wait(&condition->waiters, &condition->resource, kind);
    rc = acquire_again(lock);
    if (unlikely(rc < 0) && notified == 0)
        waitlist_wake(&condition->waiters, 1);
    return notified < 0 ? notified : rc;
}

int co_condition_wait(struct co_condition *condition)
{
    int rc = refuse(condition, "wait");

    return rc < 0 ? rc : condition_wait(condition, resource_condition);
}

int co_condition_wait_for(struct co_condition *condition, bool (*predicate)(void *argument),
                          void *argument)
{
    while (!predicate(argument)) {
        int rc = co_condition_wait(condition);

        if (rc < 0)
            return rc;
    }
    return 0;
}

/* The caller may use the condition, and wakes the first n waiters. */
static int notify(struct co_condition *condition, size_t n)
{
    resource_touch(&condition->resource, co_loop_now);
    touch_tell(co_loop_now, &condition->resource, resource_condition, CO_VERB_NOTIFY,
               n < INT64_MAX ? (int64_t)n : INT64_MAX);
    waitlist_wake(&condition->waiters, n);
    return 0;
}

int co_condition_notify(struct co_condition *condition, size_t n)
{
    int rc = refuse(condition, "notify");

    return rc < 0 ? rc : notify(condition, n);
}

/* As many as wait, so that an observer hears how many. */
int co_condition_notify_all(struct co_condition *condition)
{
    int rc = refuse(condition, "notify");
    size_t waiting = 0;

    if (rc < 0)
        return rc;
    for (const struct co_waiter *waiter = condition->waiters.first; waiter; waiter = waiter->next)
        waiting++;
    return notify(condition, waiting);
}

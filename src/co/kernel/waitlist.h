/* The waiter list under every primitive. */
#ifndef CO_KERNEL_WAITLIST_H
#define CO_KERNEL_WAITLIST_H

#include "co/kernel/current.h"

struct co_waiter {
    struct co_wait wait;
    struct co_waiter *next, *previous;
    struct co_task *task;
    struct co_waitlist *list;
    const char *kind; /* of the resource, which may be overwritten before its time */
    bool chosen;
    bool is_intact; /* when it was cancelled: the list was still there */
};

/* Queue up and suspend until woken, in order of arrival. -ECANCELED: if the waiter had been woken
 * before the cancel arrived, the wake has been passed on to the next waiter. */
int waitlist_wait(struct co_waitlist *list, struct co_resource *resource, const char *kind);
/* What became of a wait. */
struct waited {
    bool woken; /* the caller was woken, and then perhaps cancelled */
    bool list_is_there;
};
/* The same, but a wake that a cancelled waiter cannot use is not passed on. */
int waitlist_wait_noting(struct co_waitlist *list, struct co_resource *resource, const char *kind,
                         struct waited *waited);
/* Wake up to n waiters, the longest waiting first. Returns how many. */
size_t waitlist_wake(struct co_waitlist *list, size_t n);
/* Wake the first waiter with a message, which its waitlist_wait returns. A message is not a permit:
 * if the waiter is cancelled, nothing has to be passed on. False: no task waits. */
bool waitlist_tell(struct co_waitlist *list, int message);
/* The same to all waiters, with 0. */
void waitlist_wake_all(struct co_waitlist *list);
/* Returns whether a task waits, or has been woken and not run yet. Then a newcomer queues up behind
 * them. */
static inline bool waitlist_busy(const struct co_waitlist *list)
{
    return list->first || list->chosen;
}

/* Returns whether the waiters belong to another loop, or to none. `loop` is this thread's, or NULL.
 */
static inline bool waitlist_is_foreign_to(const struct co_waitlist *list,
                                          const struct co_loop *loop)
{
    if (unlikely(!loop))
        return waitlist_busy(list) || co_job_now;
    return unlikely(waitlist_busy(list) && list->loop != (uint32_t)loop->serial);
}
static inline bool waitlist_is_foreign(const struct co_waitlist *list)
{
    return waitlist_is_foreign_to(list, co_loop_now);
}
/* The error in this case, and where a resource is held in another loop. */
RARE int refuse_foreign(const char *kind);
/* The resource that the task waits for, or that it is gone. */
const struct co_resource *wait_resource(const struct co_wait *wait);

#endif

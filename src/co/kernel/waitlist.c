/*
 * The waiter list under every primitive: first come, first served.
 *
 * The record of a waiter lies on its own stack, so waiting allocates nothing and nothing is left
 * behind. A waiter that a wake has chosen leaves the list at once, but is counted until it runs: a
 * task that arrives in between sees that another one is ahead. If the chosen waiter is cancelled
 * before it runs, the wake goes to the next waiter, here and nowhere else; this is what bpo-27585,
 * bpo-32734 and gh-90155 were about.
 *
 * A list that tasks wait in may be overwritten: its memory is the caller's. Its waiters are linked
 * to each other all the same, and its ends are looked at before they are changed.
 */
#include "co/kernel/waitlist.h"

#include "co/kernel/current.h"
#include "co/kernel/fiber.h"
#include "co/kernel/loop.h"
#include "co/kernel/task.h"

static void append(struct co_waitlist *list, struct co_waiter *waiter)
{
    waiter->next = NULL;
    waiter->previous = list->last;
    if (list->last)
        list->last->next = waiter;
    else
        list->first = waiter;
    list->last = waiter;
}

/* (The address sanitizer would rightly object to looking at what is gone.) */
__attribute__((no_sanitize_address)) static void unlink_waiter(struct co_waiter *waiter)
{
    struct co_waitlist *list = waiter->list;

    if (waiter->previous)
        waiter->previous->next = waiter->next;
    else if (list->first == waiter)
        list->first = waiter->next;
    if (waiter->next)
        waiter->next->previous = waiter->previous;
    else if (list->last == waiter)
        list->last = waiter->previous;
}

/* Returns whether the list and the resource still have the waiter. */
__attribute__((no_sanitize_address)) static bool is_intact(const struct co_waiter *waiter)
{
#if CO_ADDRESS_SANITIZER
    if (__asan_region_is_poisoned(waiter->list, sizeof *waiter->list))
        return false;
#endif
    return (waiter->previous || waiter->list->first == waiter) &&
           (waiter->next || waiter->list->last == waiter) &&
           waiter->wait.resource->kind == waiter->kind;
}

static void cancel_waiter(struct co_wait *wait, struct co_task *task)
{
    struct co_waiter *waiter = container_of(wait, struct co_waiter, wait);

    waiter->is_intact = is_intact(waiter);
    unlink_waiter(waiter);
    task_wake(task, -ECANCELED);
}

const struct co_resource *wait_resource(const struct co_wait *wait)
{
    static const struct co_resource gone = { .kind = CO_GONE };

    if (wait->cancel == cancel_waiter &&
        !is_intact(container_of(wait, const struct co_waiter, wait)))
        return &gone;
    return wait->resource;
}

RARE int refuse_foreign(const char *kind)
{
    return co_raise(-EPERM,
                    co_job_now ? "a thread cannot use the loop's %s"
                               : "the %s is bound to a different event loop",
                    kind);
}

/* The list is this loop's from now on, unless it is another's. */
RARE static int claim(struct co_waitlist *list, const struct co_loop *loop, const char *kind)
{
    if (waitlist_is_foreign_to(list, loop))
        return refuse_foreign(kind);
    if (loop)
        list->loop = (uint32_t)loop->serial;
    return 0;
}

/* The part that both kinds of waiting share; inline, as a contended lock spends its time here. */
__attribute__((always_inline)) static inline int wait_in(struct co_waitlist *list,
                                                         struct co_resource *resource,
                                                         const char *kind, struct co_waiter *waiter)
{
    struct co_loop *loop = co_loop_now;

    waiter->chosen = waiter->is_intact = false;
    if (unlikely(!loop || list->loop != (uint32_t)loop->serial)) {
        int rc = claim(list, loop, kind);

        if (rc < 0)
            return rc;
    }
    if (unlikely(!loop || !loop->running))
        return co_raise(-EPERM, "only a task can wait (%s)", kind);
    resource->kind = kind;
    waiter->wait.cancel = cancel_waiter;
    waiter->wait.resource = resource;
    waiter->wait.awaited = NULL;
    waiter->task = loop->running;
    waiter->list = list;
    waiter->kind = kind;
    append(list, waiter);
    int rc = loop_suspend(loop, &waiter->wait);
    if (waiter->chosen)
        list->chosen -= list->chosen > 0;
    return rc;
}

int waitlist_wait(struct co_waitlist *list, struct co_resource *resource, const char *kind)
{
    struct co_waiter waiter;
    int rc = wait_in(list, resource, kind, &waiter);

    if (unlikely(rc < 0) && waiter.chosen)
        waitlist_wake(list, 1);
    return rc;
}

int waitlist_wait_noting(struct co_waitlist *list, struct co_resource *resource, const char *kind,
                         struct waited *waited)
{
    struct co_waiter waiter;
    int rc = wait_in(list, resource, kind, &waiter);

    *waited = (struct waited){ waiter.chosen, waiter.chosen || waiter.is_intact };
    return rc;
}

/* There must be one. */
static struct co_waiter *take_first(struct co_waitlist *list)
{
    struct co_waiter *waiter = list->first;

    list->first = waiter->next;
    if (waiter->next)
        waiter->next->previous = NULL;
    else if (list->last == waiter)
        list->last = NULL;
    return waiter;
}

static inline void wake_first(struct co_waitlist *list)
{
    struct co_waiter *waiter = take_first(list);

    waiter->chosen = true;
    list->chosen++;
    task_wake(waiter->task, 0);
}

size_t waitlist_wake(struct co_waitlist *list, size_t n)
{
    size_t woken = 0;

    for (; woken < n && list->first; woken++)
        wake_first(list);
    return woken;
}

bool waitlist_tell(struct co_waitlist *list, int news)
{
    if (!list->first)
        return false;
    task_wake(take_first(list)->task, news);
    return true;
}

void waitlist_wake_all(struct co_waitlist *list)
{
    while (waitlist_tell(list, 0))
        ;
}

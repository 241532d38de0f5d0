/*
 * The waiter list under every primitive: first come, first served.
 *
 * The record of a waiter lies on its own stack, so waiting allocates nothing and nothing is left
 * behind. A waiter that has been chosen by a wake leaves the list at once, but is counted until it
 * runs: who arrives in between sees that somebody is ahead. If it is cancelled before it runs, the
 * wake goes to the next one, here and nowhere else; this is what bpo-27585, bpo-32734 and gh-90155
 * were about.
 */
#include "internal.h"

static void append(struct co_waitlist *list, struct co_waiter *waiter)
{
    waiter->list = list;
    waiter->next = NULL;
    waiter->previous = list->last;
    if (list->last)
        list->last->next = waiter;
    else
        list->first = waiter;
    list->last = waiter;
}

static void unlink_waiter(struct co_waiter *waiter)
{
    struct co_waitlist *list = waiter->list;

    if (waiter->previous)
        waiter->previous->next = waiter->next;
    else
        list->first = waiter->next;
    if (waiter->next)
        waiter->next->previous = waiter->previous;
    else
        list->last = waiter->previous;
}

static void cancel_waiter(struct co_wait *wait, struct co_task *task)
{
    unlink_waiter(container_of(wait, struct co_waiter, wait));
    task_wake(task, -ECANCELED);
}

int waitlist_wait(struct co_waitlist *list, struct co_resource *resource, const char *kind)
{
    struct co_loop *loop = co_loop_now;
    struct co_waiter waiter = { .wait = { .cancel = cancel_waiter, .resource = resource } };

    if (!loop || !loop->running)
        return co_raise(-EPERM, "only a task can wait for a %s", kind);
    resource->kind = kind;
    waiter.task = loop->running;
    append(list, &waiter);
    int rc = loop_suspend(loop, &waiter.wait);
    if (waiter.chosen) {
        list->chosen--;
        if (unlikely(rc < 0))
            waitlist_wake(list, 1);
    }
    return rc;
}

size_t waitlist_wake(struct co_waitlist *list, size_t n)
{
    size_t woken = 0;

    for (; woken < n && list->first; woken++) {
        struct co_waiter *waiter = list->first;

        unlink_waiter(waiter);
        waiter->chosen = true;
        list->chosen++;
        task_wake(waiter->task, 0);
    }
    return woken;
}

bool waitlist_tell(struct co_waitlist *list, int news)
{
    struct co_waiter *waiter = list->first;

    if (!waiter)
        return false;
    unlink_waiter(waiter);
    task_wake(waiter->task, news);
    return true;
}

void waitlist_wake_all(struct co_waitlist *list)
{
    while (waitlist_tell(list, 0))
        ;
}

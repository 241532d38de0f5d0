/* Waiting for some of several tasks: what gather, wait and shield have in common. */
#include "internal.h"

#include <math.h>

RARE static void decide(struct watchset *set)
{
    set->decided = true;
    loop_disarm_timer(set->waiter->loop, &set->timer);
    task_wake_after_hop(set->waiter, &set->hop);
}

static void member_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct watch *watch = container_of(watcher, struct watch, watcher);
    struct watchset *set = watch->set;

    watch->set = NULL;
    set->pending--;
    if (!set->decided && set->enough(set, task))
        decide(set);
    if (set->ended)
        set->ended(set, (size_t)(watch - set->watches), task);
}

static void time_is_over(struct co_timer *timer)
{
    struct watchset *set = container_of(timer, struct watchset, timer);

    set->decided = true;
    set->timed_out = true;
    task_wake(set->waiter, 0);
}

static struct co_task *member(const struct co_wait *wait, size_t i)
{
    const struct watchset *set = container_of(wait, const struct watchset, wait);
    size_t seen = 0;

    for (size_t k = 0; k < set->count; k++)
        if (set->watches[k].set && seen++ == i)
            return set->watches[k].task;
    return NULL;
}

void watchset_cancel(struct co_wait *wait, struct co_task *task)
{
    struct watchset *set = container_of(wait, struct watchset, wait);

    if (set->decided) {
        task->must_cancel =
            true; /* the hop that wakes it is in the ready queue and cannot be taken out */
        return;
    }
    set->decided = true;
    task_wake(task, -ECANCELED);
}

/* Make, check and watch in one pass: with 10,000 tasks each pass is as dear as running them. */
static int watch_all(struct watchset *set, struct co_loop *loop, struct watched watched)
{
    int rc = 0;

    for (size_t i = 0; i < set->count; i++) {
        struct co_task *task = watched.tasks ? watched.tasks[i] : co_create_task(watched.coros[i]);
        int wrong = task_check(loop, task);

        set->watches[i].watcher.ended = member_ended;
        set->watches[i].set = NULL;
        set->watches[i].task = task;
        if (unlikely(wrong < 0)) {
            rc = wrong;
        } else if (!task->ended) {
            set->watches[i].set = set;
            set->pending++;
            task_watch(task, &set->watches[i].watcher);
        }
    }
    return rc;
}

static void leave(struct watchset *set)
{
    for (size_t i = 0; i < set->count && set->pending; i++)
        if (set->watches[i].set) {
            task_unwatch(set->watches[i].task, &set->watches[i].watcher);
            set->pending--;
            if (set->left)
                set->left(set->watches[i].task);
        }
    if (set->watches != set->few)
        memory_resize(set->watches, 0);
}

/* Those that had ended before, in order; each is asked, as any of them may be the one that
 * counts. */
static bool enough_already(struct watchset *set)
{
    bool enough = false;

    if (set->pending == set->count)
        return !set->count;
    for (size_t i = 0; i < set->count; i++)
        if (!set->watches[i].set) {
            struct co_task *task = set->watches[i].task;

            task_reference(task); /* one given twice must not be freed at the first time */
            enough |= set->enough(set, task);
            if (set->ended)
                set->ended(set, i, task);
        }
    for (size_t i = 0; i < set->count; i++)
        if (!set->watches[i].set)
            task_unreference(set->watches[i].task);
    return enough;
}

static int wait_until_enough(struct watchset *set, struct co_loop *loop, double timeout)
{
    int rc = 0;

    if (timeout < CO_FOREVER)
        rc = loop_arm_timer(loop, &set->timer, loop_nanoseconds(timeout));
    if (rc == 0)
        rc = loop_suspend(loop, &set->wait);
    loop_disarm_timer(loop, &set->timer);
    return rc;
}

int watchset_wait(struct watchset *set, const char *kind, struct watched watched, double timeout)
{
    struct co_loop *loop = co_loop_now;
    size_t count = watched.count;
    int rc;

    if (!loop || !loop->running)
        return co_raise(-EPERM, "only a task can wait for tasks");
    if (isnan(timeout))
        return co_raise(-EINVAL, "a timeout that is not a number");
    set->count = count;
    set->waiter = loop->running;
    set->resource.kind = kind;
    set->wait.resource = &set->resource;
    set->wait.awaited = member;
    set->timer.callback = time_is_over;
    if (!set->wait.cancel)
        set->wait.cancel = watchset_cancel;
    set->watches = set->few;
    if (count > sizeof set->few / sizeof *set->few)
        set->watches = memory_resize(NULL, count * sizeof *set->watches);
    if (!set->watches) {
        rc = co_raise(-ENOMEM, "there is no memory to wait for %zu tasks", count);
        for (size_t i = 0; i < count && set->left && watched.tasks; i++)
            set->left(watched.tasks[i]);
        return rc;
    }
    rc = watch_all(set, loop, watched);
    if (rc == 0 && !enough_already(set))
        rc = wait_until_enough(set, loop, timeout);
    leave(set);
    return rc;
}

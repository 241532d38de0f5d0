/* Waiting for some of several tasks, for gather, wait and shield. */
#include "co/kernel/watchset.h"

#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/ready.h"
#include "co/kernel/task.h"

#include <math.h>

static void wake_waiter(struct watchset *set, int result)
{
    struct co_task *waiter = set->passing.waiter;

    set->woken = true;
    loop_disarm_timer(waiter->loop, &set->timer);
    task_wake_caused(waiter, result);
}

static void hop_over(struct co_handle *hop)
{
    struct watchset *set = container_of(hop, struct watchset, hop);

    set->hop_is_queued = false;
    if (!set->woken)
        wake_waiter(set, 0);
}

/* The cause is the code that runs now, whatever else happens until the hop. */
RARE static void decide(struct watchset *set)
{
    struct co_task *waiter = set->passing.waiter;

    set->decided = set->hop_is_queued = true;
    if (unlikely(waiter->loop->observed))
        task_set_cause(waiter, CO_CAUSE_TASK);
    set->hop.call = hop_over;
    ready_push_handle(&waiter->loop->ready, &set->hop);
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

static void wake_with_cause(struct watchset *set, int result)
{
    if (unlikely(set->passing.waiter->loop->observed))
        task_set_cause(set->passing.waiter, CO_CAUSE_TASK);
    wake_waiter(set, result);
}

static void time_is_over(struct co_timer *timer)
{
    wake_with_cause(container_of(timer, struct watchset, timer), 0);
}

void watchset_cancel(struct co_wait *wait, struct co_task *task)
{
    (void)task;
    wake_with_cause(container_of(wait, struct watchset, passing.wait), -ECANCELED);
}

static size_t members(const struct co_wait *wait, struct co_task **tasks, size_t count)
{
    const struct watchset *set = container_of(wait, const struct watchset, passing.wait);
    size_t known = 0;

    for (size_t i = 0; i < set->count; i++)
        if (set->watches[i].set) {
            if (known < count)
                tasks[known] = set->watches[i].task;
            known++;
        }
    return known;
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

static void leave(struct watchset *set, struct co_loop *loop)
{
    for (size_t i = 0; i < set->count && set->pending; i++)
        if (set->watches[i].set) {
            task_unwatch(set->watches[i].task, &set->watches[i].watcher);
            set->pending--;
            if (set->left)
                set->left(set->watches[i].task);
        }
    if (unlikely(set->hop_is_queued))
        ready_forget_handle(&loop->ready, &set->hop);
    ready_release(&loop->ready, 1);
    if (set->watches != set->inline_watches)
        memory_resize(set->watches, 0);
}

/* Look at the tasks that had ended before, in order. Each is asked, as any of them may be the task
 * that counts. */
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
        rc = loop_suspend(loop, &set->passing.wait);
    loop_disarm_timer(loop, &set->timer);
    return rc;
}

/* Memory for the watches, and a place in the ready queue for the hop beside the waiter's own, in
 * case the waiter is cancelled while the hop is there. */
static int make_room(struct watchset *set, struct co_loop *loop)
{
    set->watches = set->inline_watches;
    if (set->count > sizeof set->inline_watches / sizeof *set->inline_watches)
        set->watches = memory_resize(NULL, set->count * sizeof *set->watches);
    if (set->watches && ready_reserve(&loop->ready, 1) == 0)
        return 0;
    if (set->watches != set->inline_watches)
        memory_resize(set->watches, 0);
    return co_raise(-ENOMEM, "there is no memory to wait for %zu tasks", set->count);
}

static void prepare(struct watchset *set, struct co_loop *loop, const char *kind, size_t count)
{
    set->count = count;
    set->resource.kind = kind;
    set->passing.waiter = loop->running;
    set->passing.wait.resource = &set->resource;
    set->passing.wait.awaited = members;
    if (!set->passing.wait.cancel)
        set->passing.wait.cancel = watchset_cancel;
    set->timer.callback = time_is_over;
}

int watchset_wait(struct watchset *set, const char *kind, struct watched watched, double timeout)
{
    struct co_loop *loop = co_loop_now;
    int rc;

    if (!loop || !loop->running)
        return co_raise(-EPERM, "only a task can wait for tasks");
    if (isnan(timeout))
        return co_raise(-EINVAL, "the timeout is not a number");
    prepare(set, loop, kind, watched.count);
    rc = make_room(set, loop);
    if (unlikely(rc < 0)) {
        for (size_t i = 0; i < watched.count && set->left && watched.tasks; i++)
            set->left(watched.tasks[i]);
        return rc;
    }
    rc = watch_all(set, loop, watched);
    if (rc == 0) {
        bool enough = enough_already(set);

        if (enough && set->always_suspends)
            decide(set);
        if (!enough || set->always_suspends)
            rc = wait_until_enough(set, loop, timeout);
    }
    leave(set, loop);
    return rc;
}

/* asyncio.wait, as_completed and shield. */
#include "internal.h"

#include <math.h>

struct some {
    struct watchset set;
    enum co_return_when when;
};

static bool enough(struct watchset *set, struct co_task *task)
{
    struct some *some = container_of(set, struct some, set);

    if (!set->pending || some->when == CO_FIRST_COMPLETED)
        return true;
    return some->when == CO_FIRST_EXCEPTION && task->result < 0 && task->result != -ECANCELED;
}

static void release_all(struct co_task **tasks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        task_unreference(tasks[i]);
}

/* While we wait somebody else may await one of them, and thereby free it; we will want to look at
 * it again. */
static int keep_all(struct co_task **tasks, size_t count)
{
    struct co_loop *loop = co_loop_now;

    if (!loop || !loop->running)
        return co_raise(-EPERM, "only a task can wait for tasks");
    for (size_t i = 0; i < count; i++) {
        int rc = task_check(loop, tasks[i]);

        if (rc < 0) {
            release_all(tasks, i);
            return rc;
        }
        task_reference(tasks[i]);
    }
    return 0;
}

static void reverse(struct co_task **tasks, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct co_task *task = tasks[i];

        tasks[i] = tasks[count - 1 - i];
        tasks[count - 1 - i] = task;
    }
}

/* Stable partition by halves, O(n log n): returns how many have ended. */
static size_t ended_first(struct co_task **tasks, size_t count)
{
    if (count <= 1)
        return count && tasks[0]->ended;
    size_t half = count / 2;
    size_t left = ended_first(tasks, half), right = ended_first(tasks + half, count - half);
    /* ended(left) pending ended(right) pending: the two in the middle change places */
    reverse(tasks + left, half - left);
    reverse(tasks + half, right);
    reverse(tasks + left, half - left + right);
    return left + right;
}

int co_wait(struct co_task **tasks, size_t count, double timeout, enum co_return_when when)
{
    struct some some = { .set.enough = enough, .when = when };
    int rc;

    if (!count)
        return co_raise(-EINVAL, "Set of Tasks/Futures is empty.");
    if (when > CO_FIRST_EXCEPTION)
        return co_raise(-EINVAL, "Invalid return_when value: %d", (int)when);
    rc = keep_all(tasks, count);
    if (rc < 0)
        return rc;
    rc = watchset_wait(&some.set, "wait", (struct watched){ .tasks = tasks, .count = count },
                       timeout);
    if (rc == 0)
        rc = (int)ended_first(tasks, count);
    release_all(tasks, count);
    return rc;
}

/* The remaining task that ended first to the front; false if none has ended. */
static bool bring_first_ended(struct co_task **tasks, size_t count)
{
    struct co_task **first = NULL;

    for (struct co_task **task = tasks; task < tasks + count; task++)
        if (*task && (*task)->ended && (!first || (*task)->ended_as < (*first)->ended_as))
            first = task;
    if (first) {
        struct co_task *task = *first;

        *first = tasks[0];
        tasks[0] = task;
    }
    return first != NULL;
}

/* Seconds until the time for all is over. It begins with the first wait. */
static double time_left(struct co_as_completed *next)
{
    int64_t now;

    if (!(next->timeout < CO_FOREVER))
        return CO_FOREVER;
    now = loop_clock(co_loop_now);
    if (!next->given && !next->deadline)
        next->deadline = time_after(now, loop_nanoseconds(next->timeout));
    if (next->deadline == CO_NEVER)
        return CO_FOREVER;
    return (double)(next->deadline - now) / (double)NANOSECONDS;
}

/* One that was given several times comes once. */
static void give(struct co_as_completed *next, struct co_task *task)
{
    for (size_t i = next->given; i < next->count; i++)
        if (next->tasks[i] == task) {
            next->tasks[i] = next->tasks[next->given];
            next->tasks[next->given++] = task;
        }
}

int co_as_completed(struct co_as_completed *next, struct co_task **task)
{
    bool in_time = true;

    if (isnan(next->timeout))
        return co_raise(-EINVAL, "a timeout that is not a number");
    /* Somebody else may take from it while we wait. */
    while (next->given < next->count) {
        struct some some = { .set.enough = enough, .when = CO_FIRST_COMPLETED };
        struct watched rest = { next->tasks + next->given, NULL, next->count - next->given };

        if (!co_loop_now || !co_loop_now->running)
            return co_raise(-EPERM, "only a task can wait for tasks");
        double left = time_left(next);
        if (bring_first_ended(next->tasks + next->given, rest.count)) {
            *task = next->tasks[next->given];
            give(next, *task);
            return 1;
        }
        if (!in_time)
            return -ETIMEDOUT;
        int rc = watchset_wait(&some.set, "wait", rest, left);
        if (rc < 0)
            return rc;
        in_time = !some.set.timed_out;
    }
    return 0;
}

int co_shield(struct co_task *task)
{
    struct some some = { .set = { .enough = enough, .left = co_task_detach } };
    int rc = keep_all(&task, 1);

    if (rc < 0)
        return rc;
    if (!task->ended)
        rc = watchset_wait(&some.set, "shield", (struct watched){ .tasks = &task, .count = 1 },
                           CO_FOREVER);
    if (rc == 0)
        rc = co_await(task);
    release_all(&task, 1);
    return rc;
}

/* asyncio.wait and shield. */
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/task.h"
#include "co/kernel/watchset.h"

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

/* While the caller waits, another task may await one of these tasks, and thereby free it; the
 * caller will look at it again. */
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
    struct some some = { .set = { .enough = enough, .always_suspends = true }, .when = when };
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

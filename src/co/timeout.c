/* asyncio.timeout and wait_for, as of 3.12: wait_for is a timeout scope around an await in the same
 * task. */
#include "internal.h"

#include <math.h>

static void time_is_over(struct co_timer *timer)
{
    struct co_timeout *timeout = container_of(timer, struct co_timeout, timer);

    timeout->state = CO_TIMEOUT_EXPIRING;
    co_task_cancel(timeout->task);
}

int co_timeout_enter(struct co_timeout *timeout, double seconds)
{
    struct co_loop *loop = co_loop_now;
    int rc = 0;

    if (!loop || !loop->running)
        return co_raise(-EPERM, "Timeout should be used inside a task");
    if (timeout->state != CO_TIMEOUT_CREATED)
        return co_raise(-EPERM, "Timeout has already been entered");
    if (isnan(seconds))
        return co_raise(-EINVAL, "a timeout that is not a number");
    *timeout = (struct co_timeout){
        .timer.callback = time_is_over,
        .task = loop->running,
        .cancelling = loop->running->cancelling,
        .state = CO_TIMEOUT_ACTIVE,
    };
    if (seconds < CO_FOREVER)
        rc = loop_arm_timer(loop, &timeout->timer, loop_nanoseconds(seconds));
    if (rc < 0)
        timeout->state = CO_TIMEOUT_FINISHED;
    else
        generator_count_scope(timeout->task, 1);
    return rc;
}

int co_timeout_exit(struct co_timeout *timeout, int rc)
{
    if (timeout->state == CO_TIMEOUT_ACTIVE || timeout->state == CO_TIMEOUT_EXPIRING)
        generator_count_scope(timeout->task, -1);
    if (timeout->state == CO_TIMEOUT_ACTIVE) {
        loop_disarm_timer(co_loop_now, &timeout->timer);
        timeout->state = CO_TIMEOUT_FINISHED;
    } else if (timeout->state == CO_TIMEOUT_EXPIRING) {
        timeout->state = CO_TIMEOUT_EXPIRED;
        /* Somebody else's request is still there: then it is his cancel, not our timeout. */
        if (co_task_uncancel(timeout->task) <= timeout->cancelling && rc == -ECANCELED)
            return -ETIMEDOUT;
    }
    return rc;
}

bool co_timeout_expired(const struct co_timeout *timeout)
{
    return timeout->state == CO_TIMEOUT_EXPIRING || timeout->state == CO_TIMEOUT_EXPIRED;
}

/* No time at all: what has ended counts, all else is cancelled. */
static int wait_for_no_time(struct co_loop *loop, struct co_task *task)
{
    int cancelling = loop->running->cancelling, rc = task_check(loop, task);

    if (rc < 0)
        return rc;
    if (task->ended)
        return co_await(task);
    co_task_cancel(task);
    rc = co_await(task);
    return rc == -ECANCELED && loop->running->cancelling <= cancelling ? -ETIMEDOUT : rc;
}

int co_wait_for(struct co_task *task, double timeout)
{
    struct co_loop *loop = co_loop_now;
    struct co_timeout scope = { 0 };
    int rc;

    if (!loop || !loop->running)
        return co_raise(-EPERM, "only a task can wait for a task");
    if (timeout <= 0)
        return wait_for_no_time(loop, task);
    rc = co_timeout_enter(&scope, timeout);
    if (rc < 0)
        return rc;
    return co_timeout_exit(&scope, co_await(task));
}

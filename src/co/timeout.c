/* asyncio.timeout and wait_for, as of 3.12: wait_for is a timeout scope around an await in the same
 * task. */
#include "co/generator_internal.h"
#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/task.h"
#include "co/kernel/timers.h"

#include <math.h>

/* The timers of a task that has ended are not linked any more. */
static bool is_over(const struct co_timeout *timeout)
{
    return task_is_free(timeout->task) || timeout->task->ended ||
           timeout->task->id != timeout->task_id;
}

static void unlink_timer(struct co_timeout *timeout)
{
    if (timeout->linked)
        timer_queue_unlink(&timeout->task->loop->timers, timeout->linked,
                           &timeout->task->details->first_timeout);
    timeout->linked = 0;
}

static void time_is_over(struct co_timer *timer)
{
    struct co_timeout *timeout = container_of(timer, struct co_timeout, timer);

    if (is_over(timeout)) {
        timeout->state = CO_TIMEOUT_FINISHED; /* it is not on the stack, and was not left */
        return;
    }
    unlink_timer(timeout);
    timeout->state = CO_TIMEOUT_EXPIRING;
    co_task_cancel(timeout->task);
}

static int arm(struct co_loop *loop, struct co_timeout *timeout, double seconds)
{
    int rc;

    timeout->when = CO_FOREVER;
    if (seconds < CO_FOREVER) {
        rc = seconds > 0 ? loop_arm_timer(loop, &timeout->timer, loop_nanoseconds(seconds))
                         : loop_arm_timer_soon(loop, &timeout->timer);
        if (rc < 0)
            return co_raise(rc, "there is no memory for a timeout");
        if (timeout->timer.deadline != CO_NEVER)
            timeout->when = loop_seconds(timeout->timer.armed) + seconds;
        timeout->linked = timeout->timer.slot;
        timer_queue_link(&loop->timers, timeout->linked, &timeout->task->details->first_timeout);
    }
    return 0;
}

int co_timeout_enter(struct co_timeout *timeout, double seconds)
{
    struct co_loop *loop = co_loop_now;
    int rc;

    if (!loop || !loop->running)
        return co_raise(-EPERM, "Timeout should be used inside a task");
    if (timeout->state != CO_TIMEOUT_CREATED)
        return co_raise(-EPERM, "Timeout has already been entered");
    if (isnan(seconds))
        return co_raise(-EINVAL, "the timeout is not a number");
    *timeout = (struct co_timeout){
        .timer.callback = time_is_over,
        .task = loop->running,
        .task_id = loop->running->id,
        .cancelling = loop->running->cancelling,
    };
    rc = arm(loop, timeout, seconds);
    if (rc == 0) {
        timeout->state = CO_TIMEOUT_ACTIVE;
        timeout->task->timeouts++;
        generator_count_scope(timeout->task, 1);
    }
    return rc;
}

int co_timeout_enter_at(struct co_timeout *timeout, double when)
{
    int rc = co_timeout_enter(timeout, when - co_time());

    if (rc == 0 && timeout->when < CO_FOREVER)
        timeout->when = when; /* to the last digit */
    return rc;
}

/* The timeout cannot be changed any more, or not yet. */
static int refuse(const struct co_timeout *timeout)
{
    static const char *const names[] = {
        [CO_TIMEOUT_EXPIRING] = "expiring",
        [CO_TIMEOUT_EXPIRED] = "expired",
        [CO_TIMEOUT_FINISHED] = "finished",
    };

    if (timeout->state < CO_TIMEOUT_EXPIRING)
        return co_raise(-EPERM, "Timeout has not been entered");
    return co_raise(-EPERM, "Cannot change state of %s Timeout", names[timeout->state]);
}

int co_timeout_reschedule(struct co_timeout *timeout, double seconds)
{
    struct co_loop *loop = co_loop_now;

    if (!loop || timeout->state != CO_TIMEOUT_ACTIVE)
        return refuse(timeout);
    if (isnan(seconds))
        return co_raise(-EINVAL, "the timeout is not a number");
    if (is_over(timeout))
        return co_raise(-EPERM, "the task that entered the Timeout has ended");
    unlink_timer(timeout);
    loop_disarm_timer(loop, &timeout->timer);
    return arm(loop, timeout, seconds);
}

double co_timeout_when(const struct co_timeout *timeout)
{
    return timeout->state == CO_TIMEOUT_CREATED ? CO_FOREVER : timeout->when;
}

/* The time was over: -ETIMEDOUT, unless the task has another cancel request; then that request
 * counts, and not the timeout. */
static int expire(struct co_timeout *timeout, int rc)
{
    timeout->state = CO_TIMEOUT_EXPIRED;
    if (co_task_uncancel(timeout->task) <= timeout->cancelling && rc == -ECANCELED)
        return -ETIMEDOUT;
    return rc;
}

int co_timeout_exit(struct co_timeout *timeout, int rc)
{
    struct co_loop *loop = co_loop_now;

    if (timeout->state != CO_TIMEOUT_ACTIVE && timeout->state != CO_TIMEOUT_EXPIRING)
        return rc < 0 ? rc : refuse(timeout);
    if (!loop || timeout->task != loop->running)
        return rc < 0 ? rc
                      : co_raise(-EPERM, "Timeout can only be left by the task that entered it");
    timeout->task->timeouts--;
    generator_count_scope(timeout->task, -1);
    if (timeout->state == CO_TIMEOUT_EXPIRING)
        return expire(timeout, rc);
    unlink_timer(timeout);
    loop_disarm_timer(loop, &timeout->timer);
    timeout->state = CO_TIMEOUT_FINISHED;
    return rc;
}

bool co_timeout_expired(const struct co_timeout *timeout)
{
    return timeout->state == CO_TIMEOUT_EXPIRING || timeout->state == CO_TIMEOUT_EXPIRED;
}

/* The timeout is 0: the result of a task that has ended counts, any other task is cancelled. */
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

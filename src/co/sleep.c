/* Sleep of a task. */
#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/task.h"

struct sleep {
    struct co_wait wait;
    struct co_timer timer;
    struct co_task *task;
};

static void sleep_over(struct co_timer *timer)
{
    task_wake(container_of(timer, struct sleep, timer)->task, 0);
}

static void cancel_sleep(struct co_wait *wait, struct co_task *task)
{
    loop_disarm_timer(task->loop, &container_of(wait, struct sleep, wait)->timer);
    task_wake(task, -ECANCELED);
}

int64_t co_task_due(const struct co_task *task)
{
    if (is_no_task(task, __func__) || !task->wait || task->wait->cancel != cancel_sleep)
        return 0;
    return container_of(task->wait, const struct sleep, wait)->timer.deadline;
}

/* Not inline: to let other tasks run needs few registers, and a timer many. */
__attribute__((noinline)) static int sleep_for(struct co_loop *loop, double seconds)
{
    struct sleep sleep = {
        .wait.cancel = cancel_sleep,
        .timer.callback = sleep_over,
        .task = loop->running,
    };
    int rc = loop_arm_timer(loop, &sleep.timer, loop_nanoseconds(seconds));

    if (unlikely(rc < 0))
        return co_raise(rc, "there is no memory for a timer");
    return loop_suspend(loop, &sleep.wait);
}

int co_sleep(double seconds)
{
    struct co_loop *loop = co_loop_now;

    if (unlikely(!loop || !loop->running))
        return co_raise(-EPERM, "only a task can sleep");
    if (seconds > 0)
        return sleep_for(loop, seconds);
    return likely(seconds <= 0) ? loop_yield(loop) : co_raise(-EINVAL, "the delay is not a number");
}

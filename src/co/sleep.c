/* Sleep of a task, and of a thread. */
#include "internal.h"

#include <time.h>

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

int co_sleep(double seconds)
{
    struct co_loop *loop = co_loop_now;

    if (unlikely(!loop || !loop->running))
        return co_raise(-EPERM, "only a task can sleep");
    if (!(seconds > 0))
        return seconds <= 0 ? loop_yield(loop) : co_raise(-EINVAL, "a delay that is not a number");
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

void block_for(int64_t delay)
{
    int64_t deadline = monotonic() + delay;
    struct timespec until = { deadline / NANOSECONDS, deadline % NANOSECONDS };

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

void co_blocking_sleep(double seconds)
{
    int64_t delay = loop_nanoseconds(seconds);
    struct co_loop *loop = co_loop_now;

    if (co_job_now) {
        job_sleep(co_job_now, delay);
    } else if (!loop || loop->options.clock == CO_CLOCK_REAL) {
        block_for(delay);
    } else if (loop->options.clock != CO_CLOCK_REPLAY) {
        loop->now += delay;
        loop->turns_without_time = 0;
    }
}

/* Sleep of a task, and of a thread. */
#include "internal.h"

#include <math.h>
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

/* Not inline: to let the others run needs few registers, and a timer many. */
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
    return likely(seconds <= 0) ? loop_yield(loop)
                                : co_raise(-EINVAL, "a delay that is not a number");
}

/* A signal may come between the look at `interrupted` and the sleep, and then does not end the
 * sleep: so there is another look soon. */
enum { BETWEEN_LOOKS = 100 * 1000 * 1000 };

int block_until(const struct co_loop *loop, int64_t deadline)
{
    int64_t now;

    while ((now = monotonic()) < deadline) {
        bool look = loop && deadline - now > BETWEEN_LOOKS;
        int64_t end = look ? now + BETWEEN_LOOKS : deadline;
        struct timespec until = { end / NANOSECONDS, end % NANOSECONDS };

        if (loop && loop->interrupted)
            return co_raise(-EINTR, "the sleep was interrupted");
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
    }
    return 0;
}

static int block_loop(struct co_loop *loop, int64_t delay)
{
    int64_t moment = time_after(loop->now, delay);

    if (loop->options.clock == CO_CLOCK_REAL)
        return block_until(loop, time_after(monotonic(), delay));
    if (loop->options.clock == CO_CLOCK_REPLAY)
        return 0; /* what the clock says next has been recorded */
    if (moment == CO_NEVER)
        return co_raise(-EDEADLK, "it would sleep for ever, and the loop with it");
    return loop_block_until(loop, moment);
}

int co_blocking_sleep(double seconds)
{
    int64_t delay = loop_nanoseconds(seconds);
    struct co_loop *loop = co_loop_now;

    if (isnan(seconds))
        return co_raise(-EINVAL, "a delay that is not a number");
    if (co_job_now)
        return job_sleep(co_job_now, delay);
    if (!loop)
        return block_until(NULL, time_after(monotonic(), delay));
    int rc = block_loop(loop, delay);
    if (rc == -EINTR)
        loop->turns_left = 0; /* the interrupt is for the next turn */
    return rc;
}

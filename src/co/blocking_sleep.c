/* A sleep that blocks the thread: the loop with all its tasks, or a job. */
#include "co/kernel/block.h"
#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/thread_internal.h"

#include <math.h>

static int block_loop(struct co_loop *loop, int64_t delay)
{
    int64_t moment = time_after(loop->now, delay);

    if (loop->options.clock == CO_CLOCK_REAL)
        return block_until(loop, time_after(monotonic(), delay));
    if (loop->options.clock == CO_CLOCK_REPLAY)
        return 0; /* what the clock says next has been recorded */
    if (moment == CO_NEVER)
        return co_raise(-EDEADLK, "the sleep would never end, and the loop would stand still");
    return loop_block_until(loop, moment);
}

int co_blocking_sleep(double seconds)
{
    int64_t delay = loop_nanoseconds(seconds);
    struct co_loop *loop = co_loop_now;

    if (isnan(seconds))
        return co_raise(-EINVAL, "the delay is not a number");
    if (co_job_now)
        return job_sleep(co_job_now, delay);
    if (!loop)
        return block_until(NULL, time_after(monotonic(), delay));
    int rc = block_loop(loop, delay);
    if (rc == -EINTR)
        loop->turns_left = 0; /* the interrupt is for the next turn */
    return rc;
}

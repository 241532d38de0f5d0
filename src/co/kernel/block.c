/* A sleep in real time that blocks the thread. */
#include "co/kernel/block.h"

#include "co/kernel/loop.h"

#include <time.h>

/* A signal that comes between the look at `interrupted` and the sleep does not end the sleep. So
 * the sleep is cut into parts, with a look after each. */
enum { BETWEEN_LOOKS = 100 * 1000 * 1000 };

int block_until(const struct co_loop *loop, int64_t deadline)
{
    int64_t now;

    while ((now = monotonic()) < deadline) {
        bool look = loop && deadline - now > BETWEEN_LOOKS;
        int64_t end = look ? now + BETWEEN_LOOKS : deadline;
        struct timespec until = { end / NANOSECONDS, end % NANOSECONDS };

        if (loop && loop->run.interrupted)
            return co_raise(-EINTR, "the sleep was interrupted");
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
    }
    return 0;
}

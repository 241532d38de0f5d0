/* How much later than asked for a sleep ends, in microseconds: whole milliseconds and a fraction,
 * as some event loops round up. In turn with each sleep, one by a timerfd and epoll alone: what the
 * machine itself is late by at that time. */
#include "bench.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int poller, timer;

static int bare_sleep(double seconds)
{
    struct itimerspec when = { .it_value.tv_nsec = (long)(seconds * 1e9) };
    struct epoll_event event;
    uint64_t expirations;

    if (timerfd_settime(timer, 0, &when, NULL) < 0 || epoll_wait(poller, &event, 1, -1) < 0 ||
        read(timer, &expirations, sizeof expirations) < 0)
        return -errno;
    return 0;
}

static int open_timer(void)
{
    struct epoll_event readable = { .events = EPOLLIN };

    timer = timerfd_create(CLOCK_MONOTONIC, 0);
    poller = epoll_create1(0);
    return epoll_ctl(poller, EPOLL_CTL_ADD, timer, &readable) < 0 ? -errno : 0;
}

static int measure_lateness(const char *name, int (*sleep)(double seconds), double seconds)
{
    double began = seconds_on(CLOCK_MONOTONIC);

    await(sleep(seconds));
    figure(name, (seconds_on(CLOCK_MONOTONIC) - began - seconds) * 1e6);
    return 0;
}

/* The vocabulary's own, as a function whose address can be taken. */
static int task_sleep(double seconds)
{
    return co_sleep(seconds);
}

MEASURE
{
    await(open_timer());
    for (long i = 0; i < my->count; i++) {
        await(measure_lateness("late-10", task_sleep, 0.01));
        await(measure_lateness("late-10-bare", bare_sleep, 0.01));
        await(measure_lateness("late-10.3", task_sleep, 0.0103));
        await(measure_lateness("late-10.3-bare", bare_sleep, 0.0103));
    }
    close(timer);
    close(poller);
    return 0;
}

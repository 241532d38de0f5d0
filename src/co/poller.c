/*
 * The wait for what comes from outside. The only file that knows libev.
 *
 * libev calls equal timers and fed events in another order than they came, so its watchers only say
 * that time has passed or that the inbox has something; order is the ready queue's and the timer
 * queue's.
 */
#include "internal.h"

#include <ev.h>
#include <fcntl.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/timerfd.h>
#endif

struct poller {
    struct ev_loop *ev;
    bool is_ours;
    struct ev_async wake;
    struct ev_io timer_io; /* a timerfd: libev's own timers are rounded up to milliseconds */
    struct ev_timer timer; /* where there is no timerfd */
    int timer_descriptor;
    int64_t armed; /* deadline on the real clock; CO_NEVER: none */
};

static void on_wake(struct ev_loop *ev, struct ev_async *wake, int events)
{
    (void)ev, (void)wake, (void)events; /* the loop looks into the inbox after each poll */
}

static void on_timer(struct ev_loop *ev, struct ev_timer *timer, int events)
{
    (void)ev, (void)timer, (void)events;
}

static void on_timer_descriptor(struct ev_loop *ev, struct ev_io *io, int events)
{
    uint64_t expirations;

    (void)ev, (void)events;
    if (read(io->fd, &expirations, sizeof expirations) < 0)
        return; /* re-armed since: it will be readable again */
}

static void stop_watchers(struct poller *poller)
{
    ev_async_stop(poller->ev, &poller->wake);
    ev_timer_stop(poller->ev, &poller->timer);
    if (poller->timer_descriptor >= 0)
        ev_io_stop(poller->ev, &poller->timer_io);
}

void poller_free(struct poller *poller)
{
    if (!poller)
        return;
    if (poller->is_ours && poller->ev)
        ev_loop_destroy(poller->ev);
    else if (poller->ev)
        stop_watchers(poller);
    if (poller->timer_descriptor >= 0)
        close(poller->timer_descriptor);
    memory_resize(poller, 0);
}

/* libev aborts the process if it does not get one. */
static bool descriptor_left(void)
{
    int descriptor = open("/", O_RDONLY | O_CLOEXEC);

    if (descriptor >= 0)
        close(descriptor);
    return descriptor >= 0;
}

static int poller_create(struct co_loop *loop)
{
    struct poller *poller = memory_resize(NULL, sizeof *poller);

    if (!poller)
        return -ENOMEM;
    *poller = (struct poller){ .timer_descriptor = -1, .armed = CO_NEVER };
    poller->is_ours = !loop->options.ev_loop;
    if (!poller->is_ours)
        poller->ev = loop->options.ev_loop;
    else if (!memory_fails())
        poller->ev = ev_loop_new(EVFLAG_AUTO | EVFLAG_NOENV);
    if (!poller->ev || !descriptor_left()) {
        poller_free(poller);
        return -EMFILE;
    }
    ev_async_init(&poller->wake, on_wake);
    ev_async_start(poller->ev, &poller->wake);
    ev_timer_init(&poller->timer, on_timer, 0., 0.);
#ifdef __linux__
    poller->timer_descriptor = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (poller->timer_descriptor >= 0) {
        ev_io_init(&poller->timer_io, on_timer_descriptor, poller->timer_descriptor, EV_READ);
        ev_io_start(poller->ev, &poller->timer_io);
    }
#else
    (void)on_timer_descriptor;
#endif
    loop->poller = poller;
    return 0;
}

int poller_need(struct co_loop *loop)
{
    return loop->poller ? 0 : poller_create(loop);
}

static void poller_arm(struct poller *poller, int64_t deadline)
{
    if (poller->timer_descriptor < 0) {
        ev_timer_stop(poller->ev, &poller->timer);
        if (deadline == CO_NEVER)
            return;
        double seconds = (double)(deadline - monotonic()) / (double)NANOSECONDS;
        ev_now_update(poller->ev);
        ev_timer_set(&poller->timer, seconds > 0 ? seconds : 0., 0.);
        ev_timer_start(poller->ev, &poller->timer);
        return;
    }
#ifdef __linux__
    struct itimerspec when = { 0 };

    if (deadline == poller->armed && deadline == CO_NEVER)
        return;
    if (deadline != CO_NEVER) {
        /* All-zero would disarm it. */
        when.it_value.tv_sec = deadline > 0 ? deadline / NANOSECONDS : 0;
        when.it_value.tv_nsec = deadline > 0 ? deadline % NANOSECONDS : 1;
        if (!when.it_value.tv_sec && !when.it_value.tv_nsec)
            when.it_value.tv_nsec = 1;
    }
    timerfd_settime(poller->timer_descriptor, TFD_TIMER_ABSTIME, &when, NULL);
    poller->armed = deadline;
#endif
}

/* Sleep until the deadline on the real clock, or until something comes from outside. */
void poller_wait(struct co_loop *loop, int64_t deadline)
{
    int rc = poller_need(loop);

    if (rc < 0) {
        loop->stopped_by = rc;
        return;
    }
    poller_arm(loop->poller, deadline);
    if (!loop->interrupted && !signals_arrived(loop))
        ev_run(loop->poller->ev, EVRUN_ONCE);
}

void loop_wake(struct co_loop *loop)
{
    if (loop->poller)
        ev_async_send(loop->poller->ev, &loop->poller->wake);
}

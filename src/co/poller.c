/*
 * The wait for what comes from outside. The only file that knows libev.
 *
 * libev calls equal timers and fed events in another order than they came, so its watchers only say
 * that time has passed or that the inbox has something; order is the ready queue's and the timer
 * queue's.
 */
#include "co/poller_internal.h"

#include "co/descriptor_internal.h"
#include "co/inbox_internal.h"
#include "co/kernel/clock.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/source.h"
#include "co/outside_internal.h"
#include "co/runtime_internal.h"
#include "co/signals_internal.h"

#include <ev.h>
#include <fcntl.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/timerfd.h>
#endif

/* A descriptor that a task or callback waits or waited for. */
struct watched_descriptor {
    struct ev_io io; /* stays active for a while when no task waits: the next wait is often soon */
    struct co_loop *loop;
    struct watched_descriptor *next_ready;
    int events;       /* that have come; 0: it is not among the ready ones */
    bool was_awaited; /* when events came last: a task reads or writes in one of the next turns */
};

struct poller {
    struct ev_loop *ev;
    struct watched_descriptor **watched; /* by descriptor; NULL: never waited for */
    size_t watched_count;
    struct watched_descriptor
        *ready;                  /* of which events have come, the last that libev told first */
    bool is_ours, has_only_hops; /* the turn up to `hops_end` does nothing but wake tasks */
    uint32_t hops_end;
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
    container_of(io, struct poller, timer_io)->armed = CO_NEVER;
}

static void stop_watchers(struct poller *poller)
{
    ev_async_stop(poller->ev, &poller->wake);
    ev_timer_stop(poller->ev, &poller->timer);
    if (poller->timer_descriptor >= 0)
        ev_io_stop(poller->ev, &poller->timer_io);
}

static void free_poller(struct poller *poller)
{
    for (size_t i = 0; i < poller->watched_count; i++)
        if (poller->watched[i]) {
            ev_io_stop(poller->ev, &poller->watched[i]->io);
            memory_resize(poller->watched[i], 0);
        }
    memory_resize(poller->watched, 0);
    if (poller->is_ours && poller->ev)
        ev_loop_destroy(poller->ev);
    else if (poller->ev)
        stop_watchers(poller);
    if (poller->timer_descriptor >= 0)
        close(poller->timer_descriptor);
    memory_resize(poller, 0);
}

/* Returns whether there is a descriptor for libev. If libev gets none, it aborts the process. */
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
        free_poller(poller);
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
    runtime_of(loop)->poller = poller;
    return 0;
}

/* A signal handler may want to wake the loop even now. */
void poller_free(struct co_loop *loop)
{
    struct poller *poller = runtime_of(loop)->poller;

    runtime_of(loop)->poller = NULL;
    if (poller)
        free_poller(poller);
}

int poller_need(struct co_loop *loop)
{
    return runtime_of(loop)->poller ? 0 : poller_create(loop);
}

/* ---- Descriptors ---- */

static int wanted_events(const struct watched_descriptor *watched)
{
    const struct descriptor_entry *entry =
        &runtime_of(watched->loop)->descriptors.entries[watched->io.fd];

    return (entry->waits[CO_READING - 1] ? EV_READ : 0) |
           (entry->waits[CO_WRITING - 1] ? EV_WRITE : 0);
}

static void watch_for(struct poller *poller, struct watched_descriptor *watched, int events)
{
    ev_io_stop(poller->ev, &watched->io);
    /* (Not ev_io_modify(): what it was set to may be the events of an earlier file of this
     * number.) */
    ev_io_set(&watched->io, watched->io.fd, events);
    if (events)
        ev_io_start(poller->ev, &watched->io);
}

static void on_descriptor(struct ev_loop *ev, struct ev_io *io, int events)
{
    struct watched_descriptor *watched = container_of(io, struct watched_descriptor, io);
    struct poller *poller = runtime_of(watched->loop)->poller;

    (void)ev;
    if (!watched->events) {
        watched->next_ready = poller->ready;
        poller->ready = watched;
    }
    watched->events |= events;
}

static void wake_ready(struct poller *poller, struct watched_descriptor *watched)
{
    const struct co_list *waiting =
        &runtime_of(watched->loop)->descriptors.entries[watched->io.fd].waiting;
    int events = watched->events, error = events & EV_ERROR ? -EBADF : 0;
    struct descriptor_wait *next;
    bool any = false;

    watched->events = 0;
    for (struct descriptor_wait *wait = list_first(waiting, struct descriptor_wait, by_descriptor);
         wait; wait = next) {
        next = list_next(wait, by_descriptor);
        if (error || events & (wait->direction == CO_READING ? EV_READ : EV_WRITE)) {
            wait->ready(watched->loop, wait, error);
            any = true;
        }
    }
    /* No task waits for these events, but one may wait for others. If events came for a task
     * before, libev tells of them again until that task runs. To stop and start would be two system
     * calls for each message. */
    if (error)
        ev_io_stop(poller->ev, &watched->io);
    else if (!any && !watched->was_awaited)
        watch_for(poller, watched, wanted_events(watched));
    watched->was_awaited = any;
}

/* Wake the waits of all descriptors that are ready, and note whether the turn that comes has
 * nothing but their hops. */
static void wake_all(struct co_loop *loop)
{
    struct poller *poller = runtime_of(loop)->poller;
    const struct descriptors *descriptors = &runtime_of(loop)->descriptors;
    uint32_t begin = loop->ready.end, hops = descriptors->hops;

    while (poller->ready) {
        struct watched_descriptor *watched = poller->ready;

        poller->ready = watched->next_ready;
        wake_ready(poller, watched);
    }
    poller->hops_end = loop->ready.end;
    poller->has_only_hops = begin == loop->ready.turn_end && poller->hops_end != begin &&
                            poller->hops_end - begin == descriptors->hops - hops;
}

/* Let libev look or wait. It reports from the last descriptor to the first, so all are noted before
 * the waits are woken, in the order in which the descriptors became ready. */
static void run_libev(struct co_loop *loop, int flags)
{
    struct poller *poller = runtime_of(loop)->poller;

    ev_run(poller->ev, flags);
    inbox_look(loop); /* as in asyncio, before what is ready */
    if (poller->ready && loop->observed)
        loop_clock(loop);
    wake_all(loop);
}

/* The place of the descriptor; NULL: no memory. */
static struct watched_descriptor *need_watched(struct co_loop *loop, int descriptor)
{
    struct poller *poller = runtime_of(loop)->poller;
    size_t index = (size_t)descriptor;

    if (index >= poller->watched_count) {
        size_t count = index + 1 > 2 * poller->watched_count ? index + 1 : 2 * index;
        struct watched_descriptor **watched =
            memory_resize(poller->watched, count * sizeof *watched);

        if (!watched)
            return NULL;
        for (size_t i = poller->watched_count; i < count; i++)
            watched[i] = NULL;
        poller->watched = watched;
        poller->watched_count = count;
    }
    if (!poller->watched[index]) {
        struct watched_descriptor *watched = memory_resize(NULL, sizeof *watched);

        if (!watched)
            return NULL;
        *watched = (struct watched_descriptor){ .loop = loop };
        ev_io_init(&watched->io, on_descriptor, descriptor, 0);
        poller->watched[index] = watched;
    }
    return poller->watched[index];
}

int poller_watch(struct co_loop *loop, struct descriptor_wait *wait)
{
    struct watched_descriptor *watched = need_watched(loop, wait->descriptor);
    int events;

    if (!watched)
        return -ENOMEM;
    events = wanted_events(watched);
    if (!ev_is_active(&watched->io) || (watched->io.events & events) != events)
        watch_for(runtime_of(loop)->poller, watched, events);
    return 0;
}

void poller_unwatch(struct co_loop *loop, struct descriptor_wait *wait)
{
    struct watched_descriptor *watched = runtime_of(loop)->poller->watched[wait->descriptor];

    /* The program may close this descriptor without telling us: libev must not look at it. */
    if (!(wait->flags & DESCRIPTOR_IS_KEPT))
        watch_for(runtime_of(loop)->poller, watched, wanted_events(watched));
}

void poller_forget(struct co_loop *loop, int descriptor)
{
    struct poller *poller = runtime_of(loop)->poller;

    if ((size_t)descriptor < poller->watched_count && poller->watched[descriptor])
        watch_for(poller, poller->watched[descriptor], wanted_events(poller->watched[descriptor]));
}

/* Returns whether the last turn did nothing but wake the tasks of the wait before it. No code of
 * the program ran in it, so it has made no other descriptor ready. */
static bool had_only_hops(struct co_loop *loop)
{
    struct poller *poller = runtime_of(loop)->poller;
    bool had = poller->has_only_hops && poller->hops_end == loop->ready.turn_end;

    poller->has_only_hops = false;
    return had;
}

/* Serve the descriptors that are ready. If the loop has waited, or is about to wait since nothing
 * is ready, the wait serves them. */
static void look(struct co_loop *loop, bool has_waited)
{
    bool is_wanted = loop->outside.awaited || loop->outside.always_looks;

    if (is_wanted && !has_waited && loop->ready.end != loop->ready.turn_end && !had_only_hops(loop))
        run_libev(loop, EVRUN_NOWAIT);
}

static bool may_come(struct co_loop *loop)
{
    return loop->outside.awaited > 0;
}

const struct source poller_source = { .look = look, .may_come = may_come };

/* ---- Waiting ---- */

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

    if (deadline == poller->armed)
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

static void sleep_until(struct co_loop *loop, int64_t deadline)
{
    int rc = poller_need(loop);

    if (rc < 0) {
        loop->run.stopped_by = rc;
        return;
    }
    outside_show_wait(loop);
    poller_arm(runtime_of(loop)->poller, deadline);
    if (!loop->run.interrupted && !signals_arrived(loop))
        run_libev(loop, EVRUN_ONCE);
}

static void wake(struct co_loop *loop)
{
    struct poller *poller = runtime_of(loop)->poller;

    if (poller)
        ev_async_send(poller->ev, &poller->wake);
}

const struct loop_sleep poller_sleep = { sleep_until, wake };

/*
 * A child's part in virtual time. The child's `sleep` asks this file for time, over a socket, and
 * gets an answer when that time has come. The requests become timers when all parties are idle, in
 * an order that does not depend on which process was faster.
 *
 * One thing is done to a child at a time, and then the child is left alone until it is idle again:
 * if two of its processes slept until the same moment, they continue in the same order in each
 * run.
 */
#include "co/monotonic.h"
#include "io/process/child.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { SLEEPERS_AT_ONCE = 128, ANCESTORS_MAX = 16 };
/* How long a signal waits for a child that does not become idle. */
static const int64_t signal_patience = 200000000;

struct sleeper {
    struct co_link link; /* in the party's `sleepers` */
    struct child_party *party;
    struct co_timer_handle *timer;
    int descriptor;
    pid_t process;
    int64_t deadline;                  /* of the loop's time; INT64_MAX: never */
    uint32_t ancestors[ANCESTORS_MAX]; /* see child_group_ancestors() */
    enum { CONNECTED, ASKED, HAS_TIMER, IS_DUE } state;
};

static struct io_process *process_of(const struct child_party *in_time)
{
    return container_of(in_time, struct io_process, in_time);
}

static struct child_party *party_of(struct co_party *party)
{
    return container_of(party, struct child_party, party);
}

/* ---- Sleepers ---- */

static struct sleeper *first_sleeper(const struct child_party *in_time)
{
    return list_first(&in_time->sleepers, struct sleeper, link);
}

static void drop(struct sleeper *sleeper)
{
    list_remove(&sleeper->party->sleepers, &sleeper->link);
    co_timer_handle_cancel(sleeper->timer);
    close(sleeper->descriptor);
    co_memory_resize(sleeper, 0);
}

#ifdef __linux__
static bool is_of_this_user(int descriptor, struct ucred *peer)
{
    socklen_t size = sizeof *peer;

    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, peer, &size) == 0 &&
           peer->uid == geteuid();
}

/* Take one request. False: there are no more, or there is no memory now. */
static bool take_one(struct child_party *in_time)
{
    struct sleeper *sleeper = co_memory_resize(NULL, sizeof *sleeper);
    int descriptor =
        sleeper ? accept4(in_time->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK) : -1;
    struct ucred peer;

    if (descriptor < 0 || !is_of_this_user(descriptor, &peer)) {
        /* A `sleep` that gets no answer runs the real sleep. */
        if (descriptor >= 0)
            close(descriptor);
        co_memory_resize(sleeper, 0);
        return descriptor >= 0;
    }
    *sleeper = (struct sleeper){
        .party = in_time,
        .descriptor = descriptor,
        .process = peer.pid,
        .state = CONNECTED,
    };
    list_prepend(&in_time->sleepers, &sleeper->link);
    return true;
}

static bool somebody_asks(const struct child_party *in_time)
{
    struct pollfd polled = { in_time->listener, POLLIN, 0 };

    return in_time->listener >= 0 && poll(&polled, 1, 0) > 0;
}

static void take_new(struct child_party *in_time)
{
    while (somebody_asks(in_time) && take_one(in_time))
        ;
}
#else
static void take_new(struct child_party *in_time)
{
    (void)in_time;
}
#endif

/* Read the request. False: the sleeper has gone, or the request is not valid. */
static bool hear(struct sleeper *sleeper)
{
    int64_t delay, now = co_time_nanoseconds();
    ssize_t size = recv(sleeper->descriptor, &delay, sizeof delay, MSG_DONTWAIT);

    if (size < 0)
        return errno == EAGAIN || errno == EINTR;
    if (size != sizeof delay || sleeper->state != CONNECTED || delay < 0)
        return false;
    sleeper->deadline = delay > INT64_MAX - now ? INT64_MAX : now + delay;
    sleeper->state = ASKED;
    return true;
}

/* Read all requests. Returns how many sleepers have gone. */
static int hear_all(struct child_party *in_time)
{
    struct sleeper *sleeper, *next;
    int gone = 0;

    take_new(in_time);
    for (sleeper = first_sleeper(in_time); sleeper; sleeper = next) {
        next = list_next(sleeper, link);
        if (!hear(sleeper)) {
            drop(sleeper);
            gone++;
        }
    }
    return gone;
}

static bool is_before(const struct sleeper *a, const struct sleeper *b)
{
    if (a->deadline != b->deadline)
        return a->deadline < b->deadline;
    for (int i = 0; i < ANCESTORS_MAX; i++)
        if (a->ancestors[i] != b->ancestors[i])
            return a->ancestors[i] < b->ancestors[i];
    return false;
}

static void sort(struct child_party *in_time)
{
    struct co_list unsorted = in_time->sleepers;
    struct sleeper *sleeper, *later;

    in_time->sleepers = (struct co_list){ 0 };
    while ((sleeper = list_entry(list_take_first(&unsorted), struct sleeper, link))) {
        later = first_sleeper(in_time);
        while (later && is_before(later, sleeper))
            later = list_next(later, link);
        list_insert_before(&in_time->sleepers, &sleeper->link, later ? &later->link : NULL);
    }
}

static bool is_asleep(void *argument, pid_t process)
{
    const struct child_party *in_time = argument;

    for (const struct sleeper *sleeper = first_sleeper(in_time); sleeper;
         sleeper = list_next(sleeper, link))
        if (sleeper->process == process && sleeper->state != CONNECTED)
            return true;
    return false;
}

/* ---- One thing at a time ---- */

static void send_signals(struct child_party *in_time)
{
    for (int i = 0; i < in_time->signal_count; i++)
        child_watch_signal(process_of(in_time), in_time->signals[i]);
    in_time->signal_count = 0;
    co_party_mark_busy(&in_time->party);
}

/* Returns whether the child is idle, or time does not wait for the child any more. */
static bool is_left_alone(const struct child_party *in_time)
{
    return co_party_is_idle(&in_time->party) || in_time->party.overdue;
}

/* Do the next thing to the child. */
static void go_on(struct child_party *in_time)
{
    struct sleeper *sleeper = first_sleeper(in_time);

    if (in_time->signal_count) {
        send_signals(in_time);
        return;
    }
    while (sleeper && sleeper->state != IS_DUE)
        sleeper = list_next(sleeper, link);
    if (!sleeper)
        return;
    send(sleeper->descriptor, "", 1, MSG_NOSIGNAL);
    drop(sleeper);
    co_party_mark_busy(&in_time->party);
}

static int is_due(void *argument)
{
    struct sleeper *sleeper = argument;

    sleeper->timer = NULL;
    sleeper->state = IS_DUE;
    /* Otherwise another sleeper has just gone on; this one follows when all are idle again. */
    if (is_left_alone(sleeper->party))
        go_on(sleeper->party);
    return 0;
}

static void set_timers(struct child_party *in_time)
{
    for (struct sleeper *sleeper = first_sleeper(in_time); sleeper;
         sleeper = list_next(sleeper, link))
        if (sleeper->state == ASKED && sleeper->deadline != INT64_MAX) {
            int64_t left = sleeper->deadline - co_time_nanoseconds();

            sleeper->timer = co_call_later((double)left / (double)NANOSECONDS, is_due, sleeper);
            if (sleeper->timer)
                sleeper->state = HAS_TIMER;
            else
                co_party_mark_busy(&in_time->party); /* there was no memory: try again */
        }
}

/* ---- A party ---- */

static bool is_idle(struct co_party *party)
{
    struct child_party *in_time = party_of(party);

    hear_all(in_time);
    if (in_time->signal_count && monotonic() - in_time->signals_since > signal_patience)
        send_signals(in_time);
    if (party->overdue) {
        set_timers(in_time);
        go_on(in_time);
    }
    /* The socket tells of a sleeper that was killed. A look at an idle child finds a group that
     * stopped because it wants the terminal. */
    return child_group_is_idle(process_of(in_time)->id, is_asleep, in_time) &&
           hear_all(in_time) == 0 && !child_terminal_look(process_of(in_time));
}

static void on_idle(struct co_party *party)
{
    struct child_party *in_time = party_of(party);
    struct io_process *process = process_of(in_time);

    for (struct sleeper *sleeper = first_sleeper(in_time); sleeper;
         sleeper = list_next(sleeper, link))
        if (sleeper->state == ASKED)
            child_group_ancestors(process->id, sleeper->process, sleeper->ancestors, ANCESTORS_MAX);
    sort(in_time);
    set_timers(in_time);
    go_on(in_time);
    /* Without a descriptor the end is found where a descriptor would tell of it: by a task that
     * waits for it. So the run has the same events on every system. */
    if (process->descriptor < 0 && process->waits)
        child_watch_look(process);
}

bool child_party_is_settled(const struct io_process *process)
{
    return co_party_is_idle(&process->in_time.party);
}

int child_party_signal(struct io_process *process, struct child_signal signal)
{
    struct child_party *in_time = &process->in_time;

    if (is_left_alone(in_time) || in_time->signal_count == CHILD_SIGNALS_MAX) {
        co_party_mark_busy(&in_time->party);
        return child_watch_signal(process, signal);
    }
    if (!in_time->signal_count)
        in_time->signals_since = monotonic();
    in_time->signals[in_time->signal_count++] = signal;
    return 0;
}

#ifdef __linux__
static int open_listener(struct child_party *in_time)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    socklen_t size = sizeof address.sun_family; /* the system chooses an address that is free */
    int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (listener < 0)
        return co_raise(-errno, "there is no descriptor left for the clock of a child");
    in_time->listener = listener;
    if (bind(listener, (struct sockaddr *)&address, size) < 0 ||
        listen(listener, SLEEPERS_AT_ONCE) < 0)
        return co_raise(-errno, "there is no address left for the clock of a child");
    size = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &size);
    /* A '\0', and then a name without one at its end. */
    snprintf(in_time->address, sizeof in_time->address, "%.*s",
             (int)(size - offsetof(struct sockaddr_un, sun_path) - 1), address.sun_path + 1);
    return 0;
}
#endif

int child_party_open(struct io_process *process)
{
#ifdef __linux__
    if (co_time_is_virtual())
        return open_listener(&process->in_time);
#endif
    (void)process;
    return 0;
}

void child_party_enter(struct io_process *process)
{
    struct child_party *in_time = &process->in_time;

    in_time->party = (struct co_party){
        .name = process->name,
        .is_idle = is_idle,
        .on_idle = on_idle,
        .descriptors = { in_time->listener, -1 },
    };
    co_party_enter(&in_time->party);
}

void child_party_close(struct io_process *process)
{
    struct child_party *in_time = &process->in_time;
    struct sleeper *sleeper;

    co_party_leave(&in_time->party);
    while ((sleeper = first_sleeper(in_time)))
        drop(sleeper);
    if (in_time->listener >= 0)
        close(in_time->listener);
    in_time->listener = -1;
}

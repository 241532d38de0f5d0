/*
 * A child's part in virtual time. Its `sleep` asks here for time, over a socket, and gets an answer
 * when that time has come. What it asks for becomes a timer when all parties have come to rest, in
 * an order that does not depend on who was faster.
 *
 * One thing is done to a child at a time, and then it is left alone until it has come to rest again:
 * if two of its processes slept until the same moment, what they do then comes in the same order in
 * each run.
 */
#include "io/child.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { SLEEPERS_AT_ONCE = 128 };
static const int64_t second = 1000000000;
/* For how long a signal waits for a child that does not come to rest. */
static const int64_t signal_patience = 200000000;

struct sleeper {
    struct sleeper *next; /* those that asked, by deadline and number; the others where they are */
    struct child_party *party;
    struct co_timer_handle *timer;
    int descriptor;
    pid_t process;
    int64_t deadline; /* of the loop's time; INT64_MAX: never */
    enum { CONNECTED, ASKED, HAS_TIMER, IS_DUE } state;
};

static int64_t real_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * second + now.tv_nsec;
}

static struct io_process *process_of(const struct child_party *in_time)
{
    return (struct io_process *)((char *)in_time - offsetof(struct io_process, in_time));
}

static struct child_party *party_of(struct co_party *party)
{
    return (struct child_party *)((char *)party - offsetof(struct child_party, party));
}

/* ---- Sleepers ---- */

static void drop(struct sleeper **link)
{
    struct sleeper *sleeper = *link;

    *link = sleeper->next;
    co_timer_handle_cancel(sleeper->timer);
    close(sleeper->descriptor);
    co_memory_resize(sleeper, 0);
}

#ifdef __linux__
static void add(struct child_party *in_time, int descriptor)
{
    struct sleeper *sleeper = co_memory_resize(NULL, sizeof *sleeper);
    struct ucred who = { .uid = (uid_t)-1 };
    socklen_t size = sizeof who;

    /* Whom we do not answer uses the real sleep. */
    if (!sleeper || getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &who, &size) < 0 ||
        who.uid != geteuid()) {
        co_memory_resize(sleeper, 0);
        close(descriptor);
        return;
    }
    *sleeper = (struct sleeper){
        .next = in_time->sleepers,
        .party = in_time,
        .descriptor = descriptor,
        .process = who.pid,
        .state = CONNECTED,
    };
    in_time->sleepers = sleeper;
}

static void take_new(struct child_party *in_time)
{
    int descriptor;

    while (in_time->listener >= 0 &&
           (descriptor = accept4(in_time->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0)
        add(in_time, descriptor);
}
#else
static void take_new(struct child_party *in_time)
{
    (void)in_time;
}
#endif

/* False: it has gone, or makes no sense. */
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

static bool is_before(const struct sleeper *a, const struct sleeper *b)
{
    return a->deadline != b->deadline ? a->deadline < b->deadline : a->process < b->process;
}

/* Hear what they ask for, and put them in order. */
static void hear_all(struct child_party *in_time)
{
    struct sleeper *heard = NULL, **link;

    take_new(in_time);
    for (link = &in_time->sleepers; *link;)
        if (hear(*link))
            link = &(*link)->next;
        else
            drop(link);
    while (in_time->sleepers) {
        struct sleeper *sleeper = in_time->sleepers;

        in_time->sleepers = sleeper->next;
        for (link = &heard; *link && is_before(*link, sleeper); link = &(*link)->next)
            ;
        sleeper->next = *link;
        *link = sleeper;
    }
    in_time->sleepers = heard;
}

static bool is_asleep(void *argument, pid_t process)
{
    const struct child_party *in_time = argument;

    for (const struct sleeper *sleeper = in_time->sleepers; sleeper; sleeper = sleeper->next)
        if (sleeper->process == process && sleeper->state != CONNECTED)
            return true;
    return false;
}

/* ---- Its turn ---- */

static void send_signals(struct child_party *in_time)
{
    for (int i = 0; i < in_time->signal_count; i++)
        child_watch_signal(process_of(in_time), in_time->signals[i]);
    in_time->signal_count = 0;
    co_party_disturb(&in_time->party);
}

/* What comes next is done to it. */
static void go_on(struct child_party *in_time)
{
    struct sleeper **link = &in_time->sleepers;

    if (in_time->signal_count) {
        send_signals(in_time);
        return;
    }
    while (*link && (*link)->state != IS_DUE)
        link = &(*link)->next;
    if (!*link)
        return;
    send((*link)->descriptor, "", 1, MSG_NOSIGNAL);
    drop(link);
    co_party_disturb(&in_time->party);
}

static int take_turn(void *argument)
{
    struct child_party *in_time = argument;

    in_time->turn = NULL;
    if (process_of(in_time)->descriptor < 0)
        child_watch_look(process_of(in_time));
    go_on(in_time);
    return 0;
}

static bool wants_turn(const struct child_party *in_time)
{
    const struct io_process *process = process_of(in_time);

    if (in_time->signal_count || (process->descriptor < 0 && !process->ended))
        return true;
    for (const struct sleeper *sleeper = in_time->sleepers; sleeper; sleeper = sleeper->next)
        if (sleeper->state == IS_DUE)
            return true;
    return false;
}

static int is_due(void *argument)
{
    struct sleeper *sleeper = argument;

    sleeper->timer = NULL;
    sleeper->state = IS_DUE;
    /* Otherwise it is another's turn, and this one's when it has come to rest. */
    if (child_party_is_settled(process_of(sleeper->party)))
        go_on(sleeper->party);
    return 0;
}

/* ---- A party ---- */

static bool is_at_rest(struct co_party *party)
{
    struct child_party *in_time = party_of(party);

    hear_all(in_time);
    if (in_time->signal_count && real_clock() - in_time->signals_since > signal_patience)
        send_signals(in_time);
    return child_group_is_at_rest(process_of(in_time)->id, is_asleep, in_time);
}

static void rests(struct co_party *party)
{
    struct child_party *in_time = party_of(party);

    for (struct sleeper *sleeper = in_time->sleepers; sleeper; sleeper = sleeper->next)
        if (sleeper->state == ASKED && sleeper->deadline != INT64_MAX) {
            int64_t left = sleeper->deadline - co_time_nanoseconds();

            sleeper->timer = co_call_later((double)left / (double)second, is_due, sleeper);
            sleeper->state = sleeper->timer ? HAS_TIMER : ASKED;
        }
    /* Later, at the same time: from here time would jump, whatever is done. */
    if (wants_turn(in_time) && !in_time->turn)
        in_time->turn = co_call_later(0, take_turn, in_time);
}

bool child_party_is_settled(const struct io_process *process)
{
    return co_party_rests(&process->in_time.party);
}

int child_party_signal(struct io_process *process, struct child_signal signal)
{
    struct child_party *in_time = &process->in_time;

    if (co_party_rests(&in_time->party) || in_time->party.let_go ||
        in_time->signal_count == CHILD_SIGNALS_MAX) {
        co_party_disturb(&in_time->party);
        return child_watch_signal(process, signal);
    }
    if (!in_time->signal_count)
        in_time->signals_since = real_clock();
    in_time->signals[in_time->signal_count++] = signal;
    return 0;
}

#ifdef __linux__
static int open_listener(struct child_party *in_time)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    socklen_t size = sizeof address.sun_family; /* an address that nobody has */
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
    process->in_time.listener = -1;
#ifdef __linux__
    if (co_time_is_virtual())
        return open_listener(&process->in_time);
#endif
    return 0;
}

void child_party_enter(struct io_process *process)
{
    struct child_party *in_time = &process->in_time;

    in_time->party = (struct co_party){
        .name = process->name,
        .is_at_rest = is_at_rest,
        .rests = rests,
        .descriptors = { in_time->listener, -1 },
    };
    co_party_enter(&in_time->party);
}

void child_party_close(struct io_process *process)
{
    struct child_party *in_time = &process->in_time;

    co_party_leave(&in_time->party);
    co_timer_handle_cancel(in_time->turn);
    in_time->turn = NULL;
    while (in_time->sleepers)
        drop(&in_time->sleepers);
    if (in_time->address[0])
        close(in_time->listener);
    in_time->address[0] = '\0';
    in_time->listener = -1;
}

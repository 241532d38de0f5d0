/*
 * Time and the outside world, on a clock that jumps; see outside.h for the rules.
 *
 * Without the rules the same program would print something else in most of its runs: the system
 * decides the order in which children and peers are served. So all of them have to be idle before
 * any of them is served, and then the loop decides the order. (Shadow and rr do the same for whole
 * machines.)
 */
#include "co/outside_internal.h"

#include "co/descriptor_internal.h"
#include "co/inbox_internal.h"
#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/report.h"
#include "co/kernel/source.h"
#include "co/kernel/timers.h"
#include "co/kernel/touch.h"
#include "co/kernel/waitlist.h"
#include "co/outside.h"
#include "co/runtime_internal.h"
#include "co/signals_internal.h"

#include <poll.h>
#include <time.h>

enum {
    AT_ONCE = 64,      /* descriptors that are looked at without memory of their own */
    PAUSE_MIN = 50000, /* nanoseconds between two looks at parties */
    PAUSE_MAX = 10000000,
    TURNS_PER_LOOK_AT_PARTIES = 1024,
};
static const int64_t patience = 2 * NANOSECONDS;
static const int64_t silence =
    5 * NANOSECONDS; /* before a report names the process that holds time */

bool co_time_is_virtual(void)
{
    return co_loop_now && co_loop_now->options.clock != CO_CLOCK_REAL;
}

/* ---- Waiting for each other ---- */

int co_waitlist_wait(struct co_waitlist *list, struct co_resource *resource, const char *kind)
{
    return waitlist_wait(list, resource, kind);
}

void co_waitlist_wake_all(struct co_waitlist *list)
{
    waitlist_wake_all(list);
}

void co_waitlist_wake_all_from_outside(struct co_waitlist *list, int64_t since)
{
    struct co_loop *loop = co_loop_now;
    struct co_cause cause = { .kind = CO_CAUSE_OUTSIDE };
    const struct co_cause *before;

    if (!loop)
        return;
    cause.delay = loop->now - since;
    cause.time = loop->now;
    before = cause_enter(loop, &cause);
    waitlist_wake_all(list);
    cause_leave(loop, before);
}

void co_resource_touch(struct co_resource *resource)
{
    resource_touch(resource, co_loop_now);
}

/* ---- Parties ---- */

static struct co_party *first_party(const struct co_loop *loop)
{
    return list_first(&runtime_of(loop)->parties, struct co_party, link);
}

void co_party_enter(struct co_party *party)
{
    struct co_loop *loop = co_loop_now;

    party->loop = NULL;
    if (!co_time_is_virtual())
        return;
    party->loop = loop;
    co_party_mark_busy(party);
    list_append(&runtime_of(loop)->parties, &party->link);
    loop->outside.held++;
}

void co_party_mark_busy(struct co_party *party)
{
    party->idle = party->notified = party->overdue = false;
}

bool co_party_is_idle(const struct co_party *party)
{
    return !party->loop || party->idle;
}

void co_party_leave(struct co_party *party)
{
    struct co_loop *loop = party->loop;

    if (!loop)
        return;
    list_remove(&runtime_of(loop)->parties, &party->link);
    loop->outside.held--;
    party->loop = NULL;
}

/* The first party that runs and holds time; NULL: there is none. */
static struct co_party *first_running(struct co_loop *loop)
{
    struct co_party *running = NULL;

    for (struct co_party *party = first_party(loop); party; party = list_next(party, link)) {
        if (!party->idle && party->is_idle(party)) {
            party->idle = true;
            party->overdue = false;
        }
        if (!party->idle && !party->overdue && !running)
            running = party;
    }
    return running;
}

static void tell_all_rest(struct co_loop *loop)
{
    for (struct co_party *party = first_party(loop); party; party = list_next(party, link))
        if (party->idle && !party->notified && party->on_idle) {
            party->notified = true;
            party->on_idle(party);
        }
}

static bool report_held(struct co_loop *loop, const char *name, int64_t held)
{
    char message[CO_TEXT_MAX + 64];

    co_format(message, sizeof message, "after %lld s of real time %s still runs",
              (long long)(held / NANOSECONDS), name);
    report(loop, &(struct co_report){ .kind = CO_REPORT_TIME_HELD,
                                      .message = message,
                                      .text = "",
                                      .seconds = (double)held / (double)NANOSECONDS });
    return true;
}

static bool is_interrupted(struct co_loop *loop)
{
    return loop->run.interrupted || signals_arrived(loop) || inbox_has_post(loop);
}

/* How long time may be held: as long as the wait takes on the real clock, but at least
 * `patience`. */
static int64_t longest(const struct co_loop *loop, int64_t deadline)
{
    int64_t gap = deadline == CO_NEVER ? CO_NEVER : deadline - loop->now;

    return gap > patience ? gap : patience;
}

/* Without a deadline, too, time is not held for ever: a party may wait for us in a way that cannot
 * be seen. */
static int64_t longest_for_parties(const struct co_loop *loop, int64_t deadline)
{
    return deadline == CO_NEVER ? silence : longest(loop, deadline);
}

static size_t party_descriptors(const struct co_loop *loop, struct pollfd *polled, size_t most)
{
    size_t count = 0;

    for (const struct co_party *party = first_party(loop); party; party = list_next(party, link))
        for (int i = 0; i < 2 && count < most; i++)
            if (!party->idle && party->descriptors[i] >= 0)
                polled[count++] = (struct pollfd){ party->descriptors[i], POLLIN, 0 };
    return count;
}

/* The clock is not read: its readings may be recorded. */
void outside_show_wait(const struct co_loop *loop)
{
    if (loop->observed)
        loop->options.observe(loop->options.context, &(struct co_trace){ .kind = CO_TRACE_OUTSIDE,
                                                                         .time = loop->now,
                                                                         .place = co_place_now,
                                                                         .text = "" });
}

/* Sleep until a party that runs may have news. The sleep is short: no descriptor tells that a party
 * has begun to wait for us. */
static void pause_for_parties(const struct co_loop *loop, int64_t *pause)
{
    struct pollfd polled[AT_ONCE];
    struct timespec time = { 0, *pause };

    outside_show_wait(loop);
    ppoll(polled, party_descriptors(loop, polled, AT_ONCE), &time, NULL);
    if (*pause < PAUSE_MAX)
        *pause *= 2;
}

/* False: interrupted. */
static bool hold_for_running(struct co_loop *loop, int64_t deadline, int64_t began, bool *reported)
{
    int64_t pause = PAUSE_MIN;
    struct co_party *running;

    while ((running = first_running(loop))) {
        int64_t held = monotonic() - began;

        if (is_interrupted(loop))
            return false;
        running->overdue = held >= longest_for_parties(loop, deadline);
        if (!*reported && (running->overdue || held >= silence))
            *reported = report_held(loop, running->name, held);
        pause_for_parties(loop, &pause);
    }
    return true;
}

/* Hold time until all parties are idle, or have been running for too long. A party that is
 * called when all are idle may make another one run; time is held for that one, too. False:
 * interrupted. */
static bool hold_for_parties(struct co_loop *loop, int64_t deadline)
{
    int64_t began = monotonic();
    bool reported = false;

    do {
        if (!hold_for_running(loop, deadline, began, &reported))
            return false;
        tell_all_rest(loop);
    } while (first_running(loop));
    return true;
}

/* ---- Descriptors ---- */

static struct descriptor_wait *first_wait(const struct co_loop *loop)
{
    return list_first(&runtime_of(loop)->descriptors.waits, struct descriptor_wait, link);
}

static bool is_of_stranger(const struct descriptor_wait *wait)
{
    return !(wait->flags & (CO_INSIDE | CO_OF_PARTY));
}

static int poll_some(struct pollfd *polled, size_t count, int64_t timeout)
{
    struct timespec time = { 0, timeout };

    return ppoll(polled, count, &time, NULL);
}

/* Wake the waits whose descriptor is ready, in the order in which they began. Waits for parties
 * that may still run are left out, unless `parties_too`. Sleeps up to `timeout` for the first
 * one. */
static bool deliver(struct co_loop *loop, bool parties_too, int64_t timeout)
{
    struct pollfd few[AT_ONCE], *polled = few;
    size_t count = 0, i = 0;
    bool any = false;

    for (struct descriptor_wait *wait = first_wait(loop); wait; wait = list_next(wait, link))
        count++;
    if (count > AT_ONCE)
        polled = memory_resize(NULL, count * sizeof *polled);
    if (!polled) {
        loop->run.stopped_by = -ENOMEM;
        return true;
    }
    for (struct descriptor_wait *wait = first_wait(loop); wait; wait = list_next(wait, link), i++)
        polled[i] = (struct pollfd){
            parties_too || !(wait->flags & CO_OF_PARTY) ? wait->descriptor : -1,
            wait->direction == CO_READING ? POLLIN : POLLOUT,
            0,
        };
    if (timeout)
        outside_show_wait(loop);
    if (poll_some(polled, count, timeout) > 0) {
        struct descriptor_wait *wait = first_wait(loop), *next;

        /* A wait that is woken takes itself out of the list, and no other wait. */
        for (i = 0; i < count; i++, wait = next) {
            next = list_next(wait, link);
            if (polled[i].revents) {
                wait->ready(loop, wait, polled[i].revents & POLLNVAL ? -EBADF : 0);
                any = true;
            }
        }
    }
    if (polled != few)
        memory_resize(polled, 0);
    return any;
}

static bool strangers_are_awaited(const struct co_loop *loop)
{
    for (struct descriptor_wait *wait = first_wait(loop); wait; wait = list_next(wait, link))
        if (is_of_stranger(wait))
            return true;
    return false;
}

static bool a_party_is_overdue(const struct co_loop *loop)
{
    for (const struct co_party *party = first_party(loop); party; party = list_next(party, link))
        if (party->overdue)
            return true;
    return false;
}

/* Nothing is known about the remaining peers, so real time has to pass: until a descriptor is
 * ready, or until time has been held for too long. It passes in short steps, because a signal that
 * comes between two looks interrupts no sleep. */
static bool hold_for_strangers(struct co_loop *loop, int64_t deadline)
{
    int64_t began = monotonic(), most = longest(loop, deadline);
    bool reported = false;

    for (;;) {
        int64_t held = monotonic() - began;
        int64_t until = reported || silence > most ? most : silence;

        if (is_interrupted(loop))
            return true;
        if (held >= until && !reported && until == silence)
            reported = report_held(loop, "a peer outside", held);
        else if (held >= until)
            return false;
        else if (deliver(loop, true, until - held < PAUSE_MAX ? until - held : PAUSE_MAX))
            return true;
    }
}

static void look_at_descriptors(struct co_loop *loop)
{
    /* Tasks may also spin until a party has done something. */
    bool parties_too = loop->turns.without_time % TURNS_PER_LOOK_AT_PARTIES == 0;

    if (parties_too && runtime_of(loop)->parties.first && !hold_for_parties(loop, loop->now))
        return;
    deliver(loop, parties_too, 0);
}

/* Serve the descriptors that are ready while tasks are ready, too. In a replay the wait has served
 * them. */
static void look(struct co_loop *loop, bool has_waited)
{
    bool is_wanted = loop->outside.awaited || loop->outside.always_looks;

    if (is_wanted && !(has_waited && loop_time_is_real(loop)) &&
        loop->ready.end != loop->ready.turn_end)
        look_at_descriptors(loop);
}

/* Nothing is ready. Hold time for the outside world; false: there is nothing to hold it for. */
static bool serve(struct co_loop *loop, int64_t deadline)
{
    if (runtime_of(loop)->parties.first && !hold_for_parties(loop, deadline))
        return true;
    /* A party that was called when all were idle may have woken a task. */
    if (loop->ready.next != loop->ready.end)
        return true;
    if (!runtime_of(loop)->descriptors.waits.first)
        return false;
    if (deliver(loop, true, 0))
        return true;
    /* Or it may have set a timer. */
    deadline = timer_queue_next(&loop->timers);
    if (deadline == CO_NEVER && a_party_is_overdue(loop)) {
        /* Then look at the parties again: only the parties can tell what they wait for. */
        deliver(loop, true, PAUSE_MAX);
        return true;
    }
    return strangers_are_awaited(loop) && hold_for_strangers(loop, deadline);
}

const struct source outside_source = { .look = look, .serve = serve };

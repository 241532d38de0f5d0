/*
 * Timers that are due, in the order in which they fire.
 *
 * An asyncio timer is a callback: when its time has come the loop puts it into the ready queue, and
 * a task that it wakes runs one turn later. Timers that become due together fire one after the
 * other, so one place in the ready queue is enough for all of them; a timer that is due at once has
 * a place of its own.
 *
 * The order is kept by slots of the timer queue: a timer may be disarmed before it fires, and then
 * its memory may be gone. Until a timer fires, its memory is not touched: with a million sleeping
 * tasks each touch is a cache miss.
 */
#include "co/kernel/due.h"

#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/ready.h"
#include "co/kernel/timers.h"

enum { FIRST_SIZE = 64 };

/* A group has one place in the ready queue. The place of a timer that is due at once goes with
 * it. */
#define LAST_OF_GROUP (UINT32_C(1) << 31)
#define OWNS_PLACE (UINT32_C(1) << 30)
#define SLOT (OWNS_PLACE - 1)

static int reserve(struct due_timers *due, uint32_t timers)
{
    uint32_t size = due->ring ? due->mask + 1 : FIRST_SIZE;
    uint32_t *ring;

    while (size < timers)
        size *= 2;
    ring = memory_resize(NULL, size * sizeof *ring);
    if (!ring)
        return -ENOMEM;
    for (uint32_t i = due->next; i != due->end; i++)
        ring[i & (size - 1)] = due->ring[i & due->mask];
    memory_resize(due->ring, 0);
    due->ring = ring;
    due->mask = size - 1;
    return 0;
}

int due_reserve(struct co_loop *loop)
{
    struct due_timers *due = &loop->due;
    uint32_t timers = loop->timers.count + (due->end - due->next) + 1;

    return likely(timers <= due->mask) ? 0 : reserve(due, timers + 1);
}

static inline void append(struct due_timers *due, uint32_t entry)
{
    due->ring[due->end++ & due->mask] = entry;
}

int due_add(struct co_loop *loop, struct co_timer *timer)
{
    uint32_t slot;

    if (due_reserve(loop) < 0 || ready_reserve(&loop->ready, 1) < 0)
        return -ENOMEM;
    if (timer_queue_add_due(&loop->timers, timer, &slot) < 0) {
        ready_release(&loop->ready, 1);
        return -ENOMEM;
    }
    append(&loop->due, slot | LAST_OF_GROUP | OWNS_PLACE);
    ready_push_handle(&loop->ready, &loop->due.handle);
    return 0;
}

RARE static void fire_observed(struct co_loop *loop, struct co_timer *timer)
{
    struct co_cause cause = { CO_CAUSE_TIMER, timer->task, 0, 0, timer->deadline - timer->armed,
                              timer->deadline };

    loop->callback_cause = &cause;
    timer->callback(timer);
    loop->callback_cause = NULL;
}

static inline void fire(struct co_loop *loop, struct co_timer *timer)
{
    if (unlikely(loop->observed))
        fire_observed(loop, timer);
    else
        timer->callback(timer);
}

static void fire_group(struct co_handle *handle)
{
    struct co_loop *loop = container_of(handle, struct co_loop, due.handle);
    struct due_timers *due = &loop->due;
    uint32_t entry;

    do {
        entry = due->ring[due->next++ & due->mask];
        struct co_timer *timer = timer_queue_release(&loop->timers, entry & SLOT);
        if (!(entry & LAST_OF_GROUP))
            timer_queue_fetch_ahead(&loop->timers, due->ring[due->next & due->mask] & SLOT);
        if (!timer || loop->run.closing)
            continue;
        if (unlikely(loop->inspector))
            loop->inspector->fire_timer(loop, timer, fire);
        else
            fire(loop, timer);
    } while (!(entry & LAST_OF_GROUP));
    if (entry & OWNS_PLACE)
        ready_release(&loop->ready, 1);
}

/* Timers fire in a turn of their own if nothing else is ready: then no task can tell whether they
 * fire now or in the turn that comes, and that turn is for the tasks that they wake. */
static inline bool gets_own_turn(const struct co_loop *loop)
{
    return loop->ready.next == loop->ready.end && !loop->turns.are_watched &&
           !loop->outside.awaited && !loop->run.closing;
}

/* Where a single task sleeps, the way through the ring would be half of what a sleep costs. */
static inline void fire_lone(struct co_loop *loop)
{
    struct co_timer *timer = timer_queue_pop_lone(&loop->timers);

    loop->next_deadline = CO_NEVER;
    if (timer) {
        loop->due.have_fired = true;
        fire(loop, timer);
    }
}

static void fire_together(struct co_loop *loop, bool own_turn)
{
    struct due_timers *due = &loop->due;

    due->ring[(due->end - 1) & due->mask] |= LAST_OF_GROUP;
    if (own_turn) {
        loop->due.have_fired = true;
        fire_group(&loop->due.handle);
    } else {
        ready_push_handle(&loop->ready, &loop->due.handle);
    }
}

static void fire_all(struct co_loop *loop, bool own_turn)
{
    struct due_timers *due = &loop->due;
    uint32_t before = due->end;
    int64_t deadline;

    while ((deadline = timer_queue_next(&loop->timers)) <= loop->now)
        append(due, timer_queue_take(&loop->timers));
    loop->next_deadline = deadline;
    if (due->end != before)
        fire_together(loop, own_turn);
}

void due_look(struct co_loop *loop)
{
    bool own_turn = gets_own_turn(loop);

    if (own_turn && loop->timers.count == 1)
        fire_lone(loop);
    else
        fire_all(loop, own_turn);
}

void due_begin(struct co_loop *loop)
{
    loop->due.handle.call = fire_group;
}

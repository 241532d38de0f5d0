/*
 * The clock of a loop, read at this one place, and the timers that are armed by it.
 */
#include "co/kernel/clock.h"

#include "co/kernel/block.h"
#include "co/kernel/current.h"
#include "co/kernel/due.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/timers.h"

#include <math.h>

static void record_reading(struct co_record *record, int64_t reading)
{
    if (record->count == record->capacity) {
        size_t capacity = record->capacity ? record->capacity * 2 : 256;
        int64_t *readings = memory_resize(record->readings, capacity * sizeof *readings);

        if (!readings) {
            record->failed = true;
            return;
        }
        record->readings = readings;
        record->capacity = capacity;
    }
    record->readings[record->count++] = reading;
}

static int64_t replay_reading(struct co_record *record, int64_t last)
{
    if (record->next == record->count) {
        record->failed = true;
        return last;
    }
    return record->readings[record->next++];
}

int64_t loop_clock(struct co_loop *loop)
{
    if (loop->options.clock == CO_CLOCK_REAL) {
        loop->now = monotonic() - loop->start;
        if (unlikely(loop->options.record != NULL))
            record_reading(loop->options.record, loop->now);
    } else if (unlikely(loop->options.clock == CO_CLOCK_REPLAY)) {
        loop->now = replay_reading(loop->options.record, loop->now);
    }
    return loop->now;
}

/* Pool threads read the clock beside the loop: what they read is not part of its record. */
int64_t co_time_nanoseconds(void)
{
    struct co_loop *loop = co_job_now ? co_job_now->loop : co_loop_now;

    if (!loop)
        return 0;
    if (co_job_now)
        return loop->options.clock == CO_CLOCK_REAL ? monotonic() - loop->start : loop->now;
    return loop_clock(loop);
}

double co_time(void)
{
    return loop_seconds(co_time_nanoseconds());
}

int64_t loop_nanoseconds(double seconds)
{
    double nanoseconds = seconds * (double)NANOSECONDS;

    if (!(nanoseconds > 0))
        return 0;
    return nanoseconds < 0x1p63 ? (int64_t)llround(nanoseconds) : CO_NEVER;
}

double loop_seconds(int64_t moment)
{
    return moment == CO_NEVER ? CO_FOREVER : (double)moment / (double)NANOSECONDS;
}

int64_t loop_real_time(const struct co_loop *loop, int64_t moment)
{
    if (loop->options.clock != CO_CLOCK_PACED)
        return time_after(loop->start, moment);
    double paced = (double)moment / loop->options.pace;
    return paced < 0x1p63 ? time_after(loop->start, (int64_t)paced) : CO_NEVER;
}

/* An interrupted sleep ends where the paced clock is. */
static int64_t paced_time(const struct co_loop *loop, int64_t latest)
{
    double paced = (double)(monotonic() - loop->start) * loop->options.pace;
    int64_t moment = paced < (double)latest ? (int64_t)paced : latest;

    return moment > loop->now ? moment : loop->now;
}

int loop_block_until(struct co_loop *loop, int64_t moment)
{
    int rc = 0;

    loop_time_has_moved(loop);
    if (loop->options.clock == CO_CLOCK_PACED)
        rc = block_until(loop, loop_real_time(loop, moment));
    loop->now = rc < 0 ? paced_time(loop, moment) : moment;
    return rc;
}

/* ---- Timers ---- */

int loop_arm_timer(struct co_loop *loop, struct co_timer *timer, int64_t delay)
{
    int64_t now = loop_clock(loop);
    int rc;

    timer->armed = now;
    timer->task = loop->running ? loop->running->id : 0;
    timer->deadline = time_after(now, delay);
    rc = due_reserve(loop);
    if (likely(rc == 0))
        rc = timer_queue_add(&loop->timers, timer);
    if (unlikely(rc < 0))
        return rc;
    if (timer->deadline < loop->next_deadline)
        loop->next_deadline = timer->deadline;
    return 0;
}

int loop_arm_timer_soon(struct co_loop *loop, struct co_timer *timer)
{
    timer->armed = timer->deadline = loop_clock(loop);
    timer->task = loop->running ? loop->running->id : 0;
    return due_add(loop, timer);
}

void loop_disarm_timer(struct co_loop *loop, struct co_timer *timer)
{
    timer_queue_remove(&loop->timers, timer);
}

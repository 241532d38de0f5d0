/*
 * The clock of a loop, read at this one place, and the timers that are armed by it.
 */
#include "internal.h"

#include <math.h>
#include <time.h>

int64_t monotonic(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * NANOSECONDS + now.tv_nsec;
}

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
    return (double)co_time_nanoseconds() / (double)NANOSECONDS;
}

int64_t loop_nanoseconds(double seconds)
{
    double nanoseconds = seconds * (double)NANOSECONDS;

    if (!(nanoseconds > 0))
        return 0;
    return nanoseconds < 0x1p62 ? (int64_t)llround(nanoseconds) : INT64_C(1) << 62;
}

int loop_arm_timer(struct co_loop *loop, struct co_timer *timer, int64_t delay)
{
    int64_t now = loop_clock(loop);
    int rc;

    timer->armed = now;
    timer->task = loop->running ? loop->running->id : 0;
    timer->deadline = delay < CO_NEVER - now ? now + delay : CO_NEVER - 1;
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

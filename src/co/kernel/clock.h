/* The clock of a loop, and the timers that are armed by it. */
#ifndef CO_KERNEL_CLOCK_H
#define CO_KERNEL_CLOCK_H

#include "co/kernel/loop.h"

/* The clock, read at this one place. */
int64_t loop_clock(struct co_loop *loop);
/* Nanoseconds from seconds, at least 0. CO_NEVER: infinity, and what the clock cannot hold. */
int64_t loop_nanoseconds(double seconds);
/* CO_NEVER if the delay is, or if the clock cannot hold the sum. */
static inline int64_t time_after(int64_t moment, int64_t delay)
{
    int64_t sum;

    return unlikely(__builtin_add_overflow(moment, delay, &sum)) ? CO_NEVER : sum;
}
/* For people: infinity for CO_NEVER. */
double loop_seconds(int64_t moment);
/* When a moment of the loop's clock is due on the real one. */
int64_t loop_real_time(const struct co_loop *loop, int64_t moment);

/* Not on the real clock: let the loop's time come to the moment while the loop stands still; on the
 * paced clock that takes real time. -EINTR: co_interrupt came first. */
int loop_block_until(struct co_loop *loop, int64_t moment);

int loop_arm_timer(struct co_loop *loop, struct co_timer *timer, int64_t delay);
/* The time is over already: let the timer fire in the next turn, see due_add(). */
int loop_arm_timer_soon(struct co_loop *loop, struct co_timer *timer);
/* Also of a timer that is due and has not fired. */
void loop_disarm_timer(struct co_loop *loop, struct co_timer *timer);

#endif

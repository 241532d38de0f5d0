/* The order of a run, where a chooser decides it: co_options.chooser, or shuffled turns. */
#ifndef CO_KERNEL_CHOICE_H
#define CO_KERNEL_CHOICE_H

#include "co/kernel/base.h"

/* Run a turn step by step, each with `run_step`, in the order of the loop's chooser, if there is
 * one. */
void choice_run_turn(struct co_loop *loop, void (*run_step)(struct co_loop *loop, uintptr_t entry));
/* Nothing is ready. Returns whether a held task is ready now. */
bool choice_release_idle(struct co_loop *loop);
/* The same, where time would jump to the deadline. */
bool choice_release_before(struct co_loop *loop, int64_t deadline);
/* The same, where nothing else can ever happen. */
bool choice_release_end(struct co_loop *loop);
/* Time jumps to this deadline of the first timer. Returns the time at which the loop wakes. */
int64_t choice_wake(struct co_loop *loop, int64_t deadline);

/* Of shuffled turns: any entry may be next, by the loop's random numbers. */
extern const struct co_chooser choice_by_chance;

#endif

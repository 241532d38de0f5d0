/* The order of a run, where a chooser decides it: co_options.chooser, or shuffled turns. */
#ifndef CO_KERNEL_CHOICE_H
#define CO_KERNEL_CHOICE_H

#include "co/kernel/base.h"

/* Take the entry that runs next out of the turn, which has one at least. 0: its task is held. */
uintptr_t choice_take(struct co_loop *loop);
/* After a step: the held tasks that may run now run before all others of the turn. */
void choice_release(struct co_loop *loop);
/* Nothing is ready. Returns whether a held task is ready now. */
bool choice_release_idle(struct co_loop *loop);
/* The same, where nothing else can ever happen. */
bool choice_release_end(struct co_loop *loop);
/* Time jumps to this deadline of the first timer. Returns the time at which the loop wakes. */
int64_t choice_wake(struct co_loop *loop, int64_t deadline);

/* Of shuffled turns: any entry may be next, by the loop's random numbers. */
extern const struct co_chooser choice_by_chance;

#endif

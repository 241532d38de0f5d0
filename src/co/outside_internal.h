/* Time and the outside world, see outside.h. */
#ifndef CO_OUTSIDE_INTERNAL_H
#define CO_OUTSIDE_INTERNAL_H

#include "co/kernel/source.h"
#include "co/outside.h"

/* On the clocks other than the real one: serve the descriptors that are ready, and hold time. */
extern const struct source outside_source;

/* Tell the observer that the loop waits for the outside. */
void outside_show_wait(const struct co_loop *loop);

#endif

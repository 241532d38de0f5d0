/* A sleep in real time that blocks the thread. */
#ifndef CO_KERNEL_BLOCK_H
#define CO_KERNEL_BLOCK_H

#include "co/kernel/base.h"

/* Sleep until the deadline on the real clock. `loop` may be NULL; else -EINTR: co_interrupt() has
 * been called before, or less than a tenth of a second ago. */
int block_until(const struct co_loop *loop, int64_t deadline);

#endif

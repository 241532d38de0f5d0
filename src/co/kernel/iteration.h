/* The hook that sees each turn of a loop. */
#ifndef CO_KERNEL_ITERATION_H
#define CO_KERNEL_ITERATION_H

#include "co/kernel/base.h"

/* Show the loop's hook, which there must be, the turn that begins. */
void iteration_show(struct co_loop *loop);

#endif

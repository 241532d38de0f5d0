/* What a fault of a program means. */
#ifndef CO_FAULT_H
#define CO_FAULT_H

#include "co/co.h"

/* Write what has happened, if a task's stack overflowed at the address, or if the address lies in
 * the stack of a task that has ended. False: the fault has another reason. With a descriptor of -1
 * nothing is written. `on_overflow`, which may be NULL, is told of an overflow in one sentence.
 * Signal handlers may call this. */
bool fault_explain(int descriptor, const void *address,
                   void (*on_overflow)(const struct co_task *task, const char *sentence));

#endif

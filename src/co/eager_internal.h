/* Eager tasks. */
#ifndef CO_EAGER_INTERNAL_H
#define CO_EAGER_INTERNAL_H

#include "co/kernel/base.h"

/* Run a task until it suspends for the first time or ends. It must have been made just before:
 * nothing else may have become ready since. */
void task_start_eagerly(struct co_task *task);

#endif

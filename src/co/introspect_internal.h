/* All tasks of a loop. */
#ifndef CO_INTROSPECT_INTERNAL_H
#define CO_INTROSPECT_INTERNAL_H

#include "co/kernel/base.h"

/* Ask all pending tasks to end, in order of creation. -ENOMEM. */
int tasks_cancel_all(struct co_loop *loop);

#endif

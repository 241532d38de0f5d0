/* Debug mode. */
#ifndef CO_DEBUG_INTERNAL_H
#define CO_DEBUG_INTERNAL_H

#include "co/kernel/base.h"
#include "co/table.h"

struct debug_state {
    int64_t slow;                          /* nanoseconds of a step that is reported */
    struct table held_locks, lock_holders; /* the same by lock and by task */
};

void debug_begin(struct co_loop *loop);
void debug_end(struct co_loop *loop);
/* A task that has ended and will not be looked at any more. */
void debug_task_left(struct co_loop *loop, struct co_task *task);
RARE void debug_lock_taken(struct co_loop *loop, const struct co_lock *lock);
RARE void debug_lock_released(struct co_loop *loop, const struct co_lock *lock);

#endif

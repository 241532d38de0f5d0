/* The loops of the process that are open, and the one lock for what threads share. */
#ifndef CO_OPEN_LOOPS_INTERNAL_H
#define CO_OPEN_LOOPS_INTERNAL_H

#include "co/kernel/base.h"

#include <pthread.h>

void threads_lock(void);
void threads_unlock(void);

void open_loops_add(struct co_loop *loop);
/* The program has taken the handle of a loop. */
void open_loops_note_address(const struct co_loop *handle);

/* ---- Locked ---- */

/* Unlocks while it waits, until a signal of the condition or until the deadline on the monotonic
 * clock, then false. */
bool threads_wait(pthread_cond_t *changed, int64_t deadline);
/* NULL: the loop has ended. */
struct co_loop *open_loops_find(const struct co_loop *handle);
void open_loops_remove(struct co_loop *loop);
/* Remove all, and call `visit` for each before. */
void open_loops_clear(void (*visit)(struct co_loop *loop));

#endif

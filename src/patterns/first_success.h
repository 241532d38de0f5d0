/*
 * First success: several are asked for the same, and the first good answer counts. One that fails
 * is no answer; those that are left when there is one are cancelled, and have ended when it is
 * handed out.
 *
 *     struct co_task *tasks[] = { co_create_task(CORO(ask, "a")), co_create_task(CORO(ask, "b")) };
 *     int rc = first_success(tasks, 2);
 */
#ifndef PATTERNS_FIRST_SUCCESS_H
#define PATTERNS_FIRST_SUCCESS_H

#include "co/co.h"

/* Wait until one of the tasks succeeds; of several at a time, the first in the array. Its result
 * and text are the caller's. If none does: the error and text of the one that failed last. Awaits,
 * and thereby frees, all of them, and reorders the array. Cancelling the caller cancels all tasks,
 * and it goes on when they have ended. -EINVAL: no tasks. One that is NULL: the reason why
 * it could not be made, else -EINVAL. */
CO_ASYNC int first_success(struct co_task **tasks, size_t count);

#ifndef CO_WITHOUT_PLACES
#define first_success(...) CO_AT(first_success, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

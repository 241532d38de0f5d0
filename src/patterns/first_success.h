/*
 * First success: several tasks ask for the same thing, and the first good answer counts. A task
 * that fails gives no answer. When there is an answer, the other tasks are cancelled; they have
 * ended when the caller gets the answer.
 *
 *     struct co_task *tasks[] = { co_create_task(CORO(ask, "a")), co_create_task(CORO(ask, "b")) };
 *     int rc = first_success(tasks, 2);
 */
#ifndef PATTERNS_FIRST_SUCCESS_H
#define PATTERNS_FIRST_SUCCESS_H

#include "co/co.h"

/* Wait until one of the tasks succeeds; if several succeed in one turn, take the first of them in
 * the array. Returns its result and text. If every task fails, returns the error and text of the
 * task that failed last. All tasks are awaited, so that their handles end, and the array is
 * reordered. If the caller is cancelled, all tasks are cancelled, and the caller goes on when they
 * have ended. -EINVAL: there are no tasks. A task that is NULL: the reason why it could not be
 * made, or else -EINVAL. */
CO_ASYNC int first_success(struct co_task **tasks, size_t count);

#ifndef CO_WITHOUT_PLACES
#define first_success(...) CO_AT(first_success, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

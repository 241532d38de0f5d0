/*
 * Background tasks: a set of tasks that run on their own. It knows them until they end, so that
 * they can be counted, asked to end, and waited for.
 *
 *     static struct background_tasks jobs;
 *     background_tasks_start(&jobs, CORO(clean_up, 0.5));
 *     ...
 *     background_tasks_cancel(&jobs);
 *     int rc = background_tasks_join(&jobs);
 */
#ifndef PATTERNS_BACKGROUND_TASKS_H
#define PATTERNS_BACKGROUND_TASKS_H

#include "co/co.h"

/* All-zero is an empty set. It has to last as long as there are tasks in it. */
struct background_tasks {
    struct background_task *first, *last; /* private from here; in order of starting */
    size_t count;
    struct co_event empty;
};

/* Start a task and put it into the set, which it leaves at its end. It first runs in the next turn.
 * Nobody awaits it: an error it ends with is reported, unless it is -ECANCELED. -ENOMEM. -EINVAL:
 * too many bytes of arguments. */
CO_CHECKED int background_tasks_start(struct background_tasks *set, struct co_coro coro);
/* How many have not ended. */
size_t background_tasks_count(const struct background_tasks *set);
/* Ask all of them to end, but the caller if it is one of them. */
void background_tasks_cancel(struct background_tasks *set);
/* Wait until the set is empty. Cancelling the caller cancels none of them. -EINVAL: the caller is
 * one of them. */
CO_ASYNC int background_tasks_join(struct background_tasks *set);

#ifndef CO_WITHOUT_PLACES
#define background_tasks_start(...) CO_AT(background_tasks_start, #__VA_ARGS__, __VA_ARGS__)
#define background_tasks_cancel(...) CO_AT(background_tasks_cancel, #__VA_ARGS__, __VA_ARGS__)
#define background_tasks_join(...) CO_AT(background_tasks_join, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

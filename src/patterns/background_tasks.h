/*
 * Background tasks: a set of tasks that no task awaits. The set keeps each task until the task
 * ends, so that the tasks can be counted, cancelled, and waited for.
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

/* All-zero is an empty set. The set must outlive its tasks. */
struct background_tasks {
    struct background_task *first, *last; /* private from here; in order of starting */
    size_t count;
    struct co_event empty;
};

/* Start a task in the set; the task leaves the set when it ends. It first runs in the next turn. No
 * task awaits it, so an error with which it ends is reported, except -ECANCELED. -ENOMEM. -EINVAL:
 * there are too many bytes of arguments. */
CO_CHECKED int background_tasks_start(struct background_tasks *set, struct co_coro coro);
/* The number of tasks that have not ended. */
size_t background_tasks_count(const struct background_tasks *set);
/* Cancel all tasks of the set, except the caller if the caller is one of them. */
void background_tasks_cancel(struct background_tasks *set);
/* Wait until the set is empty. If the caller is cancelled, the tasks go on. -EINVAL: the caller is
 * a task of the set. */
CO_ASYNC int background_tasks_join(struct background_tasks *set);

#ifndef CO_WITHOUT_PLACES
#define background_tasks_start(...) CO_AT(background_tasks_start, #__VA_ARGS__, __VA_ARGS__)
#define background_tasks_cancel(...) CO_AT(background_tasks_cancel, #__VA_ARGS__, __VA_ARGS__)
#define background_tasks_join(...) CO_AT(background_tasks_join, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

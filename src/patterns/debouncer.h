/*
 * Debouncer: of a burst of calls only the last one runs, after a time of quiet. A new call replaces
 * the call that waits; a call that runs already is not stopped.
 *
 *     static struct debouncer autosave = { .delay = 0.3 };
 *     int rc = debouncer_call(&autosave, CORO(save, document));
 */
#ifndef PATTERNS_DEBOUNCER_H
#define PATTERNS_DEBOUNCER_H

#include "patterns/background_tasks.h"

/* A debouncer belongs to one run. It must exist while a call waits or runs. */
struct debouncer {
    double delay;                  /* seconds of quiet */
    struct co_timer_handle *timer; /* private from here; NULL: no call waits */
    struct co_event called_or_forgotten;
    struct co_coro action; /* of the last call */
    _Alignas(max_align_t) char arguments[CO_ARGUMENTS_MAX];
    char task_name[CO_NAME_MAX];
    struct background_tasks running;
};

/* Run the coroutine in a task of its own when `delay` seconds have passed without another call. Its
 * arguments and the task's name are copied. No task awaits it, so an error with which it ends is
 * reported, except -ECANCELED. -EINVAL: the delay is not allowed, or there are too many bytes of
 * arguments. -ENOMEM. After an error, the call that was waiting before still waits. */
CO_CHECKED int debouncer_call(struct debouncer *debouncer, struct co_coro action);
/* Drop the call that waits. Returns whether there was one. */
bool debouncer_cancel(struct debouncer *debouncer);
/* Wait until no call waits or runs. If the caller is cancelled, the calls go on. -EINVAL: the
 * caller is a call of the debouncer. */
CO_ASYNC int debouncer_join(struct debouncer *debouncer);

#ifndef CO_WITHOUT_PLACES
#define debouncer_call(...) CO_AT(debouncer_call, #__VA_ARGS__, __VA_ARGS__)
#define debouncer_cancel(...) CO_AT(debouncer_cancel, #__VA_ARGS__, __VA_ARGS__)
#define debouncer_join(...) CO_AT(debouncer_join, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

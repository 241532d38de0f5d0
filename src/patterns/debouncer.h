/*
 * Debouncer: of calls that come in a burst only the last one counts, and it is made when it has
 * been quiet for a while. A further call puts off what waits; what runs already is left to end.
 *
 *     static struct debouncer autosave = { .delay = 0.3 };
 *     int rc = debouncer_call(&autosave, CORO(save, document));
 */
#ifndef PATTERNS_DEBOUNCER_H
#define PATTERNS_DEBOUNCER_H

#include "patterns/background_tasks.h"

/* One of a run. It has to last as long as something waits or runs. */
struct debouncer {
    double delay;                  /* seconds of quiet */
    struct co_timer_handle *timer; /* private from here: NULL: nothing waits */
    struct co_event called_or_forgotten;
    struct co_coro action; /* of the last call */
    _Alignas(max_align_t) char arguments[CO_ARGUMENTS_MAX];
    struct background_tasks running;
};

/* Run the coroutine in a task of its own when `delay` seconds have passed without another call. Its
 * arguments are copied. Nobody awaits it: an error it ends with is reported, unless it is
 * -ECANCELED. -EINVAL: the delay makes no sense, or there are too many bytes of arguments. -ENOMEM.
 * After an error an earlier call still counts. */
CO_CHECKED int debouncer_call(struct debouncer *debouncer, struct co_coro action);
/* Forget the call that waits. Returns whether there was one. */
bool debouncer_cancel(struct debouncer *debouncer);
/* Wait until nothing waits and nothing runs. Cancelling the caller calls nothing off. -EINVAL: the
 * caller is what runs. */
CO_ASYNC int debouncer_join(struct debouncer *debouncer);

#ifndef CO_WITHOUT_PLACES
#define debouncer_call(...) CO_AT(debouncer_call, #__VA_ARGS__, __VA_ARGS__)
#define debouncer_cancel(...) CO_AT(debouncer_cancel, #__VA_ARGS__, __VA_ARGS__)
#define debouncer_join(...) CO_AT(debouncer_join, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

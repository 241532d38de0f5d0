/*
 * A staggered race ("happy eyeballs"): several ways to one goal, the preferred ones first. A racer
 * starts when the racer before it has failed, or has run for its time. The first racer that
 * succeeds wins, and the others are cancelled.
 *
 *     struct staggered_racer racers[] = {
 *         { .coro = CORO(connect_to, "2001:db8::1") },
 *         { .coro = CORO(connect_to, "192.0.2.1") },
 *     };
 *     size_t winner;
 *     int rc = staggered_race(racers, 2, 0.25, &winner);
 *     if (rc == 0)
 *         log_time("none: %s", co_outcome_message(&racers[0].outcome));
 */
#ifndef PATTERNS_STAGGERED_RACE_H
#define PATTERNS_STAGGERED_RACE_H

#include "co/co.h"

struct staggered_racer {
    struct co_coro coro; /* its arguments are borrowed until the race is over */
    /* Written by the race. -EINPROGRESS: the racer never started. -ECANCELED: it lost. */
    struct co_outcome outcome;
};

/* Run the race; returns when every racer that started has ended. 1: racer number *winner was the
 * first that ended without an error. 0: all racers failed, or there were none. -ECANCELED: the
 * caller was cancelled, and the racers with it. -EINVAL: the delay, in seconds, is not a number, or
 * a racer has too many bytes of arguments. With the delay CO_FOREVER a racer starts only when the
 * racer before it has failed. -ENOMEM. */
CO_ASYNC int staggered_race(struct staggered_racer *racers, size_t count, double delay,
                            size_t *winner);

#ifndef CO_WITHOUT_PLACES
#define staggered_race(...) CO_AT(staggered_race, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/*
 * A staggered race ("happy eyeballs"): several ways to the same end, the preferred ones first. Each
 * starts when the one before it has failed, or has had its time; the first that succeeds wins, and
 * the others are cancelled.
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
    /* Written by the race. -EINPROGRESS: it never started. -ECANCELED: it lost. */
    struct co_outcome outcome;
};

/* Race; returns after all who started have ended. 1: racer number *winner was the first whose
 * result is no error. 0: all have failed, or there was none. -ECANCELED: they were cancelled with
 * the caller. -EINVAL: the delay, in seconds, is no number (CO_FOREVER: each has all the time), or
 * a racer has too many arguments. -ENOMEM. */
CO_ASYNC int staggered_race(struct staggered_racer *racers, size_t count, double delay,
                            size_t *winner);

#ifndef CO_WITHOUT_PLACES
#define staggered_race(...) CO_AT(staggered_race, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

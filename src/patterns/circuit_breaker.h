/*
 * Circuit breaker: after several failures in a row a service gets a rest. While the circuit is
 * open, calls are refused at once. Then one call is let through as a trial (half-open): if it
 * succeeds, the circuit is closed again; if it fails, the circuit stays open for the same time once
 * more.
 *
 *     static struct circuit_breaker breaker = { .failure_threshold = 3, .recovery_timeout = 1.0 };
 *     int rc = circuit_breaker_call(&breaker, CORO(fetch, url));
 */
#ifndef PATTERNS_CIRCUIT_BREAKER_H
#define PATTERNS_CIRCUIT_BREAKER_H

#include "co/co.h"

enum circuit_state { CIRCUIT_CLOSED, CIRCUIT_OPEN, CIRCUIT_HALF_OPEN };

/* A breaker belongs to one run, because it uses the time of the run's loop. */
struct circuit_breaker {
    int failure_threshold;   /* so many failures in a row open the circuit; at least 1 */
    double recovery_timeout; /* seconds for which the circuit stays open */
    /* Called before the state changes to `next`. May be NULL; may not suspend. */
    void (*changing)(const struct circuit_breaker *breaker, enum circuit_state next);
    enum circuit_state state; /* the caller may read it, and `failures` */
    int failures;             /* in a row */
    bool on_trial;            /* private from here: half-open, and the trial has not ended */
    uint64_t period;          /* the number of changes of state */
    double opened_at;         /* on the loop's clock */
};

/* Run the coroutine in the calling task and return its result. -EAGAIN: the call was refused, with
 * the text "Circuit is open" or "Circuit is half-open, trial in progress", and the coroutine did
 * not run. A call that began before the last change of state does not count, and neither does
 * -ECANCELED. If a trial is cancelled, the next call is the trial. -EINVAL: a number in the breaker
 * is not allowed, or the coroutine's arguments are too large. */
CO_ASYNC int circuit_breaker_call(struct circuit_breaker *breaker, struct co_coro coro);
/* "CLOSED", "OPEN" or "HALF_OPEN". */
const char *circuit_state_name(enum circuit_state state);

#ifndef CO_WITHOUT_PLACES
#define circuit_breaker_call(...) CO_AT(circuit_breaker_call, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/*
 * Circuit breaker: a service that has failed several times in a row is left alone for a while. Calls
 * are refused at once meanwhile (the circuit is open); then a single one is let through on trial
 * (half-open), and what becomes of it decides: closed again, or open for as long once more.
 *
 *     static struct circuit_breaker breaker = { .failure_threshold = 3, .recovery_timeout = 1.0 };
 *     int rc = circuit_breaker_call(&breaker, CORO(fetch, url));
 */
#ifndef PATTERNS_CIRCUIT_BREAKER_H
#define PATTERNS_CIRCUIT_BREAKER_H

#include "co/co.h"

enum circuit_state { CIRCUIT_CLOSED, CIRCUIT_OPEN, CIRCUIT_HALF_OPEN };

/* One of a run: it counts in its loop's time. */
struct circuit_breaker {
    int failure_threshold;   /* so many failures in a row open it, at least 1 */
    double recovery_timeout; /* seconds that it stays open */
    /* Told before the state changes to `next`. May be NULL; may not suspend. */
    void (*changing)(const struct circuit_breaker *breaker, enum circuit_state next);
    enum circuit_state state; /* to be read from here */
    int failures;             /* in a row */
    bool on_trial;            /* private from here: half-open, and the trial has not ended */
    uint64_t period;          /* counts the changes of state */
    double opened_at;         /* on the loop's clock */
};

/* Run the coroutine in the calling task and return what it returns, unless it is refused: -EAGAIN,
 * "Circuit is open" or "Circuit is half-open, trial in progress", and nothing has run. A call that
 * was begun before the state last changed counts neither way, nor does -ECANCELED; a trial that is
 * cancelled leaves the place to the next. -EINVAL: there is a number in the breaker that makes no
 * sense, or the coroutine's arguments are too large. */
CO_ASYNC int circuit_breaker_call(struct circuit_breaker *breaker, struct co_coro coro);
/* "CLOSED", "OPEN" or "HALF_OPEN". */
const char *circuit_state_name(enum circuit_state state);

#ifndef CO_WITHOUT_PLACES
#define circuit_breaker_call(...) CO_AT(circuit_breaker_call, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

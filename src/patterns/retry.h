/*
 * Retry: call an operation again if it failed for a reason that may pass. The pause before each
 * call is twice the pause before, so that a service in trouble gets time to recover. A random part
 * is added to each pause, so that clients that failed together do not come back together.
 *
 *     static const struct retry_policy network = { .attempts = 5, .delay = 1.0, .jitter = 0.1 };
 *     struct fetch arguments = { url };
 *     int rc = retry_call(&network,
 *                         (struct co_coro){ fetch, &arguments, sizeof arguments, "fetch" });
 */
#ifndef PATTERNS_RETRY_H
#define PATTERNS_RETRY_H

#include "co/co.h"

struct retry_policy {
    int attempts;     /* the largest number of calls, at least 1 */
    double delay;     /* seconds before the second call; doubled before each further call */
    double max_delay; /* the delay does not grow beyond this; 0: no bound */
    double jitter;    /* a random part of the delay, up to this, is added to it; 0.1: a tenth */
    /* Returns whether another call makes sense after this error. NULL: retry_is_transient. */
    bool (*should_retry)(int code);
    /* Called before each pause: call number `attempt`, from 1, failed with `code`, whose text is in
     * co_text(), and the next call comes in `pause` seconds. May be NULL; may not suspend. */
    void (*retrying)(const struct retry_policy *policy, int attempt, int code, double pause);
};

/* Call the coroutine function in the calling task, with a fresh copy of its arguments each time.
 * Stop when it succeeds, when it fails with an error that is not worth another call, or when it has
 * been called `attempts` times. Returns its last result or error, with its text. -ECANCELED is
 * never retried, even if should_retry allows it. -EINVAL: a number in `policy` is not allowed;
 * nothing is called. */
CO_ASYNC int retry_call(const struct retry_policy *policy, struct co_coro operation);

/* Returns whether the error comes from outside, so that it may pass (connection, time-out, input
 * and output, a shortage). An error of the program itself (a value, a state) comes back each
 * time. */
bool retry_is_transient(int code);

#ifndef CO_WITHOUT_PLACES
#define retry_call(...) CO_AT(retry_call, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/*
 * Retry: what fails for a reason that may pass is called again, each time after twice the pause, so
 * that a service in trouble is not pressed further; a random part is added to the pause, so that
 * those who failed together do not come back together.
 *
 *     static const struct retry_policy network = { .attempts = 5, .delay = 1.0, .jitter = 0.1 };
 *     struct fetch arguments = { url };
 *     int rc = retry_call(&network, (struct co_coro){ fetch, &arguments, sizeof arguments, "fetch" });
 */
#ifndef PATTERNS_RETRY_H
#define PATTERNS_RETRY_H

#include "co/co.h"

struct retry_policy {
    int attempts;     /* at most so many calls, at least 1 */
    double delay;     /* seconds before the second call; doubled before each further one */
    double max_delay; /* it does not grow beyond this; 0: no bound */
    double jitter;    /* up to this part of the delay is added to it at random; 0.1 is a tenth */
    /* Is another call worth while after this error? NULL: retry_is_transient. */
    bool (*should_retry)(int code);
    /* Told before each pause: call number `attempt`, from 1, failed with `code`, whose text is in
     * co_text(), and the next one comes in `pause` seconds. May be NULL; may not suspend. */
    void (*retrying)(const struct retry_policy *policy, int attempt, int code, double pause);
};

/* Call the coroutine function in the calling task, with a fresh copy of its arguments each time,
 * until it succeeds, fails with an error that is not worth another call, or has been called
 * `attempts` times. Its last result or error and its text are passed on. -ECANCELED is never
 * retried, whatever should_retry says. -EINVAL: there is a number in `policy` that makes no sense;
 * nothing is called. */
CO_ASYNC int retry_call(const struct retry_policy *policy, struct co_coro operation);

/* Is this the world's error, which may pass (connection, time-out, input and output, a shortage),
 * and not the program's own (a value, a state), which comes back each time? */
bool retry_is_transient(int code);

#ifndef CO_WITHOUT_PLACES
#define retry_call(...) CO_AT(retry_call, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

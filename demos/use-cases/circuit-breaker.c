/*
 * A service that is down keeps its callers waiting, and more calls do not help it. A circuit
 * breaker stands between the callers and the service. While it is closed, calls go through.
 * After three failures it opens [1], and then refuses all calls at once [2]. A second later it
 * is half-open, and calls go through again [3]: if one succeeds, the breaker closes [4], and
 * if it fails, the breaker opens for another second.
 *
 * The tutorial's flaws: a success does not set the count back [5], so the three failures need
 * not be in a row. A half-open breaker lets every call through, not one on trial. And a
 * failure of a call that began before the breaker opened still counts, and delays the trial
 * [6].
 *
 * --variant=flaw shows the first two: the breaker opens although every other call succeeds,
 * and later three calls at once try a service that may be down. --variant=fixed uses
 * src/patterns/circuit_breaker.c [7], which has none of these flaws.
 *
 * Key point: call 5 is refused at 0.400, and takes no time at all.
 *
 * Use it when a service that others need may be down, and waiting for it would block them,
 * too.
 *
 * The tutorial says that asyncio.Lock makes this thread-safe; in fact the lock is for tasks of
 * one loop, and protects nothing here, because no await stands between a test and its change.
 */
#include "demo.h"
#include "patterns/circuit_breaker.h"

static void tell_change(const struct circuit_breaker *breaker, enum circuit_state next)
{
    log_time("circuit: %s -> %s", circuit_state_name(breaker->state), circuit_state_name(next));
}

static void set_state(struct circuit_breaker *self, enum circuit_state state)
{
    tell_change(self, state);
    self->state = state;
}

METHOD(circuit_breaker, naive_call, struct co_coro func;)
{
    static struct co_lock lock;
    WITH_LOCK(&lock)
        if (self->state == CIRCUIT_OPEN) {
            if (co_time() - self->opened_at < self->recovery_timeout)
                return co_raise(-EAGAIN, "Circuit is open");        /* [2] */
            set_state(self, CIRCUIT_HALF_OPEN);                     /* [3] */
        }
    int result = co_call(my->func);
    WITH_LOCK(&lock)
        if (is_exception(result)) {                                 /* except Exception: */
            self->failures += 1;
            self->opened_at = co_time();                            /* [6] */
            if (self->state == CIRCUIT_HALF_OPEN ||
                (self->state == CIRCUIT_CLOSED && self->failures >= self->failure_threshold))
                set_state(self, CIRCUIT_OPEN);                      /* [1] */
        } else if (self->state == CIRCUIT_HALF_OPEN) {              /* [5] */
            set_state(self, CIRCUIT_CLOSED);                        /* [4] */
            self->failures = 0;
        }
    return result;
}

ASYNC(service, bool ok;)                                            /* added, as all below */
{
    await(co_sleep(0.1));
    return my->ok ? co_return_text("ok") : co_raise(-ECONNRESET, "service down");
}

static struct circuit_breaker breaker = { 3, .recovery_timeout = 1.0, .changing = tell_change };

ASYNC(call, int n; bool ok;)
{
    struct co_coro func = CORO(service, my->ok);
    await_except(EXCEPTION, variant("fixed") ? circuit_breaker_call(&breaker, func) /* [7] */
                                             : CALL(naive_call, &breaker, func));
    log_time("call %d: %s (state %s, failures %d)", my->n, co_text(),
             circuit_state_name(breaker.state), breaker.failures);
    return 0;
}

ASYNC(calls, int n; const char *services;)          /* +: up, -: down, blank: until half-open */
{
    for (; *my->services; my->services++)
        await(*my->services == ' ' ? co_sleep(1.1) : CALL(call, my->n++, *my->services == '+'));
    return 0;
}

ASYNC(main)
{
    if (!variant("flaw") && !variant("fixed"))
        return CALL(calls, 1, "+---+ -+ ++");
    log_time("-- failures that are not consecutive");
    await(CALL(calls, 1, "-+-+-"));
    if (variant("fixed"))
        log_time("-- three consecutive failures");
    await(CALL(calls, 6, variant("fixed") ? "---" : ""));
    await(co_sleep(1.1));
    log_time("-- three calls at once in half-open state");
    return GATHER(NAMED(CORO(call, 11, true), "call 11"), NAMED(CORO(call, 12, true), "call 12"),
                  NAMED(CORO(call, 13, true), "call 13"));
}

DEMO(circuit_breaker, .title = "Circuit breaker: a failing service is left alone", .section = "5",
     .flaw = "failures need not be in a row, and several trials run at once",
     .variants = { { "flaw", "it opens between successes, and three trials run at once", 0 },
                   { "fixed", "only failures in a row count, and one call is on trial", 0 } });

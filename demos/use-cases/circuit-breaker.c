/*
 * A circuit breaker lets calls through while it is closed. After three failures it opens [2]
 * and refuses all calls at once [1]. After a second it is half-open, and the next call
 * decides: if the call succeeds, the breaker closes [3]; if the call fails, it opens for
 * another second [4].
 *
 * The tutorial's flaws: the failures need not be in a row, because a success does not reset
 * the count [5]. A half-open breaker lets every call through, not only one trial [6]. And a
 * failure of a call that began before the breaker opened still counts, and delays the trial
 * [7]. --variant=flaw shows the first two: the breaker opens although every other call
 * succeeds, and then three calls at once try a service that may be down. --variant=fixed uses
 * src/patterns/circuit_breaker.c [8], which has none of these flaws. (No other task runs
 * between two awaits, so the lock protects nothing.)
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
    WITH_LOCK(&lock) {
        if (self->state == CIRCUIT_OPEN) {
            if (co_time() - self->opened_at < self->recovery_timeout)
                return co_raise(-EAGAIN, "Circuit is open");        /* [1] */
            set_state(self, CIRCUIT_HALF_OPEN);                     /* [6] */
        }
    }
    int result = co_call(my->func);
    WITH_LOCK(&lock) {
        if (is_exception(result)) {                                 /* except Exception: */
            self->failures += 1;
            self->opened_at = co_time();                            /* [7] */
            if (self->state == CIRCUIT_CLOSED && self->failures >= self->failure_threshold)
                set_state(self, CIRCUIT_OPEN);                      /* [2] */
            else if (self->state == CIRCUIT_HALF_OPEN)
                set_state(self, CIRCUIT_OPEN);                      /* [4] */
        } else if (self->state == CIRCUIT_HALF_OPEN) {              /* [5] */
            set_state(self, CIRCUIT_CLOSED);                        /* [3] */
            self->failures = 0;
        }
    }
    return result;
}

ASYNC(service, bool ok;)
{
    await(co_sleep(0.1));
    return my->ok ? co_return_text("ok") : co_raise(-ECONNRESET, "service down");
}

static struct circuit_breaker breaker = { .failure_threshold = 3, .recovery_timeout = 1.0 };

ASYNC(call, int n; bool ok;)
{
    struct co_coro func = CORO(service, my->ok);
    int result = variant("fixed") ? circuit_breaker_call(&breaker, func) /* [8] */
                                  : CALL(naive_call, &breaker, func);
    const char *error = result == -EAGAIN ? "CircuitOpenError: " : "ConnectionError: ";
    log_time("call %d: %s%s (state %s, failures %d)", my->n, is_exception(result) ? error : "",
             co_text(), circuit_state_name(breaker.state), breaker.failures);
    return is_exception(result) ? 0 : result;                       /* except Exception: */
}

ASYNC(main)
{
    breaker.changing = tell_change;
    if (variant("flaw") || variant("fixed")) {
        log_time("-- failures that are not consecutive");
        for (int n = 1; n <= 5; n++)
            await(CALL(call, n, .ok = n % 2 == 0));
        if (variant("fixed"))
            log_time("-- three consecutive failures");
        for (int n = 6; variant("fixed") && n <= 8; n++)
            await(CALL(call, n, .ok = false));
        await(co_sleep(1.1));
        log_time("-- three calls at once in half-open state");
        return GATHER(NAMED(CORO(call, 11, true), "call 11"),
                      NAMED(CORO(call, 12, true), "call 12"),
                      NAMED(CORO(call, 13, true), "call 13"));
    }
    for (int n = 1; n <= 5; n++)
        await(CALL(call, n, .ok = n == 1 || n == 5));
    await(co_sleep(1.1));
    await(CALL(call, 6, .ok = false));
    await(CALL(call, 7, .ok = true));
    await(co_sleep(1.1));
    await(CALL(call, 8, .ok = true));
    return CALL(call, 9, .ok = true);
}

DEMO(circuit_breaker, .title = "Circuit breaker: a failing service is left alone", .section = "5",
     .flaw = "failures need not be in a row, and several trials run at once",
     .variants = { { "flaw", "it opens between successes, and three trials run at once", 0 },
                   { "fixed", "only failures in a row count, and one call is on trial", 0 } });

#define CO_WITHOUT_PLACES /* reports show the caller's call */
#include "patterns/circuit_breaker.h"

const char *circuit_state_name(enum circuit_state state)
{
    static const char *const names[] = { "CLOSED", "OPEN", "HALF_OPEN" };

    return names[state];
}

static int check(const struct circuit_breaker *breaker, const struct co_coro *coro)
{
    if (breaker->failure_threshold < 1)
        return co_raise(-EINVAL, "a threshold of %d failures is too low: the least is 1",
                        breaker->failure_threshold);
    if (!(breaker->recovery_timeout >= 0 && breaker->recovery_timeout < 1e9))
        return co_raise(-EINVAL, "a circuit cannot be open for %g seconds",
                        breaker->recovery_timeout);
    if (coro->size > CO_ARGUMENTS_MAX)
        return co_raise(-EINVAL, "%s has too many bytes of arguments", coro->name);
    return 0;
}

static void change(struct circuit_breaker *breaker, enum circuit_state next)
{
    if (breaker->changing)
        breaker->changing(breaker, next);
    breaker->state = next;
    breaker->period++;
}

static int let_through(struct circuit_breaker *breaker)
{
    if (breaker->state == CIRCUIT_OPEN) {
        if (co_time() - breaker->opened_at < breaker->recovery_timeout)
            return co_raise(-EAGAIN, "Circuit is open");
        change(breaker, CIRCUIT_HALF_OPEN);
    }
    if (breaker->on_trial)
        return co_raise(-EAGAIN, "Circuit is half-open, trial in progress");
    breaker->on_trial = breaker->state == CIRCUIT_HALF_OPEN;
    return 0;
}

static void succeeded(struct circuit_breaker *breaker)
{
    if (breaker->state == CIRCUIT_HALF_OPEN)
        change(breaker, CIRCUIT_CLOSED);
    breaker->failures = 0;
}

static void failed(struct circuit_breaker *breaker)
{
    breaker->failures++;
    if (breaker->state == CIRCUIT_HALF_OPEN || breaker->failures >= breaker->failure_threshold) {
        change(breaker, CIRCUIT_OPEN);
        breaker->opened_at = co_time();
    }
}

int circuit_breaker_call(struct circuit_breaker *breaker, struct co_coro coro)
{
    int rc = check(breaker, &coro);

    if (rc < 0 || (rc = let_through(breaker)) < 0)
        return rc;
    uint64_t period = breaker->period;
    rc = co_call(coro);
    if (period != breaker->period)
        return rc;
    breaker->on_trial = false;
    if (rc >= 0)
        succeeded(breaker);
    else if (rc != -ECANCELED)
        failed(breaker);
    return rc;
}

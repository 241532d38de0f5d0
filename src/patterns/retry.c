#define CO_WITHOUT_PLACES /* reports show the caller's call */
#include "patterns/retry.h"

#include <math.h>

bool retry_is_transient(int code)
{
    switch (code < 0 ? -code : code) {
    case EAGAIN:
    case ECONNABORTED:
    case ECONNREFUSED:
    case ECONNRESET:
    case EHOSTUNREACH:
    case EIO:
    case EMFILE:
    case ENETDOWN:
    case ENETUNREACH:
    case ENOMEM:
    case EPIPE:
    case ETIMEDOUT:
        return true;
    default:
        return false;
    }
}

/* The bound of a delay that has none: longer than any wait, so that doubling cannot overflow. */
#define FOREVER 1e9

static bool is_amount(double value)
{
    return isfinite(value) && value >= 0;
}

static int check(const struct retry_policy *policy, const struct co_coro *operation)
{
    if (policy->attempts < 1)
        return co_raise(-EINVAL, "%d attempts are too few: the least is 1", policy->attempts);
    if (!is_amount(policy->delay) || !is_amount(policy->max_delay) || !is_amount(policy->jitter))
        return co_raise(-EINVAL, "a delay or jitter must be a number that is not negative");
    if (operation->size > CO_ARGUMENTS_MAX)
        return co_raise(-EINVAL, "%s has too many bytes of arguments", operation->name);
    return 0;
}

static bool is_worth_another(const struct retry_policy *policy, int code)
{
    if (code == -ECANCELED)
        return false;
    return policy->should_retry ? policy->should_retry(code) : retry_is_transient(code);
}

static double pause_after(const struct retry_policy *policy, int attempt)
{
    double bound = policy->max_delay > 0 ? policy->max_delay : FOREVER;
    double delay = fmin(ldexp(policy->delay, attempt - 1), bound);

    return delay + co_random_uniform(0, policy->jitter * delay);
}

int retry_call(const struct retry_policy *policy, struct co_coro operation)
{
    int rc = check(policy, &operation);

    if (rc < 0)
        return rc;
    for (int attempt = 1;; attempt++) {
        rc = co_call(operation);
        if (rc >= 0 || attempt == policy->attempts || !is_worth_another(policy, rc))
            return rc;
        double pause = pause_after(policy, attempt);
        if (policy->retrying)
            policy->retrying(policy, attempt, rc, pause);
        rc = co_sleep(pause);
        if (rc < 0)
            return rc;
    }
}

/*
 * An operation that fails is tried again. Each pause is twice the pause before. A random part,
 * the jitter [1], is added to the pause, so that many clients that failed at the same moment
 * do not all come back at the same moment. If all attempts fail, retry fails with the code of
 * the last error and a text of its own [3]; --variant=exhausted shows that.
 *
 * The tutorial's flaws: the message prints the pause without the jitter, but the task sleeps
 * for both. And every error is retried [2], even a mistake of the program itself, which comes
 * back each time. --variant=fixed uses the pattern src/patterns/retry.h [4]: it prints the
 * real pause, and passes errors such as -EINVAL on at once.
 */
#include "demo.h"
#include "patterns/retry.h"

/* The operation fails seven times in ten. */
ASYNC(unreliable_operation)
{
    if (co_random_uniform(0, 1) < 0.7)
        return co_raise(-ECONNRESET, "Network error");
    return co_return_text("Success!");
}

ASYNC(always_fails)
{
    return co_raise(-ECONNRESET, "Network error");
}

/* After each failure the pause is twice as long. */
ASYNC(retry, struct co_coro coro_func; int max_retries; double base_delay;)
{
    int last_exception = 0;

    for (int attempt = 0; attempt < my->max_retries; attempt++) {
        int result = await_except(EXCEPTION, co_call(my->coro_func));
        if (!is_exception(result))
            return result;
        last_exception = result;                                    /* [2] except Exception: */
        if (attempt < my->max_retries - 1) {
            double delay = my->base_delay * (1 << attempt);
            double jitter = co_random_uniform(0, 0.1 * delay);      /* [1] */
            log_time("Attempt %d failed, retrying in %.2fs", attempt + 1, delay);
            await(co_sleep(delay + jitter));
        }
    }
    return co_raise(last_exception, "Failed after %d attempts", my->max_retries); /* [3] */
}

static void retrying(const struct retry_policy *policy, int attempt, int code, double pause)
{
    log_time("Attempt %d failed, retrying in %.2fs", attempt, pause);
}

ASYNC(main)
{
    static const struct retry_policy fixed = {
        .attempts = 5, .delay = 1.0, .jitter = 0.1, .retrying = retrying
    };
    struct co_coro operation = variant("exhausted") ? CORO(always_fails)
                                                    : CORO(unreliable_operation);
    int max_retries = variant("exhausted") ? 3 : 5;

    int result = await_except(EXCEPTION, variant("fixed")
                                             ? retry_call(&fixed, operation) /* [4] */
                                             : CALL(retry, operation, max_retries, 1.0));
    if (is_exception(result)) {                                     /* except RetryError: */
        log_time("All retries failed: %s", co_text());
        return 0;
    }
    log_time("Result: %s", co_text());
    return 0;
}

DEMO(retry_jitter, .title = "Retry with backoff and jitter", .section = "Retry Pattern",
     .seed = 132302,
     .flaw = "the jitter is not in the message, and the program's own mistakes are retried too",
     .variants = { { "exhausted", "an operation that always fails", 0 },
                   { "fixed", "the real pause is printed; lasting errors are not retried", 0 } });

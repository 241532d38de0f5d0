/*
 * An error that comes from outside, such as a broken connection, may be gone a moment later.
 * So retry calls the operation again [1]. Each pause is twice the pause before, so that a
 * service in trouble gets time to recover [2]. A random part, the jitter, is added to it [3],
 * so that many clients that failed at the same moment do not come back at the same moment. If
 * all attempts fail, retry fails with the code of the last error and a text of its own [4];
 * --variant=exhausted shows that.
 *
 * The tutorial's flaws: the message prints the pause without the jitter, but the task sleeps
 * for both. And every error is tried again [5], even a mistake of the program itself, which
 * comes back each time: --variant=flaw asks for a page that does not exist, three times.
 * --variant=fixed uses the pattern src/patterns/retry.h [6]: it prints the real pause, and
 * passes such an error on at once [7].
 *
 * Key point: the pause is printed as 1.00s, but the result comes at 1.085, with the jitter.
 *
 * Use it when the same call may succeed a moment later, and calling it twice does no harm.
 *
 * The tutorial says that this is for transient failures; in fact its `except Exception` takes
 * every failure for one.
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

ASYNC(failing_operation, int code; const char *text;)               /* added */
{
    return co_raise(my->code, "%s", my->text);
}

/* After each failure the pause is twice as long. */
ASYNC(retry, struct co_coro coro_func; int max_retries; double base_delay;)
{
    int last_exception = 0;

    for (int attempt = 0; attempt < my->max_retries; attempt++) {
        int result = await_except(EXCEPTION, co_call(my->coro_func)); /* [1] */
        if (!is_exception(result))
            return result;
        last_exception = result;                                    /* [5] except Exception: */
        if (attempt < my->max_retries - 1) {
            double delay = my->base_delay * (1 << attempt);         /* [2] */
            double jitter = co_random_uniform(0, 0.1 * delay);      /* [3] */
            log_time("Attempt %d failed, retrying in %.2fs", attempt + 1, delay);
            await(co_sleep(delay + jitter));
        }
    }
    return co_raise(last_exception, "Failed after %d attempts", my->max_retries); /* [4] */
}

static void retrying(const struct retry_policy *policy, int attempt, int code, double pause)
{
    log_time("Attempt %d failed, retrying in %.2fs", attempt, pause);
}

ASYNC(attempt, struct co_coro operation; int max_retries;)
{
    static const struct retry_policy fixed = {
        .attempts = 5, .delay = 1.0, .jitter = 0.1, .retrying = retrying
    };
    int result = await_except(EXCEPTION, variant("fixed")
                                             ? retry_call(&fixed, my->operation)    /* [6] */
                                             : CALL(retry, my->operation, my->max_retries, 1.0));
    if (is_exception(result))                                       /* except RetryError: */
        log_time("%s: %s", variant("fixed") ? "Failed" : "All retries failed", co_text());
    else
        log_time("Result: %s", co_text());
    return 0;
}

ASYNC(main)
{
    struct co_coro mistake = CORO(failing_operation, -EINVAL, "there is no page -1");
    if (variant("exhausted"))
        return CALL(attempt, CORO(failing_operation, -ECONNRESET, "Network error"), 3);
    if (variant("flaw"))
        return CALL(attempt, mistake, 3);
    await(CALL(attempt, CORO(unreliable_operation), 5));
    if (variant("fixed"))
        await(CALL(attempt, mistake, 5));                           /* [7] */
    return 0;
}

DEMO(retry_jitter, .title = "Retry with backoff and jitter", .section = "Retry Pattern",
     .seed = 132302,
     .flaw = "the jitter is not in the message, and the program's own mistakes are retried too",
     .variants = { { "exhausted", "an operation that always fails", 0 },
                   { "flaw", "a mistake of the program is tried three times", 0 },
                   { "fixed", "the real pause is printed; a mistake is not retried", 0 } });

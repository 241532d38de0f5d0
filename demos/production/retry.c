/*
 * An operation that fails is tried again. After the last attempt the error goes to the caller [1].
 * After each other attempt there is a pause, twice as long as the pause before [2], so that a
 * service in trouble gets time to recover.
 *
 * The tutorial's flaw: its text promises pauses of 1, 2 and 4 s. But three attempts have only two
 * pauses between them, because none comes after the last attempt. --variant=fixed makes four
 * attempts [3].
 *
 * Key point: 3 attempts, at 0.000, 1.000 and 3.000 s: the pauses are 1 s and 2 s.
 *
 * Use it when an error may pass by itself, such as that of a network, and a second call does no
 * harm. Do not retry an error of the program itself.
 *
 * The tutorial says that the delays are 1, 2 and 4 s; in fact no pause follows the last attempt.
 */
#include "demo.h"

ASYNC(unreliable_operation, int operation_id;)                      /* added */
{
    return co_raise(-ECONNRESET, "Random failure");
}

ASYNC(retry_with_backoff, int operation_id; int max_retries;)
{
    for (int attempt = 0; attempt < my->max_retries; attempt++) {
        log_time("🔄 Operation-%d: Attempt %d/%d", my->operation_id, attempt + 1,
                 my->max_retries);
        int result = await_except(EXCEPTION, CALL(unreliable_operation, my->operation_id));
        if (!is_exception(result)) {
            log_time("✅ Operation-%d: %s", my->operation_id, co_text());
            return result;
        }
        if (attempt == my->max_retries - 1) {                       /* except Exception: */
            log_time("❌ Operation-%d: All retries failed", my->operation_id);
            reraise(result);                                        /* [1] */
        }
        int backoff = 1 << attempt;
        log_time("⚠️  Operation-%d: Failed, retrying in %ds...", my->operation_id, backoff);
        await(co_sleep(backoff));                                   /* [2] */
    }
    return 0;
}

ASYNC(main)                                                         /* added */
{
    log_time("🔁 Retry with Exponential Backoff:");
    int attempts = variant("fixed") ? 4 : 3;                        /* [3] */
    await_except(EXCEPTION, CALL(retry_with_backoff, 1, .max_retries = attempts));
    return 0;
}

DEMO(retry, .title = "Retry with exponential backoff", .section = "7b",
     .flaw = "the text promises a third pause, of 4 s, which does not happen",
     .variants = { { "fixed", "four attempts have three pauses between them", 0 } });

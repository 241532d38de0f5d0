/*
 * An operation that fails is tried again. Each pause is twice the pause before [2], so that a
 * service in trouble gets time to recover. After the last attempt the error goes to the caller
 * [1].
 *
 * The tutorial's flaw: its text promises pauses of 1, 2 and 4 s. But three attempts have only
 * two pauses between them: no attempt comes after the last one.
 */
#include "demo.h"

ASYNC(unreliable_operation, int operation_id;)
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

ASYNC(main)
{
    log_time("🔁 Retry with Exponential Backoff:");
    await_except(EXCEPTION, CALL(retry_with_backoff, .operation_id = 1, .max_retries = 3));
    return 0;
}

DEMO(retry, .title = "Retry with exponential backoff", .section = "7b",
     .flaw = "the text promises a third pause, of 4 s, which does not happen");

/*
 * Three fetches start together. The loop [1] takes them in the order in which they end, not in
 * the order in which they were made, so each result can be used as soon as it is there. The
 * await [2] does not wait: it takes the result.
 */
#include "demo.h"

ASYNC(fetch_data, const char *name; double delay;)
{
    await(co_sleep(my->delay));
    return co_return_text("Data from %s", my->name);
}

ASYNC(main)
{
    log_time("\n🏃 as_completed - Process Results as They Finish:");
    struct co_task *tasks[] = {
        co_create_task(NAMED_CORO(fetch_data, "API-A", 1.5)),
        co_create_task(NAMED_CORO(fetch_data, "API-B", 0.5)),
        co_create_task(NAMED_CORO(fetch_data, "API-C", 1.0)),
    };
    AS_COMPLETED(task, tasks) {                                     /* [1] */
        await(co_await(task));                                      /* [2] */
        log_time("✅ Received: %s", co_text());
    }
    return 0;
}

DEMO(as_completed, .title = "as_completed: results as they arrive", .section = "4a");

/*
 * Three fetches start together. The loop takes them in the order in which they end, so it can use
 * each result as soon as it is there [1]. The await does not wait: the task has ended, and the
 * await takes its result [2].
 *
 * With --variant=slow-loop the loop works for 1.2 s on each result [3]. Meanwhile the other two
 * fetches end. The loop takes them in the order in which they ended, not in that of the list.
 *
 * Key point: API-B was made second, and comes first, at 0.500 s.
 *
 * Use it when each result can be used alone. gather is simpler when all results are needed before
 * the next step.
 *
 * The tutorial says that as_completed yields tasks; in fact it yields new coroutines before Python
 * 3.13, so they cannot be looked up among the tasks. In C it gives the tasks.
 */
#include "demo.h"

ASYNC(fetch_data, const char *name; double delay;)                  /* added */
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
        if (variant("slow-loop"))
            await(co_sleep(1.2));                                   /* [3] */
    }
    return 0;
}

DEMO(as_completed, .title = "as_completed: results as they arrive", .section = "4a",
     .variants = { { "slow-loop", "two tasks end while the loop is at work", 0 } });

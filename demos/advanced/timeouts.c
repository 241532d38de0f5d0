/*
 * A time limit cancels the call that takes too long, and the caller gets -ETIMEDOUT. What
 * then? Here are three answers. fetch_with_timeout turns it into a result of its own [1],
 * fetch_with_fallback into a value that the caller gives [2]. fetch_all_with_timeout has one
 * limit for several fetches together [3]: the limit cancels the gather, and the gather cancels
 * those of its tasks that have not ended.
 *
 * The tutorial's flaw: fetch_all_with_timeout loses answers that it already has. When the
 * limit stops c.com, a.com and b.com have answered, but the result is "Overall timeout" alone
 * [4]. --variant=fixed waits for the tasks with co_wait [5], which cancels nothing and loses
 * nothing: it gives back the tasks that are done, and the program cancels the others itself
 * [6].
 *
 * Key point: at 4.500 one slow fetch costs the answers of all three.
 *
 * Use it when a late answer is worth no more than none.
 */
#include "demo.h"

ASYNC(fetch, const char *url; double delay;)
{
    await(co_sleep(my->delay));
    return co_return_text("Response from %s", my->url);
}

/* A limit for each fetch. */
ASYNC(fetch_with_timeout, const char *url; double delay; double timeout;)
{
    int rc = WAIT_FOR(CALL(fetch, my->url, my->delay), my->timeout);
    if (rc == -ETIMEDOUT)                                           /* except TimeoutError: */
        return co_return_text("Timeout for %s", my->url);           /* [1] */
    return rc;
}

/* One limit for all fetches. */
ASYNC(fetch_all, const char **urls; int count;)
{
    struct co_outcome results[my->count];
    TASKS(tasks, CORO(fetch, my->urls[i], i), i, my->count);
    await(GATHER_TASKS_RESULTS(results, tasks));
    return co_return_text("%s", LIST(results, my->count));
}

ASYNC(fetch_done, const char **urls; int count; double timeout;)
{
    struct co_outcome results[my->count];
    TASKS(tasks, CORO(fetch, my->urls[i], i), i, my->count);
    int done = await(co_wait(tasks, my->count, my->timeout, CO_ALL_COMPLETED));     /* [5] */
    for (int i = done; i < my->count; i++)
        co_task_cancel(tasks[i]);                                   /* [6] */
    await(GATHER_TASKS_RETURN_EXCEPTIONS(results, tasks));
    return co_return_text("%s", LIST(results, done));
}

ASYNC(fetch_all_with_timeout, const char **urls; int count; double timeout;)
{
    if (variant("fixed"))
        return CALL(fetch_done, my->urls, my->count, my->timeout);
    int rc = WAIT_FOR(CALL(fetch_all, my->urls, my->count), my->timeout); /* [3] */
    if (rc == -ETIMEDOUT)                                           /* except TimeoutError: */
        return co_return_text("['Overall timeout']");               /* [4] */
    return rc;
}

/* A fallback when the limit has passed. */
ASYNC(fetch_with_fallback, const char *url; double delay; double timeout; const char *fallback;)
{
    int rc = WAIT_FOR(CALL(fetch, my->url, my->delay), my->timeout);
    if (rc == -ETIMEDOUT)                                           /* except TimeoutError: */
        return co_return_text("%s", my->fallback);                  /* [2] */
    return rc;
}

ASYNC(main)
{
    static const char *urls[] = { "a.com", "b.com", "c.com" };

    await(CALL(fetch_with_timeout, "slow.com", 5, 1));
    log_time("%s", co_text());
    await(CALL(fetch_with_fallback, "slow.com", 5, 1, "cached response"));
    log_time("%s", co_text());
    for (int count = 2; count <= 3; count++) {                      /* added: delays of 0, 1, 2 s */
        await(CALL(fetch_all_with_timeout, urls, count, 1.5));
        log_time("%s", co_text());
    }
    return 0;
}

DEMO(timeouts, .title = "Three ways to limit time", .section = "Timeout Patterns",
     .flaw = "when the limit for all passes, answers that have come are lost",
     .variants = { { "fixed", "the answers that have come are kept", 0 } });

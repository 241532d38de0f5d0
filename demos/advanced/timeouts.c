/*
 * Three ways to use a time limit. fetch_with_timeout turns a time-out into a result of its own
 * [1], fetch_with_fallback into a value that the caller gives [2]. fetch_all_with_timeout has
 * one limit for several fetches together [3]: the limit cancels the gather, and the gather
 * cancels those of its tasks that have not ended.
 *
 * The tutorial's flaw: fetch_all_with_timeout loses results that it already has. At the end
 * [4], a.com and b.com have answered when the limit stops c.com, but the result is only
 * "Overall timeout". (The tutorial defines this function, but does not call it.)
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

ASYNC(fetch_all_with_timeout, const char **urls; int count; double timeout;)
{
    int rc = WAIT_FOR(CALL(fetch_all, my->urls, my->count), my->timeout); /* [3] */
    if (rc == -ETIMEDOUT)                                           /* except TimeoutError: */
        return co_return_text("['Overall timeout']");
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
    await(CALL(fetch_all_with_timeout, urls, 2, 1.5));              /* delays of 0, 1 s */
    log_time("%s", co_text());
    await(CALL(fetch_all_with_timeout, urls, 3, 1.5));              /* [4] of 0, 1, 2 s */
    log_time("%s", co_text());
    return 0;
}

DEMO(timeouts, .title = "Three ways to limit time", .section = "Timeout Patterns",
     .flaw = "when the limit for all passes, answers that have come are lost");

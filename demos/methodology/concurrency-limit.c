/*
 * A semaphore limits how many tasks do the same thing at the same time. Here are a hundred
 * requests, and ten permits. All hundred tasks exist from the start [1], but each needs a permit
 * for its request [2], and the first ten get one. A request that has its answer gives its permit
 * to the next [3]. So the requests run in ten waves of 0.1 s. --variant=without has no
 * semaphore, and all hundred run at once.
 *
 * The tutorial's flaw: it calls this rate limiting. But the semaphore does not count time. In
 * --variant=flaw the answers come after 0.015 s [4], and so the hundred requests begin within
 * 0.15 s. --variant=fixed also asks a bucket of tokens [5] (src/patterns/rate_limiter.h): ten
 * requests may begin at once, and then one every 0.01 s.
 *
 * And all hundred tasks need their memory at once; for a hundred thousand items, take a few
 * workers and a queue, as in the demo worker-pool.
 *
 * Key point: 10 permits for 100 requests of 0.1 s: the last answer comes at 1.0 s.
 *
 * Use it when the other side bears only so many requests, connections or files at a time.
 *
 * The tutorial says that this limits the rate; in fact it limits the concurrency.
 */
#include "demo.h"
#include "patterns/rate_limiter.h"

static const char *urls[100];
static int in_flight, peak, completed;
static struct rate_limiter limiter = { .rate = 10, .per = 0.1 };

ASYNC(fetch, const char *url;)                                      /* added */
{
    in_flight += 1;
    peak = in_flight > peak ? in_flight : peak;
    await(co_sleep(variant("flaw") || variant("fixed") ? 0.015 : 0.1)); /* [4] */
    in_flight -= 1;
    completed += 1;
    if (completed % 10 == 0)
        log_time("%d of 100 fetched", completed);
    return co_return_text("Response from %s", my->url);
}

ASYNC(fetch_with_limit, const char *url; struct co_semaphore *semaphore;)
{
    if (variant("without"))
        return CALL(fetch, my->url);
    if (variant("fixed"))
        await(rate_limiter_acquire(&limiter));                      /* [5] */
    WITH_SEMAPHORE(my->semaphore) {                                 /* [2] */
        return CALL(fetch, my->url);                                /* [3] */
    }
    return 0;
}

ASYNC(main)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(10);
    static struct co_outcome results[100];

    for (int i = 0; i < 100; i++)
        urls[i] = F("https://api.example.com/%d", i);
    TASKS(tasks, CORO(fetch_with_limit, urls[i], &semaphore), i, 100); /* [1] */
    await(GATHER_TASKS_RESULTS(results, tasks));
    log_time("%zu results, at most %d in flight", COUNT(results), peak);
    log_time("first: %s, last: %s", results[0].text, results[99].text);
    return 0;
}

DEMO(concurrency_limit, .title = "Semaphore: a hundred requests, ten at a time",
     .section = "Step 5", .flaw = "what it calls a rate limit is a limit of concurrency",
     .variants = { { "without", "without the semaphore, all hundred run at once", 0 },
                   { "flaw", "with fast answers, all begin within 0.15 s", 0 },
                   { "fixed", "a bucket of tokens limits how many begin in a second", 0 } });

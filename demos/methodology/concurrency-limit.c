/*
 * There are a hundred requests, and ten may run at a time: each request needs a permit of the
 * semaphore [1], and the first ten get one. A request that has its answer gives its permit to
 * the next [2], so the requests run in ten waves of 0.1 s.
 *
 * The tutorial's flaw: it calls this rate limiting. But it limits how many requests run at the
 * same time, not how many begin in a second: with faster answers, more would begin. And all
 * hundred tasks exist from the start [3]; a hundred thousand tasks would need their memory at
 * once.
 */
#include "demo.h"

static const char *urls[100];
static int in_flight, peak, completed;

ASYNC(fetch, const char *url;)
{
    in_flight += 1;
    peak = in_flight > peak ? in_flight : peak;
    await(co_sleep(0.1));
    in_flight -= 1;
    completed += 1;
    if (completed % 10 == 0)
        log_time("%d of 100 fetched", completed);
    return co_return_text("Response from %s", my->url);
}

ASYNC(fetch_with_limit, const char *url; struct co_semaphore *semaphore;)
{
    WITH_SEMAPHORE(my->semaphore) {                                 /* [1] */
        return CALL(fetch, my->url);                                /* [2] */
    }
    return 0;
}

ASYNC(main)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(10);
    static struct co_outcome results[100];

    for (int i = 0; i < 100; i++)
        urls[i] = F("https://api.example.com/%d", i);
    TASKS(tasks, CORO(fetch_with_limit, urls[i], &semaphore), i, 100); /* [3] */
    await(GATHER_TASKS_RESULTS(results, tasks));
    log_time("%zu results, at most %d in flight", COUNT(results), peak);
    log_time("first: %s, last: %s", results[0].text, results[99].text);
    return 0;
}

DEMO(concurrency_limit, .title = "Semaphore: a hundred requests, ten at a time",
     .section = "Step 5", .flaw = "what it calls a rate limit is a limit of concurrency");

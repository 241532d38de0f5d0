/*
 * A semaphore has a number of permits, here three [1]. A task takes one before it fetches [2]
 * and gives it back at the end of the block; when none is left, the next task waits. So ten
 * fetches of a second each take four seconds. --variant=without has no semaphore: all ten run
 * at once. The results come in the order of the urls [3], not in the order in which the
 * fetches end.
 *
 * The tutorial's flaw: it calls this rate limiting. But it limits how many fetches run at
 * once, not how many begin in a second. In --variant=flaw a fetch takes a tenth of a second,
 * and ten begin within 0.3 s, although "three" stands in the program. --variant=fixed also
 * asks a rate limiter [4], src/patterns/rate_limiter.c: after the first three, a fetch begins
 * every third of a second.
 *
 * Key point: of ten fetches three run at a time; the last begins at 3.000.
 *
 * Use it when a resource can bear only so many users at once: connections, files, memory.
 *
 * The tutorial says that this limits the rate of calls; in fact the rate also depends on how
 * long a call takes.
 */
#include "demo.h"
#include "patterns/rate_limiter.h"

static struct rate_limiter limiter = { .rate = 3, .per = 1.0 };     /* [4] */

ASYNC(request, const char *url;)
{
    log_time("Fetching %s", my->url);
    await(co_sleep(variant("flaw") || variant("fixed") ? 0.1 : 1)); /* simulate a request */
    return co_return_text("Response from %s", my->url);
}

ASYNC(fetch, const char *url; struct co_semaphore *semaphore;)
{
    if (variant("without"))
        return CALL(request, my->url);
    if (variant("fixed"))
        await(rate_limiter_acquire(&limiter));
    WITH_SEMAPHORE(my->semaphore) {                                 /* [2] */
        return CALL(request, my->url);
    }
    return 0;
}

ASYNC(main)
{
    static struct co_semaphore semaphore = CO_SEMAPHORE(3);         /* [1] */
    const char *urls[10];
    struct co_outcome results[10];

    for (int i = 0; i < 10; i++)
        urls[i] = F("https://api.example.com/%d", i);
    TASKS(tasks, CORO(fetch, urls[i], &semaphore), i, 10);
    await(GATHER_TASKS_RESULTS(results, tasks));                    /* [3] */
    for (int i = 0; i < 10; i++)
        log_time("%s", results[i].text);
    return 0;
}

DEMO(fetch_limit, .title = "Semaphore: three requests at a time",
     .section = "Semaphores for Rate Limiting",
     .flaw = "called rate limiting, it limits how many run at once, not how many begin",
     .variants = { { "without", "no semaphore: all ten at once", 0 },
                   { "flaw", "short fetches: ten begin within 0.3 s", 0 },
                   { "fixed", "short fetches, and three a second begin", 0 } });

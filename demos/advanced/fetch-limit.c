/*
 * Ten fetches of one second each are made at once, but the semaphore [1] lets only three run
 * at a time: ten urls take four seconds. The results [2] come in the order of the urls, not in
 * the order in which the fetches end.
 *
 * The tutorial calls this rate limiting. But it limits how many fetches run at once, not how
 * many begin in a second: if a fetch took 0.1 s, thirty would begin each second. The demo
 * rate-limit shows how to limit the rate.
 */
#include "demo.h"

ASYNC(fetch, const char *url; struct co_semaphore *semaphore;)
{
    WITH_SEMAPHORE(my->semaphore) {
        log_time("Fetching %s", my->url);
        await(co_sleep(1));                                         /* simulate a request */
        return co_return_text("Response from %s", my->url);
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
    await(GATHER_TASKS_RESULTS(results, tasks));                    /* [2] */
    for (int i = 0; i < 10; i++)
        log_time("%s", results[i].text);
    return 0;
}

DEMO(fetch_limit, .title = "Semaphore: three requests at a time",
     .section = "Semaphores for Rate Limiting",
     .flaw = "called rate limiting, it limits how many run at once, not how many begin");

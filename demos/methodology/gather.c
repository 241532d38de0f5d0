/*
 * A coroutine that is called and awaited ends before the next line runs. So two fetches of one
 * second, one after the other [1], take two seconds. gather [2] makes a task of each coroutine
 * and waits for all of them, so their seconds pass at the same time. The results come in the
 * order of the arguments, even if another task ends first.
 *
 * Key point: sequential takes 2.0 s, concurrent takes 1.0 s.
 *
 * Use it when several things may happen in any order, and the program needs all results.
 */
#include "demo.h"

ASYNC(fetch_data, const char *url;)
{
    await(co_sleep(1));
    return co_return_text("{'url': '%s', 'data': '...'}", my->url);
}

ASYNC(main)
{
    double t = co_time();                                           /* added, as all times */
    await(CALL(fetch_data, "url1"));                                /* [1] */
    log_time("%s", co_text());
    await(CALL(fetch_data, "url2"));
    log_time("%s", co_text());
    log_time("Sequential: %.1fs", co_time() - t);

    t = co_time();
    struct co_outcome results[2];
    await(GATHER_RESULTS(results, CORO(fetch_data, "url1"),         /* [2] */
                         CORO(fetch_data, "url2")));
    log_time("[%s, %s]", results[0].text, results[1].text);
    log_time("Concurrent: %.1fs", co_time() - t);
    return 0;
}

DEMO(gather, .title = "gather: one after the other, and together", .section = "Step 1");

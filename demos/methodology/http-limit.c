/*
 * A server should not get all requests of a client at once. Here twenty-five urls are fetched,
 * and a semaphore has ten permits: a task needs one [1] before it sends its request, and keeps
 * it until the answer is read. The server (demos/item_server.h) takes 0.2 s for each request,
 * so the requests run in three waves: ten, ten and five. The server counts how many requests it
 * has at once. --variant=without does without the semaphore, and the server has all
 * twenty-five.
 *
 * One answer is an error, as text [2]: the server answers number 7 with the status 500. This
 * text is not JSON [3], so the task of number 7 fails. But gather returns exceptions like
 * results [4], so the results of the other tasks are not lost.
 *
 * The tutorial's flaw: it does not look at the status, so the error speaks of the form of the
 * text, not of the server. And an error that a server sends as JSON, as many do, would pass for
 * a result. --variant=fixed asks for the status first [5], and the error says what the server
 * said.
 *
 * Key point: with 10 permits, 25 requests of 0.2 s take 0.6 s, and the server never has more
 * than 10 of them.
 *
 * Use it when a server, or your own machine, bears only so many connections.
 *
 * The tutorial says that this limits the rate; in fact it limits how many run at once. The demos
 * rate-limit and token-bucket limit a rate.
 */
#include "item_server.h"

static const char *urls[25];
static struct co_outcome results[25];

ASYNC(fetch, struct io_http_session *session; const char *url;)
{
    int id;

    WITH_GET(response, my->session, my->url) {
        if (variant("fixed"))
            await(io_http_response_raise_for_status(response));     /* [5] */
        await(io_http_response_json(response, "{s:i}", "id", &id)); /* [3] */
        return co_return_text("{'id': %d}", id);
    }
    return 0;
}

ASYNC(limited_fetch, struct co_semaphore *semaphore; struct io_http_session *session;
      const char *url;)
{
    if (variant("without"))
        return CALL(fetch, my->session, my->url);
    WITH_SEMAPHORE(my->semaphore) {                                 /* [1] */
        return CALL(fetch, my->session, my->url);
    }
    return 0;
}

ASYNC(fetch_with_rate_limit, int rate;)
{
    static struct co_semaphore semaphore;
    semaphore = CO_SEMAPHORE(my->rate);

    WITH_SESSION(session) {
        TASKS(tasks, CORO(limited_fetch, &semaphore, session, urls[i]), i, 25);
        return GATHER_TASKS_RETURN_EXCEPTIONS(results, tasks);      /* [4] */
    }
    return 0;
}

ASYNC(main)                                                         /* added */
{
    int rate = variant("without") ? 25 : 10;
    await(item_server_start());
    for (int i = 0; i < 25; i++)
        urls[i] = F("%s/item/%d?delay=0.2", item_server_url(), i + 1);
    urls[6] = F("%s&bad=1", urls[6]);                               /* [2] */

    log_time("fetching %zu urls, at most %d at once", COUNT(urls), rate);
    await(CALL(fetch_with_rate_limit, rate));
    for (int i = 0; i < 25; i++)
        if (is_exception(results[i].result))
            log_time("%d: %s: %s", i + 1, co_error_name(results[i].result), results[i].text);
        else
            log_time("%d: %s", i + 1, results[i].text);
    log_time("server: %d requests, at most %d at once", served, peak);
    return item_server_stop();
}

DEMO(http_limit, .title = "HTTP: at most ten requests at a time", .section = "Step 7",
     .flaw = "no status is checked, so an error is taken for bad JSON",
     .needs = IO_CURL | IO_JANSSON, .listen = listen_start,
     .variants = { { "without", "without the semaphore, the server has all requests at once", 0 },
                   { "fixed", "the status is checked, so the error is the server's", 0 } });

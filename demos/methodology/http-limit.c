/*
 * Twenty-five urls are fetched, at most ten at a time: a task that has a permit of the
 * semaphore [1] keeps it until its answer is read. The server (demos/item_server.h) takes 0.2
 * s for each request, so the requests run in three waves. The server counts how many requests
 * it has at once.
 *
 * The server answers number 7 with an error in plain text [3]. That text is not JSON, so its
 * task fails. But the gather returns exceptions as results [2], so the other results are not
 * lost.
 *
 * The tutorial's flaw: it does not check the status of an answer, so the error only says that
 * the text is not JSON. Its "0" is not a status of the server, which answered 500.
 */
#include "item_server.h"

static const char *urls[25];
static struct co_outcome results[25];

ASYNC(limited_fetch, struct co_semaphore *semaphore; struct io_http_session *session;
      const char *url;)
{
    int id;

    WITH_SEMAPHORE(my->semaphore) {                                 /* [1] */
        WITH_GET(response, my->session, my->url) {
            await(io_http_response_json(response, "{s:i}", "id", &id));
            return co_return_text("{'id': %d}", id);
        }
    }
    return 0;
}

ASYNC(fetch_with_rate_limit, int rate;)
{
    static struct co_semaphore semaphore;
    semaphore = CO_SEMAPHORE(my->rate);

    WITH_SESSION(session) {
        TASKS(tasks, CORO(limited_fetch, &semaphore, session, urls[i]), i, 25);
        return GATHER_TASKS_RETURN_EXCEPTIONS(results, tasks);      /* [2] */
    }
    return 0;
}

ASYNC(main)
{
    await(item_server_start());
    for (int i = 0; i < 25; i++)
        urls[i] = F("%s/item/%d?delay=0.2", item_server_url(), i + 1);
    urls[6] = F("%s&bad=1", urls[6]);                              /* [3] */

    log_time("fetching %zu urls, at most 10 at once", COUNT(urls));
    await(CALL(fetch_with_rate_limit, 10));
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
     .needs = IO_CURL | IO_JANSSON, .listen = listen_start);

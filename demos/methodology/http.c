/*
 * Five urls are fetched over one session, all at the same time [2], from a server in the same
 * process (demos/item_server.h). The server takes a different time for each, so the answers
 * come in another order than the requests. But the results are in the order of the urls, and
 * the whole takes as long as the slowest answer.
 *
 * The tutorial's flaw: it does not check the status of an answer, so an error in JSON would
 * pass for a result. In --variant=flaw one of the five answers is an error in plain text [3],
 * and the other four are lost: the text is not JSON [1], the gather ends with this error [2],
 * and the end of the session stops the requests that still wait.
 */
#include "item_server.h"

static const char *urls[5];
static struct co_outcome results[5];

ASYNC(fetch, struct io_http_session *session; const char *url;)
{
    int id;

    WITH_GET(response, my->session, my->url) {
        await(io_http_response_json(response, "{s:i}", "id", &id)); /* [1] */
        return co_return_text("{'id': %d}", id);
    }
    return 0;
}

ASYNC(fetch_all)
{
    WITH_SESSION(session) {
        TASKS(tasks, CORO(fetch, session, urls[i]), i, 5);
        return GATHER_TASKS_RESULTS(results, tasks);                /* [2] */
    }
    return 0;
}

ASYNC(main)
{
    static const char *const delays[] = { "0.5", "0.1", "0.4", "0.2", "0.3" };

    await(item_server_start());
    for (int i = 0; i < 5; i++)
        urls[i] = F("%s/item/%d?delay=%s", item_server_url(), i + 1, delays[i]);
    if (variant("flaw"))
        urls[1] = F("%s&bad=1", urls[1]);                           /* [3] */

    log_time("fetching %zu urls, server delays [0.5, 0.1, 0.4, 0.2, 0.3]", COUNT(urls));
    int rc = CALL(fetch_all);
    if (is_exception(rc))
        log_time("%s: %s", co_error_name(rc), co_error_message(rc));
    for (size_t i = 0; i < COUNT(results) && rc >= 0; i++)
        log_time("%s", results[i].text);
    log_time("server: %d requests, at most %d at once", served, peak);
    return item_server_stop();
}

DEMO(http, .title = "HTTP: five urls over one session", .section = "Step 7",
     .flaw = "no status is checked, and one answer that is not JSON loses the others",
     .needs = IO_CURL | IO_JANSSON, .listen = listen_start,
     .variants = { { "flaw", "one of the five answers is an error in plain text", 0 } });

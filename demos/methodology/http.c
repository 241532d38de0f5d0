/*
 * A session keeps its connections to a server open, and any number of tasks may use it. Here
 * one session fetches five urls, all at the same time [1], from a server in the same process
 * (demos/item_server.h). The server takes another time for each, so the answers come in another
 * order than the requests. But gather puts the results in the order of the urls, and the whole
 * takes only as long as the slowest answer.
 *
 * The tutorial's flaws: it does not check the status of an answer, so an error in JSON would
 * pass for a result; and one failure loses all results. In --variant=flaw one of the five
 * answers is an error in plain text [2]. This text is not JSON [3], so the gather ends at once
 * with this error, and the other four answers are lost: the end of the session stops the
 * requests that still wait. --variant=fixed checks the status first [4], and its gather keeps
 * an error like a result [5].
 *
 * Key point: the answers take 0.1 to 0.5 s, and all of them together take 0.5 s.
 *
 * Use it when a program asks a server for several things, and no answer depends on another.
 *
 * The tutorial says that this fetches all urls; in fact one bad answer loses the others.
 */
#include "item_server.h"

static const char *urls[5];
static struct co_outcome results[5];

ASYNC(fetch, struct io_http_session *session; const char *url;)
{
    int id;

    WITH_GET(response, my->session, my->url) {
        if (variant("fixed"))
            await(io_http_response_raise_for_status(response));     /* [4] */
        await(io_http_response_json(response, "{s:i}", "id", &id)); /* [3] */
        return co_return_text("{'id': %d}", id);
    }
    return 0;
}

ASYNC(fetch_all)
{
    WITH_SESSION(session) {
        TASKS(tasks, CORO(fetch, session, urls[i]), i, 5);
        if (variant("fixed"))
            return GATHER_TASKS_RETURN_EXCEPTIONS(results, tasks);  /* [5] */
        return GATHER_TASKS_RESULTS(results, tasks);                /* [1] */
    }
    return 0;
}

ASYNC(main)                                                         /* added */
{
    static int tenths[] = { 5, 1, 4, 2, 3 };

    await(item_server_start());
    for (int i = 0; i < 5; i++)
        urls[i] = F("%s/item/%d?delay=0.%d", item_server_url(), i + 1, tenths[i]);
    if (variant("flaw") || variant("fixed"))
        urls[1] = F("%s&bad=1", urls[1]);                           /* [2] */

    log_time("fetching %zu urls, server delays %s tenths of a second", COUNT(urls),
             LIST(tenths, 5));
    int rc = await_except(EXCEPTION, CALL(fetch_all));
    if (is_exception(rc))                                           /* except Exception: */
        log_time("%s: %s", co_error_name(rc), co_error_message(rc));
    for (size_t i = 0; i < COUNT(results) && !is_exception(rc); i++)
        log_time("%s", co_outcome_message(&results[i]));
    log_time("server: %d requests, at most %d at once", served, peak);
    return item_server_stop();
}

DEMO(http, .title = "HTTP: five urls over one session", .section = "Step 7",
     .flaw = "no status is checked, and one answer that is not JSON loses the others",
     .needs = IO_CURL | IO_JANSSON, .listen = listen_start,
     .variants = { { "flaw", "one of the five answers is an error in plain text", 0 },
                   { "fixed", "the status is checked, and the other answers are kept", 0 } });

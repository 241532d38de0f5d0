/*
 * Three servers are asked at once, and the first answer should win. co_wait() returns when one
 * request has ended [1]. The other requests are cancelled [2]. A cancel is only a request: main
 * prints its line first, and then the cancelled tasks print theirs.
 *
 * The tutorial's flaws: the first task that ends may have failed [3]. With --variant=flaw the
 * fastest server refuses, so its error is the answer, and the two good requests are cancelled. And
 * no task awaits the requests that were cancelled. --variant=fixed goes on until one request
 * succeeds, then cancels and awaits the rest [4].
 *
 * Key point: server-b answers at 0.200 s, and the other two requests are cancelled at once.
 *
 * Use it when several sources have the same answer, and the fastest one is good enough. This costs
 * a request to each source.
 *
 * The tutorial says "first successful response"; in fact FIRST_COMPLETED is the first that ends,
 * also with an error.
 */
#include "demo.h"
#include "patterns/first_success.h"

struct server {
    const char *url;
    double delay;
    bool refuses;
};
static struct server servers[] = {
    { "server-a", 0.5, false },
    { "server-b", 0.2, false },
    { "server-c", 0.8, false },
};

ASYNC(fetch, const struct server *server;)                          /* added */
{
    const char *url = my->server->url;
    log_time("Fetching %s", url);
    int rc = await_except(-ECANCELED, co_sleep(my->server->delay));
    if (rc == -ECANCELED) {                                         /* except CancelledError: */
        log_time("Cancelled %s", url);
        reraise(rc);
    }
    if (my->server->refuses)
        return co_raise(-ECONNRESET, "%s refused", url);
    return co_return_text("Response from %s", url);
}

ASYNC(first_response)
{
    TASKS(tasks, NAMED(CORO(fetch, &servers[i]), servers[i].url), i, 3);
    size_t done = await(co_wait(tasks, 3, CO_FOREVER, CO_FIRST_COMPLETED)); /* [1] */
    for (size_t i = done; i < 3; i++)
        co_task_cancel(tasks[i]);                                   /* [2] */
    return co_await(tasks[0]);                                      /* [3] */
}

ASYNC(first_response_fixed)
{
    TASKS(tasks, NAMED(CORO(fetch, &servers[i]), servers[i].url), i, 3);
    return first_success(tasks, 3);                                 /* [4] */
}

ASYNC(main)                                                         /* added */
{
    servers[1].refuses = variant("flaw") || variant("fixed");
    int result = await_except(EXCEPTION, variant("fixed") ? CALL(first_response_fixed)
                                                          : CALL(first_response));
    if (is_exception(result)) {                                     /* except Exception: */
        log_time("first_response raised %s: %s", co_error_name(result), co_text());
        return 0;
    }
    log_time("First response: %s", co_text());
    return 0;
}

DEMO(first_response, .title = "The first response wins",
     .section = "Wait with First Completed",
     .flaw = "the first response counts even if it is a failure, and no task awaits the others",
     .variants = { { "flaw", "the fastest server fails", 0 },
                   { "fixed", "the first success counts, and the others are awaited", 0 } });

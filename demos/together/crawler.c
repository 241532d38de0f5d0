/*
 * A crawler fetches a page, finds links in it, and fetches the pages behind them, too. Three
 * workers do this. Each pattern of the earlier chapters has its place around a request; from the
 * outside to the inside:
 *
 *   retry    calls again after a pause, up to six calls in all [1]
 *   breaker  refuses calls at once while the server is down [2]
 *   bucket   lets one request pass every 0.06 s [3]
 *
 * The order matters. With the bucket inside, every attempt needs a token, and a call that the
 * breaker refuses needs none. With the retry outside, a worker comes back when the server has
 * had its rest. The server (demos/item_server.h) is down for the first two requests.
 *
 * A page that was fetched goes to the store, which is slower than the workers. The queue between
 * them has two places. When it is full, a worker waits [4]. This is backpressure: the slowest
 * part sets the pace, and memory stays bounded.
 *
 * Ctrl-C ends the crawl, and so does its time limit of three seconds [5]. The end is graceful.
 * main drops the pages that no worker has begun [6], and puts an end marker for each worker [7].
 * A worker finishes its page and leaves; after half a second the workers that are left are
 * cancelled [8]. Then the store stores what has been fetched [9].
 *
 * A flaw of many crawlers: a worker also puts the links that it finds into a queue [10], and
 * only workers take links out of it. If this queue has a bound, there may be a moment in which
 * every worker waits for a free place, and no worker is left to make one. Eight places are
 * enough for this site. In --variant=flaw there are three, and the crawl stands still until its
 * time is over. In --variant=fixed this queue has no bound. The bound belongs between workers
 * and store, where no task waits for itself.
 *
 * Key point: the flaw stores 7 of 15 pages; without the bound all 15 are stored, by 2.84 s.
 *
 * Use it when a program asks a server for much, and the server, the network or the reader of
 * the results may be slow or fail.
 *
 * The tutorial says that patterns can be combined as needed; in fact their order decides what
 * they do, and a bounded queue in a circle of tasks can stop them all.
 */
#include "item_server.h"
#include "patterns/circuit_breaker.h"
#include "patterns/rate_limiter.h"
#include "patterns/retry.h"

static int pages[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
static int links[16][2], left = 1, stored;
static struct co_queue frontier, fetched = CO_QUEUE(2, .describe = co_describe_int);
static struct co_event over;

static void tell_change(const struct circuit_breaker *breaker, enum circuit_state next)
{
    log_time("circuit: %s -> %s", circuit_state_name(breaker->state), circuit_state_name(next));
}

static void tell_retry(const struct retry_policy *policy, int attempt, int code, double pause)
{
    log_time("%s: %s; again in %.1f s", co_task_name(co_current_task()), co_text(), pause);
}

static const struct retry_policy patience = { 6, 0.1, 0, 0, is_exception, tell_retry };
static struct circuit_breaker breaker = { 2, 0.5, .changing = tell_change };
static struct rate_limiter bucket = { .rate = 1, .per = 0.06 };

ASYNC(get, struct io_http_session *session; int page;)
{
    await(rate_limiter_acquire(&bucket));                           /* [3] */
    int *two = links[my->page];
    const char *url = F("%s/item/%d?links=1&delay=0.16", item_server_url(), my->page);
    WITH_GET(response, my->session, url) {
        await(io_http_response_raise_for_status(response));
        return io_http_response_json(response, "{s:[i,i]}", "links", &two[0], &two[1]);
    }
    return 0;
}

ASYNC(guarded_get, struct io_http_session *session; int page;)
{
    return circuit_breaker_call(&breaker, CORO(get, my->session, my->page)); /* [2] */
}

ASYNC(worker, const char *name; struct io_http_session *session;)
{
    int *page;
    while (await(co_queue_get(&frontier, &page)) == 0 && page != NULL) {
        struct co_coro call = CORO(guarded_get, my->session, *page);
        int rc = await_except(EXCEPTION, retry_call(&patience, call)); /* [1] */
        const char *news = co_queue_full(&fetched) ? "fetched, and the store is full" : "fetched";
        log_time("%s: page %d: %s", my->name, *page, is_exception(rc) ? co_text() : news);
        if (!is_exception(rc))
            await(co_queue_put(&fetched, page));                    /* [4] */
        for (int i = 0; i < 2 && links[*page][i] && !co_event_is_set(&over); i++) {
            left += 1;
            await(co_queue_put(&frontier, &pages[links[*page][i]])); /* [10] */
        }
        if (--left == 0)
            co_event_set(&over);
    }
    return 0;
}

ASYNC(store)
{
    while (true) {
        const int *page;
        await(co_queue_get(&fetched, &page));
        await(co_sleep(0.13));
        log_time("stored page %d, %d in all", *page, ++stored);
        co_queue_task_done(&fetched);
    }
}

/* The handler of SIGINT. The demo calls it in place of a user with a Ctrl-C. */
static int interrupt(void *argument)
{
    log_time("Ctrl-C");
    co_event_set(&over);
    return 0;
}

ASYNC(main)
{
    frontier = CO_QUEUE(variant("flaw") ? 3 : variant("fixed") ? 0 : 8);
    await(item_server_start());
    await(co_add_signal_handler(SIGINT, interrupt, NULL));
    if (!variant("flaw") && !variant("fixed"))
        co_call_later(1.65, interrupt, NULL);
    WITH_SESSION(session) {
        struct co_task *store_task = co_create_task(CORO(store));
        TASKS(workers, NAMED_CORO(worker, F("Worker-%d", i), session), i, 3);
        await(co_queue_put(&frontier, &pages[1]));
        await_except(-ETIMEDOUT, WAIT_FOR(co_event_wait(&over), 3)); /* [5] */
        log_time("%d pages are found and not done", left);
        for (int *page; !co_queue_empty(&frontier);)
            await(co_queue_get_nowait(&frontier, &page));           /* [6] */
        for (int i = 0; i < 3; i++)
            await(co_queue_put(&frontier, NULL));                   /* [7] */
        int rc = await_except(-ETIMEDOUT, WAIT_FOR(GATHER_TASKS(workers), 0.5)); /* [8] */
        log_time("workers: %s", rc == -ETIMEDOUT ? "cancelled" : "finished");
        await(co_queue_join(&fetched));                             /* [9] */
        co_task_cancel(store_task);
        await_except(-ECANCELED, co_await(store_task));
    }
    log_time("%d pages stored, %d left; server: %d requests", stored, left, served);
    return item_server_stop();
}

DEMO(crawler, .title = "Crawler: patterns around one server", .section = "Practical Applications",
     .flaw = "workers wait for places in the queue that they alone empty",
     .needs = IO_CURL | IO_JANSSON, .listen = listen_start,
     .variants = { { "flaw", "with three places, all workers wait for a place", 0 },
                   { "fixed", "the queue of pages that were found has no bound", 0 } });

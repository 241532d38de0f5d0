/*
 * Four pages are fetched, one at a time, for there is one connection. Page 4 is missing. A page may
 * take 1 s, but not longer. At 2 s main fetches page 5.
 *
 * Wanted: four pages come, and all tasks end, also when a page comes too late.
 *
 * Hint 1: Which task had the connection last, and how did that task end?
 *
 * Hint 2: A function may be left in more than one place: fetch has three.
 *
 * Hint 3: WITH_SEMAPHORE(&connection) { ... } gives the permit back on every exit path.
 */
#include "demo.h"

static struct co_semaphore connection = CO_SEMAPHORE(1);
static int in_use, pages;

ASYNC(fetch, int page;)
{
    await(co_semaphore_acquire(&connection));
    in_use++;
    MUST(in_use == 1);
    int rc = WAIT_FOR(co_sleep(0.1), 1.0);
    in_use--;
    if (rc < 0)
        return rc;
    if (my->page == 4)
        return co_raise(-ENOENT, "there is no page 4");
    pages++;
    co_semaphore_release(&connection);
    return 0;
}

ASYNC(main)
{
    TASKS(tasks, CORO(fetch, i + 1), i, 4);
    await(co_sleep(2));
    await_except(EXCEPTION, CALL(fetch, 5));
    struct co_outcome outcomes[COUNT(tasks)];
    await(GATHER_TASKS_RETURN_EXCEPTIONS(outcomes, tasks));
    log_time("%d of 5 pages are here", pages);
    return 0;
}

DEMO(leaked_permit, .title = "A connection that is never given back", .section = "Semaphores");

/* Refused: MUST(in_use == 1) does not hold if fetch-3 comes to its step 1 */
/* The permit of page 4 is given back twice. Then two tasks use the connection. */
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
    if (rc == 0 && my->page == 4) {
        rc = co_raise(-ENOENT, "there is no page 4");
        co_semaphore_release(&connection);
    }
    pages += rc == 0;
    co_semaphore_release(&connection);
    return rc;
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

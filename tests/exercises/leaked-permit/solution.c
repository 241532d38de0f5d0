/* The permit is given back on every exit path. */
#include "demo.h"

static struct co_semaphore connection = CO_SEMAPHORE(1);
static int in_use, pages;

ASYNC(fetch, int page;)
{
    WITH_SEMAPHORE(&connection) {
        in_use++;
        MUST(in_use == 1);
        int rc = WAIT_FOR(co_sleep(0.1), 1.0);
        in_use--;
        if (rc < 0)
            return rc;
        if (my->page == 4)
            return co_raise(-ENOENT, "there is no page 4");
        pages++;
    }
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

/* main waits for the ends of the tasks. */
#include "demo.h"

static int saved;

ASYNC(save, int page;)
{
    await(co_sleep(0.1 * my->page));
    saved++;
    return 0;
}

ASYNC(main)
{
    TASKS(tasks, CORO(save, i + 1), i, 3);
    log_time("%zu tasks save a page each", COUNT(tasks));
    await(GATHER_TASKS(tasks));
    log_time("%d of 3 pages are saved", saved);
    MUST(saved == 3);
    return 0;
}

DEMO(forgotten_await, .title = "Three pages, and none of them is saved", .section = "Tasks");

/* Refused: MUST(saved == 3) does not hold if save-2 comes to its step 2 */
/* main waits for the last task alone. Another task may end later. */
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
    await(co_await(tasks[2]));
    log_time("%d of 3 pages are saved", saved);
    MUST(saved == 3);
    return 0;
}

DEMO(forgotten_await, .title = "Three pages, and none of them is saved", .section = "Tasks");

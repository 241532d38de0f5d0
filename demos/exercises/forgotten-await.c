/*
 * Three tasks save one page each. main says how many pages are saved.
 *
 * Wanted: main says it when all three pages are saved.
 *
 * Hint 1: How many pages are saved at the moment when main looks?
 *
 * Hint 2: A task goes on by itself. But main does not wait for its end.
 *
 * Hint 3: await(GATHER_TASKS(tasks)) waits for the ends of all tasks in the array.
 */
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
    log_time("%d of 3 pages are saved", saved);
    MUST(saved == 3);
    return 0;
}

DEMO(forgotten_await, .title = "Three pages, and none of them is saved", .section = "Tasks");

/*
 * In Python one overrides a private method of the event loop to see each of its turns. Here
 * the loop has a hook for that [1]: before each turn it tells how many tasks and callbacks are
 * ready, and how many timers are armed.
 *
 * The numbers are this runtime's, not asyncio's. Here a timer that is due makes its task ready
 * at once, and waiting for it is no turn; asyncio takes one for the wait, one for the timer
 * and one for the task. The last three turns are those in which gather hears of the last task,
 * main goes on, and the loop learns that main has ended.
 */
#include "demo.h"

static void run_once(void *argument, const struct co_iteration *iteration)
{
    if (iteration->ready || iteration->scheduled)
        log_time("Ready: %zu, Scheduled: %zu", iteration->ready, iteration->scheduled);
}

ASYNC(task, double n;)
{
    await(co_sleep(my->n));
    log_time("Task %g done", my->n);
    return 0;
}

ASYNC(main)
{
    co_set_iteration_hook(run_once, NULL);                          /* [1] */
    return GATHER(CORO(task, 0.1), CORO(task, 0.2), CORO(task, 0.3));
}

DEMO(custom_loop, .title = "A look at every turn of the loop", .section = "Custom Event Loop");

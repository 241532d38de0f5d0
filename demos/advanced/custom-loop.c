/*
 * A Python program overrides a private method of the event loop to see each of its turns. Here
 * the loop has a hook for that [1]: before each turn the hook is told how many tasks and
 * callbacks are ready, and how many timers are armed.
 *
 * A turn that begins with nothing ready waits for a timer. When the timer is due, it makes its
 * task ready, and the task runs in the turn after that. The last three turns are those in which
 * gather hears of the last task, main goes on, and the loop learns that main has ended.
 *
 * The Python program has no main, and so one turn less at the end: its loop runs the gather
 * itself. It has one turn more after each of the first two tasks: there gather counts an end by a
 * callback, and here by none.
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
    co_set_iteration_hook(run_once, NULL); /* [1] */
    return GATHER(CORO(task, 0.1), CORO(task, 0.2), CORO(task, 0.3));
}

DEMO(custom_loop, .title = "A look at every turn of the loop", .section = "Custom Event Loop");

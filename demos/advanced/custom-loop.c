/*
 * A Python program can override a private method of the event loop to see each of its turns.
 * Here the loop has a hook for that [1]. Before each turn the loop calls the hook with the
 * number of ready tasks and callbacks, and of armed timers.
 *
 * If nothing is ready when a turn begins, the loop waits for a timer. When the timer is due,
 * it makes its task ready, and the task runs in the next turn. In the last three turns, gather
 * learns that the last task has ended, main goes on, and the loop learns that main has ended.
 *
 * The Python program has no main, and so it has one turn less at the end: its loop runs the
 * gather itself. It has one turn more after each of the first two tasks: there, gather counts
 * an end in a callback; here it needs none.
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
    return GATHER(NAMED(CORO(task, 0.1), "Task 0.1"),
                  NAMED(CORO(task, 0.2), "Task 0.2"),
                  NAMED(CORO(task, 0.3), "Task 0.3"));
}

DEMO(custom_loop, .title = "A look at every turn of the loop", .section = "Custom Event Loop");

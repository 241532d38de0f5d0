/*
 * A loop works in turns. In a turn it runs the tasks and callbacks that are ready; if none is
 * ready, it waits for the next timer. A timer that is due makes its task ready, and the task
 * runs in the next turn. A Python program can override a private method of the loop to see
 * each turn. Here the loop has a hook for that [1]: before each turn it calls the hook with
 * the number of ready tasks and callbacks, and of armed timers [2].
 *
 * The first turn has three tasks, and each arms a timer [3]. In the last three turns, gather
 * learns that the last task has ended, main goes on, and the loop learns that main has ended.
 *
 * The Python program has other turns here. There, gather counts each end in a callback of the
 * loop, which takes a turn after each of the first two tasks, and the loop turns once more
 * after main.
 *
 * Key point: "Ready: 0, Scheduled: 3" is a turn that waits; time passes only in such turns.
 *
 * Use it when you want to know why a program does nothing, or too much.
 *
 * The tutorial says to override _run_once; in fact this method is private to asyncio, and
 * another version or another loop may not have it.
 */
#include "demo.h"

static void run_once(void *argument, const struct co_iteration *iteration)
{
    if (iteration->ready || iteration->scheduled)
        log_time("Ready: %zu, Scheduled: %zu", iteration->ready, iteration->scheduled); /* [2] */
}

ASYNC(task, double n;)
{
    await(co_sleep(my->n));                                         /* [3] */
    log_time("Task %g done", my->n);
    return 0;
}

ASYNC(main)
{
    co_set_iteration_hook(run_once, NULL);                          /* [1] */
    return GATHER(NAMED(CORO(task, 0.1), "Task 0.1"),
                  NAMED(CORO(task, 0.2), "Task 0.2"),
                  NAMED(CORO(task, 0.3), "Task 0.3"));
}

DEMO(custom_loop, .title = "A look at every turn of the loop", .section = "Custom Event Loop");

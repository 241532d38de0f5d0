/*
 * A program that is told to end should end its work first. A handler turns the signal, SIGTERM
 * as from kill or a service manager, into an event [1], because a handler cannot await. main
 * waits for the event [2]. Then it cancels the workers [3], and waits until all have ended [4].
 * --variant=sigint gets SIGINT, as from Ctrl-C.
 *
 * The tutorial's flaw: the workers look at the event before each unit of work [5], but can never
 * act on it. The event also wakes main, which cancels all workers in the same turn, in the
 * middle of their work. --variant=fixed gives the workers half a second to leave by themselves
 * [6], and then cancels those that are left.
 *
 * (Here the set of tasks keeps the order of creation; Python's set has no order.)
 *
 * Key point: the signal at 1.05 s cancels 5 workers in the middle of a unit; fixed, all 5 end
 * normally, the last at 1.36 s.
 *
 * Use it when a program is stopped from outside, and half a unit of work does harm.
 *
 * The tutorial says loop = get_event_loop() in a coroutine; in fact get_running_loop() is the
 * call today, since it never makes a loop by surprise.
 */
#include "demo.h"

/* added: the workers, and how long their units of work take */
static const double UNIT[] = { 0.30, 0.37, 0.43, 0.57, 0.68 };
static struct co_event shutdown_event;

ASYNC(worker, int i; struct co_event *shutdown_event;)
{
    log_time("Worker %d: started", my->i);
    while (!co_event_is_set(my->shutdown_event)) {                  /* [5] */
        int rc = await_except(-ECANCELED, co_sleep(UNIT[my->i]));
        if (rc == -ECANCELED) {                                     /* except CancelledError: */
            log_time("Worker %d: cancelled", my->i);
            reraise(rc);
        }
        log_time("Worker %d: unit of work done", my->i);
    }
    log_time("Worker %d: saw the event, leaving", my->i);
    return 0;
}

static int signal_handler(void *argument)
{
    log_time("Signal received");
    co_event_set(&shutdown_event);                                  /* [1] */
    return 0;
}

/* added: stands for `kill`. */
static int send_signal(void *argument)
{
    return raise(variant("sigint") ? SIGINT : SIGTERM);
}

ASYNC(main)
{
    await(co_add_signal_handler(SIGTERM, signal_handler, NULL));
    await(co_add_signal_handler(SIGINT, signal_handler, NULL));
    co_call_later(1.05, send_signal, NULL);

    TASKS(tasks, NAMED(CORO(worker, i, &shutdown_event), F("Worker %d", i)), i, 5);
    await(co_event_wait(&shutdown_event));                          /* [2] */
    log_time("main: shutting down");

    int done = 0;
    if (variant("fixed")) {
        done = await(co_wait(tasks, 5, 0.5, CO_ALL_COMPLETED));     /* [6] */
        log_time("main: %d workers left by themselves, cancelling %d", done, 5 - done);
    }
    for (int i = done; i < 5; i++)
        co_task_cancel(tasks[i]);                                   /* [3] */

    struct co_outcome results[5];
    await(GATHER_TASKS_RETURN_EXCEPTIONS(results, tasks));          /* [4] */
    int cancelled = 0, normally = 0;                                /* added */
    for (int i = 0; i < 5; i++) {
        cancelled += results[i].result == -ECANCELED;
        normally += results[i].result == 0;
    }
    log_time("main: %d cancelled, %d ended normally", cancelled, normally);
    return 0;
}

DEMO(shutdown_event, .title = "Shutdown: an event that a signal sets",
     .section = "Graceful Shutdown",
     .flaw = "workers that look at the event are cancelled before they can act on it",
     .variants = { { "sigint", "the same, by SIGINT", 0 },
                   { "fixed", "the workers have half a second to leave by themselves", 0 } });

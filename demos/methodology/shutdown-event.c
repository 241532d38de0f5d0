/*
 * SIGTERM, as from kill or a service manager, sets an event [2] that main waits for [3]. Then
 * main ends the workers and waits until all have ended [5]. --variant=sigint gets SIGINT, as
 * from Ctrl-C. Here the set of tasks keeps the order of creation; Python's set has no order.
 *
 * The tutorial's flaw: the workers check the event before each unit of work [1], but can never
 * act on it. The event also wakes main, which cancels all workers [4] in the same turn, in the
 * middle of their work. --variant=fixed gives the workers half a second to leave by themselves
 * [6], and then cancels the workers that are left.
 */
#include "demo.h"

static const double UNIT[] = { 0.30, 0.37, 0.43, 0.57, 0.68 };
static struct co_event shutdown_event;

ASYNC(worker, int i; struct co_event *shutdown_event;)
{
    log_time("Worker %d: started", my->i);
    while (!co_event_is_set(my->shutdown_event)) {                  /* [1] */
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
    co_event_set(&shutdown_event);                                  /* [2] */
    return 0;
}

/* Stands for `kill`. */
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
    await(co_event_wait(&shutdown_event));                          /* [3] */
    log_time("main: shutting down");

    int done = 0;
    if (variant("fixed")) {
        done = await(co_wait(tasks, 5, 0.5, CO_ALL_COMPLETED));     /* [6] */
        log_time("main: %d workers left by themselves, cancelling %d", done, 5 - done);
    }
    for (int i = done; i < 5; i++)
        co_task_cancel(tasks[i]);                                   /* [4] */

    struct co_outcome results[5];
    await(GATHER_TASKS_RETURN_EXCEPTIONS(results, tasks));          /* [5] */
    int cancelled = 0, normally = 0;
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

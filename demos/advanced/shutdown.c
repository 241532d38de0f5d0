/*
 * A signal such as Ctrl-C's SIGINT would end the program at once. Here the loop calls shutdown
 * instead [1], which cancels both workers [2]. The sleep of each worker returns -ECANCELED;
 * the worker cleans up for half a second [3] and passes the error on. main gets the error from
 * gather, and prints it. --variant=sigterm gets SIGTERM, as from kill, systemd or docker stop.
 *
 * The tutorial's flaws: a second Ctrl-C cancels the workers again, in the middle of their
 * cleanup; --variant=flaw shows that. And gather returns when the first worker has ended [4];
 * if the other worker were slower, the end of the run would cancel its cleanup.
 * --variant=fixed ignores a second signal [5], and waits for all workers [6].
 */
#include "demo.h"

static struct co_task *tasks[2];

ASYNC(worker, const char *name;)
{
    int rc = 0;
    while (rc == 0) {
        log_time("%s working...", my->name);
        rc = co_sleep(1);
    }
    if (rc == -ECANCELED) {                                         /* except CancelledError: */
        log_time("%s cancelled, cleaning up...", my->name);
        await(co_sleep(0.5));                                       /* [3] cleanup time */
        log_time("%s cleanup done", my->name);
    }
    reraise(rc);
}

static int shutdown(void *argument)
{
    static bool requested;

    if (variant("fixed") && requested)
        return 0;                                                   /* [5] */
    requested = true;
    log_time("\nShutdown requested...");
    for (size_t i = 0; i < COUNT(tasks); i++)
        co_task_cancel(tasks[i]);                                   /* [2] */
    return 0;
}

/* Stands for the user. */
static int press_ctrl_c(void *argument)
{
    return raise(variant("sigterm") ? SIGTERM : SIGINT);
}

ASYNC(main)
{
    tasks[0] = co_create_task(NAMED_CORO(worker, "Worker-1"));
    tasks[1] = co_create_task(NAMED_CORO(worker, "Worker-2"));
    co_add_signal_handler(SIGINT, shutdown, NULL);                  /* [1] */
    co_add_signal_handler(SIGTERM, shutdown, NULL);
    co_call_later(2.5, press_ctrl_c, NULL);
    if (variant("flaw") || variant("fixed"))
        co_call_later(2.75, press_ctrl_c, NULL);
    if (variant("fixed")) {
        struct co_outcome results[2];
        await(GATHER_TASKS_RETURN_EXCEPTIONS(results, tasks));      /* [6] */
        log_time("All tasks cancelled");
        return 0;
    }
    int rc = await_except(-ECANCELED, GATHER_TASKS(tasks));         /* [4] */
    if (rc == -ECANCELED)                                           /* except CancelledError: */
        log_time("All tasks cancelled");
    return 0;
}

DEMO(shutdown, .title = "Shutdown: a signal, and time to clean up",
     .section = "Graceful Shutdown",
     .flaw = "a second signal cancels the cleanup, and only the first worker's end is awaited",
     .variants = { { "sigterm", "the same, by SIGTERM", 0 },
                   { "flaw", "a second Ctrl-C cancels the cleanup", 0 },
                   { "fixed", "a second signal is ignored, and all workers are awaited", 0 } });

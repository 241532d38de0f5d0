/*
 * A signal such as Ctrl-C's SIGINT would end the program at once, in the middle of its work.
 * So the loop calls the function shutdown instead [1], which cancels both workers [2]. The
 * sleep of each worker returns -ECANCELED; the worker cleans up for half a second [3] and
 * passes the error on [4]. main gets the error from gather [5], and prints a line.
 * --variant=sigterm gets SIGTERM, which kill, systemd and docker stop send.
 *
 * The tutorial's flaws: a second Ctrl-C cancels the workers again, in the middle of their
 * cleanup, and no line says so; --variant=flaw shows that. And gather returns when the first
 * worker has ended; if the other worker is slower, the end of the run cancels its cleanup.
 *
 * In --variant=fixed the cleanup of Worker-2 takes very long [6]. main waits for all workers
 * [7], but not for ever: a second signal cuts the cleanup short, with a line that says so [8].
 * So does a limit of two seconds [9]; in --variant=limit there is no second signal, and the
 * limit ends it.
 *
 * Key point: a shutdown cancels, at 2.500, and then waits for the cleanup, until 3.000.
 *
 * Use it when the program holds what it must give back: files, connections, jobs of a queue.
 *
 * The tutorial says that all tasks complete cleanly; in fact main waits for the first alone.
 */
#include "demo.h"

static struct co_task *tasks[2];
static bool is_limited;

ASYNC(worker, const char *name; double cleanup_time;)
{
    int rc = 0;
    while (rc == 0) {
        log_time("%s working...", my->name);
        rc = co_sleep(1);
    }
    if (rc == -ECANCELED) {                                         /* except CancelledError: */
        log_time("%s cancelled, cleaning up...", my->name);
        await(co_sleep(my->cleanup_time));                          /* [3] */
        log_time("%s cleanup done", my->name);
    }
    reraise(rc);                                                    /* [4] */
}

static int cut_cleanup_short(void *argument)
{
    log_time("Cleanup cut short");
    for (size_t i = 0; i < COUNT(tasks); i++)
        co_task_cancel(tasks[i]);
    return 0;
}

static int shutdown(void *argument)
{
    static bool requested;
    if (is_limited && requested)
        return cut_cleanup_short(NULL);                             /* [8] */
    requested = true;
    log_time("\nShutdown requested...");
    for (size_t i = 0; i < COUNT(tasks); i++)
        co_task_cancel(tasks[i]);                                   /* [2] */
    if (is_limited)
        co_call_later(2, cut_cleanup_short, NULL);                  /* [9] */
    return 0;
}

/* added: stands for the user */
static int press_ctrl_c(void *argument)
{
    return raise(variant("sigterm") ? SIGTERM : SIGINT);
}

ASYNC(main)
{
    is_limited = variant("fixed") || variant("limit");
    tasks[0] = co_create_task(NAMED_CORO(worker, "Worker-1", 0.5));
    tasks[1] = co_create_task(NAMED_CORO(worker, "Worker-2", is_limited ? 9 : 0.5)); /* [6] */
    co_add_signal_handler(SIGINT, shutdown, NULL);                  /* [1] */
    co_add_signal_handler(SIGTERM, shutdown, NULL);
    co_call_later(2.5, press_ctrl_c, NULL);                         /* added */
    if (variant("flaw") || variant("fixed"))
        co_call_later(variant("flaw") ? 2.75 : 3.5, press_ctrl_c, NULL);
    await_except(-ECANCELED,                                        /* except CancelledError: */
                 is_limited ? co_wait(tasks, 2, CO_FOREVER, CO_ALL_COMPLETED)       /* [7] */
                            : GATHER_TASKS(tasks));                 /* [5] */
    log_time("All tasks cancelled");
    return 0;
}

DEMO(shutdown, .title = "Shutdown: a signal, and time to clean up",
     .section = "Graceful Shutdown",
     .flaw = "a second signal cancels the cleanup, and only the first worker's end is awaited",
     .variants = { { "sigterm", "the same, by SIGTERM", 0 },
                   { "flaw", "a second Ctrl-C cancels the cleanup", 0 },
                   { "fixed", "all are awaited; a second signal cuts the cleanup short", 0 },
                   { "limit", "all are awaited, for two seconds at most", 0 } });

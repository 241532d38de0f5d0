/*
 * The program keeps its background tasks in a set [1], and a callback takes each task out when it
 * ends [2]. So the program can find the tasks that are left, and end them in order [3]. Python
 * needs the set for one reason more: its loop does not keep a task alive, and a task that the
 * program drops may disappear half way. In C the loop owns every task until it ends. Here the set
 * keeps the order of creation; Python's set has no order.
 *
 * The tutorial's flaw: no task looks at the errors. The callback drops the task without asking for
 * its error, and the gather of the cleanup takes errors for results [4]. With --variant=flaw job-2
 * fails at 0.6 s, and job-4 fails while it is cancelled. The log tells of neither; only job-2 is
 * reported on stderr. With --variant=fixed the callback asks each task for its error [5], and
 * reports both. src/patterns/background_tasks.c reports such errors, too.
 *
 * Key point: the cleanup finds 3 of 5 tasks, because those that have ended have left the set.
 *
 * Use it when a task should go on beside its caller, and no task awaits it. A task group is better
 * where a caller can wait for the end.
 *
 * The tutorial says that discard is enough as a callback; in fact it never looks at the task's
 * error.
 */
#include "demo.h"

static struct co_task *background_tasks[10];
static size_t background_count;

static int discard(struct co_task *task, void *argument)
{
    size_t i = 0, kept = 0;
    for (; i < background_count; i++)
        if (background_tasks[i] != task)
            background_tasks[kept++] = background_tasks[i];
    background_count = kept;
    if (variant("fixed") && is_exception(co_task_result(task)))     /* [5] */
        log_time("discard: %s failed: %s", co_task_name(task), co_task_text(task));
    return 0;
}

ASYNC(start_background_task, struct co_coro coro;)
{
    struct co_task *task = co_create_task(my->coro);
    background_tasks[background_count++] = task;                    /* [1] */
    return co_task_add_done_callback(task, discard, NULL);          /* [2] */
}

ASYNC(cleanup)                                                      /* [3] */
{
    for (size_t i = 0; i < background_count; i++)
        co_task_cancel(background_tasks[i]);
    return co_gather(background_tasks, background_count, NULL, CO_RETURN_EXCEPTIONS); /* [4] */
}

ASYNC(job, const char *name; double duration; bool fails;)          /* added */
{
    log_time("%s: started", my->name);
    int rc = await_except(-ECANCELED, co_sleep(my->duration));
    if (rc == -ECANCELED)                                           /* except CancelledError: */
        log_time("%s: cancelled", my->name);
    if (my->fails)
        return co_raise(-EIO, "disk full");
    if (rc == -ECANCELED)
        reraise(rc);
    log_time("%s: done", my->name);
    return 0;
}

ASYNC(main)                                                         /* added */
{
    bool fails = variant("flaw") || variant("fixed");

    await(CALL(start_background_task, NAMED_CORO(job, "job-1", 0.3, false)));
    await(CALL(start_background_task, NAMED_CORO(job, "job-2", 0.6, fails)));
    await(CALL(start_background_task, NAMED_CORO(job, "job-3", 10, false)));
    await(CALL(start_background_task, NAMED_CORO(job, "job-4", 10, fails)));
    await(CALL(start_background_task, NAMED_CORO(job, "job-5", 10, false)));
    log_time("main: %zu background tasks", background_count);
    await(co_sleep(1.0));
    log_time("main: %zu background tasks, cleaning up", background_count);
    await(CALL(cleanup));
    log_time("main: %zu background tasks", background_count);
    return 0;
}

DEMO(background, .title = "Background tasks: a set that keeps them",
     .section = "Running Tasks in Background",
     .flaw = "no task sees the errors: the callback asks for none, and the cleanup swallows them",
     .variants = { { "flaw", "two jobs fail, and the log does not tell", 0 },
                   { "fixed", "the callback asks each task that ends for its error", 0 } });

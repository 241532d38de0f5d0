/*
 * The program keeps its background tasks in a set [1], and each task leaves the set when it
 * ends [2]. So the program can find the tasks that are left, and end them in order [3]. In
 * Python, the set also keeps a task alive; in C, the loop owns every task until the task ends.
 * Here the set keeps the order of creation; Python's set has no order.
 *
 * The tutorial's flaws: gather with CO_RETURN_EXCEPTIONS [4] also hides the errors of tasks
 * that fail while they are cancelled. And start_background_task() [5] is a coroutine that
 * awaits nothing. src/patterns/background_tasks.c reports such errors.
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
    return 0;
}

ASYNC(start_background_task, struct co_coro coro;)                  /* [5] */
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

ASYNC(job, const char *name; double duration;)
{
    log_time("%s: started", my->name);
    int rc = await_except(-ECANCELED, co_sleep(my->duration));
    if (rc == -ECANCELED) {                                         /* except CancelledError: */
        log_time("%s: cancelled", my->name);
        reraise(rc);
    }
    log_time("%s: done", my->name);
    return 0;
}

ASYNC(main)
{
    await(CALL(start_background_task, NAMED_CORO(job, "job-1", 0.3)));
    await(CALL(start_background_task, NAMED_CORO(job, "job-2", 0.6)));
    await(CALL(start_background_task, NAMED_CORO(job, "job-3", 10)));
    await(CALL(start_background_task, NAMED_CORO(job, "job-4", 10)));
    await(CALL(start_background_task, NAMED_CORO(job, "job-5", 10)));
    log_time("main: %zu background tasks", background_count);
    await(co_sleep(1.0));
    log_time("main: %zu background tasks, cleaning up", background_count);
    await(CALL(cleanup));
    log_time("main: %zu background tasks", background_count);
    return 0;
}

DEMO(background, .title = "Background tasks: a set that keeps them",
     .section = "Running Tasks in Background",
     .flaw = "errors of the tasks that are ended by the cleanup are swallowed");

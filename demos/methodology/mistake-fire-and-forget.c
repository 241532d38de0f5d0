/*
 * The mistake: a program makes a task [1] and does not keep its handle. In Python, a task may
 * be collected as garbage in the middle of its work, if nothing refers to it, and nothing
 * refers to the thing that it waits for [2]. In C the loop owns every task until the task
 * ends, so no task gets lost. But no other task knows about it: this task waits in vain until
 * the run is over, and is cancelled then [6]. And no task gets the error of the other task
 * [3].
 *
 * How to catch it: an error that no task has looked at is reported on stderr, with the place
 * where the task was made, at the latest when the run ends. The error of a task that was given
 * to co_task_detach() is reported as soon as the task ends. It is better to keep tasks in a
 * set [4], which they leave when they are done [5], and to await the set;
 * src/patterns/background_tasks.h is one.
 */
#include "demo.h"

ASYNC(job, const char *name;)
{
    log_time("%s: started", my->name);
    struct co_task *future = co_future_create("future");            /* [2] */
    int rc = co_await(future);
    log_time("%s: finalised", my->name);                            /* [6] finally: */
    return rc;
}

ASYNC(failing_job)
{
    return co_raise(-EINVAL, "nobody sees this");                   /* [3] */
}

ASYNC(well_kept, const char *name;)
{
    log_time("%s: started", my->name);
    await(co_sleep(0.2));
    log_time("%s: done", my->name);
    return 0;
}

static struct co_task *background_tasks[1];
static size_t background_count;

static int discard(struct co_task *task, void *argument)
{
    background_count -= background_tasks[0] == task;
    return 0;
}

ASYNC(main)
{
    log_time("WRONG: create_task() without keeping the task");
    co_create_task(NAMED_CORO(job, "forgotten"));                   /* [1] */
    await(co_sleep(0.1));
    log_time("there is nothing to collect: the loop keeps the task");

    log_time("WRONG: a forgotten task fails");
    co_create_task(CORO(failing_job));
    await(co_sleep(0.1));

    log_time("CORRECT: tasks kept in a set until they are done");
    struct co_task *task = co_create_task(NAMED_CORO(well_kept, "kept"));
    background_tasks[background_count++] = task;                    /* [4] */
    await(co_task_add_done_callback(task, discard, NULL));          /* [5] */
    await(co_sleep(0.1));
    log_time("%zu task in the set", background_count);
    await(co_gather(background_tasks, background_count, NULL, 0));
    await(co_sleep(0));
    log_time("%zu tasks in the set", background_count);
    return 0;
}

DEMO(mistake_fire_and_forget, .title = "Mistake: a task whose handle is dropped",
     .section = "Common Mistakes 3");

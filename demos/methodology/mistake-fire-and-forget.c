/*
 * The mistake: a program makes a task [1] and does not keep its handle.
 *
 * Python's loop does not keep a task either. It knows only what each task waits for. So if a
 * task waits for a thing that nothing else refers to [2], both are garbage, and the collector
 * ends the task in the middle of its work. In C the loop owns every task until the task ends, so
 * no task gets lost [3]. But no other task knows of it: it waits in vain until the run is over,
 * and is cancelled then [4]. And if a forgotten task fails [5], no task gets the error.
 *
 * How to catch it: an error that no task has looked at is reported on stderr, with the place
 * where the task was made, at the latest when the run ends. The error of a task that was given
 * to co_task_detach() is reported as soon as the task ends. It is better to keep tasks in a set
 * [6], which they leave when they are done [7], and to await the set at the end [8];
 * src/patterns/background_tasks.h is one.
 *
 * The tutorial names this mistake in one line; the program is added.
 *
 * Key point: the forgotten task begins at 0.0 s, and is still there when the run ends at 0.4 s.
 *
 * Use it when a task has to go on while its creator does something else: keep the task, and
 * await it.
 *
 * The tutorial says that forgotten tasks can be collected; in fact this is so in Python alone,
 * and the lost error happens in both languages.
 */
#include "demo.h"

ASYNC(job, const char *name;)
{
    log_time("%s: started", my->name);
    struct co_task *future = co_future_create("future");            /* [2] */
    int rc = co_await(future);
    log_time("%s: finalised", my->name);                            /* [4] finally: */
    return rc;
}

ASYNC(failing_job)
{
    return co_raise(-EINVAL, "no task sees this");                  /* [5] */
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
    struct co_task *tasks[8];
    size_t count = co_tasks(tasks, COUNT(tasks));                   /* [3] */
    for (size_t i = 1; i < count; i++)
        log_time("the loop keeps %s", co_task_name(tasks[i]));

    log_time("WRONG: a forgotten task fails");
    co_create_task(CORO(failing_job));
    await(co_sleep(0.1));

    log_time("CORRECT: tasks kept in a set until they are done");
    struct co_task *task = co_create_task(NAMED_CORO(well_kept, "kept"));
    background_tasks[background_count++] = task;                    /* [6] */
    await(co_task_add_done_callback(task, discard, NULL));          /* [7] */
    await(co_sleep(0.1));
    log_time("%zu task in the set", background_count);
    await(co_gather(background_tasks, background_count, NULL, 0));  /* [8] */
    await(co_sleep(0));
    log_time("%zu tasks in the set", background_count);
    return 0;
}

DEMO(mistake_fire_and_forget, .title = "Mistake: a task whose handle is dropped",
     .section = "Common Mistakes 3");

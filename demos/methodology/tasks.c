/*
 * A task runs beside the task that made it. To make one does not run it: the new task waits for
 * its turn, until main suspends for the first time. So main's line [1] comes before the first
 * lines of A and B. Then main awaits A [2], and gets its result. B ended a second before A, and
 * its result has been kept. gather awaits a list of tasks [3]. Worker-0 sleeps for no time at
 * all [4], but even this lets every other task run once.
 *
 * The tutorial's flaw: a comment says that tasks start immediately after create_task. The
 * default shows that they do not. --variant=fixed lets them: main suspends for one turn [5]
 * before its other work.
 *
 * Key point: B is done at 1.0 s, but main has its result at 2.0 s, because it awaits A first.
 *
 * Use it when work goes on in the background, and the result is needed later.
 *
 * The tutorial says that tasks start immediately after create_task; in fact they start when
 * their creator suspends.
 */
#include "demo.h"

ASYNC(worker, const char *name; double duration;)
{
    log_time("%s starting", my->name);
    await(co_sleep(my->duration));                                  /* [4] */
    log_time("%s done", my->name);
    return co_return_text("%s result", my->name);
}

ASYNC(main)
{
    static const char *const names[] = { "Worker-0", "Worker-1", "Worker-2", "Worker-3",
                                         "Worker-4" };

    struct co_task *task1 = co_create_task(NAMED_CORO(worker, "A", 2));
    struct co_task *task2 = co_create_task(NAMED_CORO(worker, "B", 1));
    if (variant("fixed"))
        await(co_sleep(0));                                         /* [5] */
    log_time("main: tasks created, doing other work");              /* [1] added */

    await(co_await(task1));                                         /* [2] */
    log_time("main: %s", co_text());
    await(co_await(task2));
    log_time("main: %s", co_text());

    TASKS(tasks, NAMED_CORO(worker, names[i], i * 0.1), i, 5);
    struct co_outcome results[5];
    await(GATHER_TASKS_RESULTS(results, tasks));                    /* [3] */
    log_time("main: %s", LIST(results, 5));
    return 0;
}

DEMO(tasks, .title = "Tasks: work that runs beside its creator", .section = "Step 2",
     .flaw = "a comment says that tasks start at once; they start when main suspends",
     .variants = { { "fixed", "main suspends for one turn, so the tasks start first", 0 } });

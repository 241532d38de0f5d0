/*
 * A task runs beside the task that made it. Awaiting it [2] gives its result: B has ended long
 * before A, but main awaits A first. gather awaits a list of tasks at once [3]. Worker-0
 * sleeps for no time at all [4], but this lets every other task run once.
 *
 * The tutorial's flaw: its comment says that tasks start immediately after create_task. They
 * start when main suspends for the first time, so main's line [1] comes before theirs.
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
    log_time("main: tasks created, doing other work");              /* [1] */

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
     .flaw = "a comment says that tasks start at once; they start when main suspends");

/*
 * Three sources are asked, and the first answer counts. co_wait() [1] returns when one task
 * has ended, and moves the ended tasks to the front of the array. It cancels no task.
 *
 * The tutorial's flaw: it neither cancels nor awaits the two tasks that are left [2]. They
 * print nothing only because main ends: then the loop cancels and awaits all tasks that are
 * left. A program that goes on should do so itself.
 */
#include "demo.h"

ASYNC(fetch_data, const char *name; double delay;)
{
    await(co_sleep(my->delay));
    return co_return_text("Data from %s", my->name);
}

ASYNC(main)
{
    log_time("\n🥇 wait(return_when=FIRST_COMPLETED):");
    struct co_task *tasks[] = {
        co_create_task(NAMED_CORO(fetch_data, "Source-1", 2.0)),
        co_create_task(NAMED_CORO(fetch_data, "Source-2", 0.8)),
        co_create_task(NAMED_CORO(fetch_data, "Source-3", 1.5)),
    };
    int done = await(co_wait(tasks, 3, CO_FOREVER, CO_FIRST_COMPLETED)); /* [1] */
    int pending = 3 - done;
    log_time("📋 %d task(s) completed, %d pending", done, pending);
    for (int i = 0; i < done; i++) {
        await(co_task_result(tasks[i]));
        log_time("✅ Result: %s", co_task_text(tasks[i]));
    }
    return 0;                                                       /* [2] */
}

DEMO(wait_first, .title = "wait: going on with the first result", .section = "4b",
     .flaw = "the tasks that are left are neither cancelled nor awaited");

/*
 * Three sources are asked, and the first answer counts. co_wait() returns when one task has ended,
 * and moves the ended tasks to the front of the array [1]. It cancels no task.
 *
 * The tutorial's flaw: it leaves the other two tasks alone [2]. In the tutorial they print
 * nothing, because main ends, and the loop cancels what is left. With --variant=flaw main goes on
 * for a while, and so do they: their requests are paid for, and no task reads the answers.
 * --variant=fixed cancels them [3], and awaits their end [4].
 *
 * Key point: Source-2 answers at 0.800 s; the other 2 are pending, and nothing stops them.
 *
 * Use it when a task must go on with the first of several things that happen: an answer, a stop, a
 * time limit.
 *
 * The tutorial says to use it for the first successful result; in fact the first task that ends
 * may have failed. first-response has the cure.
 */
#include "demo.h"

ASYNC(fetch_data, const char *name; double delay;)                  /* added */
{
    await(co_sleep(my->delay));
    if (variant("flaw") || variant("fixed"))
        log_time("🌐 %s: Answered", my->name);
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
    if (variant("fixed")) {
        for (int i = done; i < 3; i++)
            co_task_cancel(tasks[i]);                               /* [3] */
        await(co_gather(tasks + done, pending, NULL, CO_RETURN_EXCEPTIONS)); /* [4] */
    }
    if (variant("flaw") || variant("fixed"))
        await(co_sleep(1.5));
    return 0;                                                       /* [2] */
}

DEMO(wait_first, .title = "wait: going on with the first result", .section = "4b",
     .flaw = "the tasks that are left are neither cancelled nor awaited",
     .variants = { { "flaw", "main goes on, and so do the two tasks that are left", 0 },
                   { "fixed", "main cancels and awaits the tasks that are left", 0 } });

/* Refused: MUST(half_files == 0 && too_late == 0) does not hold if copy-3 comes to its step 3 */
/* copy_all waits until the other copies should have ended. */
#include "demo.h"

static bool has_failed;
static int half_files, too_late;

ASYNC(copy, double time; bool fails;)
{
    half_files++;
    int rc = co_sleep(my->time);
    if (rc == 0 && my->fails)
        rc = co_raise(-EIO, "the disk is broken");
    if (rc < 0)
        await(co_sleep(0.05)); /* removes the half file */
    else if (has_failed)
        too_late++;
    half_files--;
    return rc;
}

ASYNC(copy_all)
{
    struct co_task *tasks[] = { co_create_task(CORO(copy, 0.3, false)),
                                co_create_task(CORO(copy, 0.1, true)),
                                co_create_task(CORO(copy, 0.3, false)) };
    await(co_wait(tasks, COUNT(tasks), CO_FOREVER, CO_FIRST_EXCEPTION));
    int failures = 0;
    for (size_t i = 0; i < COUNT(tasks); i++) {
        if (co_task_done(tasks[i]))
            failures += co_task_result(tasks[i]) < 0;
        else
            co_task_cancel(tasks[i]);
    }
    await(co_sleep(0.1));
    has_failed = failures > 0;
    return 0;
}

ASYNC(main)
{
    struct co_task *all = co_create_task(CORO(copy_all));
    await(co_sleep(1.0));
    await(co_await(all));
    log_time("%d half files, %d files too late", half_files, too_late);
    MUST(half_files == 0 && too_late == 0);
    return 0;
}

DEMO(gather_not_group, .title = "Copies that go on after a failure", .section = "Task groups");

/*
 * Three files are copied at the same time. Each copy begins with a half file, which becomes a whole
 * one at its end. A copy that fails or is cancelled removes its half file, which takes 0.05 s. The
 * second copy fails after 0.1 s.
 *
 * Wanted: when one copy fails, the other copies are given up. When copy_all ends, there is no half
 * file, and afterwards no file becomes whole.
 *
 * Hint 1: What do the other two copies do after the failure?
 *
 * Hint 2: A gather ends with the first error, but its other tasks go on.
 *
 * Hint 3: A task group cancels the other tasks and waits for their ends: co_task_group_enter(),
 * co_task_group_create_task() for each copy, and as the last co_task_group_exit().
 */
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
    await_except(EXCEPTION,
                 GATHER(CORO(copy, 0.3, false), CORO(copy, 0.1, true), CORO(copy, 0.3, false)));
    has_failed = true;
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

/* The group cancels the other tasks and waits for their ends. */
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
    struct co_task_group group = { 0 };
    co_task_group_enter(&group);
    co_task_group_create_task(&group, CORO(copy, 0.3, false));
    co_task_group_create_task(&group, CORO(copy, 0.1, true));
    co_task_group_create_task(&group, CORO(copy, 0.3, false));
    await_except(EXCEPTION, co_task_group_exit(&group, 0));
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

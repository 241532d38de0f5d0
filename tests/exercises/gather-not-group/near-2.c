/* Refused: MUST(half_files == 0 && too_late == 0) does not hold if copy-3 comes to its step 3 */
/* The other copies see the failure and give up by themselves, but copy_all does not wait for
 * them. */
#include "demo.h"

static bool has_failed;
static int half_files, too_late;

ASYNC(copy, double time; bool fails;)
{
    half_files++;
    int rc = co_sleep(my->time);
    if (has_failed && rc == 0)
        rc = -ECANCELED;
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

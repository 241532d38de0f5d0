/*
 * Three tasks belong together: they are made in a group [1], and the block of the group does
 * not end before all of them have ended [2]. C fails after half a second. The group then
 * cancels A and B, and waits until they have ended. So no task goes on behind the block, and
 * none is forgotten. The block ends with the code of the error, and gives each error with its
 * text [3]: there may be several errors, so Python writes except*.
 *
 * The work of A and B is lost without a message: a cancelled task is not an error.
 *
 * --variant=without has gather in place of the group [4]. gather also ends with the error of
 * C, but it cancels nothing: A and B go on, and print their ends while main sleeps [5].
 *
 * Key point: C fails at 0.500, and at that moment the group has cancelled A and B and is over.
 *
 * Use it when the result of a task is of no use without those of the others.
 *
 * The tutorial says that an exception in any task cancels all others; in fact a cancel is a
 * request, and the group waits as long as a task takes to clean up.
 */
#include "demo.h"

ASYNC(task, const char *name; double delay; bool should_fail;)
{
    await(co_sleep(my->delay));
    if (my->should_fail)
        return co_raise(-EINVAL, "%s failed!", my->name);           /* raise ValueError */
    if (variant("without"))
        log_time("%s done", my->name);
    return co_return_text("%s done", my->name);
}

ASYNC(main)
{
    if (variant("without")) {
        int rc = await_except(-EINVAL, GATHER(NAMED_CORO(task, "A", 1, false), /* [4] */
                                              NAMED_CORO(task, "B", 2, false),
                                              NAMED_CORO(task, "C", 0.5, .should_fail = true)));
        if (rc == -EINVAL)                                          /* except ValueError as exc: */
            log_time("Caught: %s", co_text());
        return co_sleep(2);                                         /* [5] */
    }
    struct co_task_group tg = { 0 };
    await(co_task_group_enter(&tg));
    co_task_group_create_task(&tg, NAMED_CORO(task, "A", 1, false));    /* [1] */
    co_task_group_create_task(&tg, NAMED_CORO(task, "B", 2, false));
    co_task_group_create_task(&tg, NAMED_CORO(task, "C", 0.5, .should_fail = true));
    await_except(-EINVAL, co_task_group_exit(&tg, 0));              /* [2] */
    FOR_ERRORS(exc, &tg) {                                          /* [3] except* ... as eg: */
        log_time("Caught: %s", exc.message);
    }
    return 0;
}

DEMO(task_group, .title = "Task group: all together, or none", .section = "TaskGroup",
     .variants = { { "without", "gather: the others go on", 0 } });

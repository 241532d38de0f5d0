/*
 * Three tasks belong together. C fails after half a second. The group then cancels A and B,
 * and waits until they have ended. Only then does the block end [1], so no task goes on after
 * it. The block ends with the code of the error, and gives each error with its text [2]: there
 * may be several errors, so Python writes except*.
 *
 * The work of A and B is lost without a message: a cancelled task is not an error. With
 * gather, both would have gone on.
 */
#include "demo.h"

ASYNC(task, const char *name; double delay; bool should_fail;)
{
    await(co_sleep(my->delay));
    if (my->should_fail)
        return co_raise(-EINVAL, "%s failed!", my->name);           /* raise ValueError */
    return co_return_text("%s done", my->name);
}

ASYNC(main)
{
    struct co_task_group tg = { 0 };
    await(co_task_group_enter(&tg));
    co_task_group_create_task(&tg, NAMED_CORO(task, "A", 1, false));
    co_task_group_create_task(&tg, NAMED_CORO(task, "B", 2, false));
    co_task_group_create_task(&tg, NAMED_CORO(task, "C", 0.5, .should_fail = true));
    await_except(-EINVAL, co_task_group_exit(&tg, 0));              /* [1] */
    FOR_ERRORS(exc, &tg) {                                          /* [2] except* ... as eg: */
        log_time("Caught: %s", exc.message);
    }
    return 0;
}

DEMO(task_group, .title = "Task group: all together, or none", .section = "TaskGroup");

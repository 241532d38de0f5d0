/*
 * Three postmen bring one letter each to a box that holds two. The last letter does not fit.
 *
 * Wanted: main says how many letters are in the box, and how many came back. No error is left
 * over that no task has looked at.
 *
 * Hint 1: The report on stderr names a task. Which task should have looked at its error?
 *
 * Hint 2: co_wait() only says that tasks are done. It does not look at what became of them.
 *
 * Hint 3: Any of the tasks may fail. co_task_result(task) looks at the result of a task that is
 * done: it is negative if the task has failed.
 */
#include "demo.h"

static int in_box;

ASYNC(deliver, int number;)
{
    await(co_sleep(0.1 * my->number));
    if (in_box == 2)
        return co_raise(-ENOSPC, "the box is full");
    in_box++;
    return 0;
}

ASYNC(main)
{
    int back = 0;
    TASKS(tasks, CORO(deliver, i + 1), i, 3);
    await(co_wait(tasks, COUNT(tasks), CO_FOREVER, CO_ALL_COMPLETED));
    log_time("%d letters are in the box, %d came back", in_box, back);
    MUST(in_box == 2 && back == 1);
    return 0;
}

DEMO(lost_error, .title = "A letter that comes back to no task", .section = "Errors");

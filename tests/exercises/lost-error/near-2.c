/* Refused: the exit code is 5 instead of 0 if deliver-2 comes to its step 2 */
/* main expects the error of the third task. The error of another task ends main. */
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
    await(co_await(tasks[0]));
    await(co_await(tasks[1]));
    back += await_except(-ENOSPC, co_await(tasks[2])) < 0;
    log_time("%d letters are in the box, %d came back", in_box, back);
    MUST(in_box == 2 && back == 1);
    return 0;
}

DEMO(lost_error, .title = "A letter that comes back to no task", .section = "Errors");

/* Refused: MUST(in_box == 2 && back == 1) does not hold if deliver-2 comes to its step 2 */
/* main looks at the last task alone. The letter of another task may be the one too many. */
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
    back += co_task_result(tasks[2]) < 0;
    log_time("%d letters are in the box, %d came back", in_box, back);
    MUST(in_box == 2 && back == 1);
    return 0;
}

DEMO(lost_error, .title = "A letter that comes back to no task", .section = "Errors");

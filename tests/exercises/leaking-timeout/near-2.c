/* Refused: MUST(open_questions == 0) does not hold if ask-1 comes to its step 2 */
/* main ends the second task, as if no other task could be slow. */
#include "demo.h"

static int open_questions;

ASYNC(ask, double answers_after;)
{
    open_questions++;
    int rc = co_sleep(my->answers_after);
    open_questions--;
    return rc;
}

ASYNC(main)
{
    struct co_task *tasks[] = { co_create_task(CORO(ask, 0.1)), co_create_task(CORO(ask, 0.5)) };
    int done = await(co_wait(tasks, COUNT(tasks), 0.2, CO_ALL_COMPLETED));
    co_task_cancel(tasks[1]);
    await(co_wait(&tasks[1], 1, CO_FOREVER, CO_ALL_COMPLETED));
    log_time("%d of 2 answers came in time, %d questions are open", done, open_questions);
    MUST(open_questions == 0);
    return 0;
}

DEMO(leaking_timeout, .title = "A time-out that leaves a question open", .section = "Time-outs");

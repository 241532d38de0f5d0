/* main cancels the tasks that are not done, and awaits their ends. */
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
    size_t left = COUNT(tasks) - (size_t)done;
    for (size_t i = (size_t)done; i < COUNT(tasks); i++)
        co_task_cancel(tasks[i]);
    if (left)
        await(co_wait(tasks + done, left, CO_FOREVER, CO_ALL_COMPLETED));
    log_time("%d of 2 answers came in time, %d questions are open", done, open_questions);
    MUST(open_questions == 0);
    return 0;
}

DEMO(leaking_timeout, .title = "A time-out that leaves a question open", .section = "Time-outs");

/*
 * main asks two servers, and waits 0.2 s for their answers. The second server is too slow.
 *
 * Wanted: after the time-out main goes on at once, and no question is open any more.
 *
 * Hint 1: What does the task of the slow server do when main goes on?
 *
 * Hint 2: co_wait() stops waiting after the time-out, but it cancels no task.
 *
 * Hint 3: The tasks that are not done are tasks[done] and the following. Cancel each of them, and
 * then await their ends with co_wait(): a cancel is only a request.
 */
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
    log_time("%d of 2 answers came in time, %d questions are open", done, open_questions);
    MUST(open_questions == 0);
    return 0;
}

DEMO(leaking_timeout, .title = "A time-out that leaves a question open", .section = "Time-outs");

/*
 * A task fetches and saves, again and again. If the net fails, it tries again. At 0.25 s main
 * cancels the task and waits for its end.
 *
 * Wanted: the task ends at once, wherever the cancel meets it.
 *
 * Hint 1: What does the await return when the task is cancelled, and what does the task do then?
 *
 * Hint 2: -ECANCELED is no failure of the net. It asks the task to end, and it comes once.
 *
 * Hint 3: is_exception(rc) is false for -ECANCELED. Return it: if (rc == -ECANCELED) return rc.
 */
#include "demo.h"

enum { ROUNDS = 30 };
static int rounds, saved;

ASYNC(fetch_and_save)
{
    while (rounds < ROUNDS) {
        rounds++;
        int rc = co_sleep(0.1); /* fetches */
        if (rc < 0)
            continue;
        rc = co_sleep(0.1); /* saves */
        if (rc < 0)
            continue;
        saved++;
    }
    return 0;
}

ASYNC(main)
{
    struct co_task *task = co_create_task(CORO(fetch_and_save));
    await(co_sleep(0.25));
    co_task_cancel(task);
    await_except(-ECANCELED, co_await(task));
    log_time("The task has ended, and has saved %d time", saved);
    MUST(rounds < ROUNDS);
    return 0;
}

DEMO(swallowed_cancel, .title = "A task that does not let itself be cancelled",
     .section = "Cancellation");

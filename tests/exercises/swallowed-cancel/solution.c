/* A cancel is no failure: the task returns it. */
#include "demo.h"

enum { ROUNDS = 30 };
static int rounds, saved;

ASYNC(fetch_and_save)
{
    while (rounds < ROUNDS) {
        rounds++;
        int rc = co_sleep(0.1); /* fetches */
        if (rc == -ECANCELED)
            return rc;
        if (rc < 0)
            continue;
        rc = co_sleep(0.1); /* saves */
        if (rc == -ECANCELED)
            return rc;
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

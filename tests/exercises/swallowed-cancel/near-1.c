/* Refused: MUST(rounds < ROUNDS) does not hold if fetch_and_save-1 comes to its step 3 */
/* The task ends if it is cancelled while it fetches. While it saves, it does not. */
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

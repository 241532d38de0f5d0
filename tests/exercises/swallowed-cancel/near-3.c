/* Refused: MUST(rounds < ROUNDS) does not hold if fetch_and_save-1 comes to its step 4 */
/* The task ends at the second failure in a row, and main cancels it twice. Both cancels may come
 * as one. */
#include "demo.h"

enum { ROUNDS = 30 };
static int rounds, saved;

ASYNC(fetch_and_save)
{
    int failures = 0;
    while (rounds < ROUNDS && failures < 2) {
        rounds++;
        int rc = co_sleep(0.1); /* fetches */
        if (rc == 0)
            rc = co_sleep(0.1); /* saves */
        failures = rc < 0 ? failures + 1 : 0;
        saved += rc == 0;
    }
    return 0;
}

ASYNC(main)
{
    struct co_task *task = co_create_task(CORO(fetch_and_save));
    await(co_sleep(0.25));
    co_task_cancel(task);
    await(co_sleep(0));
    co_task_cancel(task);
    await_except(-ECANCELED, co_await(task));
    log_time("The task has ended, and has saved %d time", saved);
    MUST(rounds < ROUNDS);
    return 0;
}

DEMO(swallowed_cancel, .title = "A task that does not let itself be cancelled",
     .section = "Cancellation");

/* Refused: MUST(sum == 42) does not hold if work-1 comes to its step 2 */
/* main waits until the work should be done. */
#include "demo.h"

static int sum;

DEF(add_up)
{
    co_blocking_sleep(0.3);
    return 42;
}

ASYNC(work)
{
    sum = await(co_to_thread(CORO(add_up)));
    return 0;
}

ASYNC(heart)
{
    for (int i = 1; i <= 5; i++) {
        await(co_sleep(0.1));
        log_time("beat %d", i);
    }
    return 0;
}

ASYNC(main)
{
    struct co_task *beats = co_create_task(CORO(heart));
    co_task_detach(co_create_task(CORO(work)));
    await(co_sleep(0.4));
    int rest = sum;
    await(co_await(beats));
    sum = rest;
    log_time("The sum is %d", sum);
    MUST(sum == 42);
    return 0;
}

DEMO(blocked_loop, .title = "A heart that stands still during the work", .section = "Threads");

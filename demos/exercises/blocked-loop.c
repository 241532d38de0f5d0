/*
 * A heart beats five times, each time after 0.1 s. Meanwhile a sum is worked out, which takes 0.3 s
 * of hard work.
 *
 * Wanted: the heart beats on time, and at the end main has the sum.
 *
 * Hint 1: When does the first beat come, and what does the loop do until then?
 *
 * Hint 2: co_blocking_sleep() stands for work without an await. No other task runs during it.
 *
 * Hint 3: await(co_to_thread(CORO(add_up))) has a thread do the work, and waits for its result.
 */
#include "demo.h"

static int sum;

DEF(add_up)
{
    co_blocking_sleep(0.3);
    return 42;
}

ASYNC(work)
{
    sum = await(CALL(add_up));
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
    await(GATHER(CORO(heart), CORO(work)));
    log_time("The sum is %d", sum);
    MUST(sum == 42);
    return 0;
}

DEMO(blocked_loop, .title = "A heart that stands still during the work", .section = "Threads");

/* Refused: MUST(sent == 5) does not hold if send_between-1 comes to its step 3 */
/* Lines that came meanwhile are kept. But two tasks may send the same lines. */
#include "demo.h"

static int buffered, sent;

ASYNC(send)
{
    int lines = buffered;
    await(co_sleep(0.15));
    sent += lines;
    buffered -= lines;
    return 0;
}

ASYNC(write_lines)
{
    for (int i = 0; i < 5; i++) {
        buffered++;
        await(co_sleep(0.1));
    }
    return 0;
}

ASYNC(send_between)
{
    await(co_sleep(0.25));
    return CALL(send);
}

ASYNC(main)
{
    struct co_task *between = co_create_task(CORO(send_between));
    await(CALL(write_lines));
    await(CALL(send));
    await(co_await(between));
    log_time("%d of 5 lines are sent", sent);
    MUST(sent == 5);
    return 0;
}

DEMO(shared_list, .title = "Lines that are never sent", .section = "Shared data");

/*
 * A task writes five lines into a buffer, one each 0.1 s. Another task sends the buffer once in
 * between, and main sends the rest at the end. It takes 0.15 s to send the lines.
 *
 * Wanted: each of the five lines is sent once.
 *
 * Hint 1: Which lines come into the buffer while it is being sent?
 *
 * Hint 2: buffered is 0 after the send, but not all of these lines have been sent.
 *
 * Hint 3: Take the lines out of the buffer before the await, so that no other task counts them.
 */
#include "demo.h"

static int buffered, sent;

ASYNC(send)
{
    int lines = buffered;
    await(co_sleep(0.15));
    sent += lines;
    buffered = 0;
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

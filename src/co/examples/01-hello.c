/*
 * A coroutine is a function that can wait. co_run() makes a loop, runs the coroutine to its end,
 * and returns its result: 0 or more, or a negative error. await() leaves the function if the call
 * fails.
 *
 *     cc 01-hello.c $(pkg-config --cflags --libs asyncdemo-co) -o hello
 *
 * It prints:
 *     Hello
 *     world
 */
#define CO_SUGAR
#include <co/co.h>
#include <stdio.h>

ASYNC(main)
{
    printf("Hello\n");
    await(co_sleep(0.1));
    printf("world\n");
    return 0;
}

int main(void)
{
    return co_run(CORO(main), NULL) < 0;
}

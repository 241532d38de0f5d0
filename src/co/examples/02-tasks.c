/*
 * A task runs a coroutine beside others. Its arguments are copied when the task is made, and the
 * coroutine reads them as my->name. A result may have a text, which co_text() returns.
 *
 *     cc 02-tasks.c $(pkg-config --cflags --libs asyncdemo-co) -o tasks
 *
 * It prints:
 *     started both
 *     fetch slow ...
 *     fetch fast ...
 *     got page fast
 *     got page slow
 *     together: page a, page b
 */
#define CO_SUGAR
#include <co/co.h>
#include <stdio.h>

ASYNC(fetch, const char *name; double delay;)
{
    printf("fetch %s ...\n", my->name);
    await(co_sleep(my->delay));
    return co_return_text("page %s", my->name);
}

ASYNC(quiet_fetch, const char *name; double delay;)
{
    await(co_sleep(my->delay));
    return co_return_text("page %s", my->name);
}

ASYNC(main)
{
    struct co_task *slow = co_create_task(CORO(fetch, "slow", 0.2));
    struct co_task *fast = co_create_task(CORO(fetch, "fast", 0.1));
    struct co_outcome pages[2];

    printf("started both\n");
    await(co_await(fast));
    printf("got %s\n", co_text());
    await(co_await(slow));
    printf("got %s\n", co_text());

    /* Several at once: as long as the slowest of them takes. */
    await(GATHER_RESULTS(pages, CORO(quiet_fetch, "a", 0.1), CORO(quiet_fetch, "b", 0.05)));
    printf("together: %s, %s\n", pages[0].text, pages[1].text);
    return 0;
}

int main(void)
{
    return co_run(CORO(main), NULL) < 0;
}

/*
 * A function that blocks runs in a thread, so that the tasks of the loop go on meanwhile. DEF makes
 * a plain function with arguments. Another thread may hand a callback to the loop.
 *
 *     cc 05-threads.c $(pkg-config --cflags --libs asyncdemo-co) -o threads
 *
 * It prints:
 *     the thread says: half of the work is done
 *     the 20th Fibonacci number is 6765
 *     did the loop tick meanwhile? yes
 */
#define CO_SUGAR
#include <co/co.h>
#include <stdio.h>

static int say(void *text)
{
    printf("the thread says: %s\n", (const char *)text);
    return 0;
}

static int fibonacci(int n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

DEF(work, struct co_loop *loop; int n;)
{
    static char text[] = "half of the work is done";

    await(co_blocking_sleep(0.2));
    await(co_call_soon_threadsafe(my->loop, say, text));
    await(co_blocking_sleep(0.2));
    return fibonacci(my->n);
}

ASYNC(ticks, int *count;)
{
    for (;; ++*my->count)
        await(co_sleep(0.01));
}

ASYNC(main)
{
    static int count;
    struct co_task *ticking = co_create_task(CORO(ticks, &count));
    int result = await(co_to_thread(CORO(work, co_get_running_loop(), 20)));

    co_task_cancel(ticking);
    await_except(-ECANCELED, co_await(ticking));
    printf("the 20th Fibonacci number is %d\n", result);
    printf("did the loop tick meanwhile? %s\n", count > 1 ? "yes" : "no");
    return 0;
}

int main(void)
{
    return co_run(CORO(main), NULL) < 0;
}

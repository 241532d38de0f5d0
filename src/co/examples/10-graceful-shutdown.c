/*
 * A service that ends politely. SIGTERM or Ctrl-C sets an event; then no new work begins, work that
 * has begun gets a second to end, and what is left is cancelled. Here a task sends the signal.
 *
 *     cc 10-graceful-shutdown.c $(pkg-config --cflags --libs asyncdemo-co) -o graceful-shutdown
 *
 * It prints:
 *     serving
 *     shutting down
 *     quick: done
 *     long: cancelled
 *     good bye
 */
#define CO_SUGAR
#include <co/co.h>
#include <signal.h>
#include <stdio.h>

static struct co_event stop;

static int on_signal(void *argument)
{
    (void)argument;
    return co_event_set(&stop);
}

ASYNC(work, const char *name; double seconds;)
{
    int rc = co_sleep(my->seconds);

    printf("%s: %s\n", my->name, rc < 0 ? "cancelled" : "done");
    return rc;
}

ASYNC(sends_signal)
{
    await(co_sleep(0.1));
    return raise(SIGTERM);
}

ASYNC(main)
{
    struct co_task *tasks[] = { co_create_task(CORO(work, "quick", 0.2)),
                                co_create_task(CORO(work, "long", 100)) };
    struct co_task *sender = co_create_task(CORO(sends_signal));
    size_t ended;

    await(co_add_signal_handler(SIGTERM, on_signal, NULL));
    await(co_add_signal_handler(SIGINT, on_signal, NULL));
    printf("serving\n");
    await(co_event_wait(&stop));
    await(co_await(sender));
    printf("shutting down\n");
    ended = (size_t)await(co_wait(tasks, COUNT(tasks), 1, CO_ALL_COMPLETED));
    for (size_t i = ended; i < COUNT(tasks); i++) {
        co_task_cancel(tasks[i]);
        await_except(-ECANCELED, co_await(tasks[i]));
    }
    printf("good bye\n");
    return 0;
}

int main(void)
{
    return co_run(CORO(main), NULL) < 0;
}

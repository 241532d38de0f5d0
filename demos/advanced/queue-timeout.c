/*
 * Two producers, two consumers and a queue with three places. A consumer waits at most two
 * seconds for an item [1]. After that time WAIT_FOR cancels the get, and returns -ETIMEDOUT.
 * No item can get lost by that: a cancelled get has taken no item.
 *
 * The tutorial's flaw: this time-out never happens. An item comes every half second, and when
 * all items are done, main cancels the consumers at once [3], and does not await them. Also,
 * an item is marked as done [2] before the work on it, so the join does not wait for the work
 * on the last item. --variant=fixed lets the consumers time out.
 */
#include "demo.h"

ASYNC(producer, struct co_queue *queue; const char *name;)
{
    for (int i = 0; i < 5; i++) {
        char *item = F("%s-item-%d", my->name, i);
        await(co_queue_put(my->queue, item));
        log_time("Produced: %s", item);
        await(co_sleep(0.5));
    }
    return 0;
}

ASYNC(consumer, struct co_queue *queue; const char *name;)
{
    while (true) {
        const char *item;
        int rc = await_except(-ETIMEDOUT,
                              WAIT_FOR(co_queue_get(my->queue, &item), 2.0)); /* [1] */
        if (rc == -ETIMEDOUT) {                                     /* except TimeoutError: */
            log_time("%s timed out, exiting", my->name);
            break;
        }
        log_time("%s consumed: %s", my->name, item);
        co_queue_task_done(my->queue);                              /* [2] */
        await(co_sleep(0.1));
    }
    return 0;
}

ASYNC(main)
{
    static struct co_queue queue = CO_QUEUE(3, .describe = co_describe_text);

    struct co_task *producers[] = {
        co_create_task(NAMED_CORO(producer, &queue, "P1")),
        co_create_task(NAMED_CORO(producer, &queue, "P2")),
    };
    struct co_task *consumers[] = {
        co_create_task(NAMED_CORO(consumer, &queue, "C1")),
        co_create_task(NAMED_CORO(consumer, &queue, "C2")),
    };
    await(GATHER_TASKS(producers));
    await(co_queue_join(&queue));                   /* until each has been answered */
    if (variant("fixed"))
        return GATHER_TASKS(consumers);
    for (size_t i = 0; i < COUNT(consumers); i++)
        co_task_cancel(consumers[i]);                               /* [3] */
    return 0;
}

DEMO(queue_timeout, .title = "Queue: a limit on how long a get may wait",
     .section = "Queues for Producer-Consumer",
     .flaw = "the consumers are cancelled before their time-out can be seen",
     .variants = { { "fixed", "the consumers leave by their time-out", 0 } });

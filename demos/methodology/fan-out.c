/*
 * One producer, three consumers, and between them a queue with ten places. The producer fills
 * the queue at once, then waits for a free place [1], so it is never far ahead of the consumers.
 * main waits until every item has been dealt with [2]. Then it puts one end marker for each
 * consumer [3], a NULL, and a consumer that gets one leaves [4].
 *
 * The tutorial's flaws: the producer puts a NULL, too [5], which stops one consumer before the
 * work is done. So main puts three for the two consumers that are left, and one stays in the
 * queue. And main ends without awaiting the consumers [6]. They print their last lines only by
 * luck: they were woken in the same turn in which main ended. In --variant=fixed main alone ends
 * the consumers, and awaits them [7].
 *
 * Key point: 2 consumers still run when main ends, and 3 end markers are in the queue; fixed, 0
 * and 0.
 *
 * Use it when items come from one place, and several tasks deal with them.
 *
 * The tutorial says that the producer signals completion with one None; in fact every consumer
 * needs an end marker of its own.
 */
#include "demo.h"

ASYNC(producer, struct co_queue *queue; int *items; int count;)
{
    for (int i = 0; i < my->count; i++) {
        await(co_queue_put(my->queue, &my->items[i]));              /* [1] */
        log_time("Produced: %d", my->items[i]);
    }
    if (variant("fixed"))
        return 0;
    return co_queue_put(my->queue, NULL);                           /* [5] */
}

ASYNC(consumer, struct co_queue *queue; const char *name;)
{
    while (true) {
        const int *item;
        await(co_queue_get(my->queue, &item));
        if (item == NULL) {
            co_queue_task_done(my->queue);
            log_time("%s stopped", my->name);
            return 0;                                               /* [4] */
        }
        log_time("%s processing: %d", my->name, *item);
        await(co_sleep(0.1));
        co_queue_task_done(my->queue);
    }
}

ASYNC(main)
{
    static struct co_queue queue = CO_QUEUE(10, .describe = co_describe_int);
    static const char *const names[] = { "Consumer-0", "Consumer-1", "Consumer-2" };
    static int items[20];
    for (int i = 0; i < 20; i++)
        items[i] = i;

    struct co_task *producer_task = co_create_task(CORO(producer, &queue, items, 20));
    TASKS(consumer_tasks, NAMED_CORO(consumer, &queue, names[i]), i, 3);

    await(co_await(producer_task));
    await(co_queue_join(&queue));                                   /* [2] */
    log_time("main: all items processed");

    for (size_t i = 0; i < COUNT(consumer_tasks); i++)
        await(co_queue_put(&queue, NULL));                          /* [3] */
    for (size_t i = 0; i < COUNT(consumer_tasks); i++)
        co_task_keep(consumer_tasks[i]);
    if (variant("fixed"))
        await(GATHER_TASKS(consumer_tasks));                        /* [7] */
    int running = 0;
    for (size_t i = 0; i < COUNT(consumer_tasks); i++)
        running += !co_task_done(consumer_tasks[i]);
    log_time("main: ends with %d consumers running, %zu sentinels in the queue", running,
             co_queue_qsize(&queue));
    return 0;                                                       /* [6] */
}

DEMO(fan_out, .title = "Queue: one producer, three consumers", .section = "Step 6",
     .flaw = "producer and main both stop the consumers, and no task awaits them",
     .variants = { { "fixed", "main alone stops the consumers, and awaits them", 0 } });

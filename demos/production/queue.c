/*
 * Two producers put items into a queue [1], and two consumers take them out [2]; no task knows
 * the others. A put returns at once if the queue has room, so both first items are in the
 * queue before a consumer runs. A consumer marks each item with task_done [3]; when all items
 * are marked, the join [4] returns. Then main puts one NULL per consumer [5] as an end marker:
 * no more items will come.
 */
#include "demo.h"

ASYNC(producer, struct co_queue *queue; int producer_id; int items;)
{
    for (int i = 0; i < my->items; i++) {
        char *item = F("Item-%d-%d", my->producer_id, i);
        await(co_queue_put(my->queue, item));                       /* [1] */
        log_time("📦 Producer-%d: Added %s (queue size: %zu)", my->producer_id, item,
                 co_queue_qsize(my->queue));
        await(co_sleep(co_random_uniform(0.1, 0.3)));
    }
    log_time("✅ Producer-%d: Finished", my->producer_id);
    return 0;
}

ASYNC(consumer, struct co_queue *queue; int consumer_id;)
{
    while (true) {
        const char *item;
        await(co_queue_get(my->queue, &item));                      /* [2] */
        if (item == NULL) {
            co_queue_task_done(my->queue);
            log_time("🛑 Consumer-%d: Shutting down", my->consumer_id);
            return 0;
        }
        log_time("📨 Consumer-%d: Processing %s", my->consumer_id, item);
        await(co_sleep(co_random_uniform(0.2, 0.4)));
        co_queue_task_done(my->queue);                              /* [3] */
    }
}

ASYNC(main)
{
    static struct co_queue queue = CO_QUEUE(5, .describe = co_describe_text);

    TASKS(producers, NAMED(CORO(producer, &queue, i, 3), F("Producer-%d", i)), i, 2);
    TASKS(consumers, NAMED(CORO(consumer, &queue, i), F("Consumer-%d", i)), i, 2);
    await(GATHER_TASKS(producers));
    await(co_queue_join(&queue));                                   /* [4] */
    log_time("📋 All items processed!");
    for (size_t i = 0; i < COUNT(consumers); i++)
        await(co_queue_put(&queue, NULL));                          /* [5] */
    return GATHER_TASKS(consumers);
}

DEMO(queue, .title = "Queue: producers and consumers", .section = "2", .seed = 804751131);

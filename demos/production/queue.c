/*
 * Two producers put items into a queue [1], and two consumers take them out [2]; no task knows the
 * others. A put returns at once if the queue has room, so both first items are in the queue before
 * a consumer runs. A consumer marks each item with task_done when its work is done [3]. When all
 * items are marked, the join returns [4]. Then main puts one NULL for each consumer as an end
 * marker: no more items will come [5].
 *
 * --variant=without-task-done marks no item, so the join never returns.
 * --variant=without-end-markers puts no end markers: all work is done, but the consumers wait for
 * more, for ever.
 *
 * Key point: the join returns at 0.985 s, when the last item is marked, although the queue was
 * empty before.
 *
 * Use it when some tasks make work and others do it. The size of the queue limits how far the
 * producers get ahead.
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
        if (!variant("without-task-done"))
            co_queue_task_done(my->queue);                          /* [3] */
    }
}

ASYNC(main)                                                         /* added */
{
    static struct co_queue queue = CO_QUEUE(5, .describe = co_describe_text);

    TASKS(producers, NAMED(CORO(producer, &queue, i, 3), F("Producer-%d", i)), i, 2);
    TASKS(consumers, NAMED(CORO(consumer, &queue, i), F("Consumer-%d", i)), i, 2);
    await(GATHER_TASKS(producers));
    await(co_queue_join(&queue));                                   /* [4] */
    log_time("📋 All items processed!");
    if (!variant("without-end-markers"))
        for (size_t i = 0; i < COUNT(consumers); i++)
            await(co_queue_put(&queue, NULL));                      /* [5] */
    return GATHER_TASKS(consumers);
}

DEMO(queue, .title = "Queue: producers and consumers", .section = "2", .seed = 804751131,
     .variants = { { "without-task-done", "the join never returns", EXIT_DEADLOCK },
                   { "without-end-markers", "the consumers never end", EXIT_DEADLOCK } });

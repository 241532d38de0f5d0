/*
 * Items come out of a priority queue in the order of their priority, not in the order in which
 * they were put. The queue holds pointers, so it needs a function that compares two items [1].
 * Equal items come out in the order of their arrival, which Python does not promise.
 *
 * The tutorial's flaw: the consumer leaves when the queue is empty [2]. That works here
 * because the producer has ended when the consumer begins. --variant=flaw starts both
 * together: the consumer runs first [3], finds nothing and leaves, and three items stay in the
 * queue. In --variant=fixed the consumer never leaves; main waits until all items are done [4]
 * and cancels it.
 */
#include "demo.h"

struct entry {
    int priority;
    const char *item;
};

static int compare(const void *a, const void *b)
{
    return ((const struct entry *)a)->priority - ((const struct entry *)b)->priority;
}

/* For pictures: the tuple as Python prints it. */
static int describe(char *text, size_t size, const void *item)
{
    const struct entry *entry = item;
    return snprintf(text, size, "(%d, '%s')", entry->priority, entry->item);
}

ASYNC(producer, struct co_queue *queue;)
{
    static struct entry items[] = {
        { 3, "low priority" },
        { 1, "high priority" },
        { 2, "medium priority" },
    };
    for (size_t i = 0; i < COUNT(items); i++) {
        await(co_queue_put(my->queue, &items[i]));
        log_time("Added: %s (priority %d)", items[i].item, items[i].priority);
    }
    return 0;
}

ASYNC(consumer, struct co_queue *queue;)
{
    while (variant("fixed") || !co_queue_empty(my->queue)) {        /* [2] */
        const struct entry *entry;
        await(co_queue_get(my->queue, &entry));
        log_time("Processing: %s (priority %d)", entry->item, entry->priority);
        await(co_sleep(0.5));
        co_queue_task_done(my->queue);
    }
    return 0;
}

ASYNC(main)
{
    static struct co_queue queue = CO_PRIORITY_QUEUE(0, compare, .describe = describe); /* [1] */

    if (variant("flaw")) {
        await(GATHER(CORO(consumer, &queue), CORO(producer, &queue))); /* [3] */
        log_time("-- consumer gone, %zu items left in the queue", co_queue_qsize(&queue));
    } else if (variant("fixed")) {
        struct co_task *task = co_create_task(CORO(consumer, &queue));
        await(co_sleep(0));                                 /* the consumer runs first, too */
        await(CALL(producer, &queue));
        await(co_queue_join(&queue));                               /* [4] */
        co_task_cancel(task);
    } else {
        await(CALL(producer, &queue));
        await(CALL(consumer, &queue));
    }
    return 0;
}

DEMO(priority_queue, .title = "Priority queue: the most urgent item first",
     .section = "Priority Queue", .flaw = "the consumer takes an empty queue for the end",
     .variants = { { "flaw", "a consumer that comes first leaves at once", 0 },
                   { "fixed", "the consumer stays until all items are done", 0 } });

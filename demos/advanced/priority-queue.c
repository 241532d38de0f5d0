/*
 * A priority queue gives its least item first, whatever was put first: here the smallest
 * number is the most urgent. The queue must compare two items, and so gets a function for it
 * [1]. This one does what Python does with two tuples: it compares the priorities and, if they
 * are equal, the texts [2].
 *
 * So texts decide where the order of arrival should. In --variant=equal there are two items of
 * priority 2, and the item that came last comes out first. Python cannot compare all items:
 * two dicts are a TypeError, but only when their priorities are equal, so the program works
 * until the day when this happens. The cure is a number that counts the items, between
 * priority and text [3]; --variant=fixed has it.
 *
 * The tutorial's flaw: the consumer leaves when the queue is empty [4]. That works here,
 * because the producer has ended before the consumer begins. --variant=flaw starts both
 * together: the consumer runs first, finds nothing and leaves, and three items stay in the
 * queue. In --variant=fixed the consumer never leaves by itself: main waits until all items
 * are done [5], cancels it and awaits its end [6].
 *
 * Key point: "high priority" was put second, and came out first.
 *
 * Use it when some jobs cannot wait for those that came earlier.
 *
 * The tutorial says that items may be wrapped in tuples; in fact equal priorities then compare
 * the items.
 */
#include "demo.h"

struct entry {
    const char *item;
    int priority, number;
};

static int compare(const void *a, const void *b)
{
    const struct entry *one = a, *other = b;
    if (one->priority != other->priority)
        return one->priority - other->priority;
    return variant("fixed") ? one->number - other->number           /* [3] */
                            : strcmp(one->item, other->item);       /* [2] */
}

ASYNC(producer, struct co_queue *queue;)
{
    static struct entry items[] = {
        { "low priority", 3, 0 },
        { "high priority", 1, 1 },
        { "medium priority", 2, 2 },
        { "another of medium priority", 2, 3 },
    };
    bool has_equal = variant("equal") || variant("fixed");
    for (int i = 0; i < (has_equal ? 4 : 3); i++) {
        await(co_queue_put(my->queue, &items[i]));
        log_time("Added: %s (priority %d)", items[i].item, items[i].priority);
    }
    return 0;
}

ASYNC(consumer, struct co_queue *queue;)
{
    while (variant("fixed") || !co_queue_empty(my->queue)) {        /* [4] */
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
    static struct co_queue queue =
        CO_PRIORITY_QUEUE(0, compare, .describe = co_describe_named);   /* [1] */

    if (variant("flaw")) {
        await(GATHER(CORO(consumer, &queue), CORO(producer, &queue)));
        log_time("-- consumer gone, %zu items left in the queue", co_queue_qsize(&queue));
    } else if (variant("fixed")) {
        struct co_task *task = co_create_task(CORO(consumer, &queue));
        await(co_sleep(0));                                 /* the consumer runs first, too */
        await(CALL(producer, &queue));
        await(co_queue_join(&queue));                               /* [5] */
        co_task_cancel(task);
        await_except(-ECANCELED, co_await(task));                   /* [6] */
    } else {
        await(CALL(producer, &queue));
        await(CALL(consumer, &queue));
    }
    return 0;
}

DEMO(priority_queue, .title = "Priority queue: the most urgent item first",
     .section = "Priority Queue",
     .flaw = "the consumer takes an empty queue for the end; equal priorities compare texts",
     .variants = { { "flaw", "a consumer that comes first leaves at once", 0 },
                   { "equal", "of two items of one priority, the last comes out first", 0 },
                   { "fixed", "items are counted; the consumer stays until all are done", 0 } });

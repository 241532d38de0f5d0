/*
 * One producer puts items into a queue [1], and three consumers take them out [2]. The queue has
 * room for all items, so the producer ends before a consumer begins. A consumer cannot know that
 * no more items will come. So the producer puts NULL, None in Python, as an end marker [3]. A
 * consumer that gets it ends [4].
 *
 * The tutorial's flaw: it puts one end marker for three consumers. The first consumer that gets it
 * ends. The other two wait at [2] for ever, and the gather with them. Python hangs here; this loop
 * sees that nothing can run again, and reports which task waits for what. --variant=fixed puts one
 * end marker for each consumer [5].
 *
 * If process() failed [6], its item would never be marked with task_done, and a join() of the
 * queue would not return.
 *
 * Key point: worker-1 gets the only end marker, at 0.600 s, and the other two workers never end.
 *
 * Use it when some tasks make work and others do it, each at its own speed.
 *
 * The tutorial says that the marker signals completion; in fact it tells only the one consumer
 * that takes it.
 */
#include "demo.h"

enum { N_CONSUMERS = 3 };
static char items[][8] = { "item-1", "item-2", "item-3", "item-4", "item-5",
                           "item-6", "item-7", "item-8", "item-9" };

ASYNC(process, const char *item; const char *name;)                 /* added */
{
    log_time("%s processing %s", my->name, my->item);
    await(co_sleep(0.2));
    return 0;
}

ASYNC(producer, struct co_queue *queue;)
{
    for (size_t i = 0; i < COUNT(items); i++) {
        await(co_queue_put(my->queue, items[i]));                   /* [1] */
        log_time("Produced %s", items[i]);                          /* added */
    }
    if (variant("fixed")) {
        for (int i = 0; i < N_CONSUMERS; i++)
            await(co_queue_put(my->queue, NULL));                   /* [5] */
    } else {
        await(co_queue_put(my->queue, NULL));                       /* [3] */
    }
    log_time("Producer done");                                      /* added */
    return 0;
}

ASYNC(consumer, struct co_queue *queue; const char *name;)
{
    while (true) {
        const char *item;
        await(co_queue_get(my->queue, &item));                      /* [2] */
        if (item == NULL) {
            co_queue_task_done(my->queue);
            log_time("%s got the sentinel, exiting", my->name);     /* added */
            return 0;                                               /* [4] */
        }
        await(CALL(process, item, my->name));                       /* [6] */
        co_queue_task_done(my->queue);
    }
}

ASYNC(main)
{
    static struct co_queue queue = CO_QUEUE(100, .describe = co_describe_text);

    struct co_task *tasks[] = {
        co_create_task(CORO(producer, &queue)),
        co_create_task(NAMED_CORO(consumer, &queue, "worker-1")),
        co_create_task(NAMED_CORO(consumer, &queue, "worker-2")),
        co_create_task(NAMED_CORO(consumer, &queue, "worker-3")),
    };
    return GATHER_TASKS(tasks);
}

DEMO(producer_consumer, .title = "Producer and consumers with a queue",
     .section = "Producer-Consumer with Queue", .exit_code = EXIT_DEADLOCK,
     .flaw = "one end marker for three consumers: two wait for ever",
     .variants = { { "fixed", "one end marker for each consumer", 0 } });

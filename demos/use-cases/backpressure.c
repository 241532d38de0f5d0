/*
 * Two producers are faster than their consumer, which takes 0.4 s for an item. Without a limit
 * the items between them would become more and more. So the buffer has three places, and the
 * full buffer slows the producers down: that is backpressure. A producer waits for a place,
 * but for half a second at most [1]. If it gets none, it offers the same item again, and from
 * then on waits twice as long between two items [2]. The producer that has waited longest gets
 * the next free place.
 *
 * At the end main waits until all items are processed [3] and cancels the consumer [4].
 *
 * The tutorial's flaw: the consumer looks at `running` only between two items. With an empty
 * buffer it waits for an item [5], and running = false does not wake it. --variant=flaw stops
 * it by that alone, and awaits its end in vain [6]. In --variant=fixed main puts an end marker
 * into the buffer [7], and the consumer leaves by itself, never in the middle of an item.
 *
 * Key point: the buffer never holds more than 3 items, so P1 ends at 1.300 and P2 at 3.400.
 *
 * Use it when a producer can be faster than its consumer, and memory has an end.
 *
 * The tutorial says that its consumer runs while `running` is true; in fact `running` begins
 * as false and nothing sets it, so the consumer ends at once.
 */
#include "demo.h"

struct consumer {
    double processing_rate;                                         /* items a second */
    struct co_queue buffer;
    bool running;
};

METHOD(consumer, receive, char *item; const char *sender_name;)
{
    int rc = await_except(-ETIMEDOUT, WAIT_FOR(co_queue_put(&self->buffer, my->item), 0.5));
    if (rc == -ETIMEDOUT)                                       /* [1] except TimeoutError: */
        log_time("Buffer full, %s needs to slow down", my->sender_name);
    return rc != -ETIMEDOUT;
}

METHOD(consumer, consume)
{
    while (self->running) {
        const char *item;
        await(co_queue_get(&self->buffer, &item));              /* [5] */
        if (item == NULL)                                       /* [7] an end marker */
            break;
        await(co_sleep(1 / self->processing_rate));             /* process the item */
        log_time("Processed: %s", item);
        co_queue_task_done(&self->buffer);
    }
    return 0;
}

/* added, as all below */
ASYNC(producer, struct consumer *consumer; const char *name; int count; double delay;)
{
    struct co_queue *buffer = &my->consumer->buffer;
    for (int n = 1; n <= my->count;) {
        char *item = F("%s-%d", my->name, n);
        if (await(CALL(receive, my->consumer, item, my->name))) {
            size_t used = co_queue_qsize(buffer);
            log_time("%s: sent %s (buffer %zu/%zu)", my->name, item, used, buffer->maxsize);
            n++;
        } else {
            my->delay *= 2;                                         /* [2] */
            log_time("%s: will retry %s, delay now %.2fs", my->name, item, my->delay);
        }
        await(co_sleep(my->delay));
    }
    log_time("%s: finished", my->name);
    return 0;
}

ASYNC(main)
{
    static struct consumer consumer = { 2.5, CO_QUEUE(3, .describe = co_describe_text), true };

    struct co_task *task = co_create_task(CORO(consume, &consumer));
    await(GATHER(NAMED_CORO(producer, &consumer, "P1", 5, 0.10),
                 NAMED_CORO(producer, &consumer, "P2", 5, 0.12)));
    await(co_queue_join(&consumer.buffer));                         /* [3] */
    consumer.running = false;
    if (variant("fixed"))
        await(co_queue_put(&consumer.buffer, NULL));                /* [7] */
    else if (!variant("flaw"))
        co_task_cancel(task);                                       /* [4] */
    await_except(-ECANCELED, co_await(task));                       /* [6] */
    log_time("consumer stopped");
    return 0;
}

DEMO(backpressure, .title = "Backpressure: a full buffer slows the producers", .section = "8",
     .flaw = "running = False does not reach a consumer that waits for an item",
     .variants = { { "flaw", "stopped by running = False alone, it never ends", EXIT_DEADLOCK },
                   { "fixed", "an end marker reaches the consumer", 0 } });

/*
 * Two producers are faster than the consumer, which takes 0.4 s for an item. The buffer has
 * three places. A producer waits at most half a second for a place [1]; if it gets none, it
 * waits twice as long between two items [4], and offers the same item again. The producer that
 * has waited longest gets the next free place.
 *
 * The tutorial's flaw: the consumer checks `running` only between two items. With an empty
 * buffer it waits at [2], where no task ever wakes it. --variant=flaw stops it by running =
 * false alone, and awaits its end in vain [3]; the consumer has to be cancelled, too. (And a
 * refused item would be lost if the producer did not offer it again.)
 */
#include "demo.h"

struct consumer {
    double processing_rate;                                         /* items a second */
    struct co_queue buffer;
    bool running;
};

METHOD(consumer, receive, char *item; const char *sender_name;)
{
    int rc = await_except(-ETIMEDOUT,
                          WAIT_FOR(co_queue_put(&self->buffer, my->item), 0.5)); /* [1] */
    if (rc == -ETIMEDOUT)                                           /* except TimeoutError: */
        log_time("Buffer full, %s needs to slow down", my->sender_name);
    return rc != -ETIMEDOUT;
}

METHOD(consumer, consume)
{
    while (self->running) {
        const char *item;
        await(co_queue_get(&self->buffer, &item));              /* [2] */
        await(co_sleep(1 / self->processing_rate));             /* process the item */
        log_time("Processed: %s", item);
        co_queue_task_done(&self->buffer);
    }
    return 0;
}

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
            my->delay *= 2;                                         /* [4] */
            log_time("%s: will retry %s, delay now %.2fs", my->name, item, my->delay);
        }
        await(co_sleep(my->delay));
    }
    log_time("%s: finished", my->name);
    return 0;
}

ASYNC(main)
{
    static struct consumer consumer = {
        2.5, .buffer = CO_QUEUE(3, .describe = co_describe_text), .running = true
    };

    struct co_task *task = co_create_task(CORO(consume, &consumer));
    await(GATHER(NAMED_CORO(producer, &consumer, "P1", 5, 0.10),
                 NAMED_CORO(producer, &consumer, "P2", 5, 0.12)));
    await(co_queue_join(&consumer.buffer));
    consumer.running = false;
    if (!variant("flaw"))
        co_task_cancel(task);
    await_except(-ECANCELED, co_await(task));                       /* [3] */
    log_time("consumer stopped");
    return 0;
}

DEMO(backpressure, .title = "Backpressure: a full buffer slows the producers", .section = "8",
     .flaw = "running = False does not reach a consumer that waits for an item",
     .variants = { { "flaw", "stopped by running = False alone, it never ends", EXIT_DEADLOCK } });

/*
 * Two producers put items into a queue with three places, and two consumers take them out. A
 * consumer waits at most two seconds for an item [1]: after that time WAIT_FOR cancels the get
 * and returns -ETIMEDOUT, and the consumer leaves. No item can get lost by that, because a
 * cancelled get has taken none.
 *
 * A consumer says task_done for each item [2]. main waits with join until this has been said
 * for all items [3], and cancels the consumers [4].
 *
 * The tutorial's flaws: the time-out never happens, because an item comes every half second,
 * and main cancels the consumers as soon as all items are done. And an item counts as done
 * before the work on it [5], so join does not wait for the work on the last two items. In
 * --variant=flaw this work takes longer, and its end is printed: the last two ends are
 * missing.
 *
 * The time-out is a flaw, too: if a producer takes longer than two seconds, both consumers
 * leave, and join never returns.
 *
 * In --variant=fixed task_done comes after the work [6], and main waits until the consumers
 * leave by their time-out [7]. They leave only if both producers have ended and the queue is
 * empty [8], so they also wait for a slow producer. That costs two seconds. Since Python 3.13
 * a queue has shutdown(), here co_queue_shutdown(): after it, a get of the empty queue fails at
 * once.
 *
 * Key point: a consumer that waits for at most two seconds never waits longer than 0.500 here.
 *
 * Use it when a consumer shall leave by itself if no more items come.
 *
 * The tutorial says that get and put have optional time-outs; in fact they have none, and
 * wait_for is put around them.
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

ASYNC(consumer, struct co_queue *queue; struct co_event *produced; const char *name;
      double work;)
{
    while (true) {
        const char *item;
        int rc = await_except(-ETIMEDOUT,
                              WAIT_FOR(co_queue_get(my->queue, &item), 2.0)); /* [1] */
        if (rc == -ETIMEDOUT && variant("fixed") &&                 /* except TimeoutError: */
            !(co_event_is_set(my->produced) && co_queue_empty(my->queue)))
            continue;                                               /* [8] */
        if (rc == -ETIMEDOUT) {
            log_time("%s timed out, exiting", my->name);
            break;
        }
        log_time("%s consumed: %s", my->name, item);
        if (!variant("fixed"))
            co_queue_task_done(my->queue);                          /* [2] */
        await(co_sleep(my->work));                                  /* [5] */
        if (variant("flaw") || variant("fixed"))
            log_time("%s finished: %s", my->name, item);
        if (variant("fixed"))
            co_queue_task_done(my->queue);                          /* [6] */
    }
    return 0;
}

ASYNC(main)
{
    static struct co_queue queue = CO_QUEUE(3, .describe = co_describe_text);
    static struct co_event produced;
    bool is_slow = variant("flaw") || variant("fixed");

    struct co_task *producers[] = {
        co_create_task(NAMED_CORO(producer, &queue, "P1")),
        co_create_task(NAMED_CORO(producer, &queue, "P2")),
    };
    struct co_task *consumers[] = {
        co_create_task(NAMED_CORO(consumer, &queue, &produced, "C1", is_slow ? 0.7 : 0.1)),
        co_create_task(NAMED_CORO(consumer, &queue, &produced, "C2", is_slow ? 0.6 : 0.1)),
    };
    await(GATHER_TASKS(producers));
    if (variant("fixed"))
        co_event_set(&produced);
    await(co_queue_join(&queue));                                   /* [3] */
    if (variant("flaw") || variant("fixed"))
        log_time("-- all items are done");
    if (variant("fixed"))
        return GATHER_TASKS(consumers);                             /* [7] */
    for (size_t i = 0; i < COUNT(consumers); i++)
        co_task_cancel(consumers[i]);                               /* [4] */
    return 0;
}

DEMO(queue_timeout, .title = "Queue: a limit on how long a get may wait",
     .section = "Queues for Producer-Consumer",
     .flaw = "no time-out is ever seen, and the work on the last items is cancelled",
     .variants = { { "flaw", "all items are done before the work on the last ones", 0 },
                   { "fixed", "done is done, and the consumers leave by their time-out", 0 } });

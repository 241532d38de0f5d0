/*
 * Consumers take items from a list that may be empty. A condition is a lock, and a place to wait
 * until the data behind the lock has changed. wait_for looks at the data with a function [1]. If
 * that says no, it releases the lock, waits for a notification, takes the lock again, and looks
 * again. The producer adds an item and notifies the consumer that has waited longest [2].
 * This consumer goes on when the producer has released the lock [3].
 *
 * With --variant=notify-all the producer wakes both consumers [4], although there is one item.
 * Consumer-1 takes it. Consumer-2 wakes in vain: it looks, finds nothing, and waits again.
 *
 * Key point: Consumer-1 gets its item at 0.500 s, after the producer has released the lock.
 *
 * Use it when tasks wait for some state of shared data. A queue does so for items that are handed
 * over.
 */
#include "demo.h"

static const char *me(void)                                         /* added */
{
    return co_task_name(co_current_task());
}

static bool has_items(void *data)
{
    size_t length = ((struct items *)data)->length;
    if (variant("notify-all"))
        log_time("%s: finds %zu in the list", me(), length);
    return length > 0;
}

ASYNC(consumer, struct co_condition *condition; struct items *data;)
{
    const char *item = NULL;
    WITH_CONDITION(my->condition) {
        log_time("%s: waiting for data", me());                     /* added */
        await(co_condition_wait_for(my->condition, has_items, my->data)); /* [1] */
        item = items_pop(my->data);
        log_time("%s: got '%s'", me(), item);                       /* added */
    }
    return co_return_text("%s", item);
}

ASYNC(producer, struct co_condition *condition; struct items *data;)
{
    WITH_CONDITION(my->condition) {
        items_append(my->data, "new item");
        const char *call = variant("notify-all") ? "notify_all" : "notify";
        log_time("%s: appended 'new item', %s()", me(), call);      /* added */
        if (variant("notify-all"))
            await(co_condition_notify_all(my->condition));          /* [4] */
        else
            await(co_condition_notify(my->condition, 1));           /* [2] */
    }
    log_time("%s: lock released", me());                            /* [3] added */
    return 0;
}

ASYNC(delayed_producer, double delay; struct co_condition *condition;
      struct items *data;)                                          /* added */
{
    await(co_sleep(my->delay));
    return CALL(producer, my->condition, my->data);
}

ASYNC(main)                                                         /* added */
{
    static struct co_condition condition;
    static struct items data;

    struct co_task *tasks[] = {
        co_create_task(NAMED(CORO(consumer, &condition, &data), "Consumer-1")),
        co_create_task(NAMED(CORO(consumer, &condition, &data), "Consumer-2")),
        co_create_task(NAMED(CORO(delayed_producer, 0.5, &condition, &data), "Producer-1")),
        co_create_task(NAMED(CORO(delayed_producer, 1.0, &condition, &data), "Producer-2")),
    };
    return GATHER_TASKS(tasks);
}

DEMO(condition_predicate, .title = "Condition: waiting until something holds",
     .section = "Condition Variable",
     .variants = { { "notify-all", "a consumer wakes in vain, and waits again", 0 } });

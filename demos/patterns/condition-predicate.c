/*
 * Consumers take items from a list that may be empty. wait_for [1] releases the lock of the
 * condition, sleeps until it is notified, takes the lock again, and checks the predicate; if
 * the predicate is false, it sleeps again. The producer notifies one consumer, the one that
 * has waited longest [2]. This consumer goes on when it gets the lock, that is, after the
 * producer has released the lock [3].
 */
#include "demo.h"

static bool has_items(void *data)
{
    return ((struct items *)data)->length > 0;
}

static const char *me(void)
{
    return co_task_name(co_current_task());
}

ASYNC(consumer, struct co_condition *condition; struct items *data;)
{
    const char *item = NULL;
    WITH_CONDITION(my->condition) {
        log_time("%s: waiting for data", me());
        await(co_condition_wait_for(my->condition, has_items, my->data)); /* [1] */
        item = items_pop(my->data);
        log_time("%s: got '%s'", me(), item);
    }
    return co_return_text("%s", item);
}

ASYNC(producer, struct co_condition *condition; struct items *data;)
{
    WITH_CONDITION(my->condition) {
        items_append(my->data, "new item");
        log_time("%s: appended 'new item', notify()", me());
        await(co_condition_notify(my->condition, 1));               /* [2] */
    }
    log_time("%s: lock released", me());                            /* [3] */
    return 0;
}

ASYNC(delayed_producer, double delay; struct co_condition *condition; struct items *data;)
{
    await(co_sleep(my->delay));
    return CALL(producer, my->condition, my->data);
}

ASYNC(main)
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
     .section = "Condition Variable");

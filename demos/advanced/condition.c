/*
 * A buffer for two items. put waits while the buffer is full [1], get while it is empty [2];
 * both wait on one condition, with its lock. The wait releases the lock, and holds it again
 * when it returns. By then another task may have been quicker, so the test stands in a while
 * loop. A task that has changed the buffer notifies one waiter [3].
 *
 * The tutorial's first flaw: the program never ends. P1 makes five items, but C1 and C2 want
 * five each [4]; after P1-4 both wait for an item that no task will put. The runtime sees that
 * nothing can ever run again, and reports which task waits for what. The second flaw does not
 * show here: notify() wakes one waiter of either kind, so a get may wake another get, and not
 * the put that waits for a free place. Try a size of 1 and no sleeps: all three tasks hang
 * after the second item.
 *
 * --variant=fixed has a second producer [5], and a buffer with one condition for each kind of
 * waiter [6], src/patterns/bounded_buffer.h: a get wakes a put, and a put wakes a get.
 */
#include "demo.h"
#include "patterns/bounded_buffer.h"

struct buffer {
    struct items buffer;
    size_t size;
    struct co_condition condition;
};

static void *places[2];
static struct bounded_buffer fixed = BOUNDED_BUFFER(places);        /* [6] */

METHOD(buffer, put, const char *item;)
{
    WITH_CONDITION(&self->condition) {
        while (self->buffer.length >= self->size)
            await(co_condition_wait(&self->condition));             /* [1] */
        items_append(&self->buffer, my->item);
        co_condition_notify(&self->condition, 1);                   /* [3] */
    }
    return 0;
}

METHOD(buffer, get, const char **item;)
{
    WITH_CONDITION(&self->condition) {
        while (self->buffer.length == 0)
            await(co_condition_wait(&self->condition));             /* [2] */
        *my->item = items_pop(&self->buffer);
        co_condition_notify(&self->condition, 1);                   /* [3] */
    }
    return 0;
}

ASYNC(producer, struct buffer *buffer; const char *name;)
{
    for (int i = 0; i < 5; i++) {
        char *item = F("%s-%d", my->name, i);
        await(variant("fixed") ? bounded_buffer_put(&fixed, item) : CALL(put, my->buffer, item));
        log_time("Produced: %s", item);
        await(co_sleep(0.1));
    }
    return 0;
}

ASYNC(consumer, struct buffer *buffer; const char *name;)
{
    for (int i = 0; i < 5; i++) {
        const char *item;
        await(variant("fixed") ? bounded_buffer_get(&fixed, &item) : CALL(get, my->buffer, &item));
        log_time("%s consumed: %s", my->name, item);
        await(co_sleep(0.2));
    }
    return 0;
}

ASYNC(main)
{
    static struct buffer buffer = { .size = 2 };

    struct co_coro p1 = NAMED_CORO(producer, &buffer, "P1");
    struct co_coro c1 = NAMED_CORO(consumer, &buffer, "C1");
    struct co_coro c2 = NAMED_CORO(consumer, &buffer, "C2");
    if (variant("fixed"))
        return GATHER(p1, NAMED_CORO(producer, &buffer, "P2"), c1, c2); /* [5] */
    return GATHER(p1, c1, c2);                                      /* [4] */
}

DEMO(condition, .title = "Condition: a buffer with room for two items",
     .section = "Conditions for Complex Synchronization", .exit_code = EXIT_DEADLOCK,
     .flaw = "ten items are wanted, five are made; notify may wake the wrong kind of task",
     .variants = { { "fixed", "ten items are made, and there are two conditions", 0 } });

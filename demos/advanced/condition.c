/*
 * A condition is a lock, and a list of tasks that wait for a change of what the lock protects:
 * here a buffer for two items. put waits while the buffer is full [1], get while it is empty
 * [2]. The wait releases the lock, and holds it again when it returns. A task that has changed
 * the buffer notifies one waiter [3].
 *
 * The tutorial's first flaw: the program never ends. P1 makes five items, but C1 and C2 want
 * five each [4]; after P1-4 both wait for an item that no task will put. The runtime sees that
 * nothing can ever run again, and reports which task waits for what.
 *
 * The second flaw does not show here: notify wakes one waiter of either kind. --variant=flaw
 * has a second producer, so that enough is made, a buffer for one item, and no pauses [5]. P1
 * puts P1-1 and notifies P2, which cannot put either. No consumer is notified, so all four
 * wait beside a full buffer. --variant=fixed is the same with one condition for each kind of
 * waiter, src/patterns/bounded_buffer.h [6]: a get wakes a put, and a put wakes a get.
 *
 * Between the notification and the return of the wait another task may be quicker. So the test
 * stands in a while loop. In --variant=without a consumer believes that it was not woken in
 * vain [7], as with an if. C1 is quicker, C2 finds no item and consumes None, where Python's
 * pop would raise IndexError.
 *
 * Key point: the last item is consumed at 0.400; then two consumers wait for ever.
 *
 * Use it when tasks wait for something about shared data, and no queue or event says it.
 */
#include "demo.h"
#include "patterns/bounded_buffer.h"

static struct buffer {
    struct items buffer;
    size_t size;
    struct co_condition condition;
} buffer = { .size = 2 };

static struct bounded_buffer fixed = BOUNDED_BUFFER(((void *[1]){ NULL }));     /* [6] */
static double delay = 0.1;

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
        if (self->buffer.length == 0 && variant("without"))
            await(co_condition_wait(&self->condition));             /* [7] */
        while (self->buffer.length == 0 && !variant("without"))
            await(co_condition_wait(&self->condition));             /* [2] */
        *my->item = self->buffer.length ? items_pop(&self->buffer) : "None";
        co_condition_notify(&self->condition, 1);                   /* [3] */
    }
    return 0;
}

ASYNC(producer, const char *name;)
{
    for (int i = 0; i < 5; i++) {
        char *item = F("%s-%d", my->name, i);
        await(variant("fixed") ? bounded_buffer_put(&fixed, item) : CALL(put, &buffer, item));
        log_time("Produced: %s", item);
        await(delay ? co_sleep(delay) : 0);
    }
    return 0;
}

ASYNC(consumer, const char *name;)
{
    for (int i = 0; i < 5; i++) {
        const char *item;
        await(variant("fixed") ? bounded_buffer_get(&fixed, &item) : CALL(get, &buffer, &item));
        log_time("%s consumed: %s", my->name, item);
        await(delay ? co_sleep(2 * delay) : 0);
    }
    return 0;
}

ASYNC(main)
{
    struct co_coro p1 = NAMED_CORO(producer, "P1"), p2 = NAMED_CORO(producer, "P2");
    struct co_coro c1 = NAMED_CORO(consumer, "C1"), c2 = NAMED_CORO(consumer, "C2");
    if (!variant("without") && !variant("flaw") && !variant("fixed"))
        return GATHER(p1, c1, c2);                                  /* [4] */
    buffer.size = variant("without") ? 2 : 1, delay = 0;            /* [5] */
    return GATHER(p1, p2, c1, c2);
}

DEMO(condition, .title = "Condition: a buffer with room for two items",
     .section = "Conditions for Complex Synchronization", .exit_code = EXIT_DEADLOCK,
     .flaw = "ten items are wanted, five are made; notify may wake the wrong kind of task",
     .variants = { { "without", "an if in place of the while: None is consumed", 0 },
                   { "flaw", "a put wakes a put: all wait, though enough is made", EXIT_DEADLOCK },
                   { "fixed", "ten items are made, and there are two conditions", 0 } });

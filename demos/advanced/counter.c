/*
 * Three workers each add 100 times to a counter that protects itself: increment reads the
 * value, pauses [2] and writes the value back, and holds the counter's own lock [1] all the
 * time. So there are 300 pauses of 0.01 s, one after the other, and no addition is lost.
 *
 * The lock is fair: the workers take turns, and they end one pause apart.
 *
 * Python lets you forget an await: counter.increment() alone makes a coroutine and does
 * nothing. Here, CALL without its await [3] does not compile: "ignoring return value".
 */
#include "demo.h"

struct shared_counter {
    int value;
    struct co_lock lock;
};

METHOD(shared_counter, increment)
{
    WITH_LOCK(&self->lock) {                                        /* [1] */
        int current = self->value;
        await(co_sleep(0.01));                                      /* [2] simulate work */
        self->value = current + 1;
    }
    return 0;
}

ASYNC(worker, struct shared_counter *counter; const char *name; int count;)
{
    for (int i = 0; i < my->count; i++)
        await(CALL(increment, my->counter));                        /* [3] */
    log_time("%s done", my->name);
    return 0;
}

ASYNC(main)
{
    static struct shared_counter counter;

    await(GATHER(NAMED_CORO(worker, &counter, "A", 100), NAMED_CORO(worker, &counter, "B", 100),
                 NAMED_CORO(worker, &counter, "C", 100)));
    log_time("Final value: %d", counter.value);                     /* should be 300 */
    MUST(counter.value == 300);
    return 0;
}

DEMO(counter, .title = "Lock: a counter that guards itself", .section = "Locks");

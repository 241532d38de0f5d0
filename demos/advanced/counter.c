/*
 * A task may lose the turn at each await. Here three workers each add 100 times to a counter:
 * increment reads the value, pauses [1] and writes the value back. If another task adds during
 * the pause, its addition is overwritten. So the counter protects itself: increment holds the
 * counter's own lock all the time [2]. There are 300 pauses of 0.01 s, one after the other,
 * and no addition is lost. --variant=without has no lock: all three read the same value each
 * time, and two of three additions are lost.
 *
 * The lock is fair: the workers take turns, and end one pause apart.
 *
 * Python lets you forget an await: counter.increment() alone makes a coroutine and does
 * nothing. Here, CALL without its await [3] does not compile: "ignoring return value".
 *
 * Key point: three workers add a hundred times each, and no addition is lost: 300.
 *
 * Use it when there is an await between reading shared data and writing it; without an await
 * no other task comes between.
 *
 * The tutorial says that the lock prevents simultaneous access; in fact it keeps tasks of one
 * loop apart, not threads.
 */
#include "demo.h"

struct shared_counter {
    int value;
    struct co_lock lock;
};

METHOD(shared_counter, add_one)
{
    int current = self->value;
    await(co_sleep(0.01));                                          /* [1] simulate work */
    self->value = current + 1;
    return 0;
}

METHOD(shared_counter, increment)
{
    if (variant("without"))
        return CALL(add_one, self);
    WITH_LOCK(&self->lock) {                                        /* [2] */
        await(CALL(add_one, self));
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

DEMO(counter, .title = "Lock: a counter that guards itself", .section = "Locks",
     .variants = { { "without", "no lock: two of three additions are lost", 1 } });

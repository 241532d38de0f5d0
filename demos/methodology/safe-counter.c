/*
 * A counter that brings its own lock. Fifty tasks increment it; each takes the lock [1], reads
 * the value, works for a moment [2], and writes the value back [3]. So the tasks do this one
 * after the other, and no increment is lost. The price is time. In --variant=without the tasks
 * take no lock: all read the value 0 in the same moment, and all write 1.
 *
 * Key point: with the lock the counter is 50 after 0.5 s; without it, 1 after 0.01 s.
 *
 * Use it when a task awaits between reading and writing data that tasks share. Without an await
 * in between, no other task can come in, and no lock is needed.
 */
#include "demo.h"

struct counter {
    int value;
    struct co_lock lock;
};

METHOD(counter, add_one)
{
    int current = self->value;
    await(co_sleep(0.01));                                          /* [2] */
    self->value = current + 1;                                      /* [3] */
    return 0;
}

METHOD(counter, increment)
{
    if (variant("without"))
        return CALL(add_one, self);
    WITH_LOCK(&self->lock) {                                        /* [1] */
        return CALL(add_one, self);
    }
    return 0;
}

ASYNC(main)                                                         /* added */
{
    static struct counter counter;

    TASKS(increments, CORO(increment, &counter), i, 50);
    await(GATHER_TASKS(increments));
    log_time("Counter value: %d (expected 50)", counter.value);
    MUST(counter.value == 50);
    return 0;
}

DEMO(safe_counter, .title = "Lock: a counter that brings its own", .section = "Step 5",
     .variants = { { "without", "without the lock, increments are lost", 1 } });

/*
 * A counter and its lock in one object. Fifty tasks increment the counter; each task reads the
 * value, works for a moment [2] and writes the value back. The task holds the lock [1] all the
 * time, so the fifty tasks run one after the other, and no increment is lost. The price is
 * time: half a second.
 */
#include "demo.h"

struct counter {
    int value;
    struct co_lock lock;
};

METHOD(counter, increment)
{
    WITH_LOCK(&self->lock) {                                        /* [1] */
        int current = self->value;
        await(co_sleep(0.01));                                      /* [2] */
        self->value = current + 1;
    }
    return 0;
}

ASYNC(main)
{
    static struct counter counter;

    TASKS(increments, CORO(increment, &counter), i, 50);
    await(GATHER_TASKS(increments));
    log_time("Counter value: %d (expected 50)", counter.value);
    MUST(counter.value == 50);
    return 0;
}

DEMO(safe_counter, .title = "Lock: a counter that brings its own", .section = "Step 5");

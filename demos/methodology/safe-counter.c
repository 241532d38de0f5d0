/*
 * A counter and its lock in one object. Fifty tasks increment it; each reads the value, works
 * for a moment [2] and writes it back. The lock [1] is held all the while, so the fifty go one
 * after the other and none of the increments is lost. It costs what it costs: half a second.
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
    return 0;
}

DEMO(safe_counter, .title = "Lock: a counter that brings its own", .section = "Step 5");

/*
 * An object that `async for` can loop over. When a loop begins, __aiter__ [1] sets the object to
 * its start. Before each round, __anext__ [2] finds the next value, and it may suspend. A 0 says
 * that there are no more values [3]; Python raises StopAsyncIteration for that.
 *
 * The position is kept in the object. So two loops over the same object at the same time would
 * take values from each other; the demo async-iterator shows this.
 *
 * Key point: each of the five values, 0 to 4, takes 0.1 s.
 *
 * Use it when values come one by one, each takes time, and a generator is not enough because the
 * object has other methods, too.
 */
#include "demo.h"

struct async_range {
    struct co_iterator iterator;
    int start, end, current;
};

AITER(async_range)                                                  /* [1] */
{
    self->current = self->start;
}

ANEXT(async_range)                                                  /* [2] */
{
    if (self->current >= self->end)
        return 0;                                                   /* [3] */
    await(co_sleep(0.1));
    *value = self->current;
    self->current += 1;
    return 1;
}

ASYNC(main)
{
    struct async_range range = { ITERATOR_WITH_AITER(async_range), .start = 0, .end = 5 };

    ASYNC_FOR_IN(int, num, &range.iterator) {
        log_time("%d", num);
    }
    return 0;
}

DEMO(iterator_protocol, .title = "Async iterators: an object to loop over",
     .section = "Async Iterator");

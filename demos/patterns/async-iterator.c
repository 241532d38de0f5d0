/*
 * An object gives the items of a list one by one [1]. It yields for a turn before each item
 * [2], so two streams that are read at the same time take turns. At the end it does not yield
 * [3]: "A: end of stream" comes directly after "A: a3".
 *
 * The tutorial's flaws: a stream can be read only once, because the beginning of a loop does
 * not reset the index. With --variant=flaw, a second loop over the same stream finds nothing.
 * --variant=fixed resets the index [4]. And the object is not really a stream: the whole list
 * must exist in advance.
 */
#include "demo.h"

struct async_iterator {
    struct co_iterator iterator;
    const char *items[3];
    size_t len, index;
};

AITER(async_iterator)
{
    if (variant("fixed"))
        self->index = 0;                                            /* [4] */
}

ANEXT(async_iterator)                                               /* [1] */
{
    if (self->index >= self->len)
        return 0;                                             /* [3] raise StopAsyncIteration */
    *value = (intptr_t)self->items[self->index];
    self->index += 1;
    await(co_sleep(0));                                             /* [2] */
    return 1;
}

ASYNC(consume, const char *name; struct async_iterator *stream;)
{
    ASYNC_FOR_IN(const char *, item, &my->stream->iterator) {
        log_time("%s: %s", my->name, item);
    }
    log_time("%s: end of stream", my->name);
    return 0;
}

ASYNC(main)
{
    static struct async_iterator a = { ITERATOR_WITH_AITER(async_iterator),
                                       { "a1", "a2", "a3" }, .len = 3 };
    static struct async_iterator b = { ITERATOR_WITH_AITER(async_iterator),
                                       { "b1", "b2", "b3" }, .len = 3 };
    static struct async_iterator stream = { ITERATOR_WITH_AITER(async_iterator),
                                            { "c1", "c2" }, .len = 2 };

    await(GATHER(NAMED_CORO(consume, "A", &a), NAMED_CORO(consume, "B", &b)));
    if (variant("flaw") || variant("fixed")) {
        await(CALL(consume, "first pass", &stream));
        await(CALL(consume, "second pass", &stream));
    }
    return 0;
}

DEMO(async_iterator, .title = "Async iterators: streams read side by side",
     .section = "Streaming with AsyncIterator",
     .flaw = "a stream can be read once; a second pass finds nothing",
     .variants = { { "flaw", "a second pass over one stream is empty", 0 },
                   { "fixed", "a loop that begins starts from the first item", 0 } });

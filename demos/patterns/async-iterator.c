/*
 * An iterator has a method that gives the next item [1]. This one yields for a turn before each
 * item [2], so two streams that are read side by side take turns. At the end it does not yield
 * [3]: "A: end of stream" comes directly after "A: a3".
 *
 * The tutorial's flaw: the stream is its own iterator, so all loops over it share one index [4].
 * With --variant=flaw two loops run over one stream, and each item reaches only one of them. A
 * third loop finds nothing, because an iterator is read once. --variant=fixed separates the two:
 * the stream keeps the items, and makes a new iterator for each loop [5].
 *
 * Key point: an iterator is read once, and loops over one iterator share its items. A stream that
 * makes a new iterator for each loop gives each loop all items.
 *
 * Use it when each item needs an await, such as the next page of a service. An async generator is
 * shorter, see comprehension.
 *
 * The tutorial says that this is streaming; in fact the whole list exists before a loop begins.
 */
#include "demo.h"

struct async_iterator {
    struct co_iterator iterator;
    const char *items[3];
    size_t index;
};

ANEXT(async_iterator)                                               /* [1] */
{
    if (self->index >= COUNT(self->items))
        return 0;                                             /* [3] raise StopAsyncIteration */
    *value = (intptr_t)self->items[self->index];
    self->index += 1;                                               /* [4] */
    await(co_sleep(0));                                             /* [2] */
    return 1;
}

struct iterable {
    const char *items[3];
};

static struct async_iterator new_iterator(const struct iterable *self) /* def __aiter__(self): */
{
    struct async_iterator iterator = { .iterator = ITERATOR(async_iterator) }; /* [5] */
    memcpy(iterator.items, self->items, sizeof iterator.items);
    return iterator;
}

ASYNC(consume, const char *name; struct async_iterator *stream;)    /* added */
{
    ASYNC_FOR_IN(const char *, item, &my->stream->iterator) {
        log_time("%s: %s", my->name, item);
    }
    log_time("%s: end of stream", my->name);
    return 0;
}

ASYNC(consume_stream, const char *name; const struct iterable *stream;)
{
    struct async_iterator iterator = new_iterator(my->stream);
    return CALL(consume, my->name, &iterator);
}

ASYNC(main)                                                         /* added */
{
    static struct async_iterator a = { ITERATOR(async_iterator), { "a1", "a2", "a3" }, 0 };
    static struct async_iterator b = { ITERATOR(async_iterator), { "b1", "b2", "b3" }, 0 };
    static struct async_iterator c = { ITERATOR(async_iterator), { "c1", "c2", "c3" }, 0 };
    static struct iterable stream = { { "c1", "c2", "c3" } };

    await(GATHER(NAMED_CORO(consume, "A", &a), NAMED_CORO(consume, "B", &b)));
    if (variant("flaw")) {
        await(GATHER(NAMED_CORO(consume, "loop-1", &c), NAMED_CORO(consume, "loop-2", &c)));
        await(CALL(consume, "loop-3", &c));
    } else if (variant("fixed")) {
        await(GATHER(NAMED_CORO(consume_stream, "loop-1", &stream),
                     NAMED_CORO(consume_stream, "loop-2", &stream)));
        await(CALL(consume_stream, "loop-3", &stream));
    }
    return 0;
}

DEMO(async_iterator, .title = "Async iterators: streams read side by side",
     .section = "Streaming with AsyncIterator",
     .flaw = "two loops over one stream share its items, and a third loop finds nothing",
     .variants = { { "flaw", "two loops over one iterator, and a third one after them", 0 },
                   { "fixed", "the stream makes a new iterator for each loop", 0 } });

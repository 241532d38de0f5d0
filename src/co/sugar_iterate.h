/* Sugar for iteration: ASYNC_FOR, generators, and objects that are iterated over. See
 * co/sugar.h. */
#ifndef CO_SUGAR_ITERATE_H
#define CO_SUGAR_ITERATE_H

#include "co/co.h"

/* async for value in name(...): the generator is closed on every exit path. */
#define ASYNC_FOR(type, value, name, ...)                                                          \
    for (struct co_generator generator_                                                            \
         __attribute__((cleanup(sugar_close_generator))) = { .coro = CORO(name, __VA_ARGS__) },    \
         *once_ = &generator_;                                                                     \
         once_; once_ = NULL)                                                                      \
        for (type value; __extension__({                                                           \
                 intptr_t next_ = 0;                                                               \
                 int more_ = await(co_generator_next(&generator_, &next_));                        \
                 value = (type)next_;                                                              \
                 more_ > 0;                                                                        \
             });)

/* A generator for later use: struct co_generator numbers = GENERATOR(async_range, 1, 5). It copies
 * its arguments when it first runs. */
#define GENERATOR(name, ...) ((struct co_generator){ .coro = CORO(name, __VA_ARGS__) })

/* async for value in source: over an object's &object.iterator or over a &generator. If the loop
 * ends early, a generator stays at its last yield. */
#define ASYNC_FOR_IN(type, value, source)                                                          \
    for (struct co_iterator *iterator_ = sugar_begin(ITERATOR_OF(source)), *once_ = iterator_;     \
         once_; once_ = NULL)                                                                      \
        for (type value; __extension__({                                                           \
                 intptr_t next_ = 0;                                                               \
                 int more_ = await(WRITTEN_AS("ASYNC_FOR_IN(" #value ", " #source ")",             \
                                              (co_iterator_next)(iterator_, &next_)));             \
                 value = (type)next_;                                                              \
                 more_ > 0;                                                                        \
             });)
#define ITERATOR_OF(source)                                                                        \
    _Generic((source), struct co_generator *                                                       \
             : sugar_iterator_of_generator, struct co_iterator *                                   \
             : sugar_iterator)(source)

/* The methods of a struct whose first member is `struct co_iterator iterator`. The struct's
 * initializer is { .iterator = ITERATOR(name), ... }.
 *     ANEXT(countdown)                                    async def __anext__(self):
 *     {
 *         if (self->left == 0)
 *             return 0;                                       raise StopAsyncIteration
 *         *value = self->left--;
 *         return 1;                                           return value
 *     }
 * With AITER(countdown) { ... }, for __aiter__, the initializer is
 * { .iterator = ITERATOR_WITH_AITER(name), ... }. */
#define ANEXT(name)                                                                                \
    static int name##_anext_body(struct name *self, intptr_t *value);                              \
    static int name##_anext(struct co_iterator *self, intptr_t *value)                             \
    {                                                                                              \
        return name##_anext_body((struct name *)self, value);                                      \
    }                                                                                              \
    static int name##_anext_body(struct name *self, intptr_t *value)
#define AITER(name)                                                                                \
    static void name##_aiter_body(struct name *self);                                              \
    static void name##_aiter(struct co_iterator *self)                                             \
    {                                                                                              \
        name##_aiter_body((struct name *)self);                                                    \
    }                                                                                              \
    static void name##_aiter_body(struct name *self)
#define ITERATOR(name)                                                                             \
    {                                                                                              \
        .next = name##_anext                                                                       \
    }
#define ITERATOR_WITH_AITER(name)                                                                  \
    {                                                                                              \
        .next = name##_anext, .begin = name##_aiter                                                \
    }

static inline struct co_iterator *sugar_iterator(struct co_iterator *iterator)
{
    return iterator;
}

static inline struct co_iterator *sugar_iterator_of_generator(struct co_generator *generator)
{
    return co_generator_iterator(generator);
}

static inline struct co_iterator *sugar_begin(struct co_iterator *iterator)
{
    co_iterator_begin(iterator);
    return iterator;
}

static inline void sugar_close_generator(struct co_generator *generator)
{
    if ((co_generator_close)(generator) < 0)
        return; /* there is no way left to report it */
}

#endif

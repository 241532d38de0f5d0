/* Sugar for the methods of objects. See co/sugar.h. */
#ifndef CO_SUGAR_METHOD_H
#define CO_SUGAR_METHOD_H

#include "co/co.h"

/* A coroutine function of an object: `self` is the first argument, `my` has the others.
 *     METHOD(bucket, acquire, int tokens;)                async def acquire(self, tokens):
 *     await(CALL(acquire, &bucket, 3));                   await bucket.acquire(3) */
#define METHOD(type, name, ...)                                                                    \
    struct name {                                                                                  \
        struct type *self;                                                                         \
        __VA_ARGS__                                                                                \
    };                                                                                             \
    CO_ASYNC static int name##_of(struct type *self, struct name *my);                             \
    CO_ASYNC __attribute__((unused)) static int name##_body(struct name *my)                       \
    {                                                                                              \
        return name##_of(my->self, my);                                                            \
    }                                                                                              \
    __attribute__((unused)) static int name##_start(void *my)                                      \
    {                                                                                              \
        return name##_body(my);                                                                    \
    }                                                                                              \
    static int name##_of(struct type *self __attribute__((unused)),                                \
                         struct name *my __attribute__((unused)))

#endif

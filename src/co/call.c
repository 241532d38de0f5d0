/* A coroutine as a call: the task that calls runs the function, as `await coroutine` does. */
#include "co/kernel/base.h"

#include <stdalign.h>
#include <string.h>

int co_call(struct co_coro coro)
{
    alignas(max_align_t) char arguments[CO_ARGUMENTS_MAX];

    if (coro.size > sizeof arguments)
        return co_raise(-EINVAL, "%s has %zu bytes of arguments, more than %d", coro.name,
                        coro.size, CO_ARGUMENTS_MAX);
    if (coro.size)
        memcpy(arguments, coro.arguments, coro.size);
    return coro.run(arguments);
}

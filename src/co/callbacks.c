/* What the loop calls: plain functions that may not suspend. */
#include "internal.h"

struct soon {
    struct co_handle handle;
    co_callback *callback;
    void *argument;
};

static void run_soon(struct co_handle *handle)
{
    struct soon *soon = container_of(handle, struct soon, handle);

    co_loop_now->ready.reserved--;
    if (!co_loop_now->closing)
        soon->callback(soon->argument);
    memory_resize(soon, 0);
}

int co_call_soon(co_callback *callback, void *argument)
{
    struct co_loop *loop = co_loop_now;
    struct soon *soon;

    if (!loop)
        return co_raise(-EPERM, "there is no loop to call it");
    soon = memory_resize(NULL, sizeof *soon);
    if (!soon || ready_reserve(&loop->ready, 1) < 0) {
        memory_resize(soon, 0);
        return co_raise(-ENOMEM, "there is no memory for a callback");
    }
    *soon = (struct soon){ .handle.call = run_soon, .callback = callback, .argument = argument };
    ready_push_handle(loop, &soon->handle);
    return 0;
}

/* The ready queue, where it is not inline. */
#include "co/kernel/ready.h"

#include "co/kernel/memory.h"

enum { FIRST_SIZE = 64 };

static int grow(struct ready_queue *ready, uint32_t size)
{
    uintptr_t *ring = memory_resize(NULL, size * sizeof *ring);

    if (!ring)
        return -ENOMEM;
    for (uint32_t i = ready->next; i != ready->end; i++)
        ring[i & (size - 1)] = ready->ring[i & ready->mask];
    memory_resize(ready->ring, 0);
    ready->ring = ring;
    ready->mask = size - 1;
    return 0;
}

int ready_reserve(struct ready_queue *ready, size_t places)
{
    size_t size = ready->ring ? ready->mask + 1 : FIRST_SIZE;

    while (size < ready->reserved + places)
        size *= 2;
    if (size > ready->mask + 1 && grow(ready, (uint32_t)size) < 0)
        return -ENOMEM;
    ready->reserved += (uint32_t)places;
    return 0;
}

static void do_nothing(struct co_handle *handle)
{
    (void)handle;
}

void ready_forget_handle(struct ready_queue *ready, struct co_handle *handle)
{
    static struct co_handle nothing = { do_nothing };

    for (uint32_t i = ready->next; i != ready->end; i++)
        if (ready->ring[i & ready->mask] == ((uintptr_t)handle | 1))
            ready->ring[i & ready->mask] = (uintptr_t)&nothing | 1;
}

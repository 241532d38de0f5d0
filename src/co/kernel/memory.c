/* Every allocation of the runtime, so that a test can let any of them fail. */
#include "co/kernel/memory.h"

#include <stdlib.h>
#include <sys/mman.h>

#ifndef MAP_STACK
#define MAP_STACK 0
#endif
#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

static uint64_t fail_in;
static uint64_t armed_with;
static bool fail_every;

void co_fail_allocation(uint64_t n, bool every)
{
    fail_in = armed_with = n;
    fail_every = every;
}

uint64_t co_allocations(void)
{
    return armed_with - fail_in;
}

bool memory_fails(void)
{
    if (likely(!fail_in))
        return false;
    if (--fail_in)
        return false;
    fail_in = fail_every;
    return true;
}

void *co_memory_resize(void *memory, size_t size)
{
    if (!size) {
        free(memory);
        return NULL;
    }
    return memory_fails() ? NULL : realloc(memory, size);
}

void *memory_map(size_t size)
{
    void *memory;

    if (memory_fails())
        return NULL;
    memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
#ifdef MADV_NOHUGEPAGE
    /* A huge page under stacks of which each uses one page would cost 16 times the memory. */
    madvise(memory, size, MADV_NOHUGEPAGE);
#endif
    return memory;
}

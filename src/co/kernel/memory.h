/* malloc, realloc and mmap as the runtime uses them: a test can let any call fail. */
#ifndef CO_KERNEL_MEMORY_H
#define CO_KERNEL_MEMORY_H

#include "co/kernel/base.h"

CO_BEGIN
/* See co/outside.h. */
void *co_memory_resize(void *memory, size_t size);
CO_END
/* realloc(); a size of 0 frees, and returns NULL. */
static inline void *memory_resize(void *memory, size_t size)
{
    return co_memory_resize(memory, size);
}
/* Memory for stacks. NULL: there is none. */
void *memory_map(size_t size);
/* Returns whether this allocation, which another library makes, must fail. */
bool memory_fails(void);

#endif

#include "io/buffer.h"

#include "co/outside.h"

#include <string.h>

enum { FIRST_CAPACITY = 4096 };

int io_buffer_reserve(struct io_buffer *buffer, size_t size)
{
    size_t used = io_buffer_size(buffer), capacity = buffer->capacity;
    char *memory;

    if (buffer->capacity - buffer->end > size)
        return 0;
    if (size >= (size_t)PTRDIFF_MAX - buffer->end)
        return -ENOMEM;
    /* Move the bytes to the front only if half of the memory is free there. So each byte is moved
     * once on average. */
    if (capacity > size + used && buffer->begin >= capacity / 2) {
        memmove(buffer->memory, io_buffer_data(buffer), used);
        buffer->begin = 0;
        buffer->end = used;
        return 0;
    }
    capacity = capacity ? capacity : FIRST_CAPACITY;
    while (capacity <= buffer->end + size)
        capacity *= 2;
    memory = co_memory_resize(buffer->memory, capacity);
    if (!memory)
        return -ENOMEM;
    buffer->memory = memory;
    buffer->capacity = capacity;
    return 0;
}

int io_buffer_add(struct io_buffer *buffer, const void *data, size_t size)
{
    int rc = size ? io_buffer_reserve(buffer, size) : 0;

    if (rc == 0 && size) {
        memcpy(buffer->memory + buffer->end, data, size);
        buffer->end += size;
    }
    return rc;
}

void io_buffer_take(struct io_buffer *buffer, size_t size)
{
    buffer->begin += size;
    if (buffer->begin == buffer->end)
        buffer->begin = buffer->end = 0;
}

void io_buffer_put_back(struct io_buffer *buffer, const char *data, size_t size)
{
    if (size == 0)
        return;
    if (io_buffer_size(buffer) == 0)
        buffer->end = (size_t)(data - buffer->memory) + size;
    buffer->begin = (size_t)(data - buffer->memory);
}

void io_buffer_free(struct io_buffer *buffer)
{
    co_memory_resize(buffer->memory, 0);
    *buffer = (struct io_buffer){ 0 };
}

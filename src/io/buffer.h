/* Bytes on their way: added at the end, taken from the front. */
#ifndef IO_BUFFER_H
#define IO_BUFFER_H

#include <stddef.h>

/* All-zero is empty and owns nothing. */
struct io_buffer {
    char *memory;
    size_t begin, end; /* what is in it */
    size_t capacity;
};

static inline char *io_buffer_data(const struct io_buffer *buffer)
{
    return buffer->memory ? buffer->memory + buffer->begin : NULL;
}

static inline size_t io_buffer_size(const struct io_buffer *buffer)
{
    return buffer->end - buffer->begin;
}

/* Have room for so many more bytes, and a '\0', behind the end. What io_buffer_data() gave before
 * is not valid any more. -ENOMEM. */
int io_buffer_reserve(struct io_buffer *buffer, size_t size);
/* -ENOMEM: nothing was added. */
int io_buffer_add(struct io_buffer *buffer, const void *data, size_t size);
/* Take so many bytes from the front. They stay where they are until something is added. */
void io_buffer_take(struct io_buffer *buffer, size_t size);
/* Put the last bytes that were taken back to the front; `data` is where they still are. */
void io_buffer_put_back(struct io_buffer *buffer, const char *data, size_t size);
/* Empty it, and own nothing. */
void io_buffer_free(struct io_buffer *buffer);

#endif

/* A queue of bytes: callers add bytes at the end, and take bytes from the front. */
#ifndef IO_BUFFER_H
#define IO_BUFFER_H

#include "co/declarations.h"

#include <stddef.h>

CO_BEGIN

/* All-zero is empty and owns nothing. */
struct io_buffer {
    char *memory;
    size_t begin, end; /* of the bytes in it */
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

/* Make room for `size` more bytes, and a '\0', behind the end. Earlier pointers of io_buffer_data()
 * are not valid any more. -ENOMEM. */
int io_buffer_reserve(struct io_buffer *buffer, size_t size);
/* Add bytes at the end. -ENOMEM: no byte was added. */
int io_buffer_add(struct io_buffer *buffer, const void *data, size_t size);
/* Take `size` bytes from the front. A pointer to them is valid until bytes are added. */
void io_buffer_take(struct io_buffer *buffer, size_t size);
/* Put the bytes that were taken last back to the front. `data` is the pointer to them. */
void io_buffer_put_back(struct io_buffer *buffer, const char *data, size_t size);
/* Empty the buffer, so that it owns nothing. */
void io_buffer_free(struct io_buffer *buffer);

CO_END

#endif

/* The header fields of an HTTP message, in the order in which they came. */
#ifndef IO_HTTP_HEADERS_H
#define IO_HTTP_HEADERS_H

#include "io/buffer.h"
#include "io/http/http_characters.h"

#include <stdbool.h>

/* All-zero is empty and owns nothing. */
struct io_http_headers {
    struct io_buffer text; /* each name and each value with its '\0' */
    size_t count;
};

/* Copied. -EINVAL: it is no name, or the value has control characters, which would end the field.
 * -ENOMEM. */
int io_http_headers_add(struct io_http_headers *headers, const char *name, const char *value);
/* The same for bytes that are known to be allowed. */
int io_http_headers_add_bytes(struct io_http_headers *headers, const char *name, size_t name_size,
                              const char *value, size_t value_size);
/* All of that name. */
void io_http_headers_remove(struct io_http_headers *headers, const char *name);
/* The first value of that name, written in capitals or not; NULL: there is none. Valid until
 * something is added. */
const char *io_http_headers_get(const struct io_http_headers *headers, const char *name);
/* How many fields of that name there are. */
size_t io_http_headers_count(const struct io_http_headers *headers, const char *name);
/* Do the fields of that name list this word? Commas separate the words of a list. */
bool io_http_headers_list(const struct io_http_headers *headers, const char *name,
                          const char *word);
/* One after the other, from *at = 0. False: there are no more. */
bool io_http_headers_next(const struct io_http_headers *headers, size_t *at, const char **name,
                          const char **value);
void io_http_headers_clear(struct io_http_headers *headers);
void io_http_headers_free(struct io_http_headers *headers);

#endif

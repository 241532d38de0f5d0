/* The header fields of an HTTP message, in the order in which they came. */
#ifndef IO_HTTP_HEADERS_H
#define IO_HTTP_HEADERS_H

#include "io/buffer.h"
#include "io/http/http_characters.h"

#include <stdbool.h>

CO_BEGIN

/* All-zero is empty and owns nothing. */
struct io_http_headers {
    struct io_buffer text; /* the names and values; a '\0' follows each */
    size_t count;
};

/* Add a copy. -EINVAL: the name is not valid, or the value has control characters, which would end
 * the field. -ENOMEM. */
int io_http_headers_add(struct io_http_headers *headers, const char *name, const char *value);
/* The same for bytes that the caller has checked. */
int io_http_headers_add_bytes(struct io_http_headers *headers, const char *name, size_t name_size,
                              const char *value, size_t value_size);
/* Remove all fields of this name. */
void io_http_headers_remove(struct io_http_headers *headers, const char *name);
/* The first value of this name; capitals do not matter. NULL: there is none. The value is valid
 * until a field is added. */
const char *io_http_headers_get(const struct io_http_headers *headers, const char *name);
/* How many fields of this name there are. */
size_t io_http_headers_count(const struct io_http_headers *headers, const char *name);
/* Returns whether the fields of this name list this word. Commas separate the words of a list. */
bool io_http_headers_list(const struct io_http_headers *headers, const char *name,
                          const char *word);
/* Get the next field. Begin with *at = 0. False: there are no more. */
bool io_http_headers_next(const struct io_http_headers *headers, size_t *at, const char **name,
                          const char **value);
void io_http_headers_clear(struct io_http_headers *headers);
void io_http_headers_free(struct io_http_headers *headers);

CO_END

#endif

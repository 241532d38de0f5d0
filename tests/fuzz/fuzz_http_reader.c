/* Requests as a server gets them: the first byte says in pieces of how many. The same bytes in one
 * piece come to the same. */
#include "io/http/http_reader.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_LIMIT = 300, FEW_BYTES = 2 * IO_HTTP_HEAD_MAX + 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is true whatever came. */
static void check(bool condition)
{
    if (!condition)
        abort();
}

static void check_headers(const struct io_http_headers *headers, size_t most)
{
    const char *name, *value;
    size_t count = 0;

    for (size_t at = 0; io_http_headers_next(headers, &at, &name, &value); count++)
        check(value[strlen(value)] == '\0');
    check(count == headers->count && count <= most);
    check(headers->text.capacity <= FEW_BYTES);
}

static void check_request(struct io_http_reader *reader)
{
    const struct io_http_request *request = &reader->request;

    check(request->method[0] && request->path[0] && request->target[0]);
    check(strlen(request->path) <= strlen(request->target) + 1);
    check(request->body[request->body_size] == '\0');
    check(request->body_size <= BODY_LIMIT);
    check(!io_http_reader_wants_continue(reader));
}

static void check_reader(const struct io_http_reader *reader)
{
    check_headers(&reader->request.headers, IO_HTTP_HEADERS_MAX);
    check_headers(&reader->request.query, IO_HTTP_LINE_MAX);
    check(reader->line.capacity <= FEW_BYTES && reader->request.text.capacity <= FEW_BYTES);
    check(io_buffer_size(&reader->request.content) <= BODY_LIMIT);
    check(io_http_reader_is_refused(reader) == (reader->status != 0));
    check(io_http_reader_is_refused(reader) == (reader->reason != NULL));
    check(!reader->status || (reader->status >= 400 && reader->status <= 505));
}

/* A mixture of all that was read. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * UINT64_C(1099511628211);
    return hash ^ size;
}

static uint64_t mix_request(uint64_t hash, const struct io_http_request *request)
{
    const struct io_buffer *headers = &request->headers.text, *query = &request->query.text;

    hash = mix(hash, request->path, strlen(request->path));
    hash = mix(hash, io_buffer_data(headers), io_buffer_size(headers));
    hash = mix(hash, io_buffer_data(query), io_buffer_size(query));
    hash = mix(hash, request->body, request->body_size);
    return mix(hash, &request->keep_alive, sizeof request->keep_alive);
}

/* One request after the other; returns what was read, mixed. */
static uint64_t read_all(const char *data, size_t size, size_t piece)
{
    struct io_http_reader reader = { .body_limit = BODY_LIMIT };
    uint64_t hash = 0;

    while (size && !io_http_reader_is_refused(&reader)) {
        size_t given = size < piece ? size : piece;
        size_t taken = io_http_reader_feed(&reader, data, given);

        check(taken <= given);
        check(taken == given || io_http_reader_is_complete(&reader) ||
              io_http_reader_is_refused(&reader));
        check_reader(&reader);
        if (io_http_reader_is_complete(&reader)) {
            check_request(&reader);
            hash = mix_request(hash, &reader.request);
            io_http_reader_next(&reader);
        }
        data += taken;
        size -= taken;
    }
    hash = mix(hash, &reader.status, sizeof reader.status);
    io_http_reader_free(&reader);
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    /* The copy has an end that a sanitizer knows. */
    char *copy = malloc(size - 1);
    check(copy);
    memcpy(copy, data + 1, size - 1);
    uint64_t in_pieces = read_all(copy, size - 1, 1 + data[0] % 64);
    check(in_pieces == read_all(copy, size - 1, size));
    free(copy);
    return 0;
}

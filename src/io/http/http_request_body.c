/* The body of a request: how long the body is, and its chunks. */
#include "io/http/http_reading.h"

#include <string.h>

static size_t body_limit(const struct io_http_reader *reader)
{
    return reader->body_limit ? reader->body_limit : IO_HTTP_BODY_MAX;
}

/* ---- Its length ---- */

static bool read_length(const char *text, size_t *length)
{
    size_t read = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        if (!io_http_is_digit(*text) || __builtin_mul_overflow(read, 10, &read) ||
            __builtin_add_overflow(read, (size_t)(*text - '0'), &read))
            return false;
    }
    *length = read;
    return true;
}

static void begin_body_of_length(struct io_http_reader *reader, const char *length)
{
    if (!read_length(length, &reader->left))
        http_reader_refuse(reader, 400, "Content-Length is no number");
    else if (reader->left > body_limit(reader))
        http_reader_refuse(reader, 413, "the body is too long");
    else
        reader->state = reader->left ? IO_HTTP_BODY : IO_HTTP_COMPLETE;
}

/* The last member of a list of codings. A list may have empty members (RFC 9110, 5.6.1). */
static const char *last_coding(const char *codings, size_t *size)
{
    const char *end = codings + strlen(codings), *begin;

    while (end > codings && strchr(" \t,", end[-1]))
        end--;
    for (begin = end; begin > codings && !strchr(" \t,", begin[-1]);)
        begin--;
    *size = (size_t)(end - begin);
    return begin;
}

static void begin_coded_body(struct io_http_reader *reader, const char *codings)
{
    static const char chunked[] = "chunked";
    size_t size;
    const char *last = last_coding(codings, &size);

    if (reader->minor_version < 1)
        http_reader_refuse(reader, 400, "Transfer-Encoding is not known in HTTP/1.0");
    else if (size != sizeof chunked - 1 || !io_http_same_bytes(last, chunked, size))
        http_reader_refuse(reader, 400, "the last transfer coding is not chunked");
    else if (codings + strspn(codings, " \t,") != last)
        http_reader_refuse(reader, 501, "of the transfer codings only chunked is known here");
    else
        reader->state = IO_HTTP_CHUNK_LINE;
}

void http_begin_body(struct io_http_reader *reader)
{
    const char *length =
        http_only_header(reader, "Content-Length", "there is more than one Content-Length");
    const char *codings =
        http_only_header(reader, "Transfer-Encoding", "there is more than one Transfer-Encoding");

    if (reader->status)
        return;
    if (length && codings)
        http_reader_refuse(reader, 400, "there are both Content-Length and Transfer-Encoding");
    else if (codings)
        begin_coded_body(reader, codings);
    else if (length)
        begin_body_of_length(reader, length);
    else
        reader->state = IO_HTTP_COMPLETE;
}

/* ---- Its bytes ---- */

size_t http_take_body(struct io_http_reader *reader, const char *data, size_t size)
{
    size_t taken = size < reader->left ? size : reader->left;

    if (io_buffer_add(&reader->request.content, data, taken) < 0) {
        http_reader_refuse_for_memory(reader);
        return 0;
    }
    reader->left -= taken;
    if (!reader->left)
        reader->state = reader->state == IO_HTTP_CHUNK ? IO_HTTP_CHUNK_END : IO_HTTP_COMPLETE;
    return taken;
}

/* Returns whether the text may follow the size of a chunk. The reader ignores extensions, as in
 * "1a ;name=value". */
static bool is_extension(const char *text)
{
    return !*text || text[strspn(text, " \t")] == ';';
}

void http_read_chunk_line(struct io_http_reader *reader, const char *line)
{
    size_t size = 0, digits = 0;

    for (; io_http_hex_digit(line[digits]) >= 0 && digits < 2 * sizeof size; digits++)
        size = size << 4 | (size_t)io_http_hex_digit(line[digits]);
    if (!digits || !is_extension(line + digits)) {
        http_reader_refuse(reader, 400, "a chunk does not begin with its size");
        return;
    }
    if (size > body_limit(reader) - io_buffer_size(&reader->request.content)) {
        http_reader_refuse(reader, 413, "the body is too long");
        return;
    }
    reader->left = size;
    reader->state = size ? IO_HTTP_CHUNK : IO_HTTP_TRAILER_LINE;
}

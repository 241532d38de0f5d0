#include "io/http/http_reading.h"

#include <string.h>

void http_reader_refuse(struct io_http_reader *reader, int status, const char *reason)
{
    reader->state = IO_HTTP_REFUSED;
    reader->status = status;
    reader->reason = reason;
}

void http_reader_refuse_for_memory(struct io_http_reader *reader)
{
    http_reader_refuse(reader, 503, "there is no memory for the request");
}

/* ---- Lines ---- */

static size_t line_limit(const struct io_http_reader *reader)
{
    if (reader->state == IO_HTTP_CHUNK_LINE || reader->state == IO_HTTP_CHUNK_END)
        return IO_HTTP_CHUNK_LINE_MAX;
    return IO_HTTP_LINE_MAX;
}

static void refuse_long_line(struct io_http_reader *reader)
{
    if (reader->state == IO_HTTP_REQUEST_LINE)
        http_reader_refuse(reader, 414, "the request line is too long");
    else if (reader->state == IO_HTTP_HEADER_LINE || reader->state == IO_HTTP_TRAILER_LINE)
        http_reader_refuse(reader, 431, "a header line is too long");
    else
        http_reader_refuse(reader, 400, "the line of a chunk is too long");
}

static void count_head(struct io_http_reader *reader, size_t size)
{
    if (reader->state == IO_HTTP_CHUNK_LINE || reader->state == IO_HTTP_CHUNK_END)
        return;
    reader->head_size += size;
    if (reader->head_size > IO_HTTP_HEAD_MAX)
        http_reader_refuse(reader, 431, "the header lines are too long");
}

static void read_line(struct io_http_reader *reader, char *line)
{
    switch (reader->state) {
    case IO_HTTP_REQUEST_LINE:
        http_read_request_line(reader, line);
        break;
    case IO_HTTP_HEADER_LINE:
        if (*line)
            http_read_header_line(reader, line);
        else
            http_end_head(reader);
        break;
    case IO_HTTP_CHUNK_LINE:
        http_read_chunk_line(reader, line);
        break;
    case IO_HTTP_CHUNK_END:
        reader->state = IO_HTTP_CHUNK_LINE;
        if (*line)
            http_reader_refuse(reader, 400, "a chunk is longer than its size");
        break;
    default:
        http_read_trailer_line(reader, line);
        break;
    }
}

/* The line has come, with its "\r\n". */
static void end_line(struct io_http_reader *reader)
{
    char *line = io_buffer_data(&reader->line);
    size_t size = io_buffer_size(&reader->line);

    if (size < 2 || line[size - 2] != '\r') {
        http_reader_refuse(reader, 400, "a line does not end with CR LF");
        return;
    }
    size -= 2;
    line[size] = '\0';
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)line[i] < ' ' && line[i] != '\t') || line[i] == 127) {
            http_reader_refuse(reader, 400, "a line has control characters");
            return;
        }
    read_line(reader, line);
    io_buffer_take(&reader->line, io_buffer_size(&reader->line));
}

static size_t take_line(struct io_http_reader *reader, const char *data, size_t size)
{
    const char *end = memchr(data, '\n', size);
    size_t taken = end ? (size_t)(end - data) + 1 : size;

    if (io_buffer_size(&reader->line) + taken > line_limit(reader)) {
        refuse_long_line(reader);
        return 0;
    }
    count_head(reader, taken);
    if (reader->status)
        return 0;
    if (io_buffer_add(&reader->line, data, taken) < 0)
        http_reader_refuse_for_memory(reader);
    else if (end)
        end_line(reader);
    return taken;
}

/* ---- The reader ---- */

static void complete(struct io_http_reader *reader)
{
    struct io_buffer *content = &reader->request.content;

    reader->request.body = "";
    reader->request.body_size = io_buffer_size(content);
    if (!reader->request.body_size)
        return;
    io_buffer_data(content)[reader->request.body_size] = '\0';
    reader->request.body = io_buffer_data(content);
}

size_t io_http_reader_feed(struct io_http_reader *reader, const char *data, size_t size)
{
    size_t taken = 0;

    while (taken < size && reader->state < IO_HTTP_COMPLETE) {
        if (reader->state == IO_HTTP_BODY || reader->state == IO_HTTP_CHUNK) {
            reader->wants_continue = false;
            taken += http_take_body(reader, data + taken, size - taken);
        } else {
            taken += take_line(reader, data + taken, size - taken);
        }
        if (reader->state == IO_HTTP_COMPLETE)
            complete(reader);
    }
    return taken;
}

bool io_http_reader_is_complete(const struct io_http_reader *reader)
{
    return reader->state == IO_HTTP_COMPLETE;
}

bool io_http_reader_is_refused(const struct io_http_reader *reader)
{
    return reader->state == IO_HTTP_REFUSED;
}

bool io_http_reader_has_begun(const struct io_http_reader *reader)
{
    return reader->state != IO_HTTP_REQUEST_LINE || io_buffer_size(&reader->line) > 0;
}

bool io_http_reader_wants_continue(struct io_http_reader *reader)
{
    bool wants = reader->wants_continue &&
                 (reader->state == IO_HTTP_BODY || reader->state == IO_HTTP_CHUNK_LINE);

    reader->wants_continue = reader->wants_continue && !wants;
    return wants;
}

void io_http_reader_next(struct io_http_reader *reader)
{
    struct io_http_request request = reader->request;
    struct io_buffer line = reader->line;

    io_http_request_clear(&request);
    io_buffer_take(&line, io_buffer_size(&line));
    *reader = (struct io_http_reader){ .request = request,
                                       .line = line,
                                       .body_limit = reader->body_limit };
}

void io_http_reader_free(struct io_http_reader *reader)
{
    io_http_request_free(&reader->request);
    io_buffer_free(&reader->line);
}

#include "io/http_reader.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

static void refuse(struct io_http_reader *reader, int status, const char *reason)
{
    reader->state = IO_HTTP_REFUSED;
    reader->status = status;
    reader->reason = reason;
}

static void refuse_for_memory(struct io_http_reader *reader)
{
    refuse(reader, 503, "there is no memory for the request");
}

static size_t body_limit(const struct io_http_reader *reader)
{
    return reader->body_limit ? reader->body_limit : IO_HTTP_BODY_MAX;
}

/* ---- Request line ---- */

static const char *known_method(const char *method)
{
    static const char *const methods[] = { "GET",   "HEAD",   "POST",    "PUT",
                                           "PATCH", "DELETE", "OPTIONS", NULL };

    for (const char *const *known = methods; *known; known++)
        if (strcmp(*known, method) == 0)
            return *known;
    return NULL;
}

static bool is_token(const char *text)
{
    size_t size = 0;

    while (io_http_is_token((unsigned char)text[size]))
        size++;
    return size > 0 && !text[size];
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool read_version(struct io_http_reader *reader, const char *version)
{
    if (strncmp(version, "HTTP/", 5) != 0 || !is_digit(version[5]) || version[6] != '.' ||
        !is_digit(version[7]) || version[8]) {
        refuse(reader, 400, "the request line does not end with a version of HTTP");
        return false;
    }
    if (version[5] != '1') {
        refuse(reader, 505, "of HTTP only version 1 is spoken here");
        return false;
    }
    reader->minor_version = version[7] - '0';
    return true;
}

static bool is_visible(const char *text)
{
    for (; *text; text++)
        if (*text <= ' ' || *text >= 127)
            return false;
    return true;
}

static void read_target(struct io_http_reader *reader, char *target)
{
    bool is_allowed = strcmp(target, "*") != 0 || strcmp(reader->request.method, "OPTIONS") == 0;
    int rc = -EINVAL;

    if (is_allowed && is_visible(target))
        rc = io_http_request_set_target(&reader->request, target);
    if (rc == 0)
        reader->state = IO_HTTP_HEADER_LINE;
    else if (rc == -ENOMEM)
        refuse_for_memory(reader);
    else
        refuse(reader, 400, "the target of the request is not valid");
}

static void read_request_line(struct io_http_reader *reader, char *line)
{
    char *target = strchr(line, ' ');
    char *version = target ? strchr(target + 1, ' ') : NULL;

    /* Some clients send an empty line after a body. */
    if (!*line && !reader->skipped_line) {
        reader->skipped_line = true;
        return;
    }
    if (!version) {
        refuse(reader, 400, "the request line is not METHOD TARGET VERSION");
        return;
    }
    *target++ = *version++ = '\0';
    if (!is_token(line)) {
        refuse(reader, 400, "the method is no word");
        return;
    }
    if (!read_version(reader, version))
        return;
    reader->request.method = known_method(line);
    if (!reader->request.method)
        refuse(reader, 501, "the method is not known here");
    else
        read_target(reader, target);
}

/* ---- Header fields ---- */

static void read_header_line(struct io_http_reader *reader, char *line)
{
    size_t name_size = 0, size;
    char *value;

    if (*line == ' ' || *line == '\t') {
        refuse(reader, 400, "a header line begins with a blank");
        return;
    }
    while (io_http_is_token((unsigned char)line[name_size]))
        name_size++;
    if (!name_size || line[name_size] != ':') {
        refuse(reader, 400, "a header line is not NAME: VALUE");
        return;
    }
    if (reader->request.headers.count == IO_HTTP_HEADERS_MAX) {
        refuse(reader, 431, "there are too many header lines");
        return;
    }
    value = line + name_size + 1;
    value += strspn(value, " \t");
    size = strlen(value);
    while (size && (value[size - 1] == ' ' || value[size - 1] == '\t'))
        size--;
    if (io_http_headers_add_bytes(&reader->request.headers, line, name_size, value, size) < 0)
        refuse_for_memory(reader);
}

/* The field that may be there once; NULL: it is not, or the request has been refused. */
static const char *only_header(struct io_http_reader *reader, const char *name, const char *reason)
{
    const struct io_http_headers *headers = &reader->request.headers;

    if (io_http_headers_count(headers, name) > 1)
        refuse(reader, 400, reason);
    return reader->status ? NULL : io_http_headers_get(headers, name);
}

static void check_host(struct io_http_reader *reader)
{
    const char *host = only_header(reader, "Host", "there is more than one Host");

    if (reader->status)
        return;
    if (!host && reader->minor_version >= 1)
        refuse(reader, 400, "there is no Host");
    else if (host && strpbrk(host, " \t/?#@\\\"<>"))
        refuse(reader, 400, "Host is no name of a host");
}

static void check_expectation(struct io_http_reader *reader)
{
    const char *expect = io_http_request_header(&reader->request, "Expect");

    if (reader->status || !expect || reader->minor_version < 1)
        return;
    if (io_http_same(expect, "100-continue"))
        reader->wants_continue = true;
    else
        refuse(reader, 417, "Expect asks for something that is not known here");
}

static bool has_body(const char *method)
{
    return strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 ||
           strcmp(method, "PATCH") == 0;
}

static bool read_length(const char *text, size_t *length)
{
    size_t read = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        if (!is_digit(*text) || __builtin_mul_overflow(read, 10, &read) ||
            __builtin_add_overflow(read, (size_t)(*text - '0'), &read))
            return false;
    }
    *length = read;
    return true;
}

static void begin_body_of_length(struct io_http_reader *reader, const char *length)
{
    if (!read_length(length, &reader->left))
        refuse(reader, 400, "Content-Length is no number");
    else if (reader->left > body_limit(reader))
        refuse(reader, 413, "the body is too long");
    else
        reader->state = reader->left ? IO_HTTP_BODY : IO_HTTP_COMPLETE;
}

static void begin_coded_body(struct io_http_reader *reader, const char *coding)
{
    if (reader->minor_version < 1)
        refuse(reader, 400, "Transfer-Encoding is not known in HTTP/1.0");
    else if (!io_http_same(coding, "chunked"))
        refuse(reader, 501, "of the transfer codings only chunked is known here");
    else
        reader->state = IO_HTTP_CHUNK_LINE;
}

static void begin_body(struct io_http_reader *reader)
{
    const char *length =
        only_header(reader, "Content-Length", "there is more than one Content-Length");
    const char *coding =
        only_header(reader, "Transfer-Encoding", "there is more than one Transfer-Encoding");

    if (reader->status)
        return;
    if (length && coding)
        refuse(reader, 400, "there are both Content-Length and Transfer-Encoding");
    else if (coding)
        begin_coded_body(reader, coding);
    else if (length)
        begin_body_of_length(reader, length);
    else if (has_body(reader->request.method))
        refuse(reader, 411, "there is no Content-Length");
    else
        reader->state = IO_HTTP_COMPLETE;
}

static void end_head(struct io_http_reader *reader)
{
    struct io_http_request *request = &reader->request;

    request->keep_alive = reader->minor_version >= 1
                              ? !io_http_headers_list(&request->headers, "Connection", "close")
                              : io_http_headers_list(&request->headers, "Connection", "keep-alive");
    if (reader->minor_version < 1) /* which is not to be listened to there (RFC 9110, 7.8) */
        io_http_headers_remove(&request->headers, "Upgrade");
    check_host(reader);
    check_expectation(reader);
    if (!reader->status)
        begin_body(reader);
}

/* ---- Body ---- */

static size_t take_body(struct io_http_reader *reader, const char *data, size_t size)
{
    size_t taken = size < reader->left ? size : reader->left;

    if (io_buffer_add(&reader->request.content, data, taken) < 0) {
        refuse_for_memory(reader);
        return 0;
    }
    reader->left -= taken;
    if (!reader->left)
        reader->state = reader->state == IO_HTTP_CHUNK ? IO_HTTP_CHUNK_END : IO_HTTP_COMPLETE;
    return taken;
}

/* -1: it is no digit. */
static int hex_digit(char byte)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = byte ? strchr(digits, is_digit(byte) ? byte : byte | ' ') : NULL;

    return at ? (int)(at - digits) : -1;
}

/* "1a; name=value": what is behind the number is of no interest. */
static void read_chunk_line(struct io_http_reader *reader, const char *line)
{
    size_t size = 0, digits = 0;

    for (; hex_digit(line[digits]) >= 0 && digits < 2 * sizeof size; digits++)
        size = size << 4 | (size_t)hex_digit(line[digits]);
    line += digits;
    line += strspn(line, " \t");
    if (!digits || (*line && *line != ';')) {
        refuse(reader, 400, "a chunk does not begin with its size");
        return;
    }
    if (size > body_limit(reader) - io_buffer_size(&reader->request.content)) {
        refuse(reader, 413, "the body is too long");
        return;
    }
    reader->left = size;
    reader->state = size ? IO_HTTP_CHUNK : IO_HTTP_TRAILER_LINE;
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
        refuse(reader, 414, "the request line is too long");
    else if (reader->state == IO_HTTP_HEADER_LINE || reader->state == IO_HTTP_TRAILER_LINE)
        refuse(reader, 431, "a header line is too long");
    else
        refuse(reader, 400, "the line of a chunk is too long");
}

static void count_head(struct io_http_reader *reader, size_t size)
{
    if (reader->state == IO_HTTP_CHUNK_LINE || reader->state == IO_HTTP_CHUNK_END)
        return;
    reader->head_size += size;
    if (reader->head_size > IO_HTTP_HEAD_MAX)
        refuse(reader, 431, "the header lines are too long");
}

static void read_line(struct io_http_reader *reader, char *line)
{
    switch (reader->state) {
    case IO_HTTP_REQUEST_LINE:
        read_request_line(reader, line);
        break;
    case IO_HTTP_HEADER_LINE:
        if (*line)
            read_header_line(reader, line);
        else
            end_head(reader);
        break;
    case IO_HTTP_CHUNK_LINE:
        read_chunk_line(reader, line);
        break;
    case IO_HTTP_CHUNK_END:
        reader->state = IO_HTTP_CHUNK_LINE;
        if (*line)
            refuse(reader, 400, "a chunk is longer than its size");
        break;
    default: /* Fields behind the body are dropped. */
        if (!*line)
            reader->state = IO_HTTP_COMPLETE;
        else if (*line == ' ' || *line == '\t' || !strchr(line, ':'))
            refuse(reader, 400, "a line behind the body is not NAME: VALUE");
        break;
    }
}

/* With its "\r\n". */
static void end_line(struct io_http_reader *reader)
{
    char *line = io_buffer_data(&reader->line);
    size_t size = io_buffer_size(&reader->line);

    if (size < 2 || line[size - 2] != '\r') {
        refuse(reader, 400, "a line does not end with CR LF");
        return;
    }
    size -= 2;
    line[size] = '\0';
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)line[i] < ' ' && line[i] != '\t') || line[i] == 127) {
            refuse(reader, 400, "a line has control characters");
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
        refuse_for_memory(reader);
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
            taken += take_body(reader, data + taken, size - taken);
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

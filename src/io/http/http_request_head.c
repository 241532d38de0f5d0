/* The header fields of a request, and what the fields ask of a server. */
#include "io/http/http_reading.h"

#include "io/http/http_host.h"

#include <string.h>

/* The size of the name that the line "NAME: VALUE" begins with; 0: the request was refused. */
static size_t read_name(struct io_http_reader *reader, const char *line)
{
    size_t size = 0;

    if (*line == ' ' || *line == '\t') {
        http_reader_refuse(reader, 400, "a header line begins with a blank");
        return 0;
    }
    while (io_http_is_token((unsigned char)line[size]))
        size++;
    if (size && line[size] == ':')
        return size;
    http_reader_refuse(reader, 400, "a header line is not NAME: VALUE");
    return 0;
}

void http_read_header_line(struct io_http_reader *reader, const char *line)
{
    size_t name_size = read_name(reader, line), size;
    const char *value;

    if (reader->status)
        return;
    if (reader->request.headers.count == IO_HTTP_HEADERS_MAX) {
        http_reader_refuse(reader, 431, "there are too many header lines");
        return;
    }
    value = line + name_size + 1;
    value += strspn(value, " \t");
    size = strlen(value);
    while (size && (value[size - 1] == ' ' || value[size - 1] == '\t'))
        size--;
    if (io_http_headers_add_bytes(&reader->request.headers, line, name_size, value, size) < 0)
        http_reader_refuse_for_memory(reader);
}

/* Check a field behind the body, and drop it: such a field must not change the head. */
void http_read_trailer_line(struct io_http_reader *reader, const char *line)
{
    if (!*line)
        reader->state = IO_HTTP_COMPLETE;
    else
        read_name(reader, line);
}

const char *http_only_header(struct io_http_reader *reader, const char *name, const char *reason)
{
    const struct io_http_headers *headers = &reader->request.headers;

    if (io_http_headers_count(headers, name) > 1)
        http_reader_refuse(reader, 400, reason);
    return reader->status ? NULL : io_http_headers_get(headers, name);
}

static void check_host(struct io_http_reader *reader)
{
    const char *host = http_only_header(reader, "Host", "there is more than one Host");

    if (reader->status)
        return;
    if (!host && reader->minor_version >= 1)
        http_reader_refuse(reader, 400, "there is no Host");
    else if (host && !io_http_host_is_valid(host))
        http_reader_refuse(reader, 400, "Host is no name of a host");
    else if (!*reader->request.host && host)
        reader->request.host = host;
}

static void check_expectation(struct io_http_reader *reader)
{
    const struct io_http_headers *headers = &reader->request.headers;
    const char *expect = io_http_headers_get(headers, "Expect");

    if (reader->status || !expect || reader->minor_version < 1)
        return;
    if (io_http_headers_count(headers, "Expect") == 1 && io_http_same(expect, "100-continue"))
        reader->wants_continue = true;
    else
        http_reader_refuse(reader, 417, "Expect asks for something that is not known here");
}

/* Returns whether the connection may be used again. (RFC 9112, 9.3) */
static bool is_kept(const struct io_http_reader *reader)
{
    const struct io_http_headers *headers = &reader->request.headers;

    return !io_http_headers_list(headers, "Connection", "close") &&
           (reader->minor_version >= 1 ||
            io_http_headers_list(headers, "Connection", "keep-alive"));
}

void http_end_head(struct io_http_reader *reader)
{
    reader->request.keep_alive = is_kept(reader);
    if (reader->minor_version < 1) /* there the field is ignored (RFC 9110, 7.8) */
        io_http_headers_remove(&reader->request.headers, "Upgrade");
    check_host(reader);
    check_expectation(reader);
    if (!reader->status)
        http_begin_body(reader);
}

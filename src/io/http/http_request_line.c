/* The first line of a request: METHOD TARGET VERSION. */
#include "io/http/http_reading.h"

#include <errno.h>
#include <string.h>

static const char *known_method(const char *method)
{
    static const char *const methods[] = { "GET",   "HEAD",   "POST",    "PUT",
                                           "PATCH", "DELETE", "OPTIONS", NULL };

    for (const char *const *known = methods; *known; known++)
        if (strcmp(*known, method) == 0)
            return *known;
    return NULL;
}

static bool read_version(struct io_http_reader *reader, const char *version)
{
    if (strncmp(version, "HTTP/", 5) != 0 || !io_http_is_digit(version[5]) || version[6] != '.' ||
        !io_http_is_digit(version[7]) || version[8]) {
        http_reader_refuse(reader, 400, "the request line does not end with a version of HTTP");
        return false;
    }
    if (version[5] != '1') {
        http_reader_refuse(reader, 505, "of HTTP only version 1 is spoken here");
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
        http_reader_refuse_for_memory(reader);
    else
        http_reader_refuse(reader, 400, "the target of the request is not valid");
}

void http_read_request_line(struct io_http_reader *reader, char *line)
{
    char *target = strchr(line, ' ');
    char *version = target ? strchr(target + 1, ' ') : NULL;
    const char *method;

    /* Some clients send an empty line after a body. */
    if (!*line && !reader->skipped_line) {
        reader->skipped_line = true;
        return;
    }
    if (!version) {
        http_reader_refuse(reader, 400, "the request line is not METHOD TARGET VERSION");
        return;
    }
    *target++ = *version++ = '\0';
    if (!io_http_is_name(line)) {
        http_reader_refuse(reader, 400, "the method is no word");
        return;
    }
    method = known_method(line);
    if (method)
        reader->request.method = method;
    if (!read_version(reader, version))
        return;
    if (!method)
        http_reader_refuse(reader, 501, "the method is not known here");
    else
        read_target(reader, target);
}

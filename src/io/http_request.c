#include "io/http_request.h"

#include <errno.h>
#include <string.h>

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

/* Decode %XX in place, and '+' for a blank where that is meant; to what is decoded a '\0' is
 * added. -EINVAL: there are no two digits, or it is a '\0'. */
static int decode(char *text, bool plus_is_blank)
{
    char *to = text;

    for (const char *from = text; *from; from++) {
        int high = 0, low = 0;

        if (*from == '%') {
            high = hex_digit(from[1]);
            low = high < 0 ? -1 : hex_digit(from[2]);
            if (low < 0 || (high == 0 && low == 0))
                return -EINVAL;
            *to++ = (char)(high << 4 | low);
            from += 2;
        } else {
            *to++ = *from == '+' && plus_is_blank ? ' ' : *from;
        }
    }
    *to = '\0';
    return 0;
}

static int add_parameter(struct io_http_headers *query, char *name)
{
    char *value = name + strcspn(name, "=");

    if (*value)
        *value++ = '\0';
    if (decode(name, true) < 0 || decode(value, true) < 0)
        return -EINVAL;
    return io_http_headers_add_bytes(query, name, strlen(name), value, strlen(value));
}

static int add_query(struct io_http_headers *query, char *text)
{
    char *rest;
    int rc = 0;

    for (char *name = strtok_r(text, "&", &rest); name && rc == 0;
         name = strtok_r(NULL, "&", &rest))
        rc = add_parameter(query, name);
    return rc;
}

/* What a client says to a proxy has the scheme and the host, too. NULL: that is not ours. */
static char *skip_origin(char *target)
{
    static const char scheme[] = "http://";

    if (target[0] == '/' || strcmp(target, "*") == 0)
        return target;
    for (size_t i = 0; i < sizeof scheme - 1; i++)
        if ((target[i] | ' ') != (scheme[i] | ' '))
            return NULL;
    target += sizeof scheme - 1;
    return target + strcspn(target, "/?");
}

/* Twice: as the target, and to make the path of. */
static int add_twice(struct io_buffer *text, const char *target)
{
    const char *slash = target[0] == '/' || target[0] == '*' ? "" : "/";
    size_t size = strlen(slash) + strlen(target) + 1;
    int rc = io_buffer_reserve(text, 2 * size);

    for (int i = 0; i < 2 && rc == 0; i++) {
        rc = io_buffer_add(text, slash, strlen(slash));
        if (rc == 0)
            rc = io_buffer_add(text, target, strlen(target) + 1);
    }
    return rc;
}

int io_http_request_set_target(struct io_http_request *request, char *target)
{
    char *path, *query;
    int rc;

    target = skip_origin(target);
    if (!target || strchr(target, '#'))
        return -EINVAL;
    rc = add_twice(&request->text, target);
    if (rc < 0)
        return rc;
    request->target = io_buffer_data(&request->text);
    path = io_buffer_data(&request->text) + strlen(request->target) + 1;
    path[strcspn(path, "?")] = '\0';
    request->path = path;
    rc = decode(path, false);
    query = strchr(target, '?');
    return rc == 0 && query ? add_query(&request->query, query + 1) : rc;
}

const char *io_http_request_parameter(const struct io_http_request *request, const char *name)
{
    const char *other, *value;

    for (size_t at = 0; io_http_headers_next(&request->query, &at, &other, &value);)
        if (strcmp(other, name) == 0)
            return value;
    return NULL;
}

const char *io_http_request_header(const struct io_http_request *request, const char *name)
{
    return io_http_headers_get(&request->headers, name);
}

void io_http_request_clear(struct io_http_request *request)
{
    enum { KEPT = 64 * 1024 };

    io_http_headers_clear(&request->query);
    io_http_headers_clear(&request->headers);
    io_buffer_take(&request->text, io_buffer_size(&request->text));
    io_buffer_take(&request->content, io_buffer_size(&request->content));
    /* A connection that is silent after a long body shall not cost what that did. */
    if (request->content.capacity > KEPT)
        io_buffer_free(&request->content);
    request->method = request->target = request->path = request->body = "";
    request->body_size = 0;
    request->keep_alive = false;
}

void io_http_request_free(struct io_http_request *request)
{
    io_http_headers_free(&request->query);
    io_http_headers_free(&request->headers);
    io_buffer_free(&request->text);
    io_buffer_free(&request->content);
    *request = (struct io_http_request){ 0 };
}

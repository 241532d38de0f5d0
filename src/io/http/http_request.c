#include "io/http/http_request.h"

#include "io/http/http_host.h"

#include <errno.h>
#include <string.h>

/* Decode %XX in place, and add a '\0'. In a query, '+' stands for a blank. -EINVAL: a % lacks its
 * two digits, or stands for '\0'. */
static int decode(char *text, bool plus_is_blank)
{
    char *to = text;

    for (const char *from = text; *from; from++) {
        int high = 0, low = 0;

        if (*from == '%') {
            high = io_http_hex_digit(from[1]);
            low = high < 0 ? -1 : io_http_hex_digit(from[2]);
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

/* The size of "http://" at the beginning of a target; 0: there is none. */
static size_t scheme_size(const char *target)
{
    static const char scheme[] = "http://";
    size_t size = sizeof scheme - 1;

    return strlen(target) >= size && io_http_same_bytes(target, scheme, size) ? size : 0;
}

/* Append the string, and a '\0'; there is room for both. Returns the copy. */
static char *append(struct io_buffer *text, const char *string, size_t size)
{
    size_t at = io_buffer_size(text);

    if (io_buffer_add(text, string, size) < 0 || io_buffer_add(text, "", 1) < 0)
        return NULL;
    return io_buffer_data(text) + at;
}

/* A request for a proxy has the scheme and the host, too. A URL of http without a host, or with a
 * user, is refused (RFC 9110, 4.2). */
static int add_origin(struct io_http_request *request, const char *host, size_t size)
{
    request->host = append(&request->text, host, size);
    return size && *host != ':' && io_http_host_is_valid(request->host) ? 0 : -EINVAL;
}

/* Add the target as the client sent it, and its decoded path. There is room for both. */
static int add_path(struct io_http_request *request, const char *target)
{
    const char *slash = target[0] == '/' || target[0] == '*' ? "" : "/";
    struct io_buffer *text = &request->text;
    char *path;

    if (io_buffer_add(text, slash, strlen(slash)) < 0)
        return -ENOMEM;
    request->target = append(text, target, strlen(target)) - strlen(slash);
    path = append(text, request->target, strcspn(request->target, "?"));
    request->path = path;
    return decode(path, false);
}

int io_http_request_set_target(struct io_http_request *request, char *target)
{
    size_t scheme = scheme_size(target);
    size_t host = scheme ? strcspn(target + scheme, "/?") : 0;
    char *query = strchr(target, '?');
    int rc;

    request->host = "";
    if (strchr(target, '#') || (!scheme && target[0] != '/' && strcmp(target, "*") != 0))
        return -EINVAL;
    rc = io_buffer_reserve(&request->text, 3 * (strlen(target) + 2));
    if (rc == 0 && scheme)
        rc = add_origin(request, target + scheme, host);
    if (rc == 0)
        rc = add_path(request, target + scheme + host);
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
    /* A connection that is silent after a long body does not keep the memory of that body. */
    if (request->content.capacity > KEPT)
        io_buffer_free(&request->content);
    request->method = request->target = request->path = request->host = request->body = "";
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

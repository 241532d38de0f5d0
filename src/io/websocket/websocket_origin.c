#include "io/websocket/websocket_origin.h"

#include <string.h>

/* The size of "HOST" or "HOST:PORT" without ":80", since a client may leave this port out. */
static size_t host_size(const char *host)
{
    static const char port[] = ":80";
    size_t size = strlen(host), port_size = sizeof port - 1;

    return size > port_size && strcmp(host + size - port_size, port) == 0 ? size - port_size : size;
}

static bool is_own(const char *origin, const char *host)
{
    static const char scheme[] = "http://";
    size_t size = host_size(host), scheme_size = sizeof scheme - 1;

    return strlen(origin) >= scheme_size && io_http_same_bytes(origin, scheme, scheme_size) &&
           host_size(origin + scheme_size) == size &&
           io_http_same_bytes(origin + scheme_size, host, size);
}

bool io_websocket_origin_is_allowed(const struct io_http_request *request,
                                    const char *const *others)
{
    const char *origin = io_http_request_header(request, "Origin");

    if (!origin)
        return true;
    if (io_http_headers_count(&request->headers, "Origin") > 1)
        return false;
    for (; others && *others; others++)
        if (strcmp(*others, "*") == 0 || io_http_same(*others, origin))
            return true;
    return is_own(origin, request->host);
}

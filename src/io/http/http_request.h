/* An HTTP request, as a server gets it. */
#ifndef IO_HTTP_REQUEST_H
#define IO_HTTP_REQUEST_H

#include "io/http/http_headers.h"

/* All-zero is empty and owns nothing. Strings are the request's. */
struct io_http_request {
    const char *method;             /* GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS */
    const char *target;             /* as it was sent: path and query */
    const char *path;               /* decoded: "/item/1"; "*" for all of the server */
    const char *host;               /* that it is for: "127.0.0.1:8080"; "" if it names none */
    struct io_http_headers query;   /* decoded; see io_http_request_parameter() */
    struct io_http_headers headers; /* values without blanks around them */
    const char *body;               /* with a '\0' behind it */
    size_t body_size;
    bool keep_alive; /* the connection may be used again */

    struct io_buffer text, content; /* private */
};

/* The first value of that name in the query; NULL: there is none, "" if it has none. aiohttp:
 * request.query.get(name). */
const char *io_http_request_parameter(const struct io_http_request *request, const char *name);
/* The same for the header fields. aiohttp: request.headers.get(name). */
const char *io_http_request_header(const struct io_http_request *request, const char *name);

/* Take a target apart, which this overwrites: "/item/1?delay=0.2", or with "http://host" before it,
 * which then is the request's host. -EINVAL: it is none. -ENOMEM. */
int io_http_request_set_target(struct io_http_request *request, char *target);
/* Empty it for the next one. */
void io_http_request_clear(struct io_http_request *request);
void io_http_request_free(struct io_http_request *request);

#endif

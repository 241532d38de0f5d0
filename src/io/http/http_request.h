/* An HTTP request, as a server gets it. */
#ifndef IO_HTTP_REQUEST_H
#define IO_HTTP_REQUEST_H

#include "io/http/http_headers.h"

CO_BEGIN

/* All-zero is empty and owns nothing. Strings are the request's. */
struct io_http_request {
    const char *method;             /* GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS */
    const char *target;             /* path and query, as the client sent them */
    const char *path;               /* decoded: "/item/1"; "*": the whole server */
    const char *host;               /* "127.0.0.1:8080"; "": the request names none */
    struct io_http_headers query;   /* decoded; see io_http_request_parameter() */
    struct io_http_headers headers; /* values without blanks around them */
    const char *body;               /* a '\0' follows it */
    size_t body_size;
    bool keep_alive; /* the connection may be used again */

    struct io_buffer text, content; /* private */
};

/* The first value of this name in the query. NULL: the query has no such name. "": the name has no
 * value. aiohttp: request.query.get(name). */
const char *io_http_request_parameter(const struct io_http_request *request, const char *name);
/* The same for the header fields. aiohttp: request.headers.get(name). */
const char *io_http_request_header(const struct io_http_request *request, const char *name);

/* Split a target, "/item/1?delay=0.2", and overwrite it. A target may begin with "http://host";
 * then this is the request's host. -EINVAL: the text is not a target. -ENOMEM. */
int io_http_request_set_target(struct io_http_request *request, char *target);
/* Empty the request for the next one. */
void io_http_request_clear(struct io_http_request *request);
void io_http_request_free(struct io_http_request *request);

CO_END

#endif

/*
 * A client for HTTP: libcurl, which waits in the loop. A session keeps connections open for later
 * requests. Any number of tasks may use a session at the same time.
 */
#ifndef IO_HTTP_CLIENT_H
#define IO_HTTP_CLIENT_H

#include "io/http/http_response.h"

CO_BEGIN

/* A session is a handle, valid until it is closed or the loop ends. */
struct io_http_session;

/* -ENOSYS: there is no libcurl. -EPERM: there is no loop. -ENOMEM. aiohttp: ClientSession(). */
int io_http_session_open(struct io_http_session **session);
/* Close the session and its connections. Requests under way fail with -ECONNRESET. NULL is allowed.
 * aiohttp: await session.close(). */
void io_http_session_close(struct io_http_session *session);

/* All-zero is a GET. */
struct io_http_options {
    const char *method;         /* NULL: GET, or POST where there is a body */
    const char *const *headers; /* "Name: value", ..., NULL; NULL: none */
    const void *body;
    size_t body_size;
    double timeout; /* seconds for all of it; 0: 300; CO_FOREVER: no limit. aiohttp: total= */
    size_t limit;   /* of the response's body, in bytes; 0: IO_HTTP_RESPONSE_MAX */
};

enum { IO_HTTP_RESPONSE_MAX = 64 * 1024 * 1024 }; /* bytes */

/* Send a request, follow up to 10 redirections, and wait for the whole response. A response with
 * any status is a success. `response` is all-zero, or has an earlier response, which is replaced.
 * The caller frees the response. If the caller is cancelled, the connection is closed. -EINVAL: the
 * URL is not a URL of HTTP, or a method or header is not allowed. -ECONNREFUSED: no server listens
 * there. -ENXIO: there is no such host. -ETIMEDOUT. -ECONNRESET: the connection broke. -EMSGSIZE:
 * the body is longer than the limit, or a header is too long. -EPROTO: the answer is not HTTP, or
 * it redirects to a URL that is not HTTP. -EIO: another error of libcurl. -ENOMEM. aiohttp:
 * session.request(). */
CO_ASYNC int io_http_request(struct io_http_session *session, const char *url,
                             const struct io_http_options *options,
                             struct io_http_response *response);
/* The same without options. aiohttp: session.get(). */
CO_ASYNC int io_http_get(struct io_http_session *session, const char *url,
                         struct io_http_response *response);

CO_END

#ifndef CO_WITHOUT_PLACES
#define io_http_request(...) CO_AT(io_http_request, #__VA_ARGS__, __VA_ARGS__)
#define io_http_get(...) CO_AT(io_http_get, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

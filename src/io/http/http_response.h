/* An HTTP response, as a server's handler makes it and as a client gets it. */
#ifndef IO_HTTP_RESPONSE_H
#define IO_HTTP_RESPONSE_H

#include "co/co.h"
#include "io/http/http_headers.h"

/* All-zero is empty and owns nothing. */
struct io_http_response {
    int status; /* 200, 404, ...; 0: none yet */
    struct io_http_headers headers;
    struct io_buffer content; /* the body */

    void *json; /* private from here */
    struct http_connection *connection;
    bool is_upgraded;
};

/* ---- Making one ---- */

/* Answer with so many bytes. Replaces what was answered before; headers stay. Returns 0, so that a
 * handler may end with it. -EINVAL: that is no status, or no type. -ENOMEM. aiohttp:
 * web.Response(). */
int io_http_respond(struct io_http_response *response, int status, const char *content_type,
                    const void *body, size_t size);
/* The same with a text of type text/plain. aiohttp: web.Response(text=). */
int io_http_respond_text(struct io_http_response *response, int status, const char *format, ...)
    CO_PRINTF(3, 4);
/* The same with JSON, which is not looked at. aiohttp: web.json_response(). */
int io_http_respond_json(struct io_http_response *response, int status, const char *format, ...)
    CO_PRINTF(3, 4);
/* Add a header. The server itself tells the length and the connection: -EINVAL. -ENOMEM. */
int io_http_response_add_header(struct io_http_response *response, const char *name,
                                const char *value);

/* ---- Reading one ---- */

/* The first value of that name; NULL: there is none. aiohttp: response.headers.get(name). */
const char *io_http_response_header(const struct io_http_response *response, const char *name);
/* The media type without its parameters, "text/plain", in small letters and cut short to the room
 * there is; "application/octet-stream" where the server does not tell. aiohttp:
 * response.content_type. */
const char *io_http_response_content_type(const struct io_http_response *response, char *type,
                                          size_t size);
/* The body as a text. Never NULL. aiohttp: await response.text(). */
const char *io_http_response_text(struct io_http_response *response);
/* Take values out of a body of JSON, as json_unpack() of jansson does: "{s:i}", "id", &id. Strings
 * are the response's. -EPROTOTYPE: the body is of another type. -EBADMSG: it is no JSON. -EPROTO:
 * the values are not there, or are of other types. -EINVAL: that is no format. -ENOSYS: there is no
 * jansson. -ENOMEM. aiohttp: await response.json(). */
int io_http_response_json(struct io_http_response *response, const char *format, ...);
/* -EPROTO: the status is 400 or more, which the text tells. aiohttp:
 * response.raise_for_status(). */
int io_http_response_raise_for_status(const struct io_http_response *response);

/* Empty it, and own nothing. */
void io_http_response_free(struct io_http_response *response);

/* "Not Found"; "" where there is no such status. */
const char *io_http_phrase(int status);

#endif

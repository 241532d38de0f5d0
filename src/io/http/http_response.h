/* An HTTP response. The handler of a server makes it, or a client gets it. */
#ifndef IO_HTTP_RESPONSE_H
#define IO_HTTP_RESPONSE_H

#include "co/co.h"
#include "io/http/http_headers.h"

CO_BEGIN

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

/* Answer with `size` bytes. An earlier answer is replaced, but its headers stay. Returns 0, so that
 * a handler can return the result. -EINVAL: the status or the type is not valid. -ENOMEM. aiohttp:
 * web.Response(). */
int io_http_respond(struct io_http_response *response, int status, const char *content_type,
                    const void *body, size_t size);
/* The same with a text of type text/plain. aiohttp: web.Response(text=). */
int io_http_respond_text(struct io_http_response *response, int status, const char *format, ...)
    CO_PRINTF(3, 4);
/* The same with JSON. The text is not checked. aiohttp: web.json_response(). */
int io_http_respond_json(struct io_http_response *response, int status, const char *format, ...)
    CO_PRINTF(3, 4);
/* Add a header. -EINVAL: the name or the value is not allowed, or the server itself writes this
 * header, as it writes the length. -ENOMEM. */
int io_http_response_add_header(struct io_http_response *response, const char *name,
                                const char *value);

/* ---- Reading one ---- */

/* The first value of this name; NULL: there is none. aiohttp: response.headers.get(name). */
const char *io_http_response_header(const struct io_http_response *response, const char *name);
/* Write the media type without its parameters into `type`, in small letters: "text/plain". The text
 * is cut to `size`. If the server names no type, it is "application/octet-stream". Returns `type`.
 * aiohttp: response.content_type. */
const char *io_http_response_content_type(const struct io_http_response *response, char *type,
                                          size_t size);
/* The body as a text, never NULL. aiohttp: await response.text(). */
const char *io_http_response_text(struct io_http_response *response);
/* Take values out of a JSON body, with a format of jansson's json_unpack(): "{s:i}", "id", &id. The
 * response owns the strings. -EPROTOTYPE: the body has another media type. -EBADMSG: the body is
 * not JSON. -EPROTO: a value is missing, or has another type. -EINVAL: the format is not valid.
 * -ENOSYS: there is no jansson. -ENOMEM. aiohttp: await response.json(). */
int io_http_response_json(struct io_http_response *response, const char *format, ...);
/* -EPROTO: the status is 400 or more. The text names it. aiohttp: response.raise_for_status(). */
int io_http_response_raise_for_status(const struct io_http_response *response);

/* Empty the response, so that it owns nothing. */
void io_http_response_free(struct io_http_response *response);

/* The phrase of a status: "Not Found". "": there is no such status. */
const char *io_http_phrase(int status);

CO_END

#endif

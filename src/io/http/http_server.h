/*
 * A server for HTTP/1.1 on 127.0.0.1: one handler function, which looks at the request's path and
 * answers. What is malformed or too long is refused without it, see io/http/http_reader.h.
 *
 *     static int hello(struct io_http_request *request, struct io_http_response *response,
 *                      void *argument)
 *     {
 *         if (strcmp(request->path, "/hello") != 0)
 *             return io_http_respond_text(response, 404, "there is no %s here", request->path);
 *         return io_http_respond_json(response, 200, "{\"hello\": \"world\"}");
 *     }
 */
#ifndef IO_HTTP_SERVER_H
#define IO_HTTP_SERVER_H

#include "io/http/http_request.h"
#include "io/http/http_response.h"
#include "io/stream.h"

/* A server is a handle, valid until io_http_server_release() or the loop ends. */
struct io_http_server;

/* Called in the task of the connection, one request after the other; may suspend. A failure is
 * answered with 500 and reported, unless the handler has answered with an error of its own, 400 or
 * more; so is a handler that does not answer, and an answer of 401, 405 or 426 without the field
 * that goes with it: WWW-Authenticate, Allow, Upgrade. aiohttp: raise HTTPNotFound(). */
typedef int io_http_handler(struct io_http_request *request, struct io_http_response *response,
                            void *argument);

/* Same results as io_start_server(). aiohttp: AppRunner.setup(), TCPSite.start(). */
int io_start_http_server(struct io_http_server **server, io_http_handler *handler, void *argument,
                         int port);
int io_http_server_port(const struct io_http_server *server);
/* "http://127.0.0.1:8080", the server's. aiohttp: TestServer.make_url(). */
const char *io_http_server_url(const struct io_http_server *server);
/* Of the body of a request, in bytes; unless set IO_HTTP_BODY_MAX. aiohttp: client_max_size=. */
void io_http_server_set_body_limit(struct io_http_server *server, size_t limit);
/* How many connections there may be at a time; unless set IO_HTTP_CONNECTIONS_MAX. What comes
 * beyond is answered with 503. aiohttp: none. */
enum { IO_HTTP_CONNECTIONS_MAX = 1000 };
void io_http_server_set_connection_limit(struct io_http_server *server, size_t limit);
/* In seconds: for a request to come as a whole, else 408 (20 unless set); and between two requests
 * of a connection (75 unless set). -EINVAL: one of them is not a number; nothing is set. aiohttp:
 * keepalive_timeout=. */
int io_http_server_set_timeouts(struct io_http_server *server, double request, double keep_alive);

/* Take no more connections, and close idle ones. Requests that are under way are still answered. */
void io_http_server_close(struct io_http_server *server);
/* Until it is closed and the last connection is. aiohttp: await runner.cleanup(), after
 * io_http_server_close(). */
CO_ASYNC int io_http_server_wait_closed(struct io_http_server *server);
/* Close it, say farewell where another protocol is spoken, and wait until the last connection is
 * closed; what is left after so many seconds is cancelled. -EINVAL: they are not a number. aiohttp:
 * await runner.cleanup(), shutdown_timeout=. */
CO_ASYNC int io_http_server_shut_down(struct io_http_server *server, double seconds);
/* Until the caller is cancelled, as by Ctrl-C: then shut it down, and return -ECANCELED. 0: another
 * task has closed it. aiohttp: web.run_app(). */
enum { IO_HTTP_SHUTDOWN_TIMEOUT = 10 }; /* seconds */
CO_ASYNC int io_http_server_serve_forever(struct io_http_server *server, double seconds);
/* Close it, cancel its handlers, and give up the handle. NULL is allowed. */
void io_http_server_release(struct io_http_server *server);

/* In a handler: answer with 101 and the headers that were added. From then on the connection speaks
 * the protocol that the client has asked for, and its stream is the handler's, until that returns.
 * -EPROTO: the client has not asked for it; the response says so, with 426. -ECONNRESET, -EPIPE: it
 * is gone. */
CO_ASYNC int io_http_upgrade(const struct io_http_request *request,
                             struct io_http_response *response, const char *protocol,
                             struct io_stream **stream);
/* After an upgrade: what tells the client, in the protocol that is spoken then, that the server
 * shuts down. It may not suspend. NULL: nothing does. */
typedef void io_http_farewell(void *argument);
void io_http_set_farewell(struct io_http_response *response, io_http_farewell *farewell,
                          void *argument);

#ifndef CO_WITHOUT_PLACES
#define io_start_http_server(...) CO_AT(io_start_http_server, #__VA_ARGS__, __VA_ARGS__)
#define io_http_server_wait_closed(...) CO_AT(io_http_server_wait_closed, #__VA_ARGS__, __VA_ARGS__)
#define io_http_server_shut_down(...) CO_AT(io_http_server_shut_down, #__VA_ARGS__, __VA_ARGS__)
#define io_http_server_serve_forever(...)                                                          \
    CO_AT(io_http_server_serve_forever, #__VA_ARGS__, __VA_ARGS__)
#define io_http_upgrade(...) CO_AT(io_http_upgrade, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/*
 * A server for HTTP/1.1 on 127.0.0.1. One handler function looks at the path of each request and
 * answers. The server itself refuses requests that are malformed or too long, see
 * io/http/http_reader.h.
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

CO_BEGIN

/* A server is a handle, valid until io_http_server_release() or the loop ends. */
struct io_http_server;

/* Handles one request, in the task of its connection. It may suspend. When the handler returns an
 * error, the server reports the error and answers with 500; but if the handler has answered with a
 * status of 400 or more, this answer is sent. The server also answers with 500 when the handler
 * does not answer, or when an answer of 401, 405 or 426 lacks its field: WWW-Authenticate, Allow,
 * Upgrade. aiohttp: raise HTTPNotFound(). */
typedef int io_http_handler(struct io_http_request *request, struct io_http_response *response,
                            void *argument);

/* Same results as io_start_server(). aiohttp: AppRunner.setup(), TCPSite.start(). */
int io_start_http_server(struct io_http_server **server, io_http_handler *handler, void *argument,
                         int port);
int io_http_server_port(const struct io_http_server *server);
/* "http://127.0.0.1:8080". The server owns the text. aiohttp: TestServer.make_url(). */
const char *io_http_server_url(const struct io_http_server *server);
/* Set the limit of a request's body in bytes. The default is IO_HTTP_BODY_MAX. aiohttp:
 * client_max_size=. */
void io_http_server_set_body_limit(struct io_http_server *server, size_t limit);
/* Set how many connections there may be at the same time. The default is IO_HTTP_CONNECTIONS_MAX.
 * The server answers further connections with 503. aiohttp: none. */
enum { IO_HTTP_CONNECTIONS_MAX = 1000 };
void io_http_server_set_connection_limit(struct io_http_server *server, size_t limit);
/* Set two limits in seconds. `request`: until the whole request has come; after it the server
 * answers with 408. The default is 20. `keep_alive`: between two requests of a connection. The
 * default is 75. -EINVAL: one of them is not a number; none is set. aiohttp: keepalive_timeout=. */
int io_http_server_set_timeouts(struct io_http_server *server, double request, double keep_alive);

/* Accept no more connections, and close idle ones. The server still answers requests under way. */
void io_http_server_close(struct io_http_server *server);
/* Wait until the server and its last connection are closed. aiohttp: await runner.cleanup(), after
 * io_http_server_close(). */
CO_ASYNC int io_http_server_wait_closed(struct io_http_server *server);
/* Close the server, call the farewells of connections that speak another protocol, and wait until
 * the last connection is closed. After `seconds`, cancel the handlers that are left. -EINVAL:
 * `seconds` is not a number. aiohttp: await runner.cleanup(), shutdown_timeout=. */
CO_ASYNC int io_http_server_shut_down(struct io_http_server *server, double seconds);
/* Wait until the caller is cancelled, as Ctrl-C does. Then shut the server down, and return
 * -ECANCELED. 0: another task has closed the server. aiohttp: web.run_app(). */
enum { IO_HTTP_SHUTDOWN_TIMEOUT = 10 }; /* seconds */
CO_ASYNC int io_http_server_serve_forever(struct io_http_server *server, double seconds);
/* Close the server, cancel its handlers, and give up the handle. NULL is allowed. */
void io_http_server_release(struct io_http_server *server);

/* For handlers: answer with 101 and the headers that were added. From then on the connection speaks
 * the protocol that the client has asked for. The handler owns the stream until the handler
 * returns. -EPROTO: the client has not asked for this protocol; the response says so, with 426.
 * -ECONNRESET, -EPIPE: the client is gone. */
CO_ASYNC int io_http_upgrade(const struct io_http_request *request,
                             struct io_http_response *response, const char *protocol,
                             struct io_stream **stream);
/* For handlers, after an upgrade: set a function that tells the client, in the new protocol, that
 * the server shuts down. The function must not suspend. NULL: the client is not told. */
typedef void io_http_farewell(void *argument);
void io_http_set_farewell(struct io_http_response *response, io_http_farewell *farewell,
                          void *argument);

CO_END

#ifndef CO_WITHOUT_PLACES
#define io_start_http_server(...) CO_AT(io_start_http_server, #__VA_ARGS__, __VA_ARGS__)
#define io_http_server_wait_closed(...) CO_AT(io_http_server_wait_closed, #__VA_ARGS__, __VA_ARGS__)
#define io_http_server_shut_down(...) CO_AT(io_http_server_shut_down, #__VA_ARGS__, __VA_ARGS__)
#define io_http_server_serve_forever(...)                                                          \
    CO_AT(io_http_server_serve_forever, #__VA_ARGS__, __VA_ARGS__)
#define io_http_upgrade(...) CO_AT(io_http_upgrade, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/*
 * Connections over TCP and Unix sockets, and servers for them.
 *
 * Servers listen on 127.0.0.1 only. On the virtual clock, a pair of Unix sockets connects a client
 * and a server of this process, so that time does not wait for the network. The addresses look the
 * same. A client in another process cannot reach such a server.
 */
#ifndef IO_SERVER_H
#define IO_SERVER_H

#include "io/stream.h"

CO_BEGIN

/* Connect to a host. `host` is an address, or a name that a thread looks up. -ECONNREFUSED: no
 * server listens there. -ENXIO: there is no such name. -ENOMEM, -EMFILE. asyncio:
 * open_connection(). */
CO_ASYNC int io_open_connection(struct io_stream **stream, const char *host, int port);
/* -ENOENT, -ECONNREFUSED. asyncio: open_unix_connection(). */
CO_ASYNC int io_open_unix_connection(struct io_stream **stream, const char *path);

/* A server is a handle, valid until io_server_release() or the loop ends. */
struct io_server;

/* Handles one connection, in a task of its own. The server releases the stream when the handler
 * returns. The server reports an error of the handler, except -ECANCELED. */
typedef int io_connection_handler(struct io_stream *stream, void *argument);

/* Listen on 127.0.0.1. `port` 0: any free port. -EADDRINUSE: the port is taken. -ENOMEM, -EMFILE.
 * asyncio: start_server(). */
int io_start_server(struct io_server **server, io_connection_handler *handler, void *argument,
                    int port);
/* Listen on a path. A socket whose server has ended is replaced. -EADDRINUSE: a server listens
 * there, or the file is not a socket. asyncio: start_unix_server(). */
int io_start_unix_server(struct io_server **server, io_connection_handler *handler, void *argument,
                         const char *path);
/* The port; 0 for a Unix socket. asyncio: server.sockets[0].getsockname()[1]. */
int io_server_port(const struct io_server *server);
/* How many connections are open. */
size_t io_server_connections(const struct io_server *server);
/* Accept no more connections. Open connections go on. asyncio: close(). */
void io_server_close(struct io_server *server);
/* Close the connections, or abort them. asyncio 3.13: close_clients(), abort_clients(). */
void io_server_close_clients(struct io_server *server);
void io_server_abort_clients(struct io_server *server);
/* Wait until the server is closed and the last handler has returned. asyncio: wait_closed(). */
CO_ASYNC int io_server_wait_closed(struct io_server *server);
/* Wait until the caller is cancelled or the server is closed. Then close the server and its
 * connections, wait for the handlers, and return -ECANCELED. -EPERM: the server was closed before,
 * or another task waits here. asyncio: serve_forever(). */
CO_ASYNC int io_server_serve_forever(struct io_server *server);
/* Close the server, cancel its handlers, and give up the handle. NULL is allowed. */
void io_server_release(struct io_server *server);

CO_END

#ifndef CO_WITHOUT_PLACES
#define io_open_connection(...) CO_AT(io_open_connection, #__VA_ARGS__, __VA_ARGS__)
#define io_open_unix_connection(...) CO_AT(io_open_unix_connection, #__VA_ARGS__, __VA_ARGS__)
#define io_start_server(...) CO_AT(io_start_server, #__VA_ARGS__, __VA_ARGS__)
#define io_start_unix_server(...) CO_AT(io_start_unix_server, #__VA_ARGS__, __VA_ARGS__)
#define io_server_wait_closed(...) CO_AT(io_server_wait_closed, #__VA_ARGS__, __VA_ARGS__)
#define io_server_serve_forever(...) CO_AT(io_server_serve_forever, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/* A server from within, for server.c and accept.c. */
#ifndef IO_SERVING_H
#define IO_SERVING_H

#include "co/list.h"
#include "io/address.h"
#include "io/inside.h"
#include "io/listener.h"
#include "io/server.h"

struct connection {
    struct co_link link; /* in the server's `clients` */
    struct io_server *server;
    struct io_stream *stream;
    struct co_task *task; /* NULL: it has not begun */
};

struct io_server {
    io_connection_handler *handler;
    void *argument;
    const struct co_place *place; /* where it was started */
    int references;               /* the handle, each waiter, and each connection */
    int descriptor;               /* -1: none */
    int port;
    union io_address address;
    struct stat file; /* of the Unix socket; st_ino 0: none */
    bool is_closed, is_serving;
    struct io_listener listener;
    struct co_timer_handle *resting;
    struct co_list clients; /* struct connection, the oldest first */
    size_t connections, accepted;
    struct co_waitlist closers, serve_waiters;
    struct co_resource closed, ended;
    struct co_ending ending;
};

/* Make a server that does not listen yet. -ENOMEM, -EPERM. */
int server_make(struct io_server **server, io_connection_handler *handler, void *argument);
void server_report(const struct io_server *server, const char *message, int code, const char *text,
                   struct co_task *task);
/* It has the stream from now on. NULL: there is no memory. */
struct connection *server_add_connection(struct io_server *server, struct io_stream *stream);
/* Have it handled by a task of its own: a callback. */
int server_begin_connection(void *connection);
/* Release the connection, and its stream unless that is NULL. */
void server_drop_connection(struct connection *connection);

#endif

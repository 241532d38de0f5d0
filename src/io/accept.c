/* Servers: their start, and how they accept connections. A callback accepts them from the socket
 * that listens. On the virtual clock, clients in this process bring them. */
#include "io/internal.h"

#include "io/serving.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    /* The port from which a client comes, where there is none. */
    FIRST_CLIENT_PORT = 57344,
    CLIENT_PORTS = 8192,
};
static const double rest = 1; /* seconds, when there are no descriptors to accept with */

/* ---- From within this process ---- */

static int connect_inside(struct io_listener *listener, struct io_stream *stream)
{
    struct io_server *server = container_of(listener, struct io_server, listener);
    struct connection *connection = server_add_connection(server, stream);
    int rc;

    if (!connection)
        return co_raise(-ENOMEM, "there is no memory for a connection");
    rc = co_call_soon(server_begin_connection, connection);
    if (rc < 0) {
        connection->stream = NULL; /* it stays the caller's */
        server_drop_connection(connection);
        return rc;
    }
    if (server->port)
        snprintf(stream->peer_name, sizeof stream->peer_name, "127.0.0.1:%d",
                 FIRST_CLIENT_PORT + (int)(server->accepted++ % CLIENT_PORTS));
    return 0;
}

/* ---- From outside ---- */

static int listen_on_descriptor(struct io_server *server);

static int go_on(void *argument);

static void take_a_rest(struct io_server *server, int error)
{
    server_report(server, "socket.accept() out of system resource", error, strerror(-error), NULL);
    server->resting = co_call_later(rest, go_on, server);
    if (server->resting)
        co_remove_reader(server->descriptor);
}

static int go_on(void *argument)
{
    struct io_server *server = argument;
    int rc;

    server->resting = NULL;
    rc = listen_on_descriptor(server);
    if (rc < 0)
        take_a_rest(server, rc);
    return 0;
}

static void begin_outside(struct io_server *server, int descriptor, const union io_address *address,
                          socklen_t length)
{
    struct connection *connection = NULL;
    struct io_stream *stream;
    int rc = stream_adopt(&stream, descriptor, 0, NULL);

    if (rc < 0) {
        close(descriptor);
    } else {
        connection = server_add_connection(server, stream);
        if (!connection)
            io_stream_release(stream);
    }
    if (!connection) {
        server_report(server, "there is no memory to handle a connection", -ENOMEM, "", NULL);
        return;
    }
    io_address_name(address, length, stream->peer_name);
    /* Serve the connection in the next turn, as on the virtual clock. So a client in this process
     * knows that it is connected before the server's handler begins. */
    if (co_call_soon(server_begin_connection, connection) < 0)
        server_begin_connection(connection);
}

/* Accept all connections that have come. */
static int accept_all(void *argument)
{
    struct io_server *server = argument;

    for (int i = 0; i < LISTENER_BACKLOG && !server->is_closed; i++) {
        union io_address address;
        socklen_t length = sizeof address;
        int descriptor =
            accept4(server->descriptor, &address.any, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (descriptor >= 0) {
            begin_outside(server, descriptor, &address, length);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            take_a_rest(server, -errno);
            return 0;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return 0;
        }
    }
    return 0;
}

static int listen_on_descriptor(struct io_server *server)
{
    return co_watch_descriptor(server->descriptor, CO_READING, 0, accept_all, server);
}

/* ---- Starting ---- */

static int listen_outside(struct io_server *server)
{
    int rc = listener_open(&server->address, &server->file);

    if (rc < 0)
        return rc;
    server->descriptor = rc;
    if (server->address.any.sa_family == AF_INET)
        server->port = ntohs(server->address.ipv4.sin_port);
    return listen_on_descriptor(server);
}

static int listen_inside(struct io_server *server)
{
    const char *path =
        server->address.any.sa_family == AF_UNIX ? server->address.local.sun_path : NULL;
    struct co_loop *loop = co_loop_here();

    if (!path && server->port == 0)
        server->port = inside_free_port(loop);
    if ((!path && server->port == 0) || inside_find(loop, server->port, path))
        return listener_raise(-EADDRINUSE, &server->address);
    server->listener =
        (struct io_listener){ .port = server->port, .path = path, .connect = connect_inside };
    inside_add(&server->listener, loop);
    return 0;
}

int io_start_server(struct io_server **server, io_connection_handler *handler, void *argument,
                    int port)
{
    struct io_server *made;
    int rc = io_check_port(port);

    if (rc == 0)
        rc = server_make(&made, handler, argument);
    if (rc < 0)
        return rc;
    made->port = port;
    io_address_parse(&made->address, "127.0.0.1", port);
    rc = co_time_is_virtual() ? listen_inside(made) : listen_outside(made);
    if (rc < 0)
        io_server_release(made);
    else
        *server = made;
    return rc;
}

int io_start_unix_server(struct io_server **server, io_connection_handler *handler, void *argument,
                         const char *path)
{
    struct io_server *made;
    int rc = server_make(&made, handler, argument);

    if (rc < 0)
        return rc;
    rc = io_address_of_path(&made->address, path);
    if (rc == 0)
        rc = listener_make_way(&made->address, !co_time_is_virtual());
    if (rc == 0)
        rc = co_time_is_virtual() ? listen_inside(made) : listen_outside(made);
    if (rc < 0)
        io_server_release(made);
    else
        *server = made;
    return rc;
}

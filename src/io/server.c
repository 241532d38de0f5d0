/* Servers: a callback that takes connections, and a task for each of them. */
#include "io/internal.h"

#include "io/inside.h"
#include "io/server.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BACKLOG = 100,
    /* The port from which a client comes, where there is none. */
    FIRST_CLIENT_PORT = 57344,
    CLIENT_PORTS = 8192,
};
static const double rest = 1; /* seconds, when there are no descriptors to accept with */

struct connection {
    struct connection *next, *previous;
    struct io_server *server;
    struct io_stream *stream;
    struct co_task *task; /* NULL: has not begun */
};

struct io_server {
    io_connection_handler *handler;
    void *argument;
    const struct co_place *place; /* where it was started */
    int references;               /* the handle, those who wait, and each connection */
    int descriptor;               /* -1: none */
    int port;
    union io_address address;
    struct stat file; /* of the Unix socket; st_ino 0: none */
    bool is_closed;
    struct io_listener listener;
    struct co_timer_handle *resting;
    struct connection *first, *last;
    size_t connections, accepted;
    struct co_waitlist closers;
    struct co_resource closed;
    struct co_ending ending;
};

/* ---- The server's life ---- */

static void free_server(struct io_server *server)
{
    co_ending_remove(&server->ending);
    co_memory_resize(server, 0);
}

static void unreference(struct io_server *server)
{
    if (--server->references == 0)
        free_server(server);
}

static void end_server(struct co_ending *ending)
{
    struct io_server *server = container_of(ending, struct io_server, ending);

    io_server_close(server);
    while (server->first) { /* the streams end by themselves */
        struct connection *connection = server->first;

        server->first = connection->next;
        co_memory_resize(connection, 0);
    }
    free_server(server);
}

static int make_server(struct io_server **server, io_connection_handler *handler, void *argument)
{
    struct io_server *made = co_memory_resize(NULL, sizeof *made);
    int rc;

    if (!made)
        return co_raise(-ENOMEM, "there is no memory for a server");
    *made = (struct io_server){
        .handler = handler,
        .argument = argument,
        .place = co_place_now,
        .references = 1,
        .descriptor = -1,
        .ending.end = end_server,
    };
    rc = co_ending_add(&made->ending);
    if (rc < 0)
        co_memory_resize(made, 0);
    else
        *server = made;
    return rc;
}

static void wake_closers(struct io_server *server)
{
    if (server->is_closed && server->connections == 0) {
        co_resource_touch(&server->closed);
        co_waitlist_wake_all(&server->closers);
    }
}

static void report(const struct io_server *server, const char *message, int code, const char *text,
                   struct co_task *task)
{
    co_call_exception_handler(&(struct co_report){ .kind = CO_REPORT_OTHER,
                                                   .message = message,
                                                   .code = code,
                                                   .text = text,
                                                   .task = task,
                                                   .place = server->place });
}

/* ---- Connections ---- */

struct handling {
    io_connection_handler *handler;
    struct io_stream *stream;
    void *argument;
};

static int handle(void *arguments)
{
    const struct handling *handling = arguments;

    return handling->handler(handling->stream, handling->argument);
}

static void drop(struct connection *connection)
{
    struct io_server *server = connection->server;

    if (connection->previous)
        connection->previous->next = connection->next;
    else
        server->first = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    else
        server->last = connection->previous;
    io_stream_release(connection->stream);
    co_memory_resize(connection, 0);
    server->connections--;
    wake_closers(server);
    unreference(server);
}

static int has_been_handled(struct co_task *task, void *argument)
{
    struct connection *connection = argument;
    int rc = co_task_result(task);

    if (rc < 0 && !co_task_cancelled(task))
        report(connection->server, "Unhandled exception in client_connected_cb", rc,
               co_task_text(task), task);
    co_task_detach(task);
    drop(connection);
    return 0;
}

/* A place in the list, with the stream. */
static struct connection *add_connection(struct io_server *server, struct io_stream *stream)
{
    struct connection *connection = co_memory_resize(NULL, sizeof *connection);

    if (!connection)
        return NULL;
    *connection =
        (struct connection){ .server = server, .stream = stream, .previous = server->last };
    if (server->last)
        server->last->next = connection;
    else
        server->first = connection;
    server->last = connection;
    server->connections++;
    server->references++;
    return connection;
}

static int begin(void *argument)
{
    struct connection *connection = argument;
    struct io_server *server = connection->server;
    struct handling handling = { server->handler, connection->stream, server->argument };
    struct co_coro coro = {
        .run = handle, .arguments = &handling, .size = sizeof handling, .name = "connection"
    };
    struct co_task *task;

    if (server->is_closed) {
        drop(connection);
        return 0;
    }
    co_note_place(server->place);
    task = co_create_task(coro);
    if (task && co_task_add_done_callback(task, has_been_handled, connection) == 0) {
        connection->task = task;
        return 0;
    }
    if (task) {
        co_task_cancel(task); /* before it has begun */
        co_task_detach(task);
    }
    report(server, "there is no memory to handle a connection", -ENOMEM, "", NULL);
    drop(connection);
    return 0;
}

static int connect_inside(struct io_listener *listener, struct io_stream *stream)
{
    struct io_server *server = container_of(listener, struct io_server, listener);
    struct connection *connection = add_connection(server, stream);
    int rc;

    if (!connection)
        return co_raise(-ENOMEM, "there is no memory for a connection");
    rc = co_call_soon(begin, connection);
    if (rc < 0) {
        connection->stream = NULL; /* it stays the caller's */
        drop(connection);
        return rc;
    }
    if (server->port)
        snprintf(stream->peer_name, sizeof stream->peer_name, "127.0.0.1:%d",
                 FIRST_CLIENT_PORT + (int)(server->accepted++ % CLIENT_PORTS));
    return 0;
}

/* ---- Accepting ---- */

static int listen_on_descriptor(struct io_server *server);

static int go_on(void *argument);

/* Without memory even for that it goes on trying. */
static void take_a_rest(struct io_server *server, int error)
{
    report(server, "socket.accept() out of system resource", error, strerror(-error), NULL);
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
        connection = add_connection(server, stream);
        if (!connection)
            io_stream_release(stream);
    }
    if (!connection) {
        report(server, "there is no memory to handle a connection", -ENOMEM, "", NULL);
        return;
    }
    io_address_name(address, length, stream->peer_name);
    begin(connection);
}

/* There are connections to be taken. */
static int accept_all(void *argument)
{
    struct io_server *server = argument;

    for (int i = 0; i < BACKLOG && !server->is_closed; i++) {
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

static int raise_taken(int error, const union io_address *address)
{
    char name[IO_ADDRESS_NAME_MAX];

    io_address_name(address, io_address_length(address), name);
    if (error == -EADDRINUSE)
        return co_raise(error, "%s is taken: end who listens there, or choose another", name);
    return co_raise(error, "cannot listen on %s: %s", name, strerror(-error));
}

static int bind_and_listen(struct io_server *server)
{
    const union io_address *address = &server->address;
    int on = 1, rc;

    server->descriptor =
        socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (server->descriptor < 0)
        return raise_taken(-errno, address);
    if (address->any.sa_family == AF_INET)
        setsockopt(server->descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server->descriptor, &address->any, io_address_length(address)) < 0)
        return raise_taken(-errno, address);
    if (address->any.sa_family == AF_UNIX && stat(address->local.sun_path, &server->file) < 0)
        return raise_taken(-errno, address);
    if (listen(server->descriptor, BACKLOG) < 0)
        return raise_taken(-errno, address);
    rc = listen_on_descriptor(server);
    return rc;
}

static int note_port(struct io_server *server)
{
    union io_address address;
    socklen_t length = sizeof address;

    if (getsockname(server->descriptor, &address.any, &length) < 0)
        return -errno;
    server->port = ntohs(address.ipv4.sin_port);
    return 0;
}

static int listen_inside(struct io_server *server)
{
    const char *path =
        server->address.any.sa_family == AF_UNIX ? server->address.local.sun_path : NULL;
    struct co_loop *loop = server->ending.loop;

    if (!path && server->port == 0)
        server->port = inside_free_port(loop);
    if ((!path && server->port == 0) || inside_find(loop, server->port, path))
        return raise_taken(-EADDRINUSE, &server->address);
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
        rc = make_server(&made, handler, argument);
    if (rc < 0)
        return rc;
    made->port = port;
    io_address_parse(&made->address, "127.0.0.1", port);
    rc = co_time_is_virtual() ? listen_inside(made) : bind_and_listen(made);
    if (rc == 0 && !co_time_is_virtual())
        rc = note_port(made);
    if (rc < 0)
        io_server_release(made);
    else
        *server = made;
    return rc;
}

/* Does anybody listen there? */
static bool is_stale(const union io_address *address)
{
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool refused = descriptor >= 0 &&
                   connect(descriptor, &address->any, io_address_length(address)) < 0 &&
                   errno == ECONNREFUSED;

    if (descriptor >= 0)
        close(descriptor);
    return refused;
}

static int make_way(const union io_address *address)
{
    struct stat file;
    const char *path = address->local.sun_path;

    if (lstat(path, &file) < 0)
        return 0;
    if (!S_ISSOCK(file.st_mode) || !is_stale(address))
        return raise_taken(-EADDRINUSE, address);
    return co_time_is_virtual() || unlink(path) == 0 ? 0 : raise_taken(-errno, address);
}

int io_start_unix_server(struct io_server **server, io_connection_handler *handler, void *argument,
                         const char *path)
{
    struct io_server *made;
    int rc = make_server(&made, handler, argument);

    if (rc < 0)
        return rc;
    rc = io_address_of_path(&made->address, path);
    if (rc == 0)
        rc = make_way(&made->address);
    if (rc == 0)
        rc = co_time_is_virtual() ? listen_inside(made) : bind_and_listen(made);
    if (rc < 0)
        io_server_release(made);
    else
        *server = made;
    return rc;
}

int io_server_port(const struct io_server *server)
{
    return server->port;
}

size_t io_server_connections(const struct io_server *server)
{
    return server->connections;
}

/* ---- Closing ---- */

/* Ours, and not another one that has taken its place? */
static void remove_file(const struct io_server *server)
{
    struct stat file;

    if (server->file.st_ino && lstat(server->address.local.sun_path, &file) == 0 &&
        file.st_ino == server->file.st_ino && file.st_dev == server->file.st_dev)
        unlink(server->address.local.sun_path);
}

void io_server_close(struct io_server *server)
{
    if (server->is_closed)
        return;
    server->is_closed = true;
    inside_remove(&server->listener);
    co_timer_handle_cancel(server->resting);
    remove_file(server);
    if (server->descriptor >= 0)
        co_remove_reader(server->descriptor);
    co_descriptor_close(server->descriptor);
    server->descriptor = -1;
    wake_closers(server);
}

void io_server_close_clients(struct io_server *server)
{
    for (struct connection *connection = server->first; connection; connection = connection->next)
        io_stream_close(connection->stream);
}

void io_server_abort_clients(struct io_server *server)
{
    for (struct connection *connection = server->first; connection; connection = connection->next)
        io_stream_abort(connection->stream);
}

int io_server_wait_closed(struct io_server *server)
{
    int rc = 0;

    server->references++;
    while (rc == 0 && (!server->is_closed || server->connections))
        rc = co_waitlist_wait(&server->closers, &server->closed, "server to be closed");
    unreference(server);
    return rc;
}

void io_server_release(struct io_server *server)
{
    if (!server)
        return;
    io_server_close(server);
    for (struct connection *connection = server->first; connection; connection = connection->next)
        if (connection->task)
            co_task_cancel(connection->task);
    unreference(server);
}

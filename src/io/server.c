/* Servers: their connections and their end. accept.c has the start. */
#include "io/internal.h"

#include "io/serving.h"

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

static struct connection *first_connection(struct io_server *server)
{
    return list_first(&server->clients, struct connection, link);
}

static void end_server(struct co_ending *ending)
{
    struct io_server *server = container_of(ending, struct io_server, ending);
    struct connection *connection;

    io_server_close(server);
    /* The streams end by themselves. */
    while ((connection = first_connection(server))) {
        list_remove(&server->clients, &connection->link);
        co_memory_resize(connection, 0);
    }
    free_server(server);
}

int server_make(struct io_server **server, io_connection_handler *handler, void *argument)
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

void server_report(const struct io_server *server, const char *message, int code, const char *text,
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

void server_drop_connection(struct connection *connection)
{
    struct io_server *server = connection->server;

    list_remove(&server->clients, &connection->link);
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
        server_report(connection->server, "Unhandled exception in client_connected_cb", rc,
                      co_task_text(task), task);
    co_task_detach(task);
    server_drop_connection(connection);
    return 0;
}

struct connection *server_add_connection(struct io_server *server, struct io_stream *stream)
{
    struct connection *connection = co_memory_resize(NULL, sizeof *connection);

    if (!connection)
        return NULL;
    *connection = (struct connection){ .server = server, .stream = stream };
    list_append(&server->clients, &connection->link);
    server->connections++;
    server->references++;
    return connection;
}

int server_begin_connection(void *argument)
{
    struct connection *connection = argument;
    struct io_server *server = connection->server;
    struct handling handling = { server->handler, connection->stream, server->argument };
    struct co_coro coro = {
        .run = handle, .arguments = &handling, .size = sizeof handling, .name = "connection"
    };
    struct co_task *task;

    if (server->is_closed) {
        server_drop_connection(connection);
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
    server_report(server, "there is no memory to handle a connection", -ENOMEM, "", NULL);
    server_drop_connection(connection);
    return 0;
}

/* ---- Looking at it ---- */

int io_server_port(const struct io_server *server)
{
    return server->port;
}

size_t io_server_connections(const struct io_server *server)
{
    return server->connections;
}

/* ---- Closing ---- */

void io_server_close(struct io_server *server)
{
    if (server->is_closed)
        return;
    server->is_closed = true;
    inside_remove(&server->listener);
    co_timer_handle_cancel(server->resting);
    listener_remove_file(&server->address, &server->file);
    if (server->descriptor >= 0)
        co_remove_reader(server->descriptor);
    co_descriptor_close(server->descriptor);
    server->descriptor = -1;
    co_waitlist_wake_all(&server->serve_waiters);
    wake_closers(server);
}

void io_server_close_clients(struct io_server *server)
{
    for (struct connection *connection = first_connection(server); connection;
         connection = list_next(connection, link))
        io_stream_close(connection->stream);
}

void io_server_abort_clients(struct io_server *server)
{
    for (struct connection *connection = first_connection(server); connection;
         connection = list_next(connection, link))
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

int io_server_serve_forever(struct io_server *server)
{
    int rc;

    if (server->is_closed)
        return co_raise(-EPERM, "server is closed");
    if (server->is_serving)
        return co_raise(-EPERM, "server is already being awaited on serve_forever()");
    server->is_serving = true;
    server->references++;
    rc = co_waitlist_wait(&server->serve_waiters, &server->ended, "end of a server");
    server->is_serving = false;
    io_server_close(server);
    io_server_close_clients(server);
    if (rc == 0 || rc == -ECANCELED)
        rc = io_server_wait_closed(server);
    unreference(server);
    return rc < 0 ? rc : -ECANCELED;
}

void io_server_release(struct io_server *server)
{
    if (!server)
        return;
    io_server_close(server);
    for (struct connection *connection = first_connection(server); connection;
         connection = list_next(connection, link))
        if (connection->task)
            co_task_cancel(connection->task);
    unreference(server);
}

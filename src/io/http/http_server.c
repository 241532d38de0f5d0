/* Servers of HTTP: their start and their end. http_connection.c has their work. */
#include "io/internal.h"

#include "io/http/http_serving.h"

#include <math.h>
#include <stdio.h>

static const double request_seconds = 20, keep_alive_seconds = 75;

/* ---- Making ---- */

void http_server_unreference(struct io_http_server *server)
{
    if (--server->references == 0) {
        co_ending_remove(&server->ending);
        co_memory_resize(server, 0);
    }
}

static void end_server(struct co_ending *ending)
{
    co_memory_resize(container_of(ending, struct io_http_server, ending), 0);
}

int io_start_http_server(struct io_http_server **server, io_http_handler *handler, void *argument,
                         int port)
{
    struct io_http_server *made = co_memory_resize(NULL, sizeof *made);
    int rc;

    if (!made)
        return co_raise(-ENOMEM, "there is no memory for a server");
    *made = (struct io_http_server){
        .handler = handler,
        .argument = argument,
        .connection_limit = IO_HTTP_CONNECTIONS_MAX,
        .request_timeout = request_seconds,
        .keep_alive_timeout = keep_alive_seconds,
        .references = 1,
        .ending.end = end_server,
    };
    rc = io_start_server(&made->server, http_connection_serve, made, port);
    if (rc == 0)
        rc = co_ending_add(&made->ending);
    if (rc < 0) {
        io_server_release(made->server);
        http_server_unreference(made);
        return rc;
    }
    snprintf(made->url, sizeof made->url, "http://127.0.0.1:%d", io_server_port(made->server));
    *server = made;
    return 0;
}

/* ---- Looking at it, and setting it ---- */

int io_http_server_port(const struct io_http_server *server)
{
    return io_server_port(server->server);
}

const char *io_http_server_url(const struct io_http_server *server)
{
    return server->url;
}

void io_http_server_set_body_limit(struct io_http_server *server, size_t limit)
{
    server->body_limit = limit;
}

void io_http_server_set_connection_limit(struct io_http_server *server, size_t limit)
{
    server->connection_limit = limit;
}

int io_http_server_set_timeouts(struct io_http_server *server, double request, double keep_alive)
{
    if (isnan(request) || isnan(keep_alive))
        return co_raise(-EINVAL, "a timeout that is not a number");
    server->request_timeout = request;
    server->keep_alive_timeout = keep_alive;
    return 0;
}

/* ---- Closing ---- */

static struct http_connection *first_connection(struct io_http_server *server)
{
    return list_first(&server->connections, struct http_connection, link);
}

void io_http_server_close(struct io_http_server *server)
{
    server->is_closed = true;
    io_server_close(server->server);
    for (struct http_connection *connection = first_connection(server); connection;
         connection = list_next(connection, link))
        if (http_connection_is_idle(connection))
            io_stream_close(connection->stream);
}

int io_http_server_wait_closed(struct io_http_server *server)
{
    return io_server_wait_closed(server->server);
}

static void say_farewell(struct http_connection *connection)
{
    if (!connection->farewell || connection->has_said_farewell)
        return;
    connection->has_said_farewell = true;
    connection->farewell(connection->farewell_argument);
}

static void cancel_handlers(struct io_http_server *server)
{
    for (struct http_connection *connection = first_connection(server); connection;
         connection = list_next(connection, link))
        co_task_cancel(connection->task);
}

int io_http_server_shut_down(struct io_http_server *server, double seconds)
{
    struct co_timeout timeout = { 0 };
    int rc;

    io_http_server_close(server);
    for (struct http_connection *connection = first_connection(server); connection;
         connection = list_next(connection, link))
        say_farewell(connection);
    rc = co_timeout_enter(&timeout, seconds);
    if (rc < 0)
        return rc;
    rc = co_timeout_exit(&timeout, io_server_wait_closed(server->server));
    if (rc != -ETIMEDOUT)
        return rc;
    cancel_handlers(server);
    return io_server_wait_closed(server->server);
}

int io_http_server_serve_forever(struct io_http_server *server, double seconds)
{
    int rc = io_server_wait_closed(server->server), ended;

    if (rc != -ECANCELED)
        return rc;
    ended = io_http_server_shut_down(server, seconds);
    return ended < 0 ? ended : rc;
}

void io_http_server_release(struct io_http_server *server)
{
    if (!server)
        return;
    server->is_closed = true;
    io_server_release(server->server);
    http_server_unreference(server);
}

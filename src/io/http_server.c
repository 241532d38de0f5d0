#include "io/internal.h"

#include "io/http_reader.h"
#include "io/http_server.h"
#include "io/server.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double request_seconds = 20, keep_alive_seconds = 75;
/* What a client that is refused still sends is read for so long, and so much of it: closed before
 * that, the connection would be reset, and the answer with it. */
static const double rest_seconds = 2;
enum { REST_MAX = 64 * 1024 * 1024, CHUNK = 64 * 1024 };

struct connection {
    struct io_http_server *server;
    struct io_stream *stream;
    struct io_http_reader reader;
    struct connection *next, *previous;
    bool is_idle; /* waits for a request to begin */
};

struct io_http_server {
    struct io_server *server;
    io_http_handler *handler;
    void *argument;
    size_t body_limit, connection_limit;
    double request_timeout, keep_alive_timeout;
    struct connection *connections;
    int references; /* the handle, and each connection */
    bool is_closed;
    struct co_ending ending;
    char url[40];
};

static void unreference(struct io_http_server *server)
{
    if (--server->references == 0) {
        co_ending_remove(&server->ending);
        co_memory_resize(server, 0);
    }
}

/* ---- Answering ---- */

static int add_text(struct io_buffer *buffer, const char *text)
{
    return io_buffer_add(buffer, text, strlen(text));
}

static int add_header(struct io_buffer *head, const char *name, const char *value)
{
    int rc = add_text(head, name);

    if (rc == 0)
        rc = add_text(head, ": ");
    if (rc == 0)
        rc = add_text(head, value);
    return rc == 0 ? add_text(head, "\r\n") : rc;
}

static int add_headers(struct io_buffer *head, const struct io_http_headers *headers)
{
    const char *name, *value;
    int rc = 0;

    for (size_t at = 0; rc == 0 && io_http_headers_next(headers, &at, &name, &value);)
        rc = add_header(head, name, value);
    return rc;
}

static bool has_no_body(int status)
{
    return status < 200 || status == 204 || status == 304;
}

/* What stands before the body; `connection` is the value of that header, or NULL. */
static int make_head(struct io_buffer *head, const struct io_http_response *response,
                     const char *connection)
{
    char line[80];
    int rc;

    snprintf(line, sizeof line, "HTTP/1.1 %d %s\r\n", response->status,
             io_http_phrase(response->status));
    rc = add_text(head, line);
    if (rc == 0)
        rc = add_headers(head, &response->headers);
    if (rc == 0 && connection)
        rc = add_header(head, "Connection", connection);
    if (rc == 0 && !has_no_body(response->status)) {
        snprintf(line, sizeof line, "%zu", io_buffer_size(&response->content));
        rc = add_header(head, "Content-Length", line);
    }
    return rc == 0 ? add_text(head, "\r\n") : rc;
}

static int send_response(struct connection *connection, struct io_http_response *response,
                         const char *method)
{
    const struct io_http_request *request = &connection->reader.request;
    struct io_buffer message = { 0 };
    int rc = make_head(&message, response, request->keep_alive ? NULL : "close");

    if (rc == 0 && strcmp(method, "HEAD") != 0 && !has_no_body(response->status))
        rc = io_buffer_add(&message, io_buffer_data(&response->content),
                           io_buffer_size(&response->content));
    if (rc == 0)
        rc =
            io_stream_write(connection->stream, io_buffer_data(&message), io_buffer_size(&message));
    io_buffer_free(&message);
    return rc < 0 ? rc : io_stream_drain(connection->stream);
}

int io_http_upgrade(const struct io_http_request *request, struct io_http_response *response,
                    const char *protocol, struct io_stream **stream)
{
    struct io_buffer head = { 0 };
    int rc;

    if (!io_http_headers_list(&request->headers, "Connection", "Upgrade") ||
        !io_http_headers_list(&request->headers, "Upgrade", protocol))
        return co_raise(-EPROTO, "the client does not ask for an upgrade to %s", protocol);
    response->status = 101;
    rc = io_http_headers_add(&response->headers, "Upgrade", protocol);
    if (rc == 0)
        rc = make_head(&head, response, "Upgrade");
    if (rc == 0)
        rc = io_stream_write(response->stream, io_buffer_data(&head), io_buffer_size(&head));
    io_buffer_free(&head);
    if (rc < 0)
        return rc;
    response->is_upgraded = true;
    *stream = response->stream;
    return io_stream_drain(response->stream);
}

/* ---- Handling ---- */

static void report(int code, const char *message)
{
    char text[CO_TEXT_MAX];

    snprintf(text, sizeof text, "%s", co_text());
    co_call_exception_handler(&(struct co_report){ .kind = CO_REPORT_OTHER,
                                                   .message = message,
                                                   .code = code,
                                                   .text = code ? text : "",
                                                   .task = co_current_task() });
}

static int fail(struct io_http_response *response)
{
    io_http_response_free(response);
    return io_http_respond_text(response, 500, "500: Internal Server Error");
}

/* Let the handler make the response; an error if there is nothing to be sent. */
static int call_handler(struct connection *connection, struct io_http_response *response)
{
    struct io_http_server *server = connection->server;
    int rc;

    response->stream = connection->stream;
    rc = server->handler(&connection->reader.request, response, server->argument);
    if (rc < 0 && co_task_cancelling(co_current_task()))
        return rc;
    if (response->is_upgraded) {
        if (rc < 0 && rc != -ECONNRESET && rc != -EPIPE)
            report(rc, "Error handling request");
        return -ESHUTDOWN;
    }
    /* It may have answered with an error by itself, and then failed for that reason. */
    if (rc < 0 && response->status < 400) {
        report(rc, "Error handling request");
        return fail(response);
    }
    if (response->status)
        return 0;
    report(0, "A handler did not answer");
    return fail(response);
}

/* The request is complete. */
static int answer(struct connection *connection)
{
    struct io_http_request *request = &connection->reader.request;
    struct io_http_response response = { 0 };
    int rc = call_handler(connection, &response);

    if (connection->server->is_closed)
        request->keep_alive = false;
    if (rc == 0)
        rc = send_response(connection, &response, request->method);
    io_http_response_free(&response);
    return rc;
}

/* Read and forget what is on its way. Never more than 0. */
static int drop_rest(struct connection *connection)
{
    struct co_timeout timeout = { 0 };
    size_t dropped = 0;
    const char *data;
    int rc = io_stream_write_eof(connection->stream);

    if (rc == 0)
        rc = co_timeout_enter(&timeout, rest_seconds);
    if (rc < 0)
        return rc;
    while ((rc = io_stream_read(connection->stream, CHUNK, &data)) > 0 && dropped < REST_MAX)
        dropped += (size_t)rc;
    rc = co_timeout_exit(&timeout, rc);
    return rc < 0 ? rc : 0; /* what still comes is no request */
}

static int refuse(struct connection *connection, int status, const char *reason)
{
    struct io_http_response response = { 0 };
    int rc = io_http_respond_text(&response, status, "%d: %s", status, reason);

    connection->reader.request.keep_alive = false;
    if (rc == 0)
        rc = send_response(connection, &response, "");
    io_http_response_free(&response);
    return rc < 0 ? rc : drop_rest(connection);
}

/* ---- Reading ---- */

/* One read: 1: there was something, 0: the end came. */
static int read_some(struct connection *connection)
{
    struct io_http_reader *reader = &connection->reader;
    const char *data;
    int size = io_stream_read(connection->stream, CHUNK, &data);
    size_t taken;

    if (size <= 0)
        return size;
    taken = io_http_reader_feed(reader, data, (size_t)size);
    io_stream_unread(connection->stream, data + taken, (size_t)size - taken);
    if (io_http_reader_wants_continue(reader)) {
        int rc = io_stream_write(connection->stream, "HTTP/1.1 100 Continue\r\n\r\n", 25);

        if (rc < 0)
            return rc;
    }
    return 1;
}

static bool is_over(const struct io_http_reader *reader)
{
    return io_http_reader_is_complete(reader) || io_http_reader_is_refused(reader);
}

/* Wait until a request begins: 1; 0: none does. */
static int wait_for_request(struct connection *connection)
{
    struct co_timeout timeout = { 0 };
    int rc;

    if (connection->server->is_closed)
        return 0;
    rc = co_timeout_enter(&timeout, connection->server->keep_alive_timeout);
    if (rc < 0)
        return rc;
    connection->is_idle = true;
    do
        rc = read_some(connection);
    while (rc > 0 && !io_http_reader_has_begun(&connection->reader));
    connection->is_idle = false;
    rc = co_timeout_exit(&timeout, rc);
    return rc == -ETIMEDOUT ? 0 : rc;
}

/* The rest of it: 1; 0: the end came before; -ETIMEDOUT: it was too slow. */
static int read_request(struct connection *connection)
{
    struct co_timeout timeout = { 0 };
    int rc;

    if (is_over(&connection->reader))
        return 1;
    rc = co_timeout_enter(&timeout, connection->server->request_timeout);
    if (rc < 0)
        return rc;
    do
        rc = read_some(connection);
    while (rc > 0 && !is_over(&connection->reader));
    return co_timeout_exit(&timeout, rc);
}

/* 1: the next one may come. */
static int serve_request(struct connection *connection)
{
    struct io_http_reader *reader = &connection->reader;
    int rc;

    io_http_reader_next(reader);
    reader->body_limit = connection->server->body_limit;
    rc = wait_for_request(connection);
    if (rc > 0)
        rc = read_request(connection);
    if (rc == -ETIMEDOUT)
        return refuse(connection, 408, "the request did not come in time");
    if (rc <= 0)
        return rc;
    if (io_http_reader_is_refused(reader))
        return refuse(connection, reader->status, reader->reason);
    rc = answer(connection);
    return rc < 0 ? rc : reader->request.keep_alive;
}

/* ---- Connections ---- */

static void add_connection(struct io_http_server *server, struct connection *connection)
{
    server->references++;
    connection->next = server->connections;
    if (connection->next)
        connection->next->previous = connection;
    server->connections = connection;
}

static void remove_connection(struct io_http_server *server, struct connection *connection)
{
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        server->connections = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    unreference(server);
}

/* That a client has gone is its own affair. */
static bool is_of_connection(int rc)
{
    return rc == -ECONNRESET || rc == -EPIPE || rc == -ESHUTDOWN || rc == -ETIMEDOUT;
}

static int serve(struct io_stream *stream, void *argument)
{
    struct connection connection = { .server = argument, .stream = stream };
    int rc;

    add_connection(connection.server, &connection);
    io_http_reader_next(&connection.reader);
    if (io_server_connections(connection.server->server) > connection.server->connection_limit)
        rc = refuse(&connection, 503, "there are too many connections");
    else
        do
            rc = serve_request(&connection);
        while (rc > 0);
    io_http_reader_free(&connection.reader);
    remove_connection(connection.server, &connection);
    return is_of_connection(rc) ? 0 : rc;
}

/* ---- The server ---- */

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
    rc = io_start_server(&made->server, serve, made, port);
    if (rc == 0)
        rc = co_ending_add(&made->ending);
    if (rc < 0) {
        io_server_release(made->server);
        unreference(made);
        return rc;
    }
    snprintf(made->url, sizeof made->url, "http://127.0.0.1:%d", io_server_port(made->server));
    *server = made;
    return 0;
}

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

void io_http_server_close(struct io_http_server *server)
{
    server->is_closed = true;
    io_server_close(server->server);
    for (struct connection *connection = server->connections; connection;
         connection = connection->next)
        if (connection->is_idle)
            io_stream_close(connection->stream);
}

int io_http_server_wait_closed(struct io_http_server *server)
{
    return io_server_wait_closed(server->server);
}

void io_http_server_release(struct io_http_server *server)
{
    if (!server)
        return;
    server->is_closed = true;
    io_server_release(server->server);
    unreference(server);
}

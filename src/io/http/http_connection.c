/* A connection reads, handles and answers its requests one after the other. */
#include "io/internal.h"

#include "io/http/http_serving.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* Before a connection is closed, the server reads for so long, and so much, of what the client
 * still sends. Otherwise the system would reset the connection, and the client would lose the
 * answer (RFC 9112, 9.6). */
static const double rest_seconds = 2;
enum { REST_MAX = 64 * 1024 * 1024, CHUNK = 64 * 1024 };

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

/* Check the answer after the handler has returned. A wrong answer is an error of the handler. */
static int check_answer(struct io_http_response *response)
{
    const char *missing = http_answer_missing_field(response);
    char message[80];

    if (response->status && !missing)
        return 0;
    if (missing)
        snprintf(message, sizeof message, "A handler answered %d without %s", response->status,
                 missing);
    report(0, missing ? message : "A handler did not answer");
    return fail(response);
}

/* Let the handler make the response. An error: there is no response to send. */
static int call_handler(struct http_connection *connection, struct io_http_response *response)
{
    struct io_http_server *server = connection->server;
    int rc;

    response->connection = connection;
    rc = server->handler(&connection->reader.request, response, server->argument);
    if (rc < 0 && co_task_cancelling(co_current_task()))
        return rc;
    if (response->is_upgraded) {
        if (rc < 0 && rc != -ECONNRESET && rc != -EPIPE)
            report(rc, "Error handling request");
        return -ESHUTDOWN;
    }
    /* A handler may answer with an error, and then fail for the same reason. */
    if (rc < 0 && response->status < 400) {
        report(rc, "Error handling request");
        return fail(response);
    }
    return check_answer(response);
}

/* Answer a complete request. */
static int answer(struct http_connection *connection)
{
    struct io_http_request *request = &connection->reader.request;
    struct io_http_response response = { 0 };
    int rc = call_handler(connection, &response);

    if (connection->server->is_closed)
        request->keep_alive = false;
    if (rc == 0)
        rc = http_answer_send(connection, &response);
    io_http_response_free(&response);
    return rc;
}

/* Read what the client still sends, and drop it. Returns 0 or an error. */
static int drop_rest(struct http_connection *connection)
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
    return rc < 0 ? rc : 0;
}

static int refuse(struct http_connection *connection, int status, const char *reason)
{
    struct io_http_response response = { 0 };
    int rc = io_http_respond_text(&response, status, "%d: %s", status, reason);

    connection->reader.request.keep_alive = false;
    if (rc == 0)
        rc = http_answer_send(connection, &response);
    io_http_response_free(&response);
    return rc < 0 ? rc : drop_rest(connection);
}

/* ---- Reading ---- */

/* Read once. 1: bytes came; 0: the end came. */
static int read_some(struct http_connection *connection)
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

/* Wait until a request begins: 1; 0: no request begins. */
static int wait_for_request(struct http_connection *connection)
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

/* Read the rest of the request: 1; 0: the end came before; -ETIMEDOUT: the client is too slow. */
static int read_request(struct http_connection *connection)
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

/* 1: the client may send another request. */
static int serve_request(struct http_connection *connection)
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
    if (rc < 0 || reader->request.keep_alive)
        return rc < 0 ? rc : 1;
    return drop_rest(connection);
}

/* ---- Connections ---- */

static void enter_server(struct http_connection *connection)
{
    struct io_http_server *server = connection->server;

    server->references++;
    list_prepend(&server->connections, &connection->link);
}

static void leave_server(struct http_connection *connection)
{
    list_remove(&connection->server->connections, &connection->link);
    http_server_unreference(connection->server);
}

bool http_connection_is_idle(const struct http_connection *connection)
{
    char byte;

    return connection->is_idle &&
           recv(io_stream_descriptor(connection->stream), &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
}

/* A client that has gone is not an error of the server. */
static bool is_of_connection(int rc)
{
    return rc == -ECONNRESET || rc == -EPIPE || rc == -ESHUTDOWN || rc == -ETIMEDOUT;
}

int http_connection_serve(struct io_stream *stream, void *server)
{
    struct http_connection connection = { .server = server,
                                          .stream = stream,
                                          .task = co_current_task() };
    int rc;

    enter_server(&connection);
    io_http_reader_next(&connection.reader);
    if (io_server_connections(connection.server->server) > connection.server->connection_limit)
        rc = refuse(&connection, 503, "there are too many connections");
    else
        do
            rc = serve_request(&connection);
        while (rc > 0);
    if (rc == -ESHUTDOWN && connection.has_said_farewell)
        rc = drop_rest(&connection);
    io_http_reader_free(&connection.reader);
    leave_server(&connection);
    return is_of_connection(rc) ? 0 : rc;
}

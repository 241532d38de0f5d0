/* A server of HTTP from within, for http_server.c, http_connection.c and http_answer.c. */
#ifndef IO_HTTP_SERVING_H
#define IO_HTTP_SERVING_H

#include "co/list.h"
#include "io/http/http_reader.h"
#include "io/http/http_server.h"
#include "io/server.h"

/* A connection is on the stack of the task that serves it. */
struct http_connection {
    struct io_http_server *server;
    struct io_stream *stream;
    struct co_task *task;
    struct io_http_reader reader;
    struct co_link link; /* in the server's `connections` */
    bool is_idle;        /* waits for a request to begin */
    /* What says the server's farewell in the protocol that is spoken after an upgrade; NULL: the
     * protocol has none. */
    io_http_farewell *farewell;
    void *farewell_argument;
    bool has_said_farewell;
};

struct io_http_server {
    struct io_server *server;
    io_http_handler *handler;
    void *argument;
    size_t body_limit, connection_limit;
    double request_timeout, keep_alive_timeout;
    struct co_list connections; /* struct http_connection, the newest first */
    int references;             /* the handle, and each connection */
    bool is_closed;
    struct co_ending ending;
    char url[40];
};

/* Serve a connection until its end, in a task of its own; `server` is an io_http_server. */
int http_connection_serve(struct io_stream *stream, void *server);
/* Returns whether the connection waits for a request of which no byte has come. */
bool http_connection_is_idle(const struct http_connection *connection);
void http_server_unreference(struct io_http_server *server);

/* Send the response to the request that the connection has read, or refused. */
CO_ASYNC int http_answer_send(struct http_connection *connection,
                              struct io_http_response *response);
/* The name of a field that RFC 9110 requires for the status of the response, and that the response
 * lacks. NULL: it lacks none. */
const char *http_answer_missing_field(const struct io_http_response *response);

#endif

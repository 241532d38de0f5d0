/* The common part of the tests of WebSockets: a server with a behaviour, and a client that is
 * connected with it. */
#ifndef WEBSOCKET_SCENARIO_H
#define WEBSOCKET_SCENARIO_H

#include "co/scenario.h"
#include "io/http/http_server.h"
#include "io/library.h"
#include "io/server.h"
#include "io/websocket/websocket.h"

/* ---- A server of the tests ---- */

typedef int behaviour(struct io_websocket *socket);

static struct io_http_server *server;
static struct io_websocket_options server_options;

static int serve(struct io_http_request *request, struct io_http_response *response, void *argument)
{
    behaviour *const *behave = argument;
    struct io_websocket *socket;
    int rc;

    if (strcmp(request->path, "/ws") != 0)
        return io_http_respond_text(response, 404, "there is no %s", request->path);
    await(io_websocket_prepare(&socket, request, response, &server_options));
    rc = (*behave)(socket);
    io_websocket_release(socket);
    return rc;
}

static const char *url(void)
{
    static char text[64];

    snprintf(text, sizeof text, "ws://127.0.0.1:%d/ws", io_http_server_port(server));
    return text;
}

static void need_libraries(void)
{
    char reasons[IO_REASONS_MAX];

    if (io_libraries_missing(IO_WSLAY | IO_CRYPTO, reasons))
        test_skip(reasons);
}

__attribute__((unused)) static int start(behaviour **behave)
{
    need_libraries();
    return io_start_http_server(&server, serve, behave, 0);
}

__attribute__((unused)) static int stop(void)
{
    int rc;

    io_http_server_close(server);
    rc = io_http_server_wait_closed(server);
    io_http_server_release(server);
    return rc;
}

/* A server and a client that is connected with it. */
__attribute__((unused)) static int begin(struct io_websocket **socket, behaviour **behave,
                                         const struct io_websocket_options *options)
{
    await(start(behave));
    return io_websocket_connect(socket, url(), options);
}

__attribute__((unused)) static int finish(struct io_websocket *socket)
{
    await(io_websocket_close(socket, IO_WEBSOCKET_OK, NULL));
    io_websocket_release(socket);
    return stop();
}

/* Says each message, and the code at the end. */
__attribute__((unused)) static int say_messages(struct io_websocket *socket)
{
    static const char *const types[] = { "closed", "text", "binary", "error" };
    struct io_websocket_message message;

    while (await(io_websocket_receive(socket, &message)) > 0) {
        if (message.size > 40)
            say("%s:%zu", types[message.type], message.size);
        else
            say("%s:%s", types[message.type], message.data);
    }
    ASSERT_EQ(message.type, IO_WEBSOCKET_CLOSED);
    say("%d", io_websocket_close_code(socket));
    return 0;
}

__attribute__((unused)) static int echo(struct io_websocket *socket)
{
    struct io_websocket_message message;

    while (await(io_websocket_receive(socket, &message)) > 0) {
        if (message.type == IO_WEBSOCKET_TEXT)
            await(io_websocket_send_text(socket, message.data));
        else
            await(io_websocket_send_binary(socket, message.data, message.size));
    }
    return 0;
}
static behaviour *echoing __attribute__((unused)) = echo;
static behaviour *listening __attribute__((unused)) = say_messages;

#endif

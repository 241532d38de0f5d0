/*
 * The server of the demo websocket: at /ws a WebSocket, and at / a page for a browser. Two texts
 * make trouble for the client: at "bad frame" the server sends two bytes that are no frame, and at
 * "drop" it drops the TCP connection.
 */
#ifndef WEBSOCKET_SERVER_H
#define WEBSOCKET_SERVER_H

#include "demo.h"

static struct io_http_server *websocket_server;
static struct io_websocket_options options;

static int handler(struct io_http_request *request, struct io_http_response *response)
{
    WEBSOCKET_RESPONSE(ws);
    await(io_websocket_prepare(&ws, request, response, &options)); /* the protocol changes */
    log_time("server: client connected");
    ASYNC_FOR_MESSAGES(msg, ws) {
        if (msg.type != IO_WEBSOCKET_TEXT)
            continue;
        log_time("server: received '%s'", msg.data);
        if (strcmp(msg.data, "subscribe") == 0) {
            for (int n = 1; n < 4; n++) {
                await(co_sleep(0.2));
                await(io_websocket_printf(ws, "notification %d", n));
            }
            await(co_sleep(0.2));
            await(io_websocket_close(ws, IO_WEBSOCKET_OK, "no more news"));
        } else if (strcmp(msg.data, "bad frame") == 0) {
            await(io_stream_write(io_websocket_stream(ws), "\x8f\x00", 2));
        } else if (strcmp(msg.data, "drop") == 0) {
            io_stream_abort(io_websocket_stream(ws));
        } else {
            await(io_websocket_printf(ws, "echo: %s", msg.data));
        }
    }
    log_time("server: connection over, close code %d", io_websocket_close_code(ws));
    return 0;
}

static const char page[] =
    "<!doctype html><meta charset=utf-8><title>WebSocket</title>\n"
    "<form><input autofocus placeholder=subscribe><button>send</button></form><pre></pre>\n"
    "<script>\n"
    "const ws = new WebSocket(`ws://${location.host}/ws`)\n"
    "const input = document.querySelector('input'), log = document.querySelector('pre')\n"
    "const show = text => log.append(text + '\\n')\n"
    "const send = text => { ws.send(text); show('> ' + text) }\n"
    "ws.onopen = () => send('Hello, server!')\n"
    "ws.onmessage = event => show(event.data)\n"
    "ws.onclose = event => show(`closed, code ${event.code} ${event.reason}`)\n"
    "document.forms[0].onsubmit = event => {\n"
    "    event.preventDefault(); send(input.value); input.value = ''\n"
    "}\n"
    "</script>\n";

static int router(struct io_http_request *request, struct io_http_response *response, void *app)
{
    if (strcmp(request->path, "/ws") == 0)
        return handler(request, response);
    if (strcmp(request->path, "/") == 0)
        return io_http_respond(response, 200, "text/html", page, sizeof page - 1);
    return io_http_respond_text(response, 404, "404: Not Found");
}

static int websocket_server_start(void)
{
    return io_start_http_server(&websocket_server, router, NULL, 0);
}

static const char *websocket_server_url(void)
{
    return F("ws://127.0.0.1:%d/ws", io_http_server_port(websocket_server));
}

static int websocket_server_stop(void)
{
    io_http_server_close(websocket_server);
    return io_http_server_wait_closed(websocket_server);
}

/* asyncdemo websocket --listen=PORT */
ASYNC(listen, int port;)
{
    options.origins = allowed_origins();
    await(io_start_http_server(&websocket_server, router, NULL, my->port));
    tell_to_type("python3 -m websockets ws://127.0.0.1:%d/ws\n"
                 "Or open this in a browser: %s/",
                 io_http_server_port(websocket_server), io_http_server_url(websocket_server));
    return io_http_server_serve_forever(websocket_server, IO_HTTP_SHUTDOWN_TIMEOUT);
}

#endif

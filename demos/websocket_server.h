/* The server of the demo websocket: at /ws the demo's handler, and at / a page for a browser. */
#ifndef WEBSOCKET_SERVER_H
#define WEBSOCKET_SERVER_H

#include "demo.h"

static struct io_http_server *websocket_server;
static struct io_websocket_options options;

/* Defined by the demo. */
static int handler(struct io_http_request *request, struct io_http_response *response);

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

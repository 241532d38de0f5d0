/* Texts of 64 bytes go to an echo server over a WebSocket and back, one by one: what one costs
 * there and back, at both ends together. */
#include "bench.h"

static const char text[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static int answer(struct io_http_request *request, struct io_http_response *response, void *nothing)
{
    WEBSOCKET_RESPONSE(ws);
    await(io_websocket_prepare(&ws, request, response, NULL));
    ASYNC_FOR_MESSAGES(message, ws)
        await(io_websocket_send_text(ws, message.data));
    return 0;
}

MEASURE
{
    struct io_http_server *server;
    struct io_websocket_message message;
    char url[64];

    await(io_start_http_server(&server, answer, NULL, 0));
    snprintf(url, sizeof url, "ws://127.0.0.1:%d/", io_http_server_port(server));
    WITH_WEBSOCKET(ws, url) {
        double began = process_time();

        for (long i = 0; i < my->count; i++) {
            await(io_websocket_send_text(ws, text));
            await(io_websocket_receive(ws, &message));
        }
        figure("websocket", (process_time() - began) / (double)my->count * 1e6);
    }
    io_http_server_release(server);
    return 0;
}

/*
 * A WebSocket is a connection on which both ends send messages at any time. It begins as an
 * HTTP request, which the server (demos/websocket_server.h) answers with an upgrade [1]. For a
 * wrong path the server answers 404, and the client's connect fails with that [6]. After the
 * upgrade, each end receives messages until the other end closes [2]; the close has a code, on
 * which both ends agree.
 *
 * Two things may go wrong before that. A frame that breaks the protocol [3] gives the client a
 * message of its own kind [5]; the client then tells the server so with code 1002 and ends the
 * connection. It never sees a close from the other end, so its own code is 1006. A connection
 * that just breaks [4] gives no message: the loop ends, and again only the code 1006 shows it.
 *
 * The tutorial breaks out of its loop at a message CLOSED. There is no such message: the loop
 * ends by itself.
 */
#include "websocket_server.h"

static int handler(struct io_http_request *request, struct io_http_response *response)
{
    WEBSOCKET_RESPONSE(ws);
    await(io_websocket_prepare(&ws, request, response, &options));  /* [1] */
    log_time("server: client connected");
    ASYNC_FOR_MESSAGES(msg, ws) {                                   /* [2] */
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
            await(io_stream_write(io_websocket_stream(ws), "\x8f\x00", 2)); /* [3] */
        } else if (strcmp(msg.data, "drop") == 0) {
            io_stream_abort(io_websocket_stream(ws));               /* [4] */
        } else {
            await(io_websocket_printf(ws, "echo: %s", msg.data));
        }
    }
    log_time("server: connection over, close code %d", io_websocket_close_code(ws));
    return 0;
}

ASYNC(websocket_client, const char *url; const char *messages[3];)
{
    WITH_WEBSOCKET(ws, my->url) {
        for (int i = 0; my->messages[i]; i++)
            await(io_websocket_send_text(ws, my->messages[i]));

        ASYNC_FOR_MESSAGES(msg, ws) {
            if (msg.type == IO_WEBSOCKET_TEXT)
                log_time("Received: %s", msg.data);
            if (msg.type == IO_WEBSOCKET_ERROR) {                   /* [5] */
                log_time("client: ERROR WebSocketError: %s", msg.data);
                break;
            }
        }
        log_time("client: loop over, close code %d", io_websocket_close_code(ws));
    }
    return co_sleep(0.1);
}

ASYNC(main)
{
    await(websocket_server_start());
    const char *url = websocket_server_url();

    log_time("-- text messages, then the server closes");
    await(CALL(websocket_client, url, { "Hello, server!", "subscribe" }));
    log_time("-- the server sends a frame that breaks the protocol");
    await(CALL(websocket_client, url, { "bad frame" }));
    log_time("-- the server drops the TCP connection");
    await(CALL(websocket_client, url, { "drop" }));
    log_time("-- the server refuses the upgrade");
    int rc = await_except(-EPROTO, CALL(websocket_client, F("%s/nothing-here", url), { "hello" }));
    if (rc == -EPROTO)                                   /* [6] except WSServerHandshakeError: */
        log_time("client: WSServerHandshakeError: %s", co_text());
    return websocket_server_stop();
}

DEMO(websocket, .title = "WebSocket: messages both ways", .section = "3",
     .needs = IO_WSLAY | IO_CRYPTO, .listen = listen_start,
     .flaw = "breaks out of the loop at a message CLOSED, which never comes");

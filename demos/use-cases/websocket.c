/*
 * A WebSocket is a connection on which both ends send messages at any time. It begins as an
 * HTTP request, to which the server answers that the protocol changes. The server is in
 * demos/websocket_server.h: it answers a text with an echo, and "subscribe" with three
 * notifications. There is no Python beside this demo, because asyncio has no WebSocket: the
 * tutorial uses aiohttp, which is not in the standard library.
 *
 * The client connects [1], sends its messages [2] and receives until the server closes [3].
 * The close has a code, on which both ends agree: 1000 is a good end [4]. Two things may go
 * wrong before that. If a frame breaks the protocol, the client gets a message of the kind
 * ERROR [5], tells the server the code 1002 and ends the connection. If the connection just
 * breaks, no message comes at all: the loop ends, and only the code 1006 shows it. A server
 * may also refuse the change of the protocol: then the connect fails, here with the status 404
 * [6].
 *
 * The tutorial's flaw: its client breaks out of the loop at a message CLOSED [7]. This message
 * never comes to a loop: the loop ends by itself. And after the loop the tutorial's client
 * does not ask how the connection ended. In --variant=flaw a good end, a broken frame and a
 * lost connection look alike. In --variant=fixed the client connects once more if the code is
 * not 1000 [8].
 *
 * Key point: the loop over messages ends at 0.800 without a word; close code 1000 says that
 * all is well.
 *
 * Use it when the server has something to say that no request asks for.
 *
 * The tutorial says to break out of the loop at CLOSED; in fact the loop has ended by then.
 */
#include "websocket_server.h"

ASYNC(websocket_client, const char *url; const char *messages[3];)
{
    int code = 0;
    WITH_WEBSOCKET(ws, my->url) {                                   /* [1] */
        for (int i = 0; my->messages[i]; i++)
            await(io_websocket_send_text(ws, my->messages[i]));     /* [2] */

        ASYNC_FOR_MESSAGES(msg, ws) {                               /* [3] */
            if (msg.type == IO_WEBSOCKET_TEXT) {
                log_time("Received: %s", msg.data);
            } else if (msg.type == IO_WEBSOCKET_CLOSED) {           /* [7] */
                log_time("client: CLOSED");
                break;
            } else if (msg.type == IO_WEBSOCKET_ERROR) {            /* [5] */
                if (!variant("flaw"))
                    log_time("client: ERROR %s", msg.data);
                break;
            }
        }
        code = io_websocket_close_code(ws);                         /* [4] */
        log_time("client: loop over%s", variant("flaw") ? "" : F(", close code %d", code));
    }
    if (variant("fixed") && code != IO_WEBSOCKET_OK) {
        log_time("client: connecting once more");
        return CALL(websocket_client, my->url, { "subscribe" });    /* [8] */
    }
    return co_sleep(0.1);
}

ASYNC(main)                                                         /* added */
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
        log_time("client: refused: %s", co_text());
    return websocket_server_stop();
}

DEMO(websocket, .title = "WebSocket: messages both ways", .section = "3",
     .needs = IO_WSLAY | IO_CRYPTO, .listen = listen_start,
     .flaw = "breaks out of the loop at a message CLOSED, and does not ask how it ended",
     .variants = { { "flaw", "the client as printed: good and bad ends look alike", 0 },
                   { "fixed", "the client connects once more after a bad end", 0 } });

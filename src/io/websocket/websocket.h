/*
 * WebSocket connections (RFC 6455), for clients and servers: messages over a stream. A call of
 * io_websocket_receive() also answers pings and the other end's close.
 *
 * A WebSocket is a handle. The handle is valid until io_websocket_release(), or until the loop
 * ends. One task may receive at a time (-EPERM); any number of tasks may send.
 *
 * If the other end breaks the protocol, it gets a close code: 1002 for a wrong frame, 1007 for text
 * that is not UTF-8, 1009 for a message that is too long.
 */
#ifndef IO_WEBSOCKET_H
#define IO_WEBSOCKET_H

#include "io/http/http_request.h"
#include "io/http/http_response.h"
#include "io/stream.h"

CO_BEGIN

struct io_websocket;

enum {
    IO_WEBSOCKET_MESSAGE_MAX = 4 * 1024 * 1024, /* bytes of a message that is received */
    IO_WEBSOCKET_REASON_MAX = 123,              /* bytes of the reason of a close */
    IO_WEBSOCKET_PING_MAX = 125,                /* bytes that go with a ping */
    IO_WEBSOCKET_CLOSE_TIMEOUT = 10,            /* seconds */
};

/* All-zero is the default. */
struct io_websocket_options {
    size_t max_message_size; /* bytes; 0: IO_WEBSOCKET_MESSAGE_MAX. aiohttp: max_msg_size= */
    /* How many seconds a close waits for the other end's close; 0: IO_WEBSOCKET_CLOSE_TIMEOUT. */
    double close_timeout;
    /* For servers: pages of these origins may connect, "http://localhost:3000"; "*": pages of any
     * origin. Pages of the server itself always may. The list ends with NULL; NULL: no others. A
     * browser sends the origin of the page. Clients that send no origin may connect. aiohttp:
     * none. */
    const char *const *origins;
    /* The subprotocols that this end speaks, in the client's order of preference. The list ends
     * with NULL; NULL: none. The names stay valid as long as the WebSocket. aiohttp: protocols=. */
    const char *const *protocols;
};

enum io_websocket_code { /* of a close */
                         IO_WEBSOCKET_OK = 1000,
                         IO_WEBSOCKET_GOING_AWAY = 1001,
                         IO_WEBSOCKET_NO_CODE = 1005, /* never sent */
                         IO_WEBSOCKET_LOST =
                             1006, /* never sent: the connection was over without a close */
                         IO_WEBSOCKET_SERVICE_RESTART = 1012,
                         IO_WEBSOCKET_TRY_AGAIN_LATER = 1013,
                         IO_WEBSOCKET_BAD_GATEWAY = 1014,
};

/* ---- Making ---- */

/* Connect to "ws://HOST[:PORT][/PATH]". `options` may be NULL. -EINVAL: the URL is another one.
 * -EPROTO: the server refuses; the text says why: "404 Invalid response status". -ECONNREFUSED,
 * -ENXIO: see io_open_connection(). -ENOSYS: a library is missing. -ENOMEM. aiohttp:
 * session.ws_connect(). */
CO_ASYNC int io_websocket_connect(struct io_websocket **socket, const char *url,
                                  const struct io_websocket_options *options);
/* For handlers of http_server.h: answer a request for a WebSocket, and make the server's end.
 * Release the WebSocket before the handler returns. When the server shuts down, the client gets the
 * close code 1001, see io_http_server_shut_down(). -EPROTO: the request does not ask for a
 * WebSocket, or asks for another version. -EACCES: the request comes from a page of an origin that
 * is not allowed. After these two errors, the response tells the client. -ENOSYS, -ENOMEM.
 * -ECONNRESET, -EPIPE: the client is gone. aiohttp: WebSocketResponse.prepare(). */
CO_ASYNC int io_websocket_prepare(struct io_websocket **socket,
                                  const struct io_http_request *request,
                                  struct io_http_response *response,
                                  const struct io_websocket_options *options);
/* Give up the handle. A connection that is not closed is dropped. NULL is allowed. */
void io_websocket_release(struct io_websocket *socket);

/* ---- Messages ---- */

enum io_websocket_type {
    IO_WEBSOCKET_CLOSED, /* no more messages come, see io_websocket_close_code() */
    IO_WEBSOCKET_TEXT,
    IO_WEBSOCKET_BINARY,
    IO_WEBSOCKET_ERROR, /* the other end broke the protocol; the next message is CLOSED */
};

struct io_websocket_message {
    enum io_websocket_type type;
    const char *data; /* a '\0' follows it; of an error, what is wrong */
    size_t size;      /* bytes */
    int error;        /* -EPROTO; -EMSGSIZE: the message is too long */
};

/* Send a message, and wait as io_stream_drain() does. The text is UTF-8. If the caller is cancelled
 * during the wait, the message is sent all the same. -EPIPE: the WebSocket is closing. -ECONNRESET:
 * the connection is lost. -ENOMEM: nothing was sent. aiohttp: send_str(), send_bytes(). */
CO_ASYNC int io_websocket_send_text(struct io_websocket *socket, const char *text);
/* The same for a formatted text. aiohttp: send_str(f"..."). */
CO_ASYNC int io_websocket_printf(struct io_websocket *socket, const char *format, ...)
    CO_PRINTF(2, 3);
CO_ASYNC int io_websocket_send_binary(struct io_websocket *socket, const void *data, size_t size);
/* Send a ping with up to 125 bytes (-EINVAL: more). No function tells of the answer. aiohttp:
 * ping(). */
CO_ASYNC int io_websocket_ping(struct io_websocket *socket, const void *data, size_t size);

/* Wait for the next message. Returns 1, or 0 when the WebSocket is closed. The message is valid
 * until the next call. A cancelled call has taken no message. -ENOMEM: the message has no room, and
 * the WebSocket is closed. aiohttp: async for message in socket. */
CO_ASYNC int io_websocket_receive(struct io_websocket *socket,
                                  struct io_websocket_message *message);

/* ---- Closing ---- */

/* Send a close, wait for the other end's close, and then close the connection. Messages that come
 * meanwhile are dropped. When the time for the close is over, or the caller is cancelled, the
 * connection is dropped. A second close does nothing. `reason` may be NULL. -EINVAL: the code must
 * not be sent, or the reason is too long. aiohttp: close(). */
CO_ASYNC int io_websocket_close(struct io_websocket *socket, int code, const char *reason);
/* The code of the other end's close. 1005: that close has no code. 1006: no close came, since the
 * connection broke. 0: the WebSocket is open. aiohttp: close_code. */
int io_websocket_close_code(const struct io_websocket *socket);
/* The subprotocol that both ends speak; NULL: none. aiohttp: ws_protocol. */
const char *io_websocket_protocol(const struct io_websocket *socket);
/* The connection itself. aiohttp: request.transport. */
struct io_stream *io_websocket_stream(const struct io_websocket *socket);

CO_END

#ifndef CO_WITHOUT_PLACES
#define io_websocket_connect(...) CO_AT(io_websocket_connect, #__VA_ARGS__, __VA_ARGS__)
#define io_websocket_prepare(...) CO_AT(io_websocket_prepare, #__VA_ARGS__, __VA_ARGS__)
#define io_websocket_send_text(...) CO_AT(io_websocket_send_text, #__VA_ARGS__, __VA_ARGS__)
#define io_websocket_printf(...) CO_AT(io_websocket_printf, #__VA_ARGS__, __VA_ARGS__)
#define io_websocket_send_binary(...) CO_AT(io_websocket_send_binary, #__VA_ARGS__, __VA_ARGS__)
#define io_websocket_ping(...) CO_AT(io_websocket_ping, #__VA_ARGS__, __VA_ARGS__)
#define io_websocket_receive(...) CO_AT(io_websocket_receive, #__VA_ARGS__, __VA_ARGS__)
#define io_websocket_close(...) CO_AT(io_websocket_close, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

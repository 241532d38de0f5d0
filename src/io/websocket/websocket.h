/*
 * WebSocket connections (RFC 6455), both ends: messages over a stream, each with a beginning and an
 * end. Pings are answered and the end is agreed on while messages are received.
 *
 * A WebSocket is a handle. It is valid until io_websocket_release(), or the loop ends. One task may
 * receive at a time (-EPERM); any may send.
 *
 * An end that breaks the protocol is told why by a close code: 1002 for its frames, 1007 for text
 * that is no UTF-8, 1009 for a message that is too long.
 */
#ifndef IO_WEBSOCKET_H
#define IO_WEBSOCKET_H

#include "io/http/http_request.h"
#include "io/http/http_response.h"
#include "io/stream.h"

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
    /* Seconds that the other end is given to agree when it is closed; 0:
     * IO_WEBSOCKET_CLOSE_TIMEOUT. */
    double close_timeout;
    /* The server's: pages of these origins may connect, "http://localhost:3000", and pages of the
     * server itself always may; "*": pages of any origin. Ends with NULL; NULL: none. A browser
     * tells the origin of a page; other clients tell none, and may connect. aiohttp: none. */
    const char *const *origins;
    /* The subprotocols that this end speaks; the client's are in order of preference. Ends with
     * NULL; NULL: none. The names stay valid as long as the WebSocket. aiohttp: protocols=. */
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

/* Connect to "ws://HOST[:PORT][/PATH]". `options` may be NULL. -EINVAL: it is no such URL. -EPROTO:
 * the server does not agree, the text says how: "404 Invalid response status". -ECONNREFUSED,
 * -ENXIO as of io_open_connection(). -ENOSYS: a library is missing. -ENOMEM. aiohttp:
 * session.ws_connect(). */
CO_ASYNC int io_websocket_connect(struct io_websocket **socket, const char *url,
                                  const struct io_websocket_options *options);
/* The server's end, in a handler of http_server.h: answer the request that asks for it. To be
 * released before the handler returns. The client sees the close code 1001 when the server shuts
 * down, see io_http_server_shut_down(). -EPROTO: the request does not ask for a WebSocket, or for
 * one of another version; -EACCES: a page of an origin that is not allowed asks for it; the
 * response says so to the client. -ENOSYS, -ENOMEM; -ECONNRESET, -EPIPE: the client is gone.
 * aiohttp: WebSocketResponse.prepare(). */
CO_ASYNC int io_websocket_prepare(struct io_websocket **socket,
                                  const struct io_http_request *request,
                                  struct io_http_response *response,
                                  const struct io_websocket_options *options);
/* Give up the handle: the connection is dropped, unless it has been closed. NULL is allowed. */
void io_websocket_release(struct io_websocket *socket);

/* ---- Messages ---- */

enum io_websocket_type {
    IO_WEBSOCKET_CLOSED, /* there are no more, see io_websocket_close_code() */
    IO_WEBSOCKET_TEXT,
    IO_WEBSOCKET_BINARY,
    IO_WEBSOCKET_ERROR, /* the other end broke the protocol; what follows is CLOSED */
};

struct io_websocket_message {
    enum io_websocket_type type;
    const char *data; /* with a '\0' behind it; of an error, what is wrong */
    size_t size;      /* bytes */
    int error;        /* -EPROTO; -EMSGSIZE: the message is too long */
};

/* Send a message, and wait as io_stream_drain() does; being cancelled meanwhile does not take it
 * back. Text is UTF-8. -EPIPE: it is closing. -ECONNRESET: the connection is lost. -ENOMEM: nothing
 * was sent. aiohttp: send_str(), send_bytes(). */
CO_ASYNC int io_websocket_send_text(struct io_websocket *socket, const char *text);
/* The same for a text that is put together. aiohttp: send_str(f"..."). */
CO_ASYNC int io_websocket_printf(struct io_websocket *socket, const char *format, ...)
    CO_PRINTF(2, 3);
CO_ASYNC int io_websocket_send_binary(struct io_websocket *socket, const void *data, size_t size);
/* Ask whether the other end is alive, with up to 125 bytes of any kind (-EINVAL). Its answer is
 * taken for granted. aiohttp: ping(). */
CO_ASYNC int io_websocket_ping(struct io_websocket *socket, const void *data, size_t size);

/* Wait for the next message: 1, or 0 when it is closed, whatever the reason. The message is valid
 * until the next is asked for. If it is cancelled nothing has been taken. -ENOMEM: there was none
 * for the message, and it is closed. aiohttp: async for message in socket. */
CO_ASYNC int io_websocket_receive(struct io_websocket *socket,
                                  struct io_websocket_message *message);

/* ---- Closing ---- */

/* Say that no more will be sent, wait until the other end has said so too, dropping what it still
 * sends, and close the connection; drop the connection when the time for that is over. Harmless
 * when it is closed. `reason` may be NULL. -EINVAL: the code may not be sent, or the reason is too
 * long. If it is cancelled the connection is dropped. aiohttp: close(). */
CO_ASYNC int io_websocket_close(struct io_websocket *socket, int code, const char *reason);
/* Of the close that the other end sent; 1005: it sent none with it; 1006: there was no close, as
 * when the connection breaks; 0: it is not closed. aiohttp: close_code. */
int io_websocket_close_code(const struct io_websocket *socket);
/* The subprotocol that both ends speak, one of the options'; NULL: none. aiohttp: ws_protocol. */
const char *io_websocket_protocol(const struct io_websocket *socket);
/* The connection, to do what is not foreseen here. aiohttp: request.transport. */
struct io_stream *io_websocket_stream(const struct io_websocket *socket);

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

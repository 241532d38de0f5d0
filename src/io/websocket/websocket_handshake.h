/* How a connection becomes a WebSocket: an HTTP request with a key, and the answer to that key.
 * Part of io/websocket/websocket.h. */
#ifndef IO_WEBSOCKET_HANDSHAKE_H
#define IO_WEBSOCKET_HANDSHAKE_H

#include "io/http/http_request.h"

enum {
    IO_WEBSOCKET_KEY_SIZE = 25,    /* sixteen bytes in base64, and '\0' */
    IO_WEBSOCKET_ACCEPT_SIZE = 29, /* a SHA-1 of twenty bytes in base64, and '\0' */
    IO_WEBSOCKET_HOST_MAX = 256,
};

/* A URL, "ws://HOST[:PORT][/PATH]". */
struct io_websocket_address {
    char host[IO_WEBSOCKET_HOST_MAX];
    int port;         /* 80 if the URL names none */
    const char *path; /* the rest of the URL; "" stands for "/" */
};
/* Parse a URL. -EINVAL: it is not such a URL. */
int io_websocket_parse_url(struct io_websocket_address *address, const char *url);

/* Make a random key. -ENOSYS: libcrypto is missing. -EIO: the system gives no random bytes. */
int io_websocket_make_key(char key[IO_WEBSOCKET_KEY_SIZE]);
/* Make the answer to a key. It proves that the server understands WebSockets. -ENOSYS. */
int io_websocket_accept_key(const char *key, char accept[IO_WEBSOCKET_ACCEPT_SIZE]);

/* 0: the request asks for a WebSocket. Otherwise the status of the refusal: 400 or 426. */
int io_websocket_check_request(const struct io_http_request *request);
/* The first subprotocol that the client asks for and `protocols` has; NULL: there is none.
 * `protocols` ends with NULL, and may be NULL. */
const char *io_websocket_choose_protocol(const struct io_http_request *request,
                                         const char *const *protocols);
/* Check an answer, up to its empty line, against the key and the subprotocols that the client asked
 * for. *protocol is the subprotocol that the server has chosen, or NULL. -EPROTO, with a text: the
 * answer does not agree. -ENOMEM. */
int io_websocket_check_response(const char *response, const char *key, const char *const *protocols,
                                const char **protocol);

#endif

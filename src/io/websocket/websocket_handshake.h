/* How a connection becomes a WebSocket: an HTTP request with a key, and the answer to that key.
 * Part of io/websocket/websocket.h. */
#ifndef IO_WEBSOCKET_HANDSHAKE_H
#define IO_WEBSOCKET_HANDSHAKE_H

#include "io/http/http_request.h"

enum {
    IO_WEBSOCKET_KEY_SIZE = 25,    /* sixteen bytes in base64, and '\0' */
    IO_WEBSOCKET_ACCEPT_SIZE = 29, /* the same of the twenty of a SHA-1 */
    IO_WEBSOCKET_HOST_MAX = 256,
};

/* A URL, "ws://HOST[:PORT][/PATH]". */
struct io_websocket_address {
    char host[IO_WEBSOCKET_HOST_MAX];
    int port;         /* 80 if it names none */
    const char *path; /* in the URL, up to its end; "" is "/" */
};
/* -EINVAL: it is of another kind. */
int io_websocket_parse_url(struct io_websocket_address *address, const char *url);

/* -ENOSYS: libcrypto is missing. -EIO. */
int io_websocket_make_key(char key[IO_WEBSOCKET_KEY_SIZE]);
/* What proves that a server has understood the key. -ENOSYS. */
int io_websocket_accept_key(const char *key, char accept[IO_WEBSOCKET_ACCEPT_SIZE]);

/* 0: the request asks for a WebSocket as it should. Else the status to refuse it with: 400, 426. */
int io_websocket_check_request(const struct io_http_request *request);
/* The first of the subprotocols that the client asks for that is one of these; NULL: none is.
 * `protocols` ends with NULL, and may be NULL. */
const char *io_websocket_choose_protocol(const struct io_http_request *request,
                                         const char *const *protocols);
/* Does the answer, up to its empty line, agree with the key, and with the subprotocols that were
 * asked for? *protocol is the one that the server has chosen, or NULL. -EPROTO, with a text: it
 * does not. -ENOMEM. */
int io_websocket_check_response(const char *response, const char *key, const char *const *protocols,
                                const char **protocol);

#endif

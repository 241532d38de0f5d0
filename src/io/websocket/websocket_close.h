/* The payload of a close frame: a code and a reason (RFC 6455, 5.5.1, 7.4). Part of websocket.h. */
#ifndef IO_WEBSOCKET_CLOSE_H
#define IO_WEBSOCKET_CLOSE_H

#include "io/websocket/websocket_header.h"

enum { IO_CLOSE_NO_CODE = 1005 };

/* The payload so far. All-zero is empty. */
struct io_close {
    uint8_t payload[IO_CONTROL_PAYLOAD_MAX];
    size_t size;
};

/* Returns whether this code may stand in a close frame. It may when IANA has registered it for
 * that, or has left it to libraries and applications. Codes that tell of a connection without a
 * close frame may not. */
bool io_close_code_is_allowed(int code);
/* Add bytes of the payload, as many as the frame's header has announced. `mask` has four bytes, the
 * header's; NULL: the payload is not masked. */
void io_close_add(struct io_close *close, const uint8_t *bytes, size_t size, const uint8_t *mask);
/* The code; IO_CLOSE_NO_CODE: the payload has none. */
int io_close_code(const struct io_close *close);
const uint8_t *io_close_reason(const struct io_close *close, size_t *size);
bool io_close_reason_is_utf8(const struct io_close *close);

#endif

/* The header of a frame of a WebSocket that comes in. Part of websocket.h. */
#ifndef IO_WEBSOCKET_HEADER_H
#define IO_WEBSOCKET_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IO_FRAME_HEADER_MAX = 14, IO_CONTROL_PAYLOAD_MAX = 125 };

enum io_frame_opcode {
    IO_FRAME_CONTINUATION = 0,
    IO_FRAME_TEXT = 1,
    IO_FRAME_BINARY = 2,
    IO_FRAME_CLOSE = 8,
    IO_FRAME_PING = 9,
    IO_FRAME_PONG = 10,
};

/* All-zero is empty. */
struct io_frame_header {
    uint8_t bytes[IO_FRAME_HEADER_MAX];
    size_t size;
};

/* A header has up to three parts: the kind with a short length, a longer length, and the mask. How
 * many bytes of the current part are missing; 0: the header is complete. */
size_t io_frame_header_missing(const struct io_frame_header *header);
/* Add bytes, not more than are missing. */
void io_frame_header_add(struct io_frame_header *header, const void *bytes, size_t size);
/* What is wrong with the header so far: half a sentence; NULL: nothing. `in_message`: a message has
 * begun, and is not complete. */
const char *io_frame_header_wrong(const struct io_frame_header *header, bool is_server,
                                  bool in_message);

/* These need the first part. */
bool io_frame_header_is_control(const struct io_frame_header *header);
bool io_frame_header_is_close(const struct io_frame_header *header);
/* The length of the payload, when it is known. */
bool io_frame_header_has_length(const struct io_frame_header *header);
uint64_t io_frame_header_length(const struct io_frame_header *header);
/* The four bytes that mask the payload; NULL: the payload is not masked. This needs the complete
 * header. */
const uint8_t *io_frame_header_mask(const struct io_frame_header *header);

#endif

/* The header of a WebSocket's frame, as it comes in. Part of websocket.h. */
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

/* It comes in up to three parts: what and how long, the length if that is long, the mask. How many
 * bytes are missing of the one that has begun; 0: the header is complete. */
size_t io_frame_header_missing(const struct io_frame_header *header);
/* Not more than are missing. */
void io_frame_header_add(struct io_frame_header *header, const void *bytes, size_t size);
/* What is wrong with it so far: half a sentence; NULL: nothing. `in_message`: a message has begun,
 * and goes on. */
const char *io_frame_header_wrong(const struct io_frame_header *header, bool is_server,
                                  bool in_message);

/* Of the first part. */
bool io_frame_header_is_control(const struct io_frame_header *header);
bool io_frame_header_is_close(const struct io_frame_header *header);
/* How long the payload is, once that is known. */
bool io_frame_header_has_length(const struct io_frame_header *header);
uint64_t io_frame_header_length(const struct io_frame_header *header);
/* Of a complete header: the four bytes that mask the payload; NULL: the payload is not masked. */
const uint8_t *io_frame_header_mask(const struct io_frame_header *header);

#endif

/*
 * The frames of one WebSocket connection, without the connection. Bytes that have come go in, and
 * bytes to send come out. wslay finds the errors of frames. Part of io/websocket/websocket.h.
 */
#ifndef IO_WEBSOCKET_FRAMES_H
#define IO_WEBSOCKET_FRAMES_H

#include "io/buffer.h"
#include "io/websocket/websocket_close.h"

struct wslay_event_context;

/* Members are private, unless they are marked public. */
struct io_frames {
    struct wslay_event_context *context;
    bool is_server;
    size_t limit; /* of a message, in bytes */

    const char *input; /* during io_frames_read() */
    size_t input_size;
    /* The frame that is being read. wslay gets no byte behind the end of a frame, so it keeps none,
     * and a caller can take a message before the next one comes. */
    struct io_frame_header header;
    uint64_t payload_left;
    bool frame_ended;
    bool in_message; /* fragments are still to come */
    struct io_close close;
    bool close_received;

    struct io_buffer message; /* public: the message so far; a '\0' follows it */
    bool complete;            /* public: the whole message has come */
    bool is_text;             /* public */
    bool answered;            /* public: the last io_frames_read() has answered a ping */
    struct io_buffer output;  /* public: to be sent */
    int error;                /* public: why reading is over; `reason` is its text */
    char reason[64];
};

/* `frames` is all-zero. -ENOSYS: wslay is missing. -ENOMEM. */
int io_frames_open(struct io_frames *frames, bool is_server, size_t limit);
void io_frames_close(struct io_frames *frames);

/* Read bytes up to the end of a frame. Returns how many were read. At the end of a message,
 * frames->complete is set, and the message stays until io_frames_drop_message(). Answers to pings
 * and closes are added to frames->output. After an error, no more bytes are read. -EPROTO: the
 * bytes break the protocol. -EMSGSIZE: the message is longer than the limit. -ENOMEM: there is no
 * memory for the message or the output. */
int io_frames_read(struct io_frames *frames, const char *data, size_t size);
/* Drop the message, and be ready for the next one. */
void io_frames_drop_message(struct io_frames *frames);

/* Add one frame with a text, bytes or a ping to the output. -EPIPE: a close frame has been sent.
 * -ENOMEM. */
int io_frames_write(struct io_frames *frames, enum io_frame_opcode opcode, const void *data,
                    size_t size);
/* Add a close frame to the output, unless one was added before. -ENOMEM. */
int io_frames_write_close(struct io_frames *frames, int code, const char *reason);

bool io_frames_close_sent(const struct io_frames *frames);
bool io_frames_close_received(const struct io_frames *frames);
/* The code of the close frame that came. 1005: it has none. 1006: no close frame came. */
int io_frames_close_code(const struct io_frames *frames);

/* Write random bytes that cannot be guessed. On the virtual clock, they are the run's random
 * numbers. -EIO: the system gives none. */
int io_websocket_random(void *bytes, size_t size);

#endif

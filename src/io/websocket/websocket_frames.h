/*
 * The frames of one WebSocket connection, without the connection: bytes that came are looked at,
 * bytes to be sent are collected. What is wrong with them is found by wslay. Part of
 * io/websocket/websocket.h.
 */
#ifndef IO_WEBSOCKET_FRAMES_H
#define IO_WEBSOCKET_FRAMES_H

#include "io/buffer.h"
#include "io/websocket/websocket_close.h"

struct wslay_event_context;

/* Private but for what says otherwise. */
struct io_frames {
    struct wslay_event_context *context;
    bool is_server;
    size_t limit; /* of a message, in bytes */

    const char *input; /* during io_frames_read() */
    size_t input_size;
    /* The frame that is being read. Of each, no byte beyond its end is given to wslay, so that it
     * has to keep none, and a message can be looked at before the next one comes. */
    struct io_frame_header header;
    uint64_t payload_left;
    bool frame_ended;
    bool in_message; /* fragments are still to come */
    struct io_close close;
    bool close_received;

    struct io_buffer message; /* public: what came of it, with a '\0' behind it */
    bool complete;            /* public: all of it came */
    bool is_text;             /* public */
    bool answered;            /* public: a ping was, since the last io_frames_read() */
    struct io_buffer output;  /* public: to be sent */
    int error;                /* public: reading is over, and this is why; its text is: */
    char reason[64];
};

/* All-zero before. -ENOSYS: wslay is missing. -ENOMEM. */
int io_frames_open(struct io_frames *frames, bool is_server, size_t limit);
void io_frames_close(struct io_frames *frames);

/* Look at the bytes, up to the end of a frame; returns how many were. Sets frames->complete at the
 * end of a message, which stays until io_frames_drop_message(). What has to be answered is in
 * frames->output then. After an error none are looked at: -EPROTO: they break the protocol.
 * -EMSGSIZE: the message is longer than the limit. -ENOMEM, also of the output. */
int io_frames_read(struct io_frames *frames, const char *data, size_t size);
/* Be ready for the next message. */
void io_frames_drop_message(struct io_frames *frames);

/* Put a text, bytes or a ping, in one frame, into the output. -EPIPE: a close frame has been sent.
 * -ENOMEM. */
int io_frames_write(struct io_frames *frames, enum io_frame_opcode opcode, const void *data,
                    size_t size);
/* Put a close frame into the output, unless there was one. -ENOMEM. */
int io_frames_write_close(struct io_frames *frames, int code, const char *reason);

bool io_frames_close_sent(const struct io_frames *frames);
bool io_frames_close_received(const struct io_frames *frames);
/* Of the close frame that came: 1005 if it had none, 1006 if there was no such frame. */
int io_frames_close_code(const struct io_frames *frames);

/* Bytes that cannot be guessed; on the virtual clock the run's random numbers. -EIO: the system
 * gives none. */
int io_websocket_random(void *bytes, size_t size);

#endif

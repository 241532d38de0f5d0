#define CO_WITHOUT_PLACES
#include "io/websocket_frames.h"

#include "co/outside.h"
#include "io/wslay.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

int io_websocket_random(void *bytes, size_t size)
{
    unsigned char *next = bytes;

    if (!co_time_is_virtual())
        return getrandom(bytes, size, 0) == (ssize_t)size ? 0 : -EIO;
    for (size_t i = 0; i < size; i++)
        next[i] = (unsigned char)co_random();
    return 0;
}

#ifdef HAVE_WSLAY

enum { CONTINUATION = 0, CONTROL = 8, CLOSE = 8, PONG = 10 };
enum { SHORTEST_HEADER = 2, MASK_SIZE = 4 };
enum { TWO_BYTES_FOLLOW = 126, EIGHT_BYTES_FOLLOW = 127 }; /* in place of a length */
enum { CONTROL_PAYLOAD_MAX = 125, CONTROL_FRAME_MAX = CONTROL_PAYLOAD_MAX + IO_FRAME_HEADER_MAX };

/* ---- The header of a frame ---- */

static bool is_last(const struct io_frames *frames)
{
    return frames->header[0] & 0x80;
}

static int opcode(const struct io_frames *frames)
{
    return frames->header[0] & 0x0f;
}

static bool is_control(const struct io_frames *frames)
{
    return opcode(frames) & CONTROL;
}

static bool is_masked(const struct io_frames *frames)
{
    return frames->header[1] & 0x80;
}

static int short_length(const struct io_frames *frames)
{
    return frames->header[1] & 0x7f;
}

static size_t length_size(const struct io_frames *frames)
{
    int length = short_length(frames);

    return length == TWO_BYTES_FOLLOW ? 2 : length == EIGHT_BYTES_FOLLOW ? 8 : 0;
}

static size_t length_end(const struct io_frames *frames)
{
    return SHORTEST_HEADER + length_size(frames);
}

static size_t header_end(const struct io_frames *frames)
{
    return length_end(frames) + (is_masked(frames) ? MASK_SIZE : 0);
}

/* The header comes in up to three parts. Each is looked at here before wslay gets its last byte. */
static size_t part_end(const struct io_frames *frames)
{
    if (frames->header_size < SHORTEST_HEADER)
        return SHORTEST_HEADER;
    return frames->header_size < length_end(frames) ? length_end(frames) : header_end(frames);
}

static bool header_is_complete(const struct io_frames *frames)
{
    return frames->header_size >= SHORTEST_HEADER && frames->header_size == header_end(frames);
}

static uint64_t payload_size(const struct io_frames *frames)
{
    size_t bytes = length_size(frames);
    uint64_t size = 0;

    for (size_t i = 0; i < bytes; i++)
        size = size << 8 | frames->header[SHORTEST_HEADER + i];
    return bytes ? size : (uint64_t)short_length(frames);
}

/* ---- What is wrong ---- */

static int fail(struct io_frames *frames, int error, const char *reason)
{
    if (!frames->error) {
        frames->error = error;
        snprintf(frames->reason, sizeof frames->reason, "%s", reason);
    }
    return frames->error;
}

static void refuse(struct io_frames *frames, int code, int error, const char *reason)
{
    fail(frames, error, reason);
    wslay.queue_close(frames->context, (uint16_t)code, NULL, 0);
    wslay.shutdown_read(frames->context);
}

/* In its first two bytes; NULL: nothing. wslay closes with the wrong code, or none, for some of
 * these, and does not say which it was. */
static const char *wrong_in_header(const struct io_frames *frames)
{
#define UNEXPECTED(opcode) [opcode] = "Unexpected opcode=" #opcode
    static const char *const unexpected[16] = {
        UNEXPECTED(3),  UNEXPECTED(4),  UNEXPECTED(5),  UNEXPECTED(6),  UNEXPECTED(7),
        UNEXPECTED(11), UNEXPECTED(12), UNEXPECTED(13), UNEXPECTED(14), UNEXPECTED(15),
    };
#undef UNEXPECTED
    bool is_continuation = opcode(frames) == CONTINUATION;

    if (frames->header[0] & 0x70)
        return "reserved bits are set";
    if (unexpected[opcode(frames)])
        return unexpected[opcode(frames)];
    if (is_masked(frames) != frames->is_server)
        return frames->is_server ? "a client has to mask" : "a server may not mask";
    if (is_control(frames) && !is_last(frames))
        return "a control frame in fragments";
    if (is_control(frames) && short_length(frames) > CONTROL_PAYLOAD_MAX)
        return "a control frame of more than 125 bytes";
    if (opcode(frames) == CLOSE && short_length(frames) == 1)
        return "a close frame with half a code";
    if (!is_control(frames) && is_continuation != frames->in_message)
        return is_continuation ? "a continuation of nothing" : "a message within another";
    return NULL;
}

static void check_header(struct io_frames *frames)
{
    const char *wrong = wrong_in_header(frames);

    if (wrong)
        refuse(frames, WSLAY_CODE_PROTOCOL_ERROR, -EPROTO, wrong);
}

static void check_length(struct io_frames *frames)
{
    size_t bytes = length_size(frames);
    uint64_t size = frames->payload_left;

    if ((bytes == 2 && size < TWO_BYTES_FOLLOW) ||
        (bytes == 8 && (size <= UINT16_MAX || size > INT64_MAX)))
        refuse(frames, WSLAY_CODE_PROTOCOL_ERROR, -EPROTO,
               "a length that is not written as it should");
    else if (!is_control(frames) && size > frames->limit - io_buffer_size(&frames->message))
        refuse(frames, WSLAY_CODE_MESSAGE_TOO_BIG, -EMSGSIZE, "a message longer than the limit");
}

/* ---- What wslay calls ---- */

static void take_header(struct io_frames *frames, const uint8_t *bytes, size_t size)
{
    memcpy(frames->header + frames->header_size, bytes, size);
    frames->header_size += size;
    if (frames->header_size == SHORTEST_HEADER)
        check_header(frames);
    if (frames->header_size >= SHORTEST_HEADER && frames->header_size == length_end(frames)) {
        frames->payload_left = payload_size(frames);
        check_length(frames);
    }
}

/* Take up to `most` bytes of the frame, of one part of it. */
static size_t take_input(struct io_frames *frames, uint8_t *to, size_t most)
{
    bool in_header = !header_is_complete(frames);
    uint64_t left = in_header ? part_end(frames) - frames->header_size : frames->payload_left;
    size_t size = frames->input_size < most ? frames->input_size : most;

    size = size < left ? size : (size_t)left;
    memcpy(to, frames->input, size);
    frames->input += size;
    frames->input_size -= size;
    if (in_header)
        take_header(frames, to, size);
    else
        frames->payload_left -= size;
    frames->frame_ended = header_is_complete(frames) && !frames->payload_left;
    return size;
}

static ssize_t give_input(struct wslay_event_context *context, uint8_t *to, size_t most, int flags,
                          void *argument)
{
    struct io_frames *frames = argument;
    size_t size = frames->frame_ended ? 0 : take_input(frames, to, most);

    (void)flags;
    if (size && !frames->error)
        return (ssize_t)size;
    wslay.set_error(context, WSLAY_ERR_WOULDBLOCK);
    return -1;
}

static ssize_t take_output(struct wslay_event_context *context, const uint8_t *data, size_t size,
                           int flags, void *argument)
{
    struct io_frames *frames = argument;

    (void)flags;
    if (io_buffer_add(&frames->output, data, size) < 0) {
        wslay.set_error(context, WSLAY_ERR_CALLBACK_FAILURE);
        return -1;
    }
    return (ssize_t)size;
}

static int make_mask(struct wslay_event_context *context, uint8_t *mask, size_t size,
                     void *argument)
{
    (void)context;
    (void)argument;
    return io_websocket_random(mask, size) < 0 ? -1 : 0;
}

static void frame_begins(struct wslay_event_context *context,
                         const struct wslay_event_on_frame_recv_start_arg *frame, void *argument)
{
    struct io_frames *frames = argument;

    (void)context;
    if (frame->opcode & CONTROL)
        return;
    if (frame->opcode != CONTINUATION)
        frames->is_text = frame->opcode == IO_FRAME_TEXT;
    frames->in_message = true;
}

/* The message is kept here and not by wslay, which gets memory for as much as a header says. */
static void payload_came(struct wslay_event_context *context,
                         const struct wslay_event_on_frame_recv_chunk_arg *payload, void *argument)
{
    struct io_frames *frames = argument;

    (void)context;
    if (is_control(frames) || frames->error)
        return;
    if (io_buffer_add(&frames->message, payload->data, payload->data_length) < 0)
        refuse(frames, WSLAY_CODE_INTERNAL_SERVER_ERROR, -ENOMEM, "no memory for the message");
}

static void message_came(struct wslay_event_context *context,
                         const struct wslay_event_on_msg_recv_arg *message, void *argument)
{
    struct io_frames *frames = argument;

    (void)context;
    frames->answered |= message->opcode == IO_FRAME_PING;
    if (message->opcode & CONTROL || frames->error)
        return;
    frames->in_message = false;
    if (io_buffer_reserve(&frames->message, 0) < 0) {
        refuse(frames, WSLAY_CODE_INTERNAL_SERVER_ERROR, -ENOMEM, "no memory for the message");
        return;
    }
    io_buffer_data(&frames->message)[io_buffer_size(&frames->message)] = '\0';
    frames->complete = true;
}

/* ---- Opening and closing ---- */

int io_frames_open(struct io_frames *frames, bool is_server, size_t limit)
{
    static const struct wslay_event_callbacks callbacks = {
        .recv_callback = give_input,
        .send_callback = take_output,
        .genmask_callback = make_mask,
        .on_frame_recv_start_callback = frame_begins,
        .on_frame_recv_chunk_callback = payload_came,
        .on_msg_recv_callback = message_came,
    };
    int rc = io_library_load(&wslay_library);

    if (rc < 0)
        return rc;
    frames->is_server = is_server;
    frames->limit = limit;
    if ((is_server ? wslay.context_server_init : wslay.context_client_init)(&frames->context,
                                                                            &callbacks, frames) < 0)
        return -ENOMEM;
    wslay.config_set_no_buffering(frames->context, 1);
    wslay.config_set_max_recv_msg_length(frames->context, limit);
    return 0;
}

void io_frames_close(struct io_frames *frames)
{
    if (frames->context)
        wslay.context_free(frames->context);
    io_buffer_free(&frames->message);
    io_buffer_free(&frames->output);
    frames->context = NULL;
}

/* ---- Writing ---- */

/* There is room for it already: half a frame could not be taken back. */
static int collect_output(struct io_frames *frames)
{
    return wslay.send(frames->context) < 0 ? fail(frames, -ENOMEM, "a frame cannot be sent") : 0;
}

int io_frames_write(struct io_frames *frames, enum io_frame_kind kind, const void *data,
                    size_t size)
{
    struct wslay_event_msg message = { .opcode = (uint8_t)kind, .msg = data, .msg_length = size };
    int rc = io_buffer_reserve(&frames->output, size + IO_FRAME_HEADER_MAX);

    if (rc < 0)
        return rc;
    rc = wslay.queue_msg(frames->context, &message);
    if (rc == WSLAY_ERR_NO_MORE_MSG)
        return co_raise(-EPIPE, "the connection is closing");
    return rc < 0 ? -ENOMEM : collect_output(frames);
}

int io_frames_write_close(struct io_frames *frames, int code, const char *reason)
{
    int rc = io_buffer_reserve(&frames->output, CONTROL_FRAME_MAX);

    if (rc < 0)
        return rc;
    rc =
        wslay.queue_close(frames->context, (uint16_t)code, (const uint8_t *)reason, strlen(reason));
    if (rc < 0 && rc != WSLAY_ERR_NO_MORE_MSG)
        return -ENOMEM;
    return collect_output(frames);
}

/* ---- Reading ---- */

static void begin_frame(struct io_frames *frames)
{
    frames->header_size = 0;
    frames->payload_left = 0;
    frames->frame_ended = false;
}

/* wslay stops reading at a close frame, and when it does not like what is in a frame. */
static int see_why_it_stopped(struct io_frames *frames)
{
    if (wslay.get_read_enabled(frames->context) || io_frames_close_received(frames))
        return 0;
    if (wslay.get_status_code_sent(frames->context) == WSLAY_CODE_INVALID_FRAME_PAYLOAD_DATA)
        return fail(frames, -EPROTO, "text that is no UTF-8");
    return fail(frames, -EPROTO, "a close frame with a code that may not be sent");
}

int io_frames_read(struct io_frames *frames, const char *data, size_t size)
{
    int rc = frames->error;

    frames->answered = false;
    frames->input = data;
    frames->input_size = size;
    if (frames->frame_ended)
        begin_frame(frames);
    /* A pong and a close are the most that one frame is answered with. */
    if (rc == 0 && (rc = io_buffer_reserve(&frames->output, 2 * CONTROL_FRAME_MAX)) < 0)
        return rc;
    while (rc == 0 && frames->input_size && !frames->frame_ended &&
           wslay.get_read_enabled(frames->context))
        rc = wslay.recv(frames->context) < 0 ? fail(frames, -ENOMEM, "no memory for a frame") : 0;
    if (rc == 0 && (rc = collect_output(frames)) == 0)
        rc = see_why_it_stopped(frames);
    return rc < 0 ? co_raise(rc, "%s", frames->reason) : (int)(size - frames->input_size);
}

void io_frames_drop_message(struct io_frames *frames)
{
    enum { KEPT = 64 * 1024 };

    if (!frames->complete)
        return;
    io_buffer_take(&frames->message, io_buffer_size(&frames->message));
    /* A connection that is silent after a long message shall not cost what that did. */
    if (frames->message.capacity > KEPT)
        io_buffer_free(&frames->message);
    frames->complete = false;
}

/* ---- Looking ---- */

bool io_frames_close_sent(const struct io_frames *frames)
{
    return wslay.get_close_sent(frames->context);
}

bool io_frames_close_received(const struct io_frames *frames)
{
    return wslay.get_close_received(frames->context);
}

int io_frames_close_code(const struct io_frames *frames)
{
    return wslay.get_status_code_received(frames->context);
}

#else

int io_frames_open(struct io_frames *frames, bool is_server, size_t limit)
{
    (void)frames;
    (void)is_server;
    (void)limit;
    return io_library_load(&wslay_library);
}

/* What follows is called with frames that could be opened: there are none. */

void io_frames_close(struct io_frames *frames)
{
    (void)frames;
}

int io_frames_read(struct io_frames *frames, const char *data, size_t size)
{
    (void)data;
    (void)size;
    return frames->error;
}

void io_frames_drop_message(struct io_frames *frames)
{
    (void)frames;
}

int io_frames_write(struct io_frames *frames, enum io_frame_kind kind, const void *data,
                    size_t size)
{
    (void)kind;
    (void)data;
    (void)size;
    return frames->error;
}

int io_frames_write_close(struct io_frames *frames, int code, const char *reason)
{
    (void)code;
    (void)reason;
    return frames->error;
}

bool io_frames_close_sent(const struct io_frames *frames)
{
    return frames->error;
}

bool io_frames_close_received(const struct io_frames *frames)
{
    return frames->error;
}

int io_frames_close_code(const struct io_frames *frames)
{
    return frames->error;
}

#endif

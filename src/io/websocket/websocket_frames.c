#include "io/websocket/websocket_frames.h"

#include "co/outside.h"
#include "io/websocket/wslay.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

int io_websocket_random(void *bytes, size_t size)
{
    unsigned char *next = bytes;

    if (!co_time_is_virtual())
        return getentropy(bytes, size) == 0 ? 0 : -EIO;
    for (size_t i = 0; i < size; i++)
        next[i] = (unsigned char)co_random();
    return 0;
}

#ifdef HAVE_WSLAY

enum { CONTROL_FRAME_MAX = IO_FRAME_HEADER_MAX + IO_CONTROL_PAYLOAD_MAX };

/* ---- What is wrong ---- */

static int fail(struct io_frames *frames, int error, const char *reason)
{
    if (!frames->error) {
        frames->error = error;
        co_format(frames->reason, sizeof frames->reason, "%s", reason);
    }
    return frames->error;
}

static void refuse(struct io_frames *frames, int code, int error, const char *reason)
{
    fail(frames, error, reason);
    wslay.queue_close(frames->context, (uint16_t)code, NULL, 0);
    wslay.shutdown_read(frames->context);
}

/* For some wrong headers, wslay closes with a wrong code or without one, and does not say what is
 * wrong. So each part of a header is checked before wslay gets its last byte. */
static void check_header(struct io_frames *frames)
{
    const struct io_frame_header *header = &frames->header;
    const char *wrong = io_frame_header_wrong(header, frames->is_server, frames->in_message);

    if (wrong)
        refuse(frames, WSLAY_CODE_PROTOCOL_ERROR, -EPROTO, wrong);
    else if (io_frame_header_has_length(header) && !io_frame_header_is_control(header) &&
             io_frame_header_length(header) > frames->limit - io_buffer_size(&frames->message))
        refuse(frames, WSLAY_CODE_MESSAGE_TOO_BIG, -EMSGSIZE, "a message longer than the limit");
}

/* ---- What wslay calls ---- */

static void take_header(struct io_frames *frames, const uint8_t *bytes, size_t size)
{
    io_frame_header_add(&frames->header, bytes, size);
    check_header(frames);
    if (io_frame_header_has_length(&frames->header))
        frames->payload_left = io_frame_header_length(&frames->header);
}

/* wslay does not know all close codes. So wslay never gets the last byte of a close frame's header,
 * and waits for it for ever. */
static bool is_of_close(const struct io_frames *frames)
{
    return !io_frame_header_missing(&frames->header) && io_frame_header_is_close(&frames->header);
}

static void take_payload(struct io_frames *frames, const uint8_t *bytes, size_t size)
{
    frames->payload_left -= size;
    if (is_of_close(frames))
        io_close_add(&frames->close, bytes, size, io_frame_header_mask(&frames->header));
}

/* Take up to `most` bytes of one part of the frame. Returns how many are for wslay. */
static size_t take_input(struct io_frames *frames, uint8_t *to, size_t most)
{
    size_t missing = io_frame_header_missing(&frames->header);
    uint64_t left = missing ? missing : frames->payload_left;
    size_t size = frames->input_size < most ? frames->input_size : most;

    size = size < left ? size : (size_t)left;
    memcpy(to, frames->input, size);
    frames->input += size;
    frames->input_size -= size;
    if (missing)
        take_header(frames, to, size);
    else
        take_payload(frames, to, size);
    frames->frame_ended = !io_frame_header_missing(&frames->header) && !frames->payload_left;
    return is_of_close(frames) ? 0 : size;
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
    if (io_frame_header_is_control(&frames->header))
        return;
    if (frame->opcode != IO_FRAME_CONTINUATION)
        frames->is_text = frame->opcode == IO_FRAME_TEXT;
    frames->in_message = true;
}

/* We keep the message, and wslay does not: wslay would reserve the memory that a header
 * announces. */
static void payload_came(struct wslay_event_context *context,
                         const struct wslay_event_on_frame_recv_chunk_arg *payload, void *argument)
{
    struct io_frames *frames = argument;

    (void)context;
    if (io_frame_header_is_control(&frames->header) || frames->error)
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
    if (io_frame_header_is_control(&frames->header) || frames->error)
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

/* The room is reserved before, since half a frame could not be taken back. */
static int collect_output(struct io_frames *frames)
{
    return wslay.send(frames->context) < 0 ? fail(frames, -ENOMEM, "a frame cannot be sent") : 0;
}

int io_frames_write(struct io_frames *frames, enum io_frame_opcode opcode, const void *data,
                    size_t size)
{
    struct wslay_event_msg message = { .opcode = (uint8_t)opcode, .msg = data, .msg_length = size };
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
    frames->header.size = 0;
    frames->payload_left = 0;
    frames->frame_ended = false;
}

/* wslay stops reading at a text that is not UTF-8, and it queues a close frame that says so. */
static int see_why_it_stopped(struct io_frames *frames)
{
    if (wslay.get_read_enabled(frames->context) || frames->close_received)
        return frames->error;
    return fail(frames, -EPROTO, "text that is no UTF-8");
}

/* A close frame is complete. The answer is the same frame. */
static void end_close(struct io_frames *frames)
{
    int code = io_close_code(&frames->close);
    size_t size;
    const uint8_t *reason = io_close_reason(&frames->close, &size);

    if (frames->close.size && !io_close_code_is_allowed(code)) {
        refuse(frames, WSLAY_CODE_PROTOCOL_ERROR, -EPROTO,
               "a close frame with a code that may not be sent");
    } else if (!io_close_reason_is_utf8(&frames->close)) {
        refuse(frames, WSLAY_CODE_INVALID_FRAME_PAYLOAD_DATA, -EPROTO, "text that is no UTF-8");
    } else {
        frames->close_received = true;
        wslay.queue_close(frames->context, frames->close.size ? (uint16_t)code : 0, reason, size);
        wslay.shutdown_read(frames->context);
    }
}

int io_frames_read(struct io_frames *frames, const char *data, size_t size)
{
    int rc = frames->error;

    frames->answered = false;
    frames->input = data;
    frames->input_size = size;
    if (frames->frame_ended)
        begin_frame(frames);
    /* The answers to one frame are at most a pong and a close. */
    if (rc == 0 && (rc = io_buffer_reserve(&frames->output, 2 * CONTROL_FRAME_MAX)) < 0)
        return rc;
    while (rc == 0 && frames->input_size && !frames->frame_ended &&
           wslay.get_read_enabled(frames->context))
        rc = wslay.recv(frames->context) < 0 ? fail(frames, -ENOMEM, "no memory for a frame") : 0;
    if (rc == 0 && frames->frame_ended && is_of_close(frames))
        end_close(frames);
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
    /* A connection that is silent after a long message does not keep the memory of that message. */
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
    return frames->close_received;
}

int io_frames_close_code(const struct io_frames *frames)
{
    return frames->close_received ? io_close_code(&frames->close) : 1006;
}

#else

int io_frames_open(struct io_frames *frames, bool is_server, size_t limit)
{
    (void)frames;
    (void)is_server;
    (void)limit;
    return io_library_load(&wslay_library);
}

/* Without wslay no frames can be opened, so these functions are never called. */

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

int io_frames_write(struct io_frames *frames, enum io_frame_opcode opcode, const void *data,
                    size_t size)
{
    (void)opcode;
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

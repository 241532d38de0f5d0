/* WebSockets: their messages, and their end. See websocket_open.c for the rest. */
#include "io/websocket/websocket_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    READ_AT_ONCE = 64 * 1024,
    KEPT = 64 * 1024, /* of the memory for what is sent, while nothing is */
};

static void enter(struct io_websocket *socket)
{
    socket->users++;
}

/* A task leaves a function. If the WebSocket was released meanwhile, the last task frees it. */
static int leave(struct io_websocket *socket, int rc)
{
    socket->users--;
    websocket_free_unused(socket);
    return rc;
}

static void close_stream(struct io_websocket *socket)
{
    if (!socket->released)
        io_stream_close(socket->stream);
}

/* ---- Bytes ---- */

static int send_output(struct io_websocket *socket)
{
    struct io_buffer *output = &socket->frames.output;
    size_t size = io_buffer_size(output);
    int rc = size ? io_stream_write(socket->stream, io_buffer_data(output), size) : 0;

    if (rc < 0)
        return rc;
    io_buffer_take(output, size);
    if (output->capacity > KEPT)
        io_buffer_free(output);
    return 0;
}

/* Returns whether the result is an end of the connection, of any kind. */
static bool is_end(int rc)
{
    return rc <= 0 && rc != -ECANCELED && rc != -ENOMEM && rc != -EPERM;
}

static int read_more(struct io_websocket *socket)
{
    int rc = io_stream_read(socket->stream, READ_AT_ONCE, &socket->unread);

    if (is_end(rc)) {
        websocket_be_over(socket, IO_WEBSOCKET_LOST);
        close_stream(socket);
        return 0;
    }
    socket->unread_size = rc > 0 ? (size_t)rc : 0;
    return rc;
}

static int look_at_frame(struct io_websocket *socket)
{
    struct io_frames *frames = &socket->frames;
    int rc = io_frames_read(frames, socket->unread, socket->unread_size), sent;

    if (rc > 0) {
        socket->unread += rc;
        socket->unread_size -= (size_t)rc;
    }
    sent = send_output(socket);
    if (frames->error) {
        socket->failed = true;
        websocket_be_over(socket, IO_WEBSOCKET_LOST);
    } else if (io_frames_close_received(frames)) {
        websocket_be_over(socket, io_frames_close_code(frames));
        close_stream(socket);
    }
    if (rc >= 0 && sent < 0)
        return sent;
    /* Without this wait, an end that sends pings and does not read fills our memory with the
     * answers. */
    if (rc >= 0 && frames->answered && io_stream_drain(socket->stream) == -ECANCELED)
        return -ECANCELED;
    return rc;
}

/* ---- Receiving ---- */

/* Read until a message is complete: 1. 0: no more messages will come. */
static int next_message(struct io_websocket *socket)
{
    int rc = 0;

    io_frames_drop_message(&socket->frames);
    while (rc >= 0 && !socket->frames.complete && !socket->over)
        rc = socket->unread_size ? look_at_frame(socket) : read_more(socket);
    return rc < 0 ? rc : socket->frames.complete;
}

/* Read what the other end still sends, and drop it. Otherwise the close would reset the connection,
 * and the other end would lose the close frame with the reason. */
static int drop_the_rest(struct io_websocket *socket)
{
    const char *dropped;
    int rc = io_stream_write_eof(socket->stream);

    while (rc >= 0 && !socket->released) {
        rc = io_stream_read(socket->stream, READ_AT_ONCE, &dropped);
        if (is_end(rc)) {
            close_stream(socket);
            return 0;
        }
    }
    return rc < 0 ? rc : 0;
}

/* Wait, and drop the connection when the wait takes too long. */
static int within_close_timeout(struct io_websocket *socket, int (*wait)(struct io_websocket *))
{
    struct co_timeout timeout = { 0 };
    int rc = co_timeout_enter(&timeout, socket->close_timeout);

    if (rc == 0)
        rc = co_timeout_exit(&timeout, wait(socket));
    if (rc < 0 && !socket->released) {
        websocket_be_over(socket, IO_WEBSOCKET_LOST);
        io_stream_abort(socket->stream);
    }
    return rc == -ETIMEDOUT ? 0 : rc;
}

static int receive(struct io_websocket *socket, struct io_websocket_message *message)
{
    struct io_frames *frames = &socket->frames;
    bool failed_before = socket->failed;
    int rc = next_message(socket);

    *message = (struct io_websocket_message){ .data = "" };
    if (rc < 0 && (rc != frames->error || rc == -ENOMEM))
        return rc;
    if (rc < 0) {
        message->type = IO_WEBSOCKET_ERROR;
        message->data = frames->reason;
        message->size = strlen(frames->reason);
        message->error = rc;
        return 1;
    }
    if (rc > 0) {
        message->type = frames->is_text ? IO_WEBSOCKET_TEXT : IO_WEBSOCKET_BINARY;
        message->data = io_buffer_data(&frames->message);
        message->size = io_buffer_size(&frames->message);
        return 1;
    }
    return failed_before ? within_close_timeout(socket, drop_the_rest) : 0;
}

int io_websocket_receive(struct io_websocket *socket, struct io_websocket_message *message)
{
    int rc;

    if (socket->receiving)
        return co_raise(-EPERM, "another task receives already");
    enter(socket);
    socket->receiving = true;
    rc = receive(socket, message);
    socket->receiving = false;
    return leave(socket, rc);
}

/* ---- Sending ---- */

static int send_message(struct io_websocket *socket, enum io_frame_opcode opcode, const void *data,
                        size_t size)
{
    int rc;

    if (socket->over)
        return co_raise(socket->code == IO_WEBSOCKET_LOST ? -ECONNRESET : -EPIPE,
                        "the connection is closed");
    enter(socket);
    rc = io_frames_write(&socket->frames, opcode, data, size);
    if (rc == 0)
        rc = send_output(socket);
    if (rc == 0)
        rc = io_stream_drain(socket->stream);
    return leave(socket, rc);
}

int io_websocket_send_text(struct io_websocket *socket, const char *text)
{
    return send_message(socket, IO_FRAME_TEXT, text, strlen(text));
}

int io_websocket_printf(struct io_websocket *socket, const char *format, ...)
{
    va_list arguments;
    char *text;
    int length, rc;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    text = length < 0 ? NULL : co_memory_resize(NULL, (size_t)length + 1);
    if (!text)
        return -ENOMEM;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    rc = send_message(socket, IO_FRAME_TEXT, text, (size_t)length);
    co_memory_resize(text, 0);
    return rc;
}

int io_websocket_send_binary(struct io_websocket *socket, const void *data, size_t size)
{
    return send_message(socket, IO_FRAME_BINARY, data, size);
}

int io_websocket_ping(struct io_websocket *socket, const void *data, size_t size)
{
    if (size > IO_WEBSOCKET_PING_MAX)
        return co_raise(-EINVAL, "a ping has up to %d bytes, not %zu", IO_WEBSOCKET_PING_MAX, size);
    return send_message(socket, IO_FRAME_PING, data, size);
}

/* ---- Closing ---- */

static int check_close(int code, const char *reason)
{
    if (!io_close_code_is_allowed(code))
        return co_raise(-EINVAL, "%d is no code to close with", code);
    if (strlen(reason) > IO_WEBSOCKET_REASON_MAX)
        return co_raise(-EINVAL, "a reason has up to %d bytes", IO_WEBSOCKET_REASON_MAX);
    return 0;
}

static int agree(struct io_websocket *socket)
{
    int rc = 0;

    if (socket->receiving)
        rc = co_event_wait(&socket->is_over);
    while (rc >= 0 && !socket->over) {
        socket->receiving = true;
        rc = next_message(socket);
        socket->receiving = false;
    }
    if (socket->failed && !socket->released)
        rc = drop_the_rest(socket);
    if (rc < 0 && rc != -EPERM)
        return rc;
    if (socket->released)
        return 0;
    io_stream_close(socket->stream);
    return io_stream_wait_closed(socket->stream) == -ECANCELED ? -ECANCELED : 0;
}

int io_websocket_close(struct io_websocket *socket, int code, const char *reason)
{
    int rc = check_close(code, reason ? reason : "");

    if (rc < 0)
        return rc;
    enter(socket);
    if (!socket->over) {
        rc = io_frames_write_close(&socket->frames, code, reason ? reason : "");
        if (rc == 0)
            rc = send_output(socket);
    }
    if (rc == 0)
        rc = within_close_timeout(socket, agree);
    return leave(socket, rc);
}

void websocket_go_away(void *argument)
{
    struct io_websocket *socket = argument;

    if (socket->over)
        return;
    socket->is_going_away = true;
    /* Where this fails, the client is told by the end of its connection. */
    if (io_frames_write_close(&socket->frames, IO_WEBSOCKET_GOING_AWAY, "the server shuts down") ==
        0)
        send_output(socket);
}

int io_websocket_close_code(const struct io_websocket *socket)
{
    return socket->code;
}

const char *io_websocket_protocol(const struct io_websocket *socket)
{
    return socket->protocol;
}

struct io_stream *io_websocket_stream(const struct io_websocket *socket)
{
    return socket->stream;
}

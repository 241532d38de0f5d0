#define CO_WITHOUT_PLACES /* a call keeps the place of the one who called us */
#include "io/websocket.h"

#include "io/http_server.h"
#include "io/server.h"
#include "io/websocket_frames.h"
#include "io/websocket_handshake.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    READ_AT_ONCE = 64 * 1024,
    KEPT = 64 * 1024, /* of the memory for what is sent, while nothing is */
};

struct io_websocket {
    struct co_ending ending;  /* first: one is the other */
    struct io_stream *stream; /* may be gone once it is released */
    bool is_server;           /* then the stream is its connection's */
    struct io_frames frames;
    const char *unread; /* the stream's */
    size_t unread_size;
    double close_timeout;
    int users;      /* tasks in the functions below */
    bool receiving; /* one of them */
    bool over;      /* no more messages will come */
    bool failed;    /* because the other end broke the protocol: it may still send */
    bool released;
    int code; /* once it is over */
    struct co_event is_over;
};

/* ---- Making ---- */

static void end(struct co_ending *ending)
{
    struct io_websocket *socket = (struct io_websocket *)ending;

    io_frames_close(&socket->frames);
    co_memory_resize(socket, 0);
}

static int make(struct io_websocket **made, struct io_stream *stream, bool is_server,
                const struct io_websocket_options *options)
{
    struct io_websocket *socket = co_memory_resize(NULL, sizeof *socket);
    size_t limit = options ? options->max_message_size : 0;
    int rc;

    if (!socket)
        return -ENOMEM;
    *socket = (struct io_websocket){ .ending.end = end, .stream = stream, .is_server = is_server };
    socket->close_timeout = options ? options->close_timeout : 0;
    if (socket->close_timeout == 0)
        socket->close_timeout = IO_WEBSOCKET_CLOSE_TIMEOUT;
    rc = io_frames_open(&socket->frames, is_server, limit ? limit : IO_WEBSOCKET_MESSAGE_MAX);
    if (rc == 0)
        rc = co_ending_add(&socket->ending);
    if (rc < 0) {
        end(&socket->ending);
        return rc;
    }
    *made = socket;
    return 0;
}

static void be_over(struct io_websocket *socket, int code)
{
    if (socket->over)
        return;
    socket->over = true;
    socket->code = code;
    co_event_set(&socket->is_over);
}

static void enter(struct io_websocket *socket)
{
    socket->users++;
}

static void free_unused(struct io_websocket *socket)
{
    if (socket->users || !socket->released)
        return;
    co_ending_remove(&socket->ending);
    end(&socket->ending);
}

/* The last one out frees what was released meanwhile. */
static int leave(struct io_websocket *socket, int rc)
{
    socket->users--;
    free_unused(socket);
    return rc;
}

static void close_stream(struct io_websocket *socket)
{
    if (!socket->released)
        io_stream_close(socket->stream);
}

void io_websocket_release(struct io_websocket *socket)
{
    if (!socket)
        return;
    if (!socket->over)
        io_stream_abort(socket->stream);
    be_over(socket, IO_WEBSOCKET_LOST);
    close_stream(socket);
    if (!socket->is_server)
        io_stream_release(socket->stream);
    socket->released = true;
    free_unused(socket);
}

/* ---- Connecting ---- */

static int send_request(struct io_stream *stream, const struct io_websocket_address *address,
                        const char *key)
{
    return io_stream_printf(stream,
                            "GET %s%s HTTP/1.1\r\n"
                            "Host: %s:%d\r\n"
                            "Upgrade: websocket\r\n"
                            "Connection: Upgrade\r\n"
                            "Sec-WebSocket-Key: %s\r\n"
                            "Sec-WebSocket-Version: 13\r\n"
                            "\r\n",
                            *address->path == '/' ? "" : "/", address->path, address->host,
                            address->port, key);
}

static int shake_hands(struct io_stream *stream, const struct io_websocket_address *address)
{
    char key[IO_WEBSOCKET_KEY_SIZE];
    const char *response;
    int rc = io_websocket_make_key(key);

    if (rc < 0 || (rc = send_request(stream, address, key)) < 0)
        return rc;
    rc = io_stream_readuntil(stream, "\r\n\r\n", 4, &response);
    if (rc == -ENOMSG)
        return co_raise(-ECONNRESET, "the server closed the connection instead of an answer");
    if (rc == -EMSGSIZE)
        return co_raise(-EPROTO, "the server's answer has no end");
    return rc < 0 ? rc : io_websocket_check_response(response, key);
}

int io_websocket_connect(struct io_websocket **socket, const char *url,
                         const struct io_websocket_options *options)
{
    struct io_websocket_address address;
    struct io_stream *stream;
    int rc = io_websocket_parse_url(&address, url);

    if (rc < 0 || (rc = io_open_connection(&stream, address.host, address.port)) < 0)
        return rc;
    rc = shake_hands(stream, &address);
    if (rc == 0)
        rc = make(socket, stream, false, options);
    if (rc < 0)
        io_stream_release(stream);
    return rc;
}

/* ---- Accepting ---- */

static int refuse(struct io_http_response *response, int status)
{
    int rc = io_http_response_add_header(response, "Sec-WebSocket-Version", "13");

    if (rc == 0)
        rc = io_http_respond_text(response, status, "%d: a WebSocket is expected here", status);
    return rc < 0 ? rc : co_raise(-EPROTO, "the request does not ask for a WebSocket");
}

int io_websocket_prepare(struct io_websocket **socket, const struct io_http_request *request,
                         struct io_http_response *response,
                         const struct io_websocket_options *options)
{
    char accept[IO_WEBSOCKET_ACCEPT_SIZE];
    struct io_stream *stream;
    int status = io_websocket_check_request(request), rc;

    if (status)
        return refuse(response, status);
    rc = io_websocket_accept_key(io_http_request_header(request, "Sec-WebSocket-Key"), accept);
    if (rc == 0)
        rc = io_http_response_add_header(response, "Sec-WebSocket-Accept", accept);
    if (rc == 0)
        rc = io_http_upgrade(request, response, "websocket", &stream);
    return rc < 0 ? rc : make(socket, stream, true, options);
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

/* Whatever ends a connection is its end. */
static bool is_end(int rc)
{
    return rc <= 0 && rc != -ECANCELED && rc != -ENOMEM && rc != -EPERM;
}

static int read_more(struct io_websocket *socket)
{
    int rc = io_stream_read(socket->stream, READ_AT_ONCE, &socket->unread);

    if (is_end(rc)) {
        be_over(socket, IO_WEBSOCKET_LOST);
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
        be_over(socket, IO_WEBSOCKET_LOST);
    } else if (io_frames_close_received(frames)) {
        be_over(socket, io_frames_close_code(frames));
        close_stream(socket);
    }
    if (rc >= 0 && sent < 0)
        return sent;
    /* Who asks and asks, and does not read the answers, is not listened to. */
    if (rc >= 0 && frames->answered && io_stream_drain(socket->stream) == -ECANCELED)
        return -ECANCELED;
    return rc;
}

/* ---- Receiving ---- */

/* 1: a message is complete; 0: it is over. */
static int next_message(struct io_websocket *socket)
{
    int rc = 0;

    io_frames_drop_message(&socket->frames);
    while (rc >= 0 && !socket->frames.complete && !socket->over)
        rc = socket->unread_size ? look_at_frame(socket) : read_more(socket);
    return rc < 0 ? rc : socket->frames.complete;
}

/* What the other end still sends is read and dropped. To close without reading it would reset the
 * connection, and the close frame that says why would be lost on its way. */
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

/* The connection is dropped when that takes too long. */
static int within_close_timeout(struct io_websocket *socket, int (*wait)(struct io_websocket *))
{
    struct co_timeout timeout = { 0 };
    int rc = co_timeout_enter(&timeout, socket->close_timeout);

    if (rc == 0)
        rc = co_timeout_exit(&timeout, wait(socket));
    if (rc < 0 && !socket->released) {
        be_over(socket, IO_WEBSOCKET_LOST);
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

static int send_message(struct io_websocket *socket, enum io_frame_kind kind, const void *data,
                        size_t size)
{
    int rc;

    if (socket->over)
        return co_raise(socket->code == IO_WEBSOCKET_LOST ? -ECONNRESET : -EPIPE,
                        "the connection is closed");
    enter(socket);
    rc = io_frames_write(&socket->frames, kind, data, size);
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
    bool is_of_the_protocol = code >= 1000 && code <= 1014 && !(code >= 1004 && code <= 1006);

    if (!is_of_the_protocol && (code < 3000 || code > 4999))
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

int io_websocket_close_code(const struct io_websocket *socket)
{
    return socket->code;
}

struct io_stream *io_websocket_stream(const struct io_websocket *socket)
{
    return socket->stream;
}

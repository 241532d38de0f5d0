/* WebSockets: making and releasing them. See websocket.c for the rest. */
#include "io/websocket_internal.h"

#include "io/http_server.h"
#include "io/library.h"
#include "io/server.h"
#include "io/websocket_handshake.h"

#include <math.h>

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

void websocket_be_over(struct io_websocket *socket, int code)
{
    if (socket->over)
        return;
    socket->over = true;
    socket->code = code;
    co_event_set(&socket->is_over);
}

void websocket_free_unused(struct io_websocket *socket)
{
    if (socket->users || !socket->released)
        return;
    co_ending_remove(&socket->ending);
    end(&socket->ending);
}

void io_websocket_release(struct io_websocket *socket)
{
    if (!socket)
        return;
    if (!socket->over)
        io_stream_abort(socket->stream);
    websocket_be_over(socket, IO_WEBSOCKET_LOST);
    io_stream_close(socket->stream);
    if (!socket->is_server)
        io_stream_release(socket->stream);
    socket->released = true;
    websocket_free_unused(socket);
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

static int check(const struct io_websocket_options *options)
{
    if (options && isnan(options->close_timeout))
        return co_raise(-EINVAL, "a timeout that is not a number");
    return 0;
}

int io_websocket_connect(struct io_websocket **socket, const char *url,
                         const struct io_websocket_options *options)
{
    struct io_websocket_address address;
    struct io_stream *stream;
    int rc = check(options);

    if (rc < 0 || (rc = io_websocket_parse_url(&address, url)) < 0 ||
        (rc = io_open_connection(&stream, address.host, address.port)) < 0)
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
    int status = io_websocket_check_request(request), rc = check(options);

    if (rc < 0)
        return rc;
    if (status)
        return refuse(response, status);
    rc = io_library_load(&wslay_library); /* while it can still be refused */
    if (rc == 0)
        rc = io_websocket_accept_key(io_http_request_header(request, "Sec-WebSocket-Key"), accept);
    if (rc == 0)
        rc = io_http_response_add_header(response, "Sec-WebSocket-Accept", accept);
    if (rc == 0)
        rc = io_http_upgrade(request, response, "websocket", &stream);
    return rc < 0 ? rc : make(socket, stream, true, options);
}

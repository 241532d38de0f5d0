/* WebSockets: making and releasing them. See websocket.c for the rest. */
#include "io/websocket/websocket_internal.h"

#include "io/http/http_server.h"
#include "io/library.h"
#include "io/server.h"
#include "io/websocket/websocket_handshake.h"
#include "io/websocket/websocket_origin.h"

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
    /* After a farewell, the server's connection waits until the other end closes. Otherwise the
     * client would lose the close frame. */
    if (!socket->is_going_away || socket->over || socket->receiving) {
        if (!socket->over)
            io_stream_abort(socket->stream);
        io_stream_close(socket->stream);
    }
    websocket_be_over(socket, IO_WEBSOCKET_LOST);
    if (socket->response)
        io_http_set_farewell(socket->response, NULL, NULL);
    if (!socket->is_server)
        io_stream_release(socket->stream);
    socket->released = true;
    websocket_free_unused(socket);
}

/* ---- Connecting ---- */

/* The header that asks for subprotocols, or nothing. */
static int ask_for_protocols(struct io_stream *stream, const char *const *protocols)
{
    int rc;

    if (!protocols || !*protocols)
        return 0;
    rc = io_stream_printf(stream, "Sec-WebSocket-Protocol: ");
    for (size_t i = 0; protocols[i] && rc >= 0; i++)
        rc = io_stream_printf(stream, "%s%s", i ? ", " : "", protocols[i]);
    return rc < 0 ? rc : io_stream_printf(stream, "\r\n");
}

static int send_request(struct io_stream *stream, const struct io_websocket_address *address,
                        const char *key, const char *const *protocols)
{
    int rc = io_stream_printf(stream,
                              "GET %s%s HTTP/1.1\r\n"
                              "Host: %s:%d\r\n"
                              "Upgrade: websocket\r\n"
                              "Connection: Upgrade\r\n"
                              "Sec-WebSocket-Key: %s\r\n"
                              "Sec-WebSocket-Version: 13\r\n",
                              *address->path == '/' ? "" : "/", address->path, address->host,
                              address->port, key);
    if (rc >= 0)
        rc = ask_for_protocols(stream, protocols);
    return rc < 0 ? rc : io_stream_printf(stream, "\r\n");
}

static int shake_hands(struct io_stream *stream, const struct io_websocket_address *address,
                       const char *const *protocols, const char **protocol)
{
    char key[IO_WEBSOCKET_KEY_SIZE];
    const char *response;
    int rc = io_websocket_make_key(key);

    if (rc < 0 || (rc = send_request(stream, address, key, protocols)) < 0)
        return rc;
    rc = io_stream_readuntil(stream, "\r\n\r\n", 4, &response);
    if (rc == -ENOMSG)
        return co_raise(-ECONNRESET, "the server closed the connection instead of an answer");
    if (rc == -EMSGSIZE)
        return co_raise(-EPROTO, "the server's answer has no end");
    return rc < 0 ? rc : io_websocket_check_response(response, key, protocols, protocol);
}

static const char *const *protocols_of(const struct io_websocket_options *options)
{
    return options ? options->protocols : NULL;
}

static int check(const struct io_websocket_options *options)
{
    const char *const *protocols = protocols_of(options);

    if (options && isnan(options->close_timeout))
        return co_raise(-EINVAL, "a timeout that is not a number");
    for (; protocols && *protocols; protocols++)
        if (!io_http_is_name(*protocols))
            return co_raise(-EINVAL, "\"%s\" is no name of a subprotocol", *protocols);
    return 0;
}

int io_websocket_connect(struct io_websocket **socket, const char *url,
                         const struct io_websocket_options *options)
{
    struct io_websocket_address address;
    struct io_stream *stream;
    const char *protocol;
    int rc = check(options);

    if (rc < 0 || (rc = io_websocket_parse_url(&address, url)) < 0 ||
        (rc = io_open_connection(&stream, address.host, address.port)) < 0)
        return rc;
    rc = shake_hands(stream, &address, protocols_of(options), &protocol);
    if (rc == 0)
        rc = make(socket, stream, false, options);
    if (rc < 0)
        io_stream_release(stream);
    else
        (*socket)->protocol = protocol;
    return rc;
}

/* ---- Accepting ---- */

static int refuse(struct io_http_response *response, int status)
{
    int rc = io_http_response_add_header(response, "Sec-WebSocket-Version", "13");

    if (rc == 0 && status == 426)
        rc = io_http_response_add_header(response, "Upgrade", "websocket");
    if (rc == 0)
        rc = io_http_respond_text(response, status, "%d: a WebSocket is expected here", status);
    return rc < 0 ? rc : co_raise(-EPROTO, "the request does not ask for a WebSocket");
}

static int refuse_origin(const struct io_http_request *request, struct io_http_response *response)
{
    const char *origin = io_http_request_header(request, "Origin");
    int rc = io_http_respond_text(
        response, 403, "403: a page of %s may not connect: its origin is not allowed here", origin);

    return rc < 0 ? rc : co_raise(-EACCES, "a page of %s may not connect", origin);
}

/* Answer with 101 and its headers. */
static int accept_request(const struct io_http_request *request, struct io_http_response *response,
                          const char *protocol, struct io_stream **stream)
{
    char accept[IO_WEBSOCKET_ACCEPT_SIZE];
    int rc = io_websocket_accept_key(io_http_request_header(request, "Sec-WebSocket-Key"), accept);

    if (rc == 0)
        rc = io_http_response_add_header(response, "Sec-WebSocket-Accept", accept);
    if (rc == 0 && protocol)
        rc = io_http_response_add_header(response, "Sec-WebSocket-Protocol", protocol);
    return rc < 0 ? rc : io_http_upgrade(request, response, "websocket", stream);
}

int io_websocket_prepare(struct io_websocket **socket, const struct io_http_request *request,
                         struct io_http_response *response,
                         const struct io_websocket_options *options)
{
    const char *protocol = io_websocket_choose_protocol(request, protocols_of(options));
    int status = io_websocket_check_request(request), rc = check(options);
    struct io_stream *stream;

    if (rc < 0)
        return rc;
    if (status)
        return refuse(response, status);
    if (!io_websocket_origin_is_allowed(request, options ? options->origins : NULL))
        return refuse_origin(request, response);
    rc = io_library_load(&wslay_library); /* while it can still be refused */
    if (rc == 0)
        rc = accept_request(request, response, protocol, &stream);
    if (rc == 0)
        rc = make(socket, stream, true, options);
    if (rc < 0)
        return rc;
    (*socket)->protocol = protocol;
    (*socket)->response = response;
    io_http_set_farewell(response, websocket_go_away, *socket);
    return 0;
}

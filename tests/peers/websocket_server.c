/* A WebSocket server of ours, for foreign clients: websocket_server [ORIGIN...], whose pages may
 * connect besides its own. It speaks the subprotocols chat and superchat. Prints its port, then
 * what each connection ended with. It echoes what it gets, but:
 *     close CODE    closes
 *     drop          breaks the connection
 *     break         sends a frame that breaks the protocol
 *     ping          sends a ping, then an echo
 *     print TEXT    prints the text
 *     protocol      sends the name of the subprotocol
 */
#include "peer.h"

static int answer(struct io_websocket *socket, const struct io_websocket_message *message)
{
    struct io_stream *stream = io_websocket_stream(socket);
    int code;

    if (message->type == IO_WEBSOCKET_BINARY)
        return io_websocket_send_binary(socket, message->data, message->size);
    if (sscanf(message->data, "close %d", &code) == 1)
        return io_websocket_close(socket, code, "as you wish");
    if (strcmp(message->data, "break") == 0)
        return io_stream_write(stream, "\x8f\0", 2);
    if (strcmp(message->data, "drop") == 0) {
        io_stream_abort(stream);
        return 0;
    }
    if (strncmp(message->data, "print ", 6) == 0)
        return printf("%s\n", message->data + 6);
    if (strcmp(message->data, "protocol") == 0)
        return io_websocket_send_text(
            socket, io_websocket_protocol(socket) ? io_websocket_protocol(socket) : "none");
    if (strcmp(message->data, "ping") == 0)
        await(io_websocket_ping(socket, "alive?", 6));
    return io_websocket_send_text(socket, message->data);
}

static int echo(struct io_http_request *request, struct io_http_response *response, void *nothing)
{
    static const char *const protocols[] = { "chat", "superchat", NULL };
    struct io_websocket_options options = {
        .origins = (const char *const *)peer_arguments,
        .protocols = protocols,
    };
    struct io_websocket_message message;
    struct io_websocket *socket;
    int rc;

    await(io_websocket_prepare(&socket, request, response, &options));
    while ((rc = io_websocket_receive(socket, &message)) > 0) {
        if (message.type == IO_WEBSOCKET_ERROR)
            printf("error %s\n", message.data);
        else if ((rc = answer(socket, &message)) < 0)
            break;
    }
    printf("closed %d\n", io_websocket_close_code(socket));
    io_websocket_release(socket);
    return rc;
}

ASYNC(main)
{
    struct io_http_server *server;
    struct co_event never = { 0 };

    await(io_start_http_server(&server, echo, NULL, 0));
    printf("%d\n", io_http_server_port(server));
    return co_event_wait(&never);
}

PEER(IO_WSLAY | IO_CRYPTO)

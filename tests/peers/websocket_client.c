/* A WebSocket client of ours, for foreign servers: websocket_client URL WORD... sends the words,
 * each as a text, and prints what it gets. With "protocols:NAME NAME..." as the first word it asks
 * for these subprotocols, and prints which one is spoken. A word of another kind:
 *     binary:SIZE     so many bytes
 *     ping            a ping
 *     close:CODE      close
 */
#include "peer.h"

static int send_binary(struct io_websocket *socket, size_t size)
{
    char *data = malloc(size);
    int rc;

    for (size_t i = 0; i < size; i++)
        data[i] = (char)(i * i >> 7);
    rc = io_websocket_send_binary(socket, data, size);
    free(data);
    return rc;
}

static int say_word(struct io_websocket *socket, const char *word)
{
    if (strncmp(word, "binary:", 7) == 0)
        return send_binary(socket, strtoul(word + 7, NULL, 10));
    if (strcmp(word, "ping") == 0)
        return io_websocket_ping(socket, "alive?", 6);
    if (strncmp(word, "close:", 6) == 0)
        return io_websocket_close(socket, atoi(word + 6), "bye");
    return io_websocket_send_text(socket, word);
}

static unsigned checksum(const char *data, size_t size)
{
    unsigned sum = 0;

    for (size_t i = 0; i < size; i++)
        sum = sum * 31 + (unsigned char)data[i];
    return sum;
}

static void show(const struct io_websocket_message *message)
{
    if (message->type == IO_WEBSOCKET_ERROR)
        printf("error %s\n", message->data);
    else if (message->type == IO_WEBSOCKET_BINARY)
        printf("binary %zu %u\n", message->size, checksum(message->data, message->size));
    else if (message->size > 100)
        printf("text %zu %u\n", message->size, checksum(message->data, message->size));
    else
        printf("text %s\n", message->data);
}

/* Take the first word, if it names subprotocols. Returns the other words. */
static char **read_protocols(char **words, const char *protocols[8])
{
    size_t count = 0;

    if (!*words || strncmp(*words, "protocols:", 10) != 0)
        return words;
    for (char *rest = *words + 10, *name; count < 7 && (name = strsep(&rest, " "));)
        protocols[count++] = name;
    return words + 1;
}

ASYNC(main)
{
    const char *protocols[8] = { NULL };
    char **words = read_protocols(peer_arguments + 1, protocols);
    struct io_websocket_options options = { .protocols = protocols };
    struct io_websocket_message message;
    struct io_websocket *socket;

    await(io_websocket_connect(&socket, peer_arguments[0], &options));
    if (protocols[0])
        printf("protocol %s\n",
               io_websocket_protocol(socket) ? io_websocket_protocol(socket) : "none");
    for (char **word = words; *word; word++)
        await(say_word(socket, *word));
    while (await(io_websocket_receive(socket, &message)) > 0)
        show(&message);
    printf("closed %d\n", io_websocket_close_code(socket));
    io_websocket_release(socket);
    return 0;
}

PEER(IO_WSLAY | IO_CRYPTO)

/*
 * A chat over WebSockets, which needs wslay and libcrypto at run time: what one guest sends,
 * all others get.
 *
 *     cc 09-websocket-chat.c $(pkg-config --cflags --libs asyncdemo-io) -o websocket-chat
 *
 * It prints:
 *     Ann hears: Bob: hello
 *     Bob hears: Ann: welcome
 */
#define CO_SUGAR
#include <co/co.h>
#include <io/io.h>
#include <stdio.h>

enum { GUESTS = 2 };
static struct io_websocket *guests[GUESTS];
static int guest_count;
static struct co_event all_are_here;

static int serve(struct io_http_request *request, struct io_http_response *response, void *argument)
{
    struct io_websocket_message message;
    struct io_websocket *socket;

    (void)argument;
    await(io_websocket_prepare(&socket, request, response, NULL));
    guests[guest_count++] = socket;
    if (guest_count == GUESTS)
        await(co_event_set(&all_are_here));
    while (await(io_websocket_receive(socket, &message)) > 0)
        for (int i = 0; i < guest_count; i++)
            if (guests[i] != socket)
                await(io_websocket_send_text(guests[i], message.data));
    return 0;
}

ASYNC(guest, const char *name; const char *url; const char *word; bool begins;)
{
    struct io_websocket_message message;
    struct io_websocket *socket;

    await(io_websocket_connect(&socket, my->url, NULL));
    await(co_event_wait(&all_are_here));
    if (my->begins)
        await(io_websocket_printf(socket, "%s: %s", my->name, my->word));
    if (await(io_websocket_receive(socket, &message)) > 0)
        printf("%s hears: %s\n", my->name, message.data);
    if (!my->begins)
        await(io_websocket_printf(socket, "%s: %s", my->name, my->word));
    return io_websocket_close(socket, IO_WEBSOCKET_OK, "good bye");
}

ASYNC(main)
{
    struct io_http_server *server;
    char url[64];

    await(io_start_http_server(&server, serve, NULL, 0));
    snprintf(url, sizeof url, "ws://127.0.0.1:%d/", io_http_server_port(server));
    return GATHER(CORO(guest, "Ann", url, "welcome", false),
                  CORO(guest, "Bob", url, "hello", true));
}

int main(void)
{
    int rc = co_run(CORO(main), NULL);

    return rc == -ENOSYS ? 77 : rc < 0;
}

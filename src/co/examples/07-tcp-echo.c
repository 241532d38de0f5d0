/*
 * A server over TCP, and two clients, one after the other. The server calls `echo` for each
 * connection, in a task of its own, and closes the stream when that returns.
 *
 *     cc 07-tcp-echo.c $(pkg-config --cflags --libs asyncdemo-io) -o tcp-echo
 *
 * It prints:
 *     ping gets: ping
 *     pong gets: pong
 *     the server is closed
 */
#define CO_SUGAR
#include <co/co.h>
#include <io/io.h>
#include <stdio.h>

static int echo(struct io_stream *stream, void *argument)
{
    const char *line;
    int size;

    (void)argument;
    while ((size = await(io_stream_readline(stream, &line))) > 0) {
        await(io_stream_write(stream, line, (size_t)size));
        await(io_stream_drain(stream));
    }
    return 0;
}

ASYNC(client, int port; const char *word;)
{
    struct io_stream *stream;
    const char *line;

    await(io_open_connection(&stream, "127.0.0.1", my->port));
    await(io_stream_printf(stream, "%s\n", my->word));
    await(io_stream_readline(stream, &line));
    printf("%s gets: %s", my->word, line);
    io_stream_release(stream);
    return 0;
}

ASYNC(main)
{
    struct io_server *server;

    await(io_start_server(&server, echo, NULL, 0)); /* any free port */
    int port = io_server_port(server);
    await(CALL(client, port, "ping"));
    await(CALL(client, port, "pong"));
    io_server_close(server);
    await(io_server_wait_closed(server));
    printf("the server is closed\n");
    return 0;
}

int main(void)
{
    return co_run(CORO(main), NULL) < 0;
}

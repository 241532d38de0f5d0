/* Messages of 64 bytes go to an echo server over loopback TCP and back, one by one, over 1 and over
 * 100 connections: the processor time of one there and back. Client and server share the loop. */
#include "bench.h"

#include "io/server.h"

enum { SIZE = 64, CONNECTIONS = 100 };

static int answer(struct io_stream *stream, void *nothing)
{
    const char *data;
    int size;

    (void)nothing;
    while ((size = io_stream_readexactly(stream, SIZE, &data)) > 0) {
        await(io_stream_write(stream, data, SIZE));
        await(io_stream_drain(stream));
    }
    return size == -ENOMSG ? 0 : size;
}

ASYNC(talk, int port; long messages;)
{
    char message[SIZE] = { 0 };
    struct io_stream *stream;
    const char *data;

    await(io_open_connection(&stream, "127.0.0.1", my->port));
    for (long i = 0; i < my->messages; i++) {
        await(io_stream_write(stream, message, SIZE));
        await(io_stream_drain(stream));
        await(io_stream_readexactly(stream, SIZE, &data));
    }
    io_stream_release(stream);
    return 0;
}

ASYNC(echo, const char *name; int connections; long messages;)
{
    struct co_task *clients[CONNECTIONS];
    struct io_server *server;

    await(io_start_server(&server, answer, NULL, 0));
    double began = process_time();
    for (int i = 0; i < my->connections; i++)
        clients[i] =
            co_create_task(CORO(talk, io_server_port(server), my->messages / my->connections));
    await(co_gather(clients, (size_t)my->connections, NULL, 0));
    figure(my->name, (process_time() - began) / (double)my->messages * 1e6);
    io_server_release(server);
    return 0;
}

MEASURE
{
    await(CALL(echo, "echo", 1, my->count));
    return CALL(echo, "echo-many", CONNECTIONS, my->count);
}

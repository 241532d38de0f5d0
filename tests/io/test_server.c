/* src/io/server.c, connect.c and inside.c: servers and those who connect to them, on both clocks. */
#include "io/server.h"

#include "co/scenario.h"

#include <unistd.h>

static int echo_lines(struct io_stream *stream, void *nothing)
{
    const char *line;
    int size;

    (void)nothing;
    while ((size = io_stream_readline(stream, &line)) > 0) {
        await(io_stream_write(stream, line, (size_t)size));
        await(io_stream_drain(stream));
    }
    return size;
}

ASYNC(ask, int port; const char *question;)
{
    struct io_stream *stream;
    const char *answer;

    await(io_open_connection(&stream, "127.0.0.1", my->port));
    await(io_stream_printf(stream, "%s\n", my->question));
    await(io_stream_readline(stream, &answer));
    say("%.*s", (int)strcspn(answer, "\n"), answer);
    io_stream_release(stream);
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_server_answers_each_who_connects)
{
    struct io_server *server;

    await(io_start_server(&server, echo_lines, NULL, 0));
    for (int i = 0; i < 3; i++)
        await(CALL(ask, io_server_port(server), "hello"));
    SAID("hello hello hello");
    io_server_close(server);
    await(io_server_wait_closed(server));
    io_server_release(server);
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_server_on_a_path_answers)
{
    struct io_server *server;
    struct io_stream *stream;
    const char *answer;
    char path[200];

    snprintf(path, sizeof path, "%s/socket", test_folder());
    await(io_start_unix_server(&server, echo_lines, NULL, path));
    await(io_open_unix_connection(&stream, path));
    await(io_stream_printf(stream, "%s\n", "hello"));
    await(io_stream_readline(stream, &answer));
    ASSERT_STR_EQ(answer, "hello\n");
    io_stream_release(stream);
    io_server_close(server);
    ASSERT_EQ(access(path, F_OK), -1);
    await(io_server_wait_closed(server));
    io_server_release(server);
    return 0;
}

/* src/io/server.c, accept.c, connect.c, inside.c and listener.c: servers and their clients,
 * on both clocks. What asyncio's own cases say of servers is in tests/conformance. */
#include "io/server.h"

#include "co/scenario.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *data;

static const char *socket_path(void)
{
    static char path[200];

    snprintf(path, sizeof path, "%s/socket", test_folder());
    return path;
}

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

static int ask_over(struct io_stream *stream, const char *question)
{
    const char *answer;

    await(io_stream_printf(stream, "%s\n", question));
    await(io_stream_readline(stream, &answer));
    say("%.*s", (int)strcspn(answer, "\n"), answer);
    return 0;
}

ASYNC(ask, const char *host; int port; const char *question;)
{
    struct io_stream *stream;

    await(io_open_connection(&stream, my->host, my->port));
    int rc = ask_over(stream, my->question);
    io_stream_release(stream);
    return rc;
}

/* ---- Serving ---- */

TEST_ON_BOTH_CLOCKS(server_answers_each_client)
{
    struct io_server *server;

    await(io_start_server(&server, echo_lines, NULL, 0));
    for (int i = 0; i < 3; i++)
        await(CALL(ask, "127.0.0.1", io_server_port(server), "hello"));
    await(CALL(ask, "localhost", io_server_port(server), "host"));
    SAID("hello hello hello host");
    io_server_close(server);
    await(io_server_wait_closed(server));
    io_server_release(server);
    return 0;
}

TEST_ON_BOTH_CLOCKS(server_on_a_path_answers)
{
    struct io_server *server;
    struct io_stream *stream;

    await(io_start_unix_server(&server, echo_lines, NULL, socket_path()));
    ASSERT_EQ(io_server_port(server), 0);
    await(io_open_unix_connection(&stream, socket_path()));
    await(ask_over(stream, "hello"));
    SAID("hello");
    ASSERT_STR_EQ(io_stream_peer_name(stream), socket_path());
    io_stream_release(stream);
    io_server_close(server);
    await(io_server_wait_closed(server));
    io_server_release(server);
    return 0;
}

ASYNC_TEST(clients_are_served_in_order_on_the_virtual_clock)
{
    struct io_server *server;

    await(io_start_server(&server, echo_lines, NULL, 0));
    await(GATHER(CORO(ask, "127.0.0.1", io_server_port(server), "a"),
                 CORO(ask, "127.0.0.1", io_server_port(server), "b"),
                 CORO(ask, "127.0.0.1", io_server_port(server), "c")));
    SAID("a b c");
    io_server_release(server);
    return 0;
}

static int say_peer(struct io_stream *stream, void *nothing)
{
    (void)nothing;
    say("%s", io_stream_peer_name(stream));
    return 0;
}

ASYNC_TEST(lowest_free_port_is_taken)
{
    enum { MANY = 300 };
    static struct io_server *servers[MANY];
    static const int closed[] = { 250, 17, 99 };

    for (int i = 0; i < MANY; i++) {
        await(io_start_server(&servers[i], say_peer, NULL, 0));
        ASSERT_EQ(io_server_port(servers[i]), 49152 + i);
    }
    for (int i = 0; i < 3; i++)
        io_server_release(servers[closed[i]]);
    for (int i = 0; i < 3; i++) {
        int lowest = 49152 + (int[]){ 17, 99, 250 }[i];

        await(io_start_server(&servers[closed[i]], say_peer, NULL, 0));
        ASSERT_EQ(io_server_port(servers[closed[i]]), lowest);
    }
    for (int i = 0; i < MANY; i++)
        io_server_release(servers[i]);
    return 0;
}

ASYNC_TEST(ports_are_the_same_in_each_run_on_the_virtual_clock)
{
    struct io_server *first, *second;
    struct io_stream *stream;

    await(io_start_server(&first, say_peer, NULL, 0));
    await(io_start_server(&second, say_peer, NULL, 0));
    ASSERT_EQ(io_server_port(first), 49152);
    ASSERT_EQ(io_server_port(second), 49153);
    for (int i = 0; i < 2; i++) {
        await(io_open_connection(&stream, "127.0.0.1", 49153));
        ASSERT_STR_EQ(io_stream_peer_name(stream), "127.0.0.1:49153");
        await(io_stream_read(stream, 1, &data));
        io_stream_release(stream);
    }
    SAID("127.0.0.1:57344 127.0.0.1:57345");
    io_server_release(first);
    await(io_start_server(&first, say_peer, NULL, 0));
    ASSERT_EQ(io_server_port(first), 49152);
    io_server_release(first);
    io_server_release(second);
    return 0;
}

static int check_peer(struct io_stream *stream, void *expected)
{
    struct io_stream **client = expected;
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    char name[64];

    ASSERT_TRUE(*client);
    ASSERT_EQ(getsockname(io_stream_descriptor(*client), (void *)&address, &length), 0);
    snprintf(name, sizeof name, "127.0.0.1:%d", ntohs(address.sin_port));
    ASSERT_STR_EQ(io_stream_peer_name(stream), name);
    return 0;
}

ASYNC(names_of_peers)
{
    static struct io_stream *client;
    struct io_server *server;
    char name[64];

    await(io_start_server(&server, check_peer, &client, 0));
    await(io_open_connection(&client, "127.0.0.1", io_server_port(server)));
    snprintf(name, sizeof name, "127.0.0.1:%d", io_server_port(server));
    ASSERT_STR_EQ(io_stream_peer_name(client), name);
    ASSERT_EQ(io_stream_read(client, 1, &data), 0);
    io_stream_release(client);
    io_server_release(server);
    return 0;
}

TEST(both_ends_know_the_name_of_their_peer)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(names_of_peers)), 0);
}

static int wait_for_ever(struct io_stream *stream, void *nothing)
{
    struct co_event never = { 0 };

    (void)nothing;
    await(io_stream_write(stream, "x", 1));
    int rc = co_event_wait(&never);
    say("%s", co_error_name(rc));
    return rc;
}

TEST_ON_BOTH_CLOCKS(released_server_cancels_its_handlers)
{
    struct io_server *server;
    struct io_stream *stream;

    await(io_start_server(&server, wait_for_ever, NULL, 0));
    await(io_open_connection(&stream, "127.0.0.1", io_server_port(server)));
    await(io_stream_readexactly(stream, 1, &data));
    io_server_release(server);
    ASSERT_EQ(io_stream_read(stream, 1, &data), 0);
    SAID("CancelledError");
    io_stream_release(stream);
    return 0;
}

TEST_ON_BOTH_CLOCKS(closed_server_goes_on_with_the_connections_it_has)
{
    struct io_server *server;
    struct io_stream *stream, *late;
    int port;

    await(io_start_server(&server, echo_lines, NULL, 0));
    port = io_server_port(server);
    await(io_open_connection(&stream, "127.0.0.1", port));
    await(ask_over(stream, "before"));
    io_server_close(server);
    await(ask_over(stream, "after"));
    SAID("before after");
    ASSERT_EQ(io_open_connection(&late, "127.0.0.1", port), -ECONNREFUSED);
    io_stream_release(stream);
    await(io_server_wait_closed(server));
    io_server_release(server);
    return 0;
}

ASYNC_TEST(client_reads_the_end_when_its_server_is_closed)
{
    struct io_server *server;
    struct io_stream *stream;

    await(io_start_server(&server, echo_lines, NULL, 0));
    await(io_open_connection(&stream, "127.0.0.1", io_server_port(server)));
    io_server_close(server);
    ASSERT_EQ(io_stream_read(stream, 1, &data), 0);
    io_stream_release(stream);
    io_server_release(server);
    return 0;
}

TEST_ON_BOTH_CLOCKS(unreleased_servers_and_connections_end_with_the_loop)
{
    struct io_server *server;
    struct io_stream *stream;

    await(io_start_server(&server, wait_for_ever, NULL, 0));
    await(io_open_connection(&stream, "127.0.0.1", io_server_port(server)));
    await(turns(5));
    await(io_start_unix_server(&server, echo_lines, NULL, socket_path()));
    return 0;
}

/* ---- Errors ---- */

TEST_ON_BOTH_CLOCKS(port_or_path_in_use_is_an_error)
{
    struct io_server *first, *second;
    char expected[300];

    await(io_start_server(&first, echo_lines, NULL, 0));
    ASSERT_EQ(io_start_server(&second, echo_lines, NULL, io_server_port(first)), -EADDRINUSE);
    snprintf(expected, sizeof expected,
             "127.0.0.1:%d is taken: end the program that listens there, or choose another",
             io_server_port(first));
    ASSERT_STR_EQ(co_text(), expected);
    ASSERT_EQ(io_start_server(&second, echo_lines, NULL, 65536), -EINVAL);
    io_server_release(first);

    await(io_start_unix_server(&first, echo_lines, NULL, socket_path()));
    ASSERT_EQ(io_start_unix_server(&second, echo_lines, NULL, socket_path()), -EADDRINUSE);
    io_server_release(first);
    return 0;
}

TEST_ON_BOTH_CLOCKS(connection_is_refused_where_no_server_listens)
{
    struct io_stream *stream;
    char path[200];

    ASSERT_EQ(io_open_connection(&stream, "127.0.0.1", 1), -ECONNREFUSED);
    ASSERT_STR_EQ(co_text(), "no server listens on 127.0.0.1:1");
    ASSERT_EQ(io_open_connection(&stream, "127.0.0.1", -1), -EINVAL);
    ASSERT_EQ(io_open_unix_connection(&stream, socket_path()), -ENOENT);
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    ASSERT_EQ(io_open_unix_connection(&stream, path), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the path of a Unix socket is longer than 107 bytes");
    return 0;
}

/* ---- Strangers ---- */

/* A server of another program: it takes one connection and sends a line after some real time. */
static void *serve_once(void *argument)
{
    int *listener = argument, connection = accept(*listener, NULL, NULL);
    char byte;

    if (read(connection, &byte, 1) == 1)
        dprintf(connection, "hello\n");
    close(connection);
    return NULL;
}

TEST_ON_BOTH_CLOCKS(server_of_another_program_is_connected_to_in_real_time)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct io_stream *stream;
    pthread_t thread;

    ASSERT_EQ(bind(listener, (void *)&address, length), 0);
    ASSERT_EQ(listen(listener, 1), 0);
    ASSERT_EQ(getsockname(listener, (void *)&address, &length), 0);
    ASSERT_EQ(pthread_create(&thread, NULL, serve_once, &listener), 0);
    struct co_task *later = co_create_task(CORO(sleep_and_say, "later", 60));
    await(io_open_connection(&stream, "127.0.0.1", ntohs(address.sin_port)));
    await(ask_over(stream, "")); /* time is held meanwhile */
    SAID("hello");
    ASSERT_NEAR(co_time(), 0, 5);
    co_task_cancel(later);
    ASSERT_EQ(co_await(later), -ECANCELED);
    SAID("later:cancel");
    pthread_join(thread, NULL);
    io_stream_release(stream);
    close(listener);
    return 0;
}

/* ---- Short of memory and of descriptors ---- */

ASYNC(serve_three)
{
    struct io_server *server;
    int rc = 0;

    await(io_start_server(&server, echo_lines, NULL, 0));
    for (int i = 0; i < 3 && rc == 0; i++)
        rc = CALL(ask, "127.0.0.1", io_server_port(server), "hello");
    io_server_close(server);
    if (rc == 0)
        rc = io_server_wait_closed(server);
    io_server_release(server);
    /* The other end had no memory for us. */
    return rc == -ECONNRESET || rc == -EPIPE ? -ENOMEM : rc;
}

TEST(servers_and_clients_return_an_error_without_memory)
{
    run_short_of_memory(CO_CLOCK_VIRTUAL, CORO(serve_three));
    run_short_of_memory(CO_CLOCK_REAL, CORO(serve_three));
}

static rlim_t let_there_be_descriptors(rlim_t count)
{
    struct rlimit limit;
    rlim_t before;

    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
    before = limit.rlim_cur;
    limit.rlim_cur = count;
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    return before;
}

ASYNC(connect_without_descriptors)
{
    struct io_stream *stream;
    struct io_server *server;
    char expected[100];

    await(io_start_server(&server, echo_lines, NULL, 0));
    await(co_sleep(0.01)); /* the loop has all that it needs */
    rlim_t before = let_there_be_descriptors(3);
    int rc = io_open_connection(&stream, "127.0.0.1", io_server_port(server));
    let_there_be_descriptors(before);
    ASSERT_EQ(rc, -EMFILE);
    snprintf(expected, sizeof expected, "cannot connect to 127.0.0.1:%d: Too many open files",
             io_server_port(server));
    ASSERT_STR_EQ(co_text(), expected);
    io_server_release(server);
    return 0;
}

TEST(connections_return_an_error_without_descriptors)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(connect_without_descriptors)), 0);
}

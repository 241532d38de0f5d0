/* asyncio's cases of test_base_events.py, test_unix_events.py, test_streams.py and test_server.py
 * about servers and their clients. Cases that need real sockets run on the real clock. */
#include "io/address.h"
#include "io/server.h"

#include "conformance.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *data;

static const char *socket_path(void)
{
    static char path[200];

    snprintf(path, sizeof path, "%s/socket", test_folder());
    return path;
}

#define CONFORMS_OUTSIDE(class, test)                                                              \
    static int class##_##test##_main(void *nothing);                                               \
    CONFORMANCE_CASE(class##_##test, #class "." #test)                                             \
    {                                                                                              \
        struct co_coro main = { class##_##test##_main, NULL, 0, "main", 0, NULL };                 \
        struct co_options options = { .clock = CO_CLOCK_REAL, .report = say_report };              \
                                                                                                   \
        ASSERT_EQ(co_run(main, &options), 0);                                                      \
    }                                                                                              \
    static int class##_##test##_main(void *nothing __attribute__((unused)))

/* ---- Names, as a resolver of ours has them ---- */

static int names_asked_for;

static struct addrinfo *make_address(const char *numeric)
{
    struct addrinfo *info = calloc(1, sizeof *info + sizeof(union io_address));
    union io_address *address = (void *)(info + 1);

    address->ipv4 = (struct sockaddr_in){ .sin_family = AF_INET };
    ASSERT_EQ(inet_pton(AF_INET, numeric, &address->ipv4.sin_addr), 1);
    info->ai_family = AF_INET;
    info->ai_addr = &address->any;
    info->ai_addrlen = sizeof address->ipv4;
    return info;
}

/* In place of the system's resolver. "two" has an address without a host and an address of this
 * machine; "none" has no address; a numeric address stands for itself. */
int getaddrinfo(const char *restrict host, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict found)
{
    struct in_addr ipv4;
    struct in6_addr ipv6;
    char without_zone[100];

    (void)service;
    *found = NULL;
    if (inet_pton(AF_INET, host, &ipv4) == 1) {
        *found = make_address(host);
        return 0;
    }
    snprintf(without_zone, sizeof without_zone, "%.*s", (int)strcspn(host, "%"), host);
    if (inet_pton(AF_INET6, without_zone, &ipv6) == 1) {
        *found = make_address("127.0.0.1");
        *(struct sockaddr_in6 *)(*found)->ai_addr = (struct sockaddr_in6){
            .sin6_family = AF_INET6,
            .sin6_addr = ipv6,
            .sin6_scope_id = if_nametoindex(host + strlen(without_zone) + 1),
        };
        (*found)->ai_family = AF_INET6;
        (*found)->ai_addrlen = sizeof(struct sockaddr_in6);
        return 0;
    }
    if (hints->ai_flags & AI_NUMERICHOST)
        return EAI_NONAME;
    names_asked_for++;
    if (strcmp(host, "two") == 0) {
        *found = make_address("127.0.0.2");
        (*found)->ai_next = make_address("127.0.0.1");
    }
    return strcmp(host, "unknown") == 0 ? EAI_NONAME : 0;
}

void freeaddrinfo(struct addrinfo *info)
{
    while (info) {
        struct addrinfo *next = info->ai_next;

        free(info);
        info = next;
    }
}

/* ---- What accept() says, if not what the system does ---- */

static int accept_fails_with, accepts_asked_for;

int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags)
{
    accepts_asked_for++;
    if (accept_fails_with) {
        errno = accept_fails_with;
        accept_fails_with = 0;
        return -1;
    }
    return (int)syscall(SYS_accept4, descriptor, address, length, flags);
}

/* ---- Handlers ---- */

static int greet(struct io_stream *stream, void *nothing)
{
    (void)nothing;
    return io_stream_write(stream, "hello\n", 6);
}

static int echo(struct io_stream *stream, void *nothing)
{
    int size;

    (void)nothing;
    while ((size = io_stream_readline(stream, &data)) > 0) {
        await(io_stream_write(stream, data, (size_t)size));
        await(io_stream_drain(stream));
    }
    return size;
}

/* Wait until the client closes the connection. */
static int listen_to(struct io_stream *stream, void *nothing)
{
    int size;

    (void)nothing;
    do
        size = io_stream_read(stream, 100, &data);
    while (size > 0);
    return size;
}

static int fail(struct io_stream *stream, void *nothing)
{
    (void)stream, (void)nothing;
    return co_raise(-EIO, "the handler failed");
}

static int be_cancelled(struct io_stream *stream, void *nothing)
{
    (void)stream, (void)nothing;
    co_task_cancel(co_current_task());
    return co_sleep(1);
}

/* ---- Connections ---- */

/* A port of this machine where no server listens. */
static int closed_port(void)
{
    struct io_server *server;

    if (io_start_server(&server, greet, NULL, 0) < 0)
        return -1;
    int port = io_server_port(server);
    io_server_release(server);
    return port;
}

static int is_greeted(struct io_stream *stream)
{
    await(io_stream_readline(stream, &data));
    ASSERT_STR_EQ(data, "hello\n");
    io_stream_release(stream);
    return 0;
}

CONFORMS_OUTSIDE(BaseEventLoopWithSelectorTests, test_create_connection_multiple_errors)
{
    struct io_stream *stream;
    char expected[200];
    int port = closed_port();

    ASSERT_EQ(io_open_connection(&stream, "two", port), -ECONNREFUSED);
    snprintf(
        expected, sizeof expected,
        "Multiple exceptions: no server listens on 127.0.0.2:%d, no server listens on 127.0.0.1:%d",
        port, port);
    ASSERT_STR_EQ(co_text(), expected);
    return 0;
}

ASYNC(connect_to, const struct sockaddr_in *address;)
{
    struct io_stream *stream;

    return io_open_connection(&stream, "127.0.0.1", ntohs(my->address->sin_port));
}

/* A listener whose queue is full does not answer. */
CONFORMS_OUTSIDE(BaseEventLoopWithSelectorTests, test_create_connection_timeout)
{
    enum { QUEUED = 8 };
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), queued[QUEUED];

    ASSERT_EQ(bind(listener, (void *)&address, length), 0);
    ASSERT_EQ(listen(listener, 0), 0);
    ASSERT_EQ(getsockname(listener, (void *)&address, &length), 0);
    for (int i = 0; i < QUEUED; i++) {
        queued[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        if (connect(queued[i], (void *)&address, length) < 0)
            ASSERT_EQ(errno, EINPROGRESS);
    }
    ASSERT_EQ(co_wait_for(co_create_task(CORO(connect_to, &address)), 0.05), -ETIMEDOUT);
    for (int i = 0; i < QUEUED; i++)
        close(queued[i]);
    close(listener);
    return 0; /* the harness checks that no descriptor is left open */
}

CONFORMS_OUTSIDE(BaseEventLoopWithSelectorTests, test_create_connection_no_getaddrinfo)
{
    struct io_stream *stream;

    ASSERT_EQ(io_open_connection(&stream, "none", 80), -ENXIO);
    ASSERT_EQ(io_open_connection(&stream, "unknown", 80), -ENXIO);
    ASSERT_STR_EQ(co_text(), "there is no host unknown: Name or service not known");
    return 0;
}

CONFORMS_OUTSIDE(BaseEventLoopWithSelectorTests, test_create_connection_connect_err)
{
    struct io_stream *stream;
    char expected[100];
    int port = closed_port();

    ASSERT_EQ(io_open_connection(&stream, "127.0.0.1", port), -ECONNREFUSED);
    snprintf(expected, sizeof expected, "no server listens on 127.0.0.1:%d", port);
    ASSERT_STR_EQ(co_text(), expected);
    return 0;
}

CONFORMS_OUTSIDE(BaseEventLoopWithSelectorTests, test_create_connection_multiple)
{
    struct io_server *server;
    struct io_stream *stream;

    await(io_start_server(&server, greet, NULL, 0));
    await(io_open_connection(&stream, "two", io_server_port(server)));
    await(is_greeted(stream));
    io_server_release(server);
    return 0;
}

CONFORMS_OUTSIDE(BaseEventLoopWithSelectorTests, test_create_connection_ipv6_scope)
{
    struct io_addresses found;

    await(io_look_up(&found, "fe80::1%lo", 80));
    ASSERT_EQ(found.all[0].ipv6.sin6_scope_id, if_nametoindex("lo"));
    ASSERT_EQ(ntohs(found.all[0].ipv6.sin6_port), 80);
    return 0;
}

CONFORMS_OUTSIDE(BaseEventLoopWithSelectorTests, test_create_connection_ip_addr)
{
    struct io_server *server;
    struct io_stream *stream;

    await(io_start_server(&server, greet, NULL, 0));
    await(io_open_connection(&stream, "127.0.0.1", io_server_port(server)));
    await(is_greeted(stream));
    ASSERT_EQ(names_asked_for, 0);
    io_server_release(server);
    return 0;
}

static int check_nodelay(const struct io_stream *stream)
{
    int on = 0;
    socklen_t length = sizeof on;

    ASSERT_EQ(getsockopt(io_stream_descriptor(stream), IPPROTO_TCP, TCP_NODELAY, &on, &length), 0);
    ASSERT_TRUE(on);
    return 0;
}

static int greet_without_delay(struct io_stream *stream, void *nothing)
{
    check_nodelay(stream);
    return greet(stream, nothing);
}

CONFORMS_OUTSIDE(TestSelectorUtils, test_set_nodelay)
{
    struct io_server *server;
    struct io_stream *stream;

    await(io_start_server(&server, greet_without_delay, NULL, 0));
    await(io_open_connection(&stream, "127.0.0.1", io_server_port(server)));
    check_nodelay(stream);
    await(is_greeted(stream));
    io_server_release(server);
    return 0;
}

CONFORMS(SelectorEventLoopUnixSocketTests, test_create_unix_connection_nopath_nosock)
{
    struct io_stream *stream;

    ASSERT_EQ(io_open_unix_connection(&stream, ""), -EINVAL);
    return 0;
}

/* ---- Starting a server ---- */

CONFORMS_OUTSIDE(BaseEventLoopWithSelectorTests, test_create_server_cant_bind)
{
    struct io_server *first, *second;
    char expected[100];

    await(io_start_server(&first, greet, NULL, 0));
    ASSERT_EQ(io_start_server(&second, greet, NULL, io_server_port(first)), -EADDRINUSE);
    snprintf(expected, sizeof expected,
             "127.0.0.1:%d is taken: end the program that listens there, or choose another",
             io_server_port(first));
    ASSERT_STR_EQ(co_text(), expected);
    io_server_release(first);
    return 0;
}

CONFORMS(SelectorEventLoopUnixSocketTests, test_create_unix_server_nopath_nosock)
{
    struct io_server *server;

    ASSERT_EQ(io_start_unix_server(&server, greet, NULL, ""), -EINVAL);
    return 0;
}

/* A file that a socket has left behind. */
static void leave_socket(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int left = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(address.sun_path, path);
    ASSERT_EQ(bind(left, (void *)&address, sizeof address), 0);
    close(left);
    ASSERT_EQ(access(path, F_OK), 0);
}

CONFORMS_OUTSIDE(SelectorEventLoopUnixSocketTests, test_create_unix_server_existing_path_sock)
{
    struct io_server *server;
    struct io_stream *stream;

    leave_socket(socket_path());
    await(io_start_unix_server(&server, greet, NULL, socket_path()));
    await(io_open_unix_connection(&stream, socket_path()));
    await(is_greeted(stream));
    io_server_release(server);
    return 0;
}

CONFORMS_OUTSIDE(SelectorEventLoopUnixSocketTests, test_create_unix_server_existing_path_nonsock)
{
    struct io_server *server;

    close(open(socket_path(), O_CREAT | O_WRONLY, 0600));
    ASSERT_EQ(io_start_unix_server(&server, greet, NULL, socket_path()), -EADDRINUSE);
    ASSERT_EQ(access(socket_path(), F_OK), 0);
    return 0;
}

CONFORMS_OUTSIDE(SelectorEventLoopUnixSocketTests, test_create_unix_server_bind_error)
{
    struct io_server *server;
    char path[250];

    snprintf(path, sizeof path, "%s/no-folder/socket", test_folder());
    ASSERT_EQ(io_start_unix_server(&server, greet, NULL, path), -ENOENT);
    return 0;
}

/* ---- Accepting ---- */

CONFORMS_OUTSIDE(BaseEventLoopWithSelectorTests, test_accept_connection_retry)
{
    struct io_server *server;
    struct io_stream *stream;

    await(io_start_server(&server, greet, NULL, 0));
    accept_fails_with = EAGAIN;
    await(io_open_connection(&stream, "127.0.0.1", io_server_port(server)));
    await(is_greeted(stream));
    ASSERT_EQ(accept_fails_with, 0);
    SAID("");
    io_server_release(server);
    return 0;
}

CONFORMS_OUTSIDE(BaseEventLoopWithSelectorTests, test_accept_connection_exception)
{
    struct io_server *server;
    struct io_stream *stream;
    double began = co_time();

    await(io_start_server(&server, greet, NULL, 0));
    accept_fails_with = EMFILE;
    await(io_open_connection(&stream, "127.0.0.1", io_server_port(server)));
    await(is_greeted(stream));
    ASSERT_TRUE(co_time() - began >= 1);
    ASSERT_TRUE(accepts_asked_for <= 3);
    SAID("socket.accept() out of system resource:OSError:Too many open files");
    io_server_release(server);
    return 0;
}

/* ---- Serving ---- */

ASYNC(ask_server, int port; const char *path;)
{
    struct io_stream *stream;

    await(my->path ? io_open_unix_connection(&stream, my->path)
                   : io_open_connection(&stream, "127.0.0.1", my->port));
    await(io_stream_write(stream, "hello!\n", 7));
    await(io_stream_drain(stream));
    await(io_stream_readline(stream, &data));
    ASSERT_STR_EQ(data, "hello!\n");
    io_stream_release(stream);
    return 0;
}

static int serves(struct io_server *server, const char *path)
{
    await(CALL(ask_server, io_server_port(server), path));
    io_server_close(server);
    await(io_server_wait_closed(server));
    io_server_release(server);
    return 0;
}

CONFORMS(StreamTests, test_start_server)
{
    struct io_server *server;

    await(io_start_server(&server, echo, NULL, 0));
    return serves(server, NULL);
}

CONFORMS(StreamTests, test_start_unix_server)
{
    struct io_server *server;

    await(io_start_unix_server(&server, echo, NULL, socket_path()));
    return serves(server, socket_path());
}

static int client_is_left(io_connection_handler *handler)
{
    struct io_server *server;
    struct io_stream *stream;

    await(io_start_server(&server, handler, NULL, 0));
    await(io_open_connection(&stream, "127.0.0.1", io_server_port(server)));
    ASSERT_EQ(io_stream_read_all(stream, &data), 0);
    io_stream_release(stream);
    io_server_close(server);
    await(io_server_wait_closed(server));
    io_server_release(server);
    return 0;
}

ASYNC(failing_server)
{
    return client_is_left(fail);
}

CONFORMS_RUNNING(StreamTests, test_unhandled_exceptions)
{
    ASSERT_EQ(run_reporting(CORO(failing_server)), 0);
    SAID("Unhandled exception in client_connected_cb:OSError:the handler failed");
}

ASYNC(cancelled_server)
{
    return client_is_left(be_cancelled);
}

CONFORMS_RUNNING(StreamTests, test_unhandled_cancel)
{
    ASSERT_EQ(run_reporting(CORO(cancelled_server)), 0);
    SAID("");
}

ASYNC(serve_forever, struct io_server *server;)
{
    int rc = io_server_serve_forever(my->server);

    say("%s", co_error_name(rc));
    return rc;
}

static int serves_until_cancelled(struct io_server *server, const char *path)
{
    struct co_task *serving = co_create_task(CORO(serve_forever, server));
    struct io_stream *idle;

    await(CALL(ask_server, io_server_port(server), path));
    await(path ? io_open_unix_connection(&idle, path)
               : io_open_connection(&idle, "127.0.0.1", io_server_port(server)));
    await(turns(5));
    ASSERT_EQ(io_server_serve_forever(server), -EPERM);
    ASSERT_STR_EQ(co_text(), "server is already being awaited on serve_forever()");
    co_task_cancel(serving);
    ASSERT_EQ(co_await(serving), -ECANCELED);
    SAID("CancelledError");
    ASSERT_EQ(io_server_connections(server), 0);
    ASSERT_EQ(io_stream_read(idle, 1, &data), 0);
    ASSERT_EQ(io_server_serve_forever(server), -EPERM);
    ASSERT_STR_EQ(co_text(), "server is closed");
    io_stream_release(idle);
    io_server_release(server);
    return 0;
}

CONFORMS(BaseStartServer, test_start_server_1)
{
    struct io_server *server;

    await(io_start_server(&server, echo, NULL, 0));
    return serves_until_cancelled(server, NULL);
}

CONFORMS(SelectorStartServerTests, test_start_unix_server_1)
{
    struct io_server *server;

    await(io_start_unix_server(&server, echo, NULL, socket_path()));
    return serves_until_cancelled(server, socket_path());
}

/* ---- Closing a server ---- */

ASYNC(wait_closed, struct io_server *server;)
{
    int rc = io_server_wait_closed(my->server);

    say("closed");
    return rc;
}

/* A server with one client that says nothing, and a task that waits for its end. */
struct serving {
    struct io_server *server;
    struct io_stream *client;
    struct co_task *waiting;
};

static int begin_serving(struct serving *serving)
{
    await(io_start_server(&serving->server, listen_to, NULL, 0));
    await(io_open_connection(&serving->client, "127.0.0.1", io_server_port(serving->server)));
    serving->waiting = co_create_task(CORO(wait_closed, serving->server));
    await(turns(5));
    SAID("");
    return 0;
}

static int end_serving(struct serving *serving)
{
    await(co_await(serving->waiting));
    SAID("closed");
    ASSERT_EQ(io_server_connections(serving->server), 0);
    await(io_server_wait_closed(serving->server));
    io_stream_release(serving->client);
    io_server_release(serving->server);
    return 0;
}

CONFORMS(TestServer2, test_wait_closed_basic)
{
    static struct serving serving;

    await(begin_serving(&serving));
    io_server_close(serving.server);
    await(turns(5));
    SAID("");
    io_stream_close(serving.client);
    return end_serving(&serving);
}

CONFORMS(TestServer2, test_wait_closed_race)
{
    static struct serving serving;

    await(begin_serving(&serving));
    io_stream_close(serving.client);
    io_server_close(serving.server);
    return end_serving(&serving);
}

CONFORMS(TestServer2, test_close_clients)
{
    static struct serving serving;

    await(begin_serving(&serving));
    io_server_close(serving.server);
    io_server_close_clients(serving.server);
    await(end_serving(&serving));
    return 0;
}

static int write_much(struct io_stream *stream, void *nothing)
{
    static char much[1 << 20];

    (void)nothing;
    await(io_stream_write(stream, much, sizeof much));
    return io_stream_drain(stream);
}

CONFORMS(TestServer2, test_abort_clients)
{
    struct io_server *server;
    struct io_stream *client;

    await(io_start_server(&server, write_much, NULL, 0));
    await(io_open_connection(&client, "127.0.0.1", io_server_port(server)));
    await(turns(5));
    struct co_task *waiting = co_create_task(CORO(wait_closed, server));
    io_server_close(server);
    await(turns(5));
    SAID("");
    io_server_abort_clients(server);
    await(co_await(waiting));
    ASSERT_TRUE(io_stream_read_all(client, &data) < 1 << 20);
    io_stream_release(client);
    io_server_release(server);
    return 0;
}

/* ---- The file of a server's socket ---- */

CONFORMS_OUTSIDE(UnixServerCleanupTests, test_unix_server_addr_cleanup)
{
    struct io_server *server;

    await(io_start_unix_server(&server, greet, NULL, socket_path()));
    ASSERT_EQ(access(socket_path(), F_OK), 0);
    io_server_close(server);
    ASSERT_EQ(access(socket_path(), F_OK), -1);
    io_server_release(server);
    return 0;
}

CONFORMS_OUTSIDE(UnixServerCleanupTests, test_unix_server_cleanup_gone)
{
    struct io_server *server;

    await(io_start_unix_server(&server, greet, NULL, socket_path()));
    unlink(socket_path());
    io_server_close(server);
    await(io_server_wait_closed(server));
    io_server_release(server);
    return 0;
}

CONFORMS_OUTSIDE(UnixServerCleanupTests, test_unix_server_cleanup_replaced)
{
    struct io_server *server;

    await(io_start_unix_server(&server, greet, NULL, socket_path()));
    unlink(socket_path());
    leave_socket(socket_path());
    io_server_close(server);
    ASSERT_EQ(access(socket_path(), F_OK), 0);
    io_server_release(server);
    return 0;
}

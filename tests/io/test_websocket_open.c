/* src/io/websocket/websocket_open.c: how WebSockets are made and go. */
#include "websocket_scenario.h"

/* ---- Handshakes ---- */

static struct io_server *by_hand;
static const char *answer;

static int answer_by_hand(struct io_stream *stream, void *nothing)
{
    const char *request;

    (void)nothing;
    await(io_stream_readuntil(stream, "\r\n\r\n", 4, &request));
    await(io_stream_printf(stream, "%s", answer));
    return io_stream_drain(stream);
}

/* Connect to a server that answers this. */
static int connect_to(const char *its_answer)
{
    struct io_websocket *socket;
    char its_url[64];
    int rc;

    need_libraries();
    answer = its_answer;
    await(io_start_server(&by_hand, answer_by_hand, NULL, 0));
    snprintf(its_url, sizeof its_url, "ws://127.0.0.1:%d/ws", io_server_port(by_hand));
    rc = io_websocket_connect(&socket, its_url, NULL);
    say("%s:%s", co_error_name(rc), co_text());
    ASSERT_TRUE(rc < 0);
    io_server_close(by_hand);
    await(io_server_wait_closed(by_hand));
    io_server_release(by_hand);
    return 0;
}

TEST_ON_BOTH_CLOCKS(connection_fails_when_the_server_wants_no_websocket)
{
    await(connect_to("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
    SAID("ProtocolError:404 Invalid response status");
    await(connect_to("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n"));
    SAID("ProtocolError:101 Invalid challenge response");
    await(connect_to(""));
    SAID("ConnectionError:the server closed the connection instead of an answer");
    return 0;
}

/* Each end refuses its own options: the server answers with 500. */
ASYNC_TEST(timeout_of_a_close_has_to_be_a_number)
{
    struct io_websocket_options options = { .close_timeout = NAN };
    struct io_websocket *socket;

    await(start(&(behaviour *){ NULL }));
    ASSERT_EQ(io_websocket_connect(&socket, url(), &options), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a timeout that is not a number");
    server_options = options;
    ASSERT_EQ(io_websocket_connect(&socket, url(), NULL), -EPROTO);
    ASSERT_STR_EQ(co_text(), "500 Invalid response status");
    return stop();
}

ASYNC_TEST(answer_without_an_end_is_an_error)
{
    static char text[200 * 1024];

    memset(text, 'x', sizeof text - 1);
    await(connect_to(text));
    SAID("ProtocolError:the server's answer has no end");
    return 0;
}

ASYNC_TEST(connection_is_refused_without_a_server)
{
    struct io_websocket *socket;

    need_libraries();
    ASSERT_EQ(io_websocket_connect(&socket, "ws://127.0.0.1:1/", NULL), -ECONNREFUSED);
    ASSERT_EQ(io_websocket_connect(&socket, "http://127.0.0.1/", NULL), -EINVAL);
    return 0;
}

/* Receives until the end, and says the code. */
ASYNC(say_all, struct io_websocket *socket;)
{
    struct io_websocket_message message;

    while (await(io_websocket_receive(my->socket, &message)) > 0)
        say("%s", message.data);
    say("client:%d", io_websocket_close_code(my->socket));
    return 0;
}

/* Ask for the server's WebSocket with these headers; says the line of the status. */
static int ask(const char *headers)
{
    struct io_stream *stream;
    const char *line;

    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    await(io_stream_printf(stream, "GET /ws HTTP/1.1\r\nHost: x\r\n%s\r\n", headers));
    await(io_stream_readuntil(stream, "\r\n", 2, &line));
    say("%.*s", (int)strcspn(line, "\r"), line);
    while (await(io_stream_readuntil(stream, "\r\n", 2, &line)) > 2)
        if (strncmp(line, "Sec-", 4) == 0 || strncmp(line, "Upgrade", 7) == 0)
            say("%.*s", (int)strcspn(line, "\r"), line);
    io_stream_release(stream);
    return 0;
}

TEST_ON_BOTH_CLOCKS(request_without_an_upgrade_is_refused)
{
    await(start(&echoing));
    await(ask(""));
    SAID("HTTP/1.1 426 Upgrade Required Sec-WebSocket-Version: 13 Upgrade: websocket");
    await(ask("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"));
    SAID("HTTP/1.1 400 Bad Request Sec-WebSocket-Version: 13");
    await(ask("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    SAID("HTTP/1.1 426 Upgrade Required Sec-WebSocket-Version: 13 Upgrade: websocket");
    return stop();
}

/* ---- Origins and subprotocols ---- */

#define ASKS                                                                                       \
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"                   \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define AGREES                                                                                     \
    "HTTP/1.1 101 Switching Protocols Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo= "

TEST_ON_BOTH_CLOCKS(page_of_another_origin_is_refused_unless_listed)
{
    static const char *const origins[] = { "http://evil", NULL };

    server_options.origins = NULL;
    await(start(&echoing));
    await(ask(ASKS "Origin: http://x\r\n"));
    SAID(AGREES "Upgrade: websocket");
    await(ask(ASKS "Origin: http://evil\r\n"));
    SAID("HTTP/1.1 403 Forbidden");
    server_options.origins = origins;
    await(ask(ASKS "Origin: http://evil\r\n"));
    SAID(AGREES "Upgrade: websocket");
    await(ask(ASKS "Origin: http://other\r\n"));
    SAID("HTTP/1.1 403 Forbidden");
    return stop();
}

static int say_protocol(struct io_websocket *socket)
{
    say("server:%s", io_websocket_protocol(socket) ? io_websocket_protocol(socket) : "none");
    return say_messages(socket);
}
static behaviour *saying_protocol = say_protocol;

static int agree_on(const char *const *protocols)
{
    struct io_websocket *socket;

    await(io_websocket_connect(&socket, url(),
                               &(struct io_websocket_options){ .protocols = protocols }));
    say("client:%s", io_websocket_protocol(socket) ? io_websocket_protocol(socket) : "none");
    await(io_websocket_close(socket, IO_WEBSOCKET_OK, NULL));
    io_websocket_release(socket);
    return 0;
}

TEST_ON_BOTH_CLOCKS(both_ends_agree_on_a_subprotocol)
{
    static const char *const of_server[] = { "chat.v1", "chat.v2", NULL };

    await(start(&saying_protocol));
    server_options.protocols = of_server;
    await(agree_on((const char *const[]){ "chat.v3", "chat.v2", "chat.v1", NULL }));
    SAID("server:chat.v2 client:chat.v2 1000");
    await(agree_on((const char *const[]){ "chat.v3", NULL }));
    SAID("server:none client:none 1000");
    await(agree_on(NULL));
    SAID("server:none client:none 1000");
    await(ask(ASKS "Sec-WebSocket-Protocol: chat.v1\r\n"));
    await(stop());
    SAID("server:chat.v1 " AGREES "Sec-WebSocket-Protocol: chat.v1 Upgrade: websocket 1006");
    return 0;
}

ASYNC_TEST(subprotocol_has_a_name)
{
    struct io_websocket_options options = { .protocols = (const char *const[]){ "a b", NULL } };
    struct io_websocket *socket;

    need_libraries();
    ASSERT_EQ(io_websocket_connect(&socket, "ws://127.0.0.1:1/", &options), -EINVAL);
    ASSERT_STR_EQ(co_text(), "\"a b\" is no name of a subprotocol");
    return 0;
}

/* ---- Servers that shut down ---- */

static int shut_down(behaviour **behave, double seconds)
{
    struct io_websocket *socket;
    struct co_task *task;

    await(begin(&socket, behave, NULL));
    await(io_websocket_send_text(socket, "hello"));
    await(co_sleep(0.01));
    task = co_create_task(CORO(say_all, socket));
    await(io_http_server_shut_down(server, seconds));
    await(co_await(task));
    io_websocket_release(socket);
    io_http_server_release(server);
    return 0;
}

TEST_ON_BOTH_CLOCKS(client_sees_1001_when_its_server_shuts_down)
{
    await(shut_down(&listening, 10));
    SAID("text:hello client:1001 1001");
    return 0;
}

static int send_for_ever(struct io_websocket *socket)
{
    for (;;) {
        await(co_sleep(0.02));
        await(io_websocket_send_text(socket, "news"));
    }
}
static behaviour *sending = send_for_ever;

TEST_ON_BOTH_CLOCKS(client_sees_1001_from_a_handler_that_sends)
{
    await(shut_down(&sending, 10));
    SAID("client:1001");
    return 0;
}

static int sleep_for_ever(struct io_websocket *socket)
{
    (void)socket;
    return co_sleep(CO_FOREVER);
}
static behaviour *sleeping = sleep_for_ever;

ASYNC_TEST(client_sees_1001_from_a_handler_that_does_not_end)
{
    double began = co_time();

    await(shut_down(&sleeping, 5));
    SAID("client:1001");
    ASSERT_NEAR(co_time() - began, 5.01, 1e-6);
    return 0;
}

/* ---- The end of the loop ---- */

ASYNC_TEST(unreleased_connection_ends_with_the_loop)
{
    struct io_websocket *socket;

    await(begin(&socket, &listening, NULL));
    await(io_websocket_send_text(socket, "hello"));
    await(co_sleep(1));
    SAID("text:hello");
    return 0;
}

/* ---- Memory ---- */

static int say_hello(void)
{
    struct io_websocket_message message;
    struct io_websocket *socket;

    await(begin(&socket, &echoing, NULL));
    await(io_websocket_send_text(socket, "hello"));
    if (await(io_websocket_receive(socket, &message)) > 0)
        ASSERT_STR_EQ(message.data, "hello");
    await(io_websocket_close(socket, IO_WEBSOCKET_OK, NULL));
    io_websocket_release(socket);
    return 0;
}

MEMORY_TEST(connection_returns_an_error_without_memory)
{
    int rc = say_hello();

    /* It was the server that had none: 500 came, or the connection broke. */
    return rc == -EPROTO || rc == -ECONNRESET || rc == -EPIPE ? -ENOMEM : rc;
}

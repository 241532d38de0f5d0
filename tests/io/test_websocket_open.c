/* src/io/websocket_open.c: how WebSockets are made and go. */
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

TEST_ON_BOTH_CLOCKS(servers_that_do_not_want_a_websocket)
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
ASYNC_TEST(the_timeout_of_a_close_is_a_number)
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

ASYNC_TEST(an_answer_without_an_end)
{
    static char text[200 * 1024];

    memset(text, 'x', sizeof text - 1);
    await(connect_to(text));
    SAID("ProtocolError:the server's answer has no end");
    return 0;
}

ASYNC_TEST(nobody_listens_there)
{
    struct io_websocket *socket;

    need_libraries();
    ASSERT_EQ(io_websocket_connect(&socket, "ws://127.0.0.1:1/", NULL), -ECONNREFUSED);
    ASSERT_EQ(io_websocket_connect(&socket, "http://127.0.0.1/", NULL), -EINVAL);
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
    if (strstr(line, "426")) {
        await(io_stream_readuntil(stream, "\r\n", 2, &line));
        say("%.*s", (int)strcspn(line, "\r"), line);
    }
    io_stream_release(stream);
    return 0;
}

TEST_ON_BOTH_CLOCKS(requests_for_something_else_are_refused)
{
    await(start(&echoing));
    await(ask(""));
    SAID("HTTP/1.1 400 Bad Request");
    await(ask("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    SAID("HTTP/1.1 426 Upgrade Required Sec-WebSocket-Version: 13");
    return stop();
}

/* ---- The end of the loop ---- */

ASYNC_TEST(what_is_forgotten_goes_with_the_loop)
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

MEMORY_TEST(without_memory_there_is_an_error_and_no_hang)
{
    int rc = say_hello();

    /* It was the server that had none: 500 came, or the connection broke. */
    return rc == -EPROTO || rc == -ECONNRESET || rc == -EPIPE ? -ENOMEM : rc;
}

#include "io/websocket/websocket_handshake.h"

#include "co/scenario.h"
#include "io/library.h"

/* ---- URLs ---- */

TEST(url_has_a_host_a_port_and_a_path)
{
    struct io_websocket_address address;

    memset(&address, 'x', sizeof address);
    ASSERT_EQ(io_websocket_parse_url(&address, "ws://127.0.0.1:4711/ws/a?b=c"), 0);
    ASSERT_STR_EQ(address.host, "127.0.0.1");
    ASSERT_EQ(address.port, 4711);
    ASSERT_STR_EQ(address.path, "/ws/a?b=c");
    ASSERT_EQ(io_websocket_parse_url(&address, "ws://host:65535"), 0);
    ASSERT_EQ(address.port, 65535);
    ASSERT_EQ(io_websocket_parse_url(&address, "WS://localhost"), 0);
    ASSERT_STR_EQ(address.host, "localhost");
    ASSERT_EQ(address.port, 80);
    ASSERT_STR_EQ(address.path, "");
}

TEST(url_of_another_scheme_is_refused)
{
    static const char *const urls[] = { "",
                                        "http://127.0.0.1/",
                                        "wss://127.0.0.1/",
                                        "ws://",
                                        "ws:///path",
                                        "ws://host:",
                                        "ws://host:0/",
                                        "ws://host:65536/",
                                        "ws://host:80x/",
                                        "ws://host?query",
                                        "ws://host/a b",
                                        "ws://host/\r\nX: y" };
    struct io_websocket_address address;

    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        test_note("%s", urls[i]);
        ASSERT_EQ(io_websocket_parse_url(&address, urls[i]), -EINVAL);
    }
}

TEST(host_of_a_url_is_shorter_than_its_buffer)
{
    struct io_websocket_address address;
    char url[sizeof "ws://" + IO_WEBSOCKET_HOST_MAX] = "ws://";

    memset(url + strlen("ws://"), 'h', IO_WEBSOCKET_HOST_MAX);
    ASSERT_EQ(io_websocket_parse_url(&address, url), -EINVAL);
    url[strlen(url) - 1] = '\0';
    ASSERT_EQ(io_websocket_parse_url(&address, url), 0);
    ASSERT_STR_EQ(address.host, url + strlen("ws://"));
}

/* ---- Keys ---- */

/* The example of RFC 6455, 1.3. */
static const char key[] = "dGhlIHNhbXBsZSBub25jZQ==";
static const char answer[] = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

static void need_crypto(void)
{
    char made[IO_WEBSOCKET_KEY_SIZE];
    int rc = io_websocket_make_key(made);

    if (rc == -ENOSYS)
        test_skip(crypto_library.reason);
    ASSERT_EQ(rc, 0);
}

TEST(key_is_answered_as_the_standard_says)
{
    char accept[IO_WEBSOCKET_ACCEPT_SIZE];

    need_crypto();
    ASSERT_EQ(io_websocket_accept_key(key, accept), 0);
    ASSERT_STR_EQ(accept, answer);
}

/* ---- Requests ---- */

static struct io_http_request request;

__attribute__((destructor)) static void free_request(void)
{
    io_http_request_free(&request);
}

static int check_request(const char *method, const char *upgrade, const char *connection,
                         const char *version, const char *its_key)
{
    int rc = 0;

    io_http_request_clear(&request);
    request.method = method;
    rc |= io_http_headers_add(&request.headers, "Upgrade", upgrade);
    rc |= io_http_headers_add(&request.headers, "Connection", connection);
    rc |= io_http_headers_add(&request.headers, "Sec-WebSocket-Version", version);
    rc |= io_http_headers_add(&request.headers, "Sec-WebSocket-Key", its_key);
    ASSERT_EQ(rc, 0);
    return io_websocket_check_request(&request);
}

TEST(request_for_a_websocket_is_accepted)
{
    char made[IO_WEBSOCKET_KEY_SIZE];

    need_crypto();
    ASSERT_EQ(io_websocket_make_key(made), 0);
    ASSERT_EQ(check_request("GET", "websocket", "Upgrade", "13", made), 0);
    ASSERT_EQ(check_request("GET", "WebSocket", "keep-alive, upgrade", "13", key), 0);
}

TEST(request_without_a_websocket_is_refused)
{
    ASSERT_EQ(check_request("POST", "websocket", "Upgrade", "13", key), 400);
    ASSERT_EQ(check_request("GET", "h2c", "Upgrade", "13", key), 426);
    ASSERT_EQ(check_request("GET", "websocket", "close", "13", key), 426);
    ASSERT_EQ(check_request("GET", "websocket", "Upgrade", "8", key), 426);
    ASSERT_EQ(check_request("GET", "websocket", "Upgrade", "13", ""), 400);
    ASSERT_EQ(check_request("GET", "websocket", "Upgrade", "13", "dGhlIHNhbXBsZQ=="), 400);
    ASSERT_EQ(check_request("GET", "websocket", "Upgrade", "13", "dGhlIHNhbXBsZSBub25jZQ==="), 400);
    ASSERT_EQ(check_request("GET", "websocket", "Upgrade", "13", "dGhlIHNhbXBsZSB-b25jZQ=="), 400);
    io_http_request_clear(&request);
    request.method = "GET";
    ASSERT_EQ(io_websocket_check_request(&request), 426);
}

TEST(request_with_a_body_is_refused)
{
    ASSERT_EQ(check_request("GET", "websocket", "Upgrade", "13", key), 0);
    request.body_size = 1;
    ASSERT_EQ(io_websocket_check_request(&request), 400);
}

TEST(request_without_version_or_key_is_refused)
{
    static const char *const names[] = { "Sec-WebSocket-Version", "Sec-WebSocket-Key" };

    for (size_t i = 0; i < 2; i++) {
        test_note("%s", names[i]);
        ASSERT_EQ(check_request("GET", "websocket", "Upgrade", "13", key), 0);
        io_http_headers_remove(&request.headers, names[i]);
        ASSERT_EQ(io_websocket_check_request(&request), 400);
    }
}

TEST(key_that_is_given_twice_is_refused)
{
    ASSERT_EQ(check_request("GET", "websocket", "Upgrade", "13", key), 0);
    ASSERT_EQ(io_http_headers_add(&request.headers, "Sec-WebSocket-Key", key), 0);
    ASSERT_EQ(io_websocket_check_request(&request), 400);
}

TEST(made_keys_are_all_different)
{
    char first[IO_WEBSOCKET_KEY_SIZE], second[IO_WEBSOCKET_KEY_SIZE];

    need_crypto();
    ASSERT_EQ(io_websocket_make_key(first), 0);
    ASSERT_EQ(io_websocket_make_key(second), 0);
    ASSERT_TRUE(strcmp(first, second) != 0);
}

/* ---- Subprotocols ---- */

static const char *choose(const char *first, const char *second, const char *const *protocols)
{
    io_http_request_clear(&request);
    ASSERT_EQ(io_http_headers_add(&request.headers, "Sec-WebSocket-Protocol", first), 0);
    if (second)
        ASSERT_EQ(io_http_headers_add(&request.headers, "sec-websocket-protocol", second), 0);
    return io_websocket_choose_protocol(&request, protocols);
}

TEST(client_prefers_the_first_subprotocol_of_its_list)
{
    static const char *const protocols[] = { "chat", "superchat", NULL };

    ASSERT_STR_EQ(choose("superchat, chat", NULL, protocols), "superchat");
    ASSERT_STR_EQ(choose("soap,,\tchat", NULL, protocols), "chat");
    ASSERT_STR_EQ(choose("soap", "wamp, superchat", protocols), "superchat");
    ASSERT_STR_EQ(choose("soap", NULL, protocols), NULL);
    ASSERT_STR_EQ(choose("Chat, cha, chats", NULL, protocols), NULL);
    ASSERT_STR_EQ(choose("chat", NULL, NULL), NULL);
    io_http_request_clear(&request);
    ASSERT_STR_EQ(io_websocket_choose_protocol(&request, protocols), NULL);
}

/* ---- Answers ---- */

static const char *const asked_for[] = { "chat", "superchat", NULL };
static const char *chosen;

static int check(const char *upgrade, const char *connection, const char *accept, const char *more)
{
    char response[512];

    snprintf(response, sizeof response,
             "HTTP/1.1 101 Switching Protocols\r\n"
             "Upgrade: %s\r\nconnection: %s\r\nSec-WebSocket-Accept: %s\r\n%s\r\n",
             upgrade, connection, accept, more);
    return io_websocket_check_response(response, key, asked_for, &chosen);
}

ASYNC_TEST(answer_of_a_server_is_accepted_when_it_agrees)
{
    need_crypto();
    ASSERT_EQ(check("websocket", "Upgrade", answer, ""), 0);
    ASSERT_STR_EQ(chosen, NULL);
    ASSERT_EQ(check("WebSocket", "keep-alive, upgrade", answer, "Server: x\r\n"), 0);
    ASSERT_EQ(check("websocket", "Upgrade", answer, "X-Empty:  \r\n"), 0);
    ASSERT_EQ(check("websocket", "Upgrade", answer, "Sec-WebSocket-Protocol:superchat \r\n"), 0);
    ASSERT_STR_EQ(chosen, "superchat");
    return 0;
}

#define EXPECT_REFUSAL(call, text)                                                                 \
    do {                                                                                           \
        ASSERT_EQ(call, -EPROTO);                                                                  \
        ASSERT_STR_EQ(co_text(), text);                                                            \
    } while (0)

ASYNC_TEST(answer_of_a_server_is_refused_when_it_does_not_agree)
{
    need_crypto();
    EXPECT_REFUSAL(check("h2c", "Upgrade", answer, ""), "101 Invalid upgrade header");
    EXPECT_REFUSAL(check("websocket", "close", answer, ""), "101 Invalid connection header");
    EXPECT_REFUSAL(check("websocket", "Upgrade", "s3pPLMBiTxaQ9kYGzzhZRbK+xOp=", ""),
                   "101 Invalid challenge response");
    EXPECT_REFUSAL(check("websocket", "Upgrade", answer, "Sec-WebSocket-Extensions: x\r\n"),
                   "101 with an extension that was not asked for");
    EXPECT_REFUSAL(check("websocket", "Upgrade", answer, "Sec-WebSocket-Protocol: soap\r\n"),
                   "101 with a subprotocol that was not asked for");
    EXPECT_REFUSAL(check("websocket", "Upgrade", answer,
                         "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: chat\r\n"),
                   "101 with a subprotocol that was not asked for");
    EXPECT_REFUSAL(check("websocket", "Upgrade", answer, "no colon\r\n"),
                   "the server does not speak HTTP/1.1");
    EXPECT_REFUSAL(
        io_websocket_check_response("HTTP/1.1 404 Not Found\r\n\r\n", key, NULL, &chosen),
        "404 Invalid response status");
    EXPECT_REFUSAL(io_websocket_check_response("SSH-2.0-OpenSSH\r\n\r\n", key, NULL, &chosen),
                   "the server does not speak HTTP/1.1");
    EXPECT_REFUSAL(io_websocket_check_response("\r\n\r\n", key, NULL, &chosen),
                   "the server does not speak HTTP/1.1");
    return 0;
}

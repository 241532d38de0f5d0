/* src/io/http/http_outcome.c, on both clocks: the errors of failed requests. */
#include "http_client_scenario.h"

TEST_ON_BOTH_CLOCKS(connection_that_breaks_is_an_error)
{
    ASSERT_EQ(get_text(""), -ECONNRESET);
    char expected[100];
    snprintf(expected, sizeof expected, "%.*s broke the connection", (int)strcspn(url + 7, "/"),
             url + 7);
    ASSERT_STR_EQ(co_text(), expected);
    ASSERT_EQ(get_text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"), -ECONNRESET);
    ASSERT_EQ(response.status, 0);
    return 0;
}

/* libcurl takes some of them for mistakes of its caller. */
TEST_ON_BOTH_CLOCKS(answer_that_is_not_http_is_an_error_of_the_server)
{
#define HEAD "HTTP/1.1 200 OK\r\n"
#define MOVED "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
    static const struct {
        const char *text;
        int error;
    } answers[] = {
        { "hello\r\n\r\n", -EPROTO },
        { "SSH-2.0-OpenSSH_9.2\r\n", -EPROTO },
        { "\x16\x03\x01\x02\x01\x01\x01\x01", -EPROTO },
        { "RTSP/1.0 200 OK\r\n\r\n", -EPROTO },
        { "HTTP/9.9 200 OK\r\n\r\n", -EPROTO },
        { "HTTP/1.1 abc OK\r\n\r\n", -EPROTO },
        { "HTTP/1.1 20 OK\r\n\r\n", -EPROTO },
        { HEAD "no colon\r\n\r\n", -EPROTO },
        { HEAD " Name: value\r\n\r\n", -EPROTO },
        { HEAD "Content-Length: -5\r\n\r\n", -EPROTO },
        { HEAD "Content-Length: five\r\n\r\n", -EPROTO },
        { HEAD "Transfer-Encoding: chunked\r\n\r\nx\r\n", -EPROTO },
        { HEAD "Transfer-Encoding: unheard-of\r\n\r\nx\r\n", -EPROTO },
        { MOVED "ftp://127.0.0.1/\r\n\r\n", -EPROTO },
        { MOVED "file:///etc/passwd\r\n\r\n", -EPROTO },
        { MOVED "http://127.0.0.1:99999/\r\n\r\n", -EPROTO },
        { MOVED "http:///\r\n\r\n", -EPROTO },
        { MOVED "http://127.0.0.1:1/\r\n\r\n", -ECONNREFUSED },
        { HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", -ECONNRESET },
        { "HTTP/1.1", -ECONNRESET },
    };

    for (size_t i = 0; i < COUNT(answers); i++) {
        test_note("%s", answers[i].text);
        ASSERT_EQ(get_text(answers[i].text), answers[i].error);
        ASSERT_TRUE(strlen(co_text()) > 0);
    }
    return 0;
}

TEST_ON_BOTH_CLOCKS(error_names_its_server)
{
    char expected[100];

    ASSERT_EQ(get_text("hello\r\n\r\n"), -EPROTO);
    snprintf(expected, sizeof expected,
             "the answer of %.*s is not valid: Received HTTP/0.9 when not allowed",
             (int)strcspn(url + 7, "/"), url + 7);
    ASSERT_STR_EQ(co_text(), expected);
    ASSERT_EQ(get_text(MOVED "http://127.0.0.1:1/\r\n\r\n"), -ECONNREFUSED);
    ASSERT_STR_EQ(co_text(), "no server listens on 127.0.0.1:1");
    return 0;
}

static int send_a_long_line(struct io_stream *stream, void *nothing)
{
    const char *data;

    (void)nothing;
    await(io_stream_readuntil(stream, "\r\n\r\n", 4, &data));
    await(io_stream_printf(stream, HEAD "X: %0200000d\r\n\r\n", 0));
    return io_stream_drain(stream);
}

TEST_ON_BOTH_CLOCKS(header_line_without_end_is_an_error_of_the_server)
{
    ASSERT_EQ(get_from(send_a_long_line, NULL), -EMSGSIZE);
    return 0;
}

TEST_ON_BOTH_CLOCKS(response_that_is_too_long_is_an_error)
{
    struct io_http_options options = { .limit = 999999 };

    await(start());
    ASSERT_EQ(io_http_request(session, at("/large"), &options, &response), -EMSGSIZE);
    ASSERT_STR_EQ(co_text(), "the response is longer than 999999 bytes");
    options.limit = 1000000;
    await(io_http_request(session, at("/large"), &options, &response));
    return stop();
}

static int send_headers(struct io_stream *stream, void *nothing)
{
    const char *data;

    (void)nothing;
    await(io_stream_readuntil(stream, "\r\n\r\n", 4, &data));
    await(io_stream_printf(stream, "HTTP/1.1 200 OK\r\n"));
    for (int i = 0; i < 10000; i++) {
        await(io_stream_printf(stream, "X-%d: %0100d\r\n", i, 0));
        await(io_stream_drain(stream));
    }
    return 0;
}

TEST_ON_BOTH_CLOCKS(headers_without_end_are_an_error)
{
    ASSERT_EQ(get_from(send_headers, NULL), -EMSGSIZE);
    ASSERT_STR_EQ(co_text(), "the headers of the response are longer than 262144 bytes");
    return 0;
}

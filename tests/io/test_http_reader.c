/* src/io/http/http_reader.c */
#include "http_reader_scenario.h"

/* ---- Valid requests ---- */

TEST(request_without_a_body_is_read)
{
    complete("GET /item/1?delay=0.5 HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Blanks: \t a b \t\r\n\r\n");
    ASSERT_STR_EQ(reader.request.method, "GET");
    ASSERT_STR_EQ(reader.request.path, "/item/1");
    ASSERT_STR_EQ(io_http_request_parameter(&reader.request, "delay"), "0.5");
    ASSERT_STR_EQ(io_http_request_header(&reader.request, "x-blanks"), "a b");
    ASSERT_STR_EQ(reader.request.body, "");
    ASSERT_EQ(reader.request.body_size, 0);
    ASSERT_TRUE(reader.request.keep_alive);
}

TEST(body_of_a_given_length_is_read)
{
    complete("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    ASSERT_STR_EQ(reader.request.body, "hello");
    ASSERT_EQ(reader.request.body_size, 5);
}

TEST(body_in_chunks_is_read)
{
    complete("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
             "5\r\nhello\r\n0A ;name=value\r\n, world...\r\n0\r\nX-Trailer: 1\r\n\r\n");
    ASSERT_STR_EQ(reader.request.body, "hello, world...");
    ASSERT_TRUE(!io_http_request_header(&reader.request, "X-Trailer"));
}

TEST(body_may_have_any_bytes)
{
    static const char text[] = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\0\r\n\xff";

    ASSERT_EQ(io_http_reader_feed(&reader, text, sizeof text - 1), sizeof text - 1);
    ASSERT_TRUE(io_http_reader_is_complete(&reader));
    ASSERT_TRUE(memcmp(reader.request.body, "\0\r\n\xff", 5) == 0);
}

static const char *const complete_requests[] = {
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "DELETE /a HTTP/1.0\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET http://a/b HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
    "GET / HTTP/1.9\r\nHost:\r\nEmpty:\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\n\r\n",
    "PUT / HTTP/1.0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: , chunked ,\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 007\r\n\r\n1234567",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n000\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\nC: d\r\n\r\n",
    "PATCH / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n1",
    "HEAD / HTTP/1.0\r\nExpect: anything\r\nConnection: keep-alive\r\n\r\n",
};

/* The result is the same for all cuts. */
TEST(bytes_may_come_in_any_pieces)
{
    for (size_t i = 0; i < sizeof complete_requests / sizeof *complete_requests; i++) {
        const char *text = complete_requests[i];
        size_t size = strlen(text);

        for (size_t first = 0; first <= size; first++) {
            test_note("%s\ncut at %zu", text, first);
            io_http_reader_next(&reader);
            ASSERT_EQ(io_http_reader_feed(&reader, text, first), first);
            ASSERT_EQ(io_http_reader_is_complete(&reader), first == size);
            for (size_t at = first; at < size; at++)
                ASSERT_EQ(io_http_reader_feed(&reader, text + at, 1), 1);
            ASSERT_TRUE(io_http_reader_is_complete(&reader));
        }
    }
}

TEST(bytes_behind_a_request_are_left_for_the_next)
{
    const char *two = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1"
                      "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
    size_t taken = feed(two);

    ASSERT_TRUE(io_http_reader_is_complete(&reader));
    ASSERT_STR_EQ(reader.request.path, "/1");
    ASSERT_EQ(feed("more"), 0);
    io_http_reader_next(&reader);
    ASSERT_TRUE(!io_http_reader_has_begun(&reader));
    complete(two + taken);
    ASSERT_STR_EQ(reader.request.path, "/2");
    ASSERT_EQ(reader.request.body_size, 0);
}

TEST(client_decides_whether_the_connection_is_kept)
{
    static const struct {
        const char *text;
        bool keep_alive;
    } rows[] = {
        { "GET / HTTP/1.1\r\nHost: a\r\n\r\n", true },
        { "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false },
        { "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade, Close\r\n\r\n", false },
        { "GET / HTTP/1.0\r\n\r\n", false },
        { "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true },
        { "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_note("%s", rows[i].text);
        io_http_reader_next(&reader);
        complete(rows[i].text);
        ASSERT_EQ(reader.request.keep_alive, rows[i].keep_alive);
    }
}

TEST(client_of_http_1_0_cannot_ask_for_an_upgrade)
{
    complete("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
    ASSERT_STR_EQ(io_http_request_header(&reader.request, "Upgrade"), "websocket");
    io_http_reader_next(&reader);
    complete("GET / HTTP/1.0\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
    ASSERT_TRUE(!io_http_request_header(&reader.request, "Upgrade"));
    ASSERT_STR_EQ(io_http_request_header(&reader.request, "Host"), "a");
}

TEST(request_begins_with_its_first_byte)
{
    ASSERT_TRUE(!io_http_reader_has_begun(&reader));
    feed("\r\n");
    ASSERT_TRUE(!io_http_reader_has_begun(&reader));
    feed("G");
    ASSERT_TRUE(io_http_reader_has_begun(&reader));
}

TEST(client_is_told_once_to_send_its_body)
{
    feed("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r");
    ASSERT_TRUE(!io_http_reader_wants_continue(&reader));
    feed("\n");
    ASSERT_TRUE(io_http_reader_wants_continue(&reader));
    ASSERT_TRUE(!io_http_reader_wants_continue(&reader));
    feed("ab");
    ASSERT_TRUE(io_http_reader_is_complete(&reader));
}

TEST(client_is_not_told_to_send_a_body_that_it_has_sent)
{
    feed("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\na");
    ASSERT_TRUE(!io_http_reader_wants_continue(&reader));
}

/* ---- Refused requests ---- */

static const struct {
    int status;
    const char *text;
} refused[] = {
    /* The request line. */
    { 400, "\r\n\r\n" },
    { 400, "GET\r\n" },
    { 400, "GET /\r\n" },
    { 400, "GET  / HTTP/1.1\r\n" },
    { 400, "GET / HTTP/1.1 \r\n" },
    { 400, "GET /a b HTTP/1.1\r\n" },
    { 400, " GET / HTTP/1.1\r\n" },
    { 400, "GET\t/ HTTP/1.1\r\n" },
    { 400, "G(T / HTTP/1.1\r\n" },
    { 400, "GET item HTTP/1.1\r\n" },
    { 400, "GET /%zz HTTP/1.1\r\n" },
    { 400, "GET /%00 HTTP/1.1\r\n" },
    { 400, "GET /\xc3\xa4 HTTP/1.1\r\n" },
    { 400, "GET /\x7f HTTP/1.1\r\n" },
    { 400, "GET * HTTP/1.1\r\n" },
    { 400, "GET / http/1.1\r\n" },
    { 400, "GET / HTTP/1x1\r\n" },
    { 400, "GET / HTTP/1\r\n" },
    { 400, "GET / HTTP/1.10\r\n" },
    { 400, "GET / HTTP/x.1\r\n" },
    { 400, "GET / FTP/1.1\r\n" },
    { 501, "get / HTTP/1.1\r\n" },
    { 501, "CONNECT a:80 HTTP/1.1\r\n" },
    { 501, "BREW / HTTP/1.1\r\n" },
    { 505, "GET / HTTP/2.0\r\n" },
    { 505, "GET / HTTP/0.9\r\n" },
    /* Ends of line. */
    { 400, "GET / HTTP/1.1\n" },
    { 400, "GET / HTTP/1.1\r\r\n" },
    { 400, "GET / HTTP/1.1\r\nHost: a\n\n" },
    { 400, "GET / HTTP/1.1\r\nHost: a\rX: y\r\n" },
    { 400, "\n" },
    /* Header fields. */
    { 400, "GET / HTTP/1.1\r\n Host: a\r\n" },
    { 400, GET " folded\r\n" },
    { 400, GET "\tfolded\r\n" },
    { 400, GET "Name : value\r\n" },
    { 400, GET "Na me: value\r\n" },
    { 400, GET ": value\r\n" },
    { 400, GET "no colon\r\n" },
    { 400, GET "Name: a\x01z\r\n" },
    { 400, GET "Name: a\x7fz\r\n" },
    { 400, GET "Na\xc3\xa4me: a\r\n" },
    { 400, "GET / HTTP/1.1\r\n\r\n" },
    { 400, GET HOST "\r\n" },
    { 400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n" },
    { 417, POST "Expect: a-cake\r\nContent-Length: 1\r\n\r\n" },
    /* How long the body is. */
    { 400, POST "Content-Length: 1\r\nContent-Length: 2\r\n\r\n" },
    { 400, POST "Content-Length: 1\r\nContent-Length: 1\r\n\r\n" },
    { 400, POST "Content-Length: 1, 1\r\n\r\n" },
    { 400, POST "Content-Length:\r\n\r\n" },
    { 400, POST "Content-Length: -1\r\n\r\n" },
    { 400, POST "Content-Length: +1\r\n\r\n" },
    { 400, POST "Content-Length: 0x1\r\n\r\n" },
    { 400, POST "Content-Length: 99999999999999999999999999\r\n\r\n" },
    { 400, POST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n" },
    { 400, POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" },
    { 400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" },
    { 413, POST "Content-Length: 1048577\r\n\r\n" },
    { 501, POST "Transfer-Encoding: gzip, chunked\r\n\r\n" },
    { 400, POST "Transfer-Encoding: xchunked\r\n\r\n" },
    { 400, POST "Transfer-Encoding:\r\n\r\n" },
    /* Chunks. */
    { 400, CHUNKED "\r\n" },
    { 400, CHUNKED "x\r\n" },
    { 400, CHUNKED "0x1\r\n" },
    { 400, CHUNKED "-1\r\n" },
    { 400, CHUNKED "\x11\r\n" },
    { 400, CHUNKED " 1\r\n" },
    { 400, CHUNKED "1 2\r\n" },
    { 400, CHUNKED "1 \r\n" },
    { 400, CHUNKED "1\n" },
    { 400, CHUNKED "1;a\rb\r\n" },
    { 400, CHUNKED "1\r\nab\r\n" },
    { 400, CHUNKED "1\r\na\n" },
    { 400, CHUNKED "00000000000000001\r\n" },
    { 400, CHUNKED "0\r\n folded\r\n" },
    { 400, CHUNKED "0\r\nno colon\r\n" },
    { 400, CHUNKED "0\r\nNa me: a\r\n" },
    { 400, CHUNKED "0\r\nName : a\r\n" },
    { 400, CHUNKED "0\r\n: a\r\n" },
    { 400, CHUNKED "0\r\nName(: a\r\n" },
    { 413, CHUNKED "100001\r\n" },
    { 413, CHUNKED "ffffffffffffffff\r\n" },
    { 413, CHUNKED "1\r\na\r\n100000\r\n" },
};

TEST(each_malformed_request_is_refused_with_its_status)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        size_t size = strlen(refused[i].text);

        test_note("%s", refused[i].text);
        io_http_reader_next(&reader);
        ASSERT_EQ(io_http_reader_feed(&reader, refused[i].text, size - 1), size - 1);
        if (!io_http_reader_is_refused(&reader))
            io_http_reader_feed(&reader, refused[i].text + size - 1, 1);
        ASSERT_TRUE(io_http_reader_is_refused(&reader));
        ASSERT_EQ(reader.status, refused[i].status);
        ASSERT_TRUE(strlen(reader.reason) > 0);
        ASSERT_EQ(feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
    }
}

TEST(null_byte_is_refused_at_any_place_in_the_head)
{
    const char *text = GET "A: b\r\n\r\n";

    for (size_t at = 0; at < strlen(text); at++) {
        char copy[64];

        test_note("at %zu", at);
        memcpy(copy, text, strlen(text) + 1);
        copy[at] = '\0';
        io_http_reader_next(&reader);
        io_http_reader_feed(&reader, copy, strlen(text));
        feed("\r\n");
        ASSERT_EQ(reader.status, 400);
    }
}

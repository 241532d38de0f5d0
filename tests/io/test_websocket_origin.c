/* src/io/websocket/websocket_origin.c */
#include "io/websocket/websocket_origin.h"

#include "test.h"

#include <string.h>

static struct io_http_request request;

__attribute__((destructor)) static void free_request(void)
{
    io_http_request_free(&request);
}

static bool is_allowed(const char *origin, const char *host, const char *const *others)
{
    io_http_request_clear(&request);
    request.host = host;
    if (origin)
        ASSERT_EQ(io_http_headers_add(&request.headers, "Origin", origin), 0);
    return io_websocket_origin_is_allowed(&request, others);
}

TEST(pages_of_the_server_itself_are_allowed)
{
    static const struct {
        const char *origin, *host;
        bool is_allowed;
    } rows[] = {
        { NULL, "127.0.0.1:8080", true },
        { "http://127.0.0.1:8080", "127.0.0.1:8080", true },
        { "HTTP://LocalHost:8080", "localhost:8080", true },
        { "http://a", "a:80", true },
        { "http://a:80", "a", true },
        { "http://[::1]:8080", "[::1]:8080", true },
        { "http://127.0.0.1:8081", "127.0.0.1:8080", false },
        { "http://127.0.0.1", "127.0.0.1:8080", false },
        { "http://localhost:8080", "127.0.0.1:8080", false },
        { "http://127.0.0.1:8080.evil", "127.0.0.1:8080", false },
        { "http://evil-127.0.0.1:8080", "127.0.0.1:8080", false },
        { "https://127.0.0.1:8080", "127.0.0.1:8080", false },
        { "https://a", "a", false },
        { "ws://a", "a", false },
        { "null", "a", false },
        { "", "", false },
        { "a", "a", false },
        { "file://", "", false },
        { "http://", ":80", false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_note("origin %s, host %s", rows[i].origin, rows[i].host);
        ASSERT_EQ(is_allowed(rows[i].origin, rows[i].host, NULL), rows[i].is_allowed);
    }
}

TEST(other_origins_are_allowed_when_listed)
{
    static const char *const others[] = { "https://a.example", "null", NULL };
    static const char *const any[] = { "*", NULL };

    ASSERT_TRUE(is_allowed("https://a.example", "b", others));
    ASSERT_TRUE(is_allowed("HTTPS://A.example", "b", others));
    ASSERT_TRUE(is_allowed("null", "b", others));
    ASSERT_TRUE(is_allowed("http://b", "b", others));
    ASSERT_TRUE(!is_allowed("http://a.example", "b", others));
    ASSERT_TRUE(!is_allowed("https://a.example:444", "b", others));
    ASSERT_TRUE(is_allowed("http://evil", "b", any));
}

TEST(two_origins_are_refused)
{
    ASSERT_TRUE(is_allowed("http://a", "a", NULL));
    ASSERT_EQ(io_http_headers_add(&request.headers, "origin", "http://a"), 0);
    ASSERT_TRUE(!io_websocket_origin_is_allowed(&request, NULL));
}

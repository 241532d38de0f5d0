/* src/io/http/http_reader.c: how much of a request it keeps at most. */
#include "http_reader_scenario.h"

/* So many times the same bytes; 0, or the status it was refused with. */
static int feed_times(const char *text, size_t times)
{
    for (size_t i = 0; i < times && !reader.status; i++)
        feed(text);
    return reader.status;
}

TEST(request_line_has_a_limit)
{
    feed("GET /");
    ASSERT_EQ(feed_times("a", IO_HTTP_LINE_MAX - 16), 0);
    feed(" HTTP/1.1\r\n");
    ASSERT_EQ(reader.status, 0);

    io_http_reader_next(&reader);
    feed("GET /");
    ASSERT_EQ(feed_times("a", IO_HTTP_LINE_MAX), 414);
}

TEST(header_line_has_a_limit)
{
    feed(GET "A: ");
    ASSERT_EQ(feed_times("a", IO_HTTP_LINE_MAX - 5), 0);
    feed("\r\n\r\n");
    ASSERT_TRUE(io_http_reader_is_complete(&reader));

    io_http_reader_next(&reader);
    feed(GET "A: ");
    ASSERT_EQ(feed_times("a", IO_HTTP_LINE_MAX), 431);
}

TEST(all_header_lines_together_have_a_limit)
{
    char line[1024];

    snprintf(line, sizeof line, "A: %01000d\r\n", 0);
    feed(GET);
    ASSERT_EQ(feed_times(line, 65), 0);
    ASSERT_EQ(feed_times(line, 1), 431);
}

TEST(headers_are_at_most_a_hundred)
{
    feed(GET);
    ASSERT_EQ(feed_times("A: b\r\n", 99), 0);
    ASSERT_EQ(feed_times("A: b\r\n", 1), 431);
}

TEST(body_has_a_limit_that_can_be_set)
{
    reader.body_limit = 10;
    complete(POST "Content-Length: 10\r\n\r\n0123456789");
    io_http_reader_next(&reader);
    feed(POST "Content-Length: 11\r\n\r\n");
    ASSERT_EQ(reader.status, 413);
    io_http_reader_next(&reader);
    feed(CHUNKED "a\r\n0123456789\r\n");
    ASSERT_EQ(reader.status, 0);
    feed("1\r\n");
    ASSERT_EQ(reader.status, 413);
}

TEST(line_of_a_chunk_has_a_limit)
{
    feed(CHUNKED "1");
    ASSERT_EQ(feed_times(";", IO_HTTP_CHUNK_LINE_MAX), 400);
}

TEST(trailers_behind_the_chunks_count_as_header_lines)
{
    char line[1024];

    snprintf(line, sizeof line, "A: %01000d\r\n", 0);
    feed(CHUNKED "0\r\n");
    ASSERT_EQ(feed_times(line, 66), 431);
}

/* A length that is only announced costs no memory. */
TEST(memory_is_allocated_only_for_bytes_that_have_come)
{
    reader.body_limit = SIZE_MAX;
    feed(POST "Content-Length: 1000000000000\r\n\r\n1");
    ASSERT_EQ(reader.status, 0);
    ASSERT_TRUE(reader.request.content.capacity <= 4096);
}

TEST(memory_of_a_long_body_is_not_kept_for_the_next_request)
{
    static char text[300 * 1024];
    int length =
        snprintf(text, sizeof text, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 204800\r\n\r\n");

    memset(text + length, 'a', 200 * 1024);
    complete(text);
    io_http_reader_next(&reader);
    ASSERT_EQ(reader.request.content.capacity, 0);
    complete("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    ASSERT_STR_EQ(reader.request.body, "hello");
}

TEST(request_is_refused_without_memory)
{
    const char *text = CHUNKED "1\r\na\r\n0\r\n\r\n";
    bool failed = true;

    for (unsigned n = 1; failed; n++) {
        test_note("allocation %u", n);
        io_http_reader_free(&reader);
        reader = (struct io_http_reader){ 0 };
        co_fail_allocation(n, false);
        feed(text);
        failed = co_allocations() == n;
        co_fail_allocation(0, false);
        ASSERT_EQ(reader.status, failed ? 503 : 0);
        ASSERT_EQ(io_http_reader_is_complete(&reader), !failed);
    }
}

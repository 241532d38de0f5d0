/* src/io/http/http_headers.c */
#include "io/http/http_headers.h"

#include "co/scenario.h"

#include <errno.h>
#include <stdlib.h>

static struct io_http_headers headers;

__attribute__((destructor)) static void free_headers(void)
{
    io_http_headers_free(&headers);
}

static void add(const char *name, const char *value)
{
    ASSERT_EQ(io_http_headers_add(&headers, name, value), 0);
}

ASYNC_TEST(added_header_leaves_the_message_of_an_error_alone)
{
    ASSERT_EQ(co_raise(-EINVAL, "before"), -EINVAL);
    add("Content-Type", "text/plain");
    ASSERT_STR_EQ(co_text(), "before");
    return 0;
}

TEST(header_is_found_by_its_name_in_capitals_or_not)
{
    add("Content-Type", "text/plain");
    add("X-Empty", "");
    ASSERT_STR_EQ(io_http_headers_get(&headers, "content-TYPE"), "text/plain");
    ASSERT_STR_EQ(io_http_headers_get(&headers, "X-Empty"), "");
    ASSERT_TRUE(!io_http_headers_get(&headers, "Content"));
    ASSERT_TRUE(!io_http_headers_get(&headers, "text/plain"));
}

TEST(first_header_is_given_when_two_have_one_name)
{
    add("Via", "a");
    add("via", "b");
    ASSERT_STR_EQ(io_http_headers_get(&headers, "Via"), "a");
    ASSERT_EQ(headers.count, 2);
}

TEST(headers_come_one_after_the_other)
{
    const char *name, *value;
    size_t at = 0;

    ASSERT_TRUE(!io_http_headers_next(&headers, &at, &name, &value));
    add("A", "1");
    add("B", "");
    ASSERT_TRUE(io_http_headers_next(&headers, &at, &name, &value));
    ASSERT_STR_EQ(name, "A");
    ASSERT_STR_EQ(value, "1");
    ASSERT_TRUE(io_http_headers_next(&headers, &at, &name, &value));
    ASSERT_STR_EQ(name, "B");
    ASSERT_STR_EQ(value, "");
    ASSERT_TRUE(!io_http_headers_next(&headers, &at, &name, &value));
}

TEST(list_may_be_spread_over_several_headers)
{
    add("Connection", "Keep-Alive, Upgrade");
    add("Connection", ",TE ,close");
    ASSERT_TRUE(io_http_headers_list(&headers, "connection", "upgrade"));
    ASSERT_TRUE(io_http_headers_list(&headers, "connection", "te"));
    ASSERT_TRUE(io_http_headers_list(&headers, "connection", "close"));
    ASSERT_TRUE(!io_http_headers_list(&headers, "connection", "keep"));
    ASSERT_TRUE(!io_http_headers_list(&headers, "upgrade", "close"));
}

TEST(all_headers_of_a_name_are_removed)
{
    io_http_headers_remove(&headers, "A");
    add("A", "1");
    add("B", "2");
    add("a", "3");
    add("A", "4");
    io_http_headers_remove(&headers, "A");
    ASSERT_EQ(headers.count, 1);
    ASSERT_TRUE(!io_http_headers_get(&headers, "A"));
    ASSERT_STR_EQ(io_http_headers_get(&headers, "B"), "2");
}

TEST(character_that_would_end_a_field_is_refused)
{
    ASSERT_EQ(io_http_headers_add(&headers, "Location", "/\r\nSet-Cookie: a=b"), -EINVAL);
    ASSERT_EQ(io_http_headers_add(&headers, "X-Y: Z", "1"), -EINVAL);
    ASSERT_EQ(io_http_headers_add(&headers, "", "1"), -EINVAL);
    ASSERT_EQ(headers.count, 0);
}

TEST(headers_can_be_used_again_after_clear)
{
    add("A", "1");
    io_http_headers_clear(&headers);
    ASSERT_TRUE(!io_http_headers_get(&headers, "A"));
    add("B", "2");
    ASSERT_STR_EQ(io_http_headers_get(&headers, "B"), "2");
    ASSERT_EQ(headers.count, 1);
}

TEST(header_is_not_added_without_memory)
{
    co_fail_allocation(1, true);
    ASSERT_EQ(io_http_headers_add(&headers, "A", "1"), -ENOMEM);
    co_fail_allocation(0, false);
    ASSERT_EQ(headers.count, 0);
}

TEST(fields_of_a_name_are_counted_in_any_case_of_letters)
{
    struct io_http_headers fields = { 0 };

    ASSERT_EQ(io_http_headers_count(&fields, "Host"), 0);
    ASSERT_EQ(io_http_headers_add(&fields, "Host", "a"), 0);
    ASSERT_EQ(io_http_headers_add(&fields, "Accept", "b"), 0);
    ASSERT_EQ(io_http_headers_add(&fields, "HOST", "c"), 0);
    ASSERT_EQ(io_http_headers_count(&fields, "host"), 2);
    ASSERT_EQ(io_http_headers_count(&fields, "Accept"), 1);
    io_http_headers_free(&fields);
}

/* src/io/http/http_request.c */
#include "io/http/http_request.h"

#include "test.h"

#include <errno.h>
#include <stdio.h>

static struct io_http_request request;

__attribute__((destructor)) static void free_request(void)
{
    io_http_request_free(&request);
}

static int set_target(const char *target)
{
    char copy[256];

    io_http_request_clear(&request);
    snprintf(copy, sizeof copy, "%s", target);
    return io_http_request_set_target(&request, copy);
}

TEST(target_is_a_path_and_parameters)
{
    ASSERT_EQ(set_target("/item/1?delay=0.2&bad=1"), 0);
    ASSERT_STR_EQ(request.path, "/item/1");
    ASSERT_STR_EQ(request.target, "/item/1?delay=0.2&bad=1");
    ASSERT_STR_EQ(io_http_request_parameter(&request, "delay"), "0.2");
    ASSERT_STR_EQ(io_http_request_parameter(&request, "bad"), "1");
    ASSERT_TRUE(!io_http_request_parameter(&request, "Delay"));
}

TEST(path_and_parameters_are_decoded)
{
    ASSERT_EQ(set_target("/a%20b+c/%C3%A4?n%61me=1%2B1+%26&x"), 0);
    ASSERT_STR_EQ(request.path, "/a b+c/\xc3\xa4");
    ASSERT_STR_EQ(io_http_request_parameter(&request, "name"), "1+1 &");
    ASSERT_STR_EQ(io_http_request_parameter(&request, "x"), "");
}

TEST(empty_parameter_is_skipped)
{
    ASSERT_EQ(set_target("/?&&a=1&&a=2&"), 0);
    ASSERT_STR_EQ(io_http_request_parameter(&request, "a"), "1");
    ASSERT_EQ(request.query.count, 2);
}

TEST(target_may_name_the_host)
{
    ASSERT_EQ(set_target("HTTP://127.0.0.1:80/item?x=1"), 0);
    ASSERT_STR_EQ(request.path, "/item");
    ASSERT_EQ(set_target("http://127.0.0.1"), 0);
    ASSERT_STR_EQ(request.path, "/");
    ASSERT_STR_EQ(request.target, "/");
    ASSERT_EQ(set_target("http://127.0.0.1?x=1"), 0);
    ASSERT_STR_EQ(request.target, "/?x=1");
    ASSERT_STR_EQ(request.path, "/");
    ASSERT_STR_EQ(io_http_request_parameter(&request, "x"), "1");
}

TEST(malformed_target_is_refused)
{
    static const char *const targets[] = { "item",    "/%",    "/%2",   "/%zz", "/%00",
                                           "/?a=%",   "/?%4g", "/?%00", "/#a",  "https://a/",
                                           "/?a=1#b", "",      "ftp:/", "?a" };

    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        test_note("%s", targets[i]);
        ASSERT_EQ(set_target(targets[i]), -EINVAL);
    }
}

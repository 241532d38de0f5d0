/* The common part of the tests of the reader of requests. */
#ifndef HTTP_READER_SCENARIO_H
#define HTTP_READER_SCENARIO_H

#include "io/http/http_reader.h"

#include "co/co.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct io_http_reader reader;

__attribute__((destructor)) static void free_reader(void)
{
    io_http_reader_free(&reader);
}

__attribute__((unused)) static size_t feed(const char *text)
{
    return io_http_reader_feed(&reader, text, strlen(text));
}

__attribute__((unused)) static void complete(const char *text)
{
    ASSERT_EQ(feed(text), strlen(text));
    ASSERT_STR_EQ(reader.reason, NULL);
    ASSERT_TRUE(io_http_reader_is_complete(&reader));
}

#define HOST "Host: a\r\n"
#define GET "GET / HTTP/1.1\r\n" HOST
#define POST "POST / HTTP/1.1\r\n" HOST
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"

#endif

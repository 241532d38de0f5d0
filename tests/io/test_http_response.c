/* src/io/http/http_response.c */
#include "io/http/http_response.h"

#include "co/scenario.h"
#include "io/http/jansson.h"

static struct io_http_response response;

__attribute__((destructor)) static void free_response(void)
{
    io_http_response_free(&response);
}

/* ---- Making one ---- */

ASYNC_TEST(text_is_the_body_and_its_type_a_header)
{
    await(io_http_respond_text(&response, 404, "there is no %s", "item"));
    ASSERT_EQ(response.status, 404);
    ASSERT_STR_EQ(io_http_response_text(&response), "there is no item");
    ASSERT_STR_EQ(io_http_response_header(&response, "content-type"), "text/plain; charset=utf-8");
    return 0;
}

ASYNC_TEST(last_answer_of_a_handler_is_sent)
{
    await(io_http_response_add_header(&response, "X-Kept", "1"));
    await(io_http_respond_text(&response, 404, "a long text that is not answered"));
    await(io_http_respond_json(&response, 200, "{\"id\": %d}", 7));
    ASSERT_EQ(response.status, 200);
    ASSERT_STR_EQ(io_http_response_text(&response), "{\"id\": 7}");
    ASSERT_STR_EQ(io_http_response_header(&response, "Content-Type"),
                  "application/json; charset=utf-8");
    ASSERT_EQ(response.headers.count, 2);
    return 0;
}

ASYNC_TEST(body_may_have_any_bytes)
{
    await(io_http_respond(&response, 200, "image/png", "\0\n\xff", 3));
    ASSERT_EQ(io_buffer_size(&response.content), 3);
    ASSERT_TRUE(memcmp(io_buffer_data(&response.content), "\0\n\xff", 3) == 0);
    await(io_http_respond(&response, 204, "text/plain", "", 0));
    ASSERT_STR_EQ(io_http_response_text(&response), "");
    return 0;
}

ASYNC_TEST(malformed_answer_is_refused)
{
    ASSERT_EQ(io_http_respond_text(&response, 99, "text"), -EINVAL);
    ASSERT_STR_EQ(co_text(), "99 is no status to answer with");
    ASSERT_EQ(io_http_respond(&response, 200, "text/plain\r\nSet-Cookie: a", "", 0), -EINVAL);
    ASSERT_EQ(io_http_response_add_header(&response, "X", "a\nb"), -EINVAL);
    ASSERT_EQ(io_http_response_add_header(&response, "content-length", "5"), -EINVAL);
    ASSERT_STR_EQ(co_text(), "Content-Length is the server's to tell");
    ASSERT_EQ(response.status, 0);
    return 0;
}

ASYNC_TEST(answer_is_refused_without_memory)
{
    co_fail_allocation(1, true);
    int rc = io_http_respond_text(&response, 200, "text");
    co_fail_allocation(0, false);
    ASSERT_EQ(rc, -ENOMEM);
    return 0;
}

/* ---- Reading one ---- */

static void receive(const char *type, const char *body)
{
    io_http_response_free(&response);
    response.status = 200;
    if (type)
        ASSERT_EQ(io_http_headers_add(&response.headers, "Content-Type", type), 0);
    ASSERT_EQ(io_buffer_add(&response.content, body, strlen(body)), 0);
}

ASYNC_TEST(content_type_ends_before_its_parameters)
{
    char type[32];

    receive("Text/HTML ; charset=utf-8", "");
    ASSERT_STR_EQ(io_http_response_content_type(&response, type, sizeof type), "text/html");
    ASSERT_STR_EQ(io_http_response_content_type(&response, type, 5), "text");
    receive(NULL, "");
    ASSERT_STR_EQ(io_http_response_content_type(&response, type, sizeof type),
                  "application/octet-stream");
    return 0;
}

ASYNC_TEST(status_of_400_or_more_is_an_error_when_asked_for)
{
    response.status = 399;
    ASSERT_EQ(io_http_response_raise_for_status(&response), 0);
    response.status = 500;
    ASSERT_EQ(io_http_response_raise_for_status(&response), -EPROTO);
    ASSERT_STR_EQ(co_text(), "500, Internal Server Error");
    return 0;
}

static void need_jansson(void)
{
    if (io_library_load(&jansson_library) < 0)
        test_skip(jansson_library.reason);
}

ASYNC_TEST(values_are_taken_out_of_json)
{
    int id = 0, same = 0;
    const char *name;

    need_jansson();
    receive("application/json; charset=utf-8", "{\"id\": 7, \"name\": \"seven\"}");
    await(io_http_response_json(&response, "{s:i, s:s}", "id", &id, "name", &name));
    ASSERT_EQ(id, 7);
    ASSERT_STR_EQ(name, "seven");
    await(io_http_response_json(&response, "{s:i}", "id", &same));
    ASSERT_EQ(same, 7);
    return 0;
}

ASYNC_TEST(other_types_of_json_count_as_json)
{
    static const char *const types[] = { "application/json", "Application/Problem+JSON" };
    int id;

    need_jansson();
    for (size_t i = 0; i < COUNT(types); i++) {
        receive(types[i], "[5]");
        await(io_http_response_json(&response, "[i]", &id));
        ASSERT_EQ(id, 5);
    }
    return 0;
}

ASYNC_TEST(body_of_another_type_is_refused_as_json)
{
    static const char *const types[] = { "text/plain; charset=utf-8", "application/xjson",
                                         "text/json", "application/json5", "json" };

    need_jansson();
    for (size_t i = 0; i < COUNT(types); i++) {
        receive(types[i], "{}");
        ASSERT_EQ(io_http_response_json(&response, "{}"), -EPROTOTYPE);
    }
    receive(types[0], "internal error");
    ASSERT_EQ(io_http_response_json(&response, "{}"), -EPROTOTYPE);
    ASSERT_STR_EQ(co_text(), "200, Attempt to decode JSON with unexpected mimetype: "
                             "text/plain; charset=utf-8");
    return 0;
}

ASYNC_TEST(malformed_json_is_an_error_with_its_place)
{
    static const char *const bodies[] = { "", "{", "{} x", "{\"a\": 1, \"a\": 2}", "'a'", "\xff" };

    need_jansson();
    for (size_t i = 0; i < COUNT(bodies); i++) {
        test_note("%s", bodies[i]);
        receive("application/json", bodies[i]);
        ASSERT_EQ(io_http_response_json(&response, "{}"), -EBADMSG);
        ASSERT_TRUE(strstr(co_text(), "line 1 column"));
    }
    return 0;
}

ASYNC_TEST(missing_values_are_an_error)
{
    int id;

    need_jansson();
    receive("application/json", "{\"id\": \"seven\"}");
    ASSERT_EQ(io_http_response_json(&response, "{s:i}", "id", &id), -EPROTO);
    ASSERT_STR_EQ(co_text(), "Expected integer, got string");
    ASSERT_EQ(io_http_response_json(&response, "{s:i}", "number", &id), -EPROTO);
    ASSERT_STR_EQ(co_text(), "Object item not found: number");
    return 0;
}

ASYNC_TEST(json_is_refused_without_jansson)
{
    jansson_library.soname = NULL;
    receive("application/json", "{}");
    ASSERT_EQ(io_http_response_json(&response, "{}"), -ENOSYS);
    ASSERT_STR_EQ(co_text(), "jansson is missing (Debian: libjansson-dev)");
    return 0;
}

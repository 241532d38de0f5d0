/* src/io/http/http_client.c and curl_loop.c, on both clocks: libcurl and servers of this
 * process. */
#include "http_client_scenario.h"

/* ---- Responses ---- */

TEST_ON_BOTH_CLOCKS(response_has_status_headers_and_body)
{
    char type[32];

    await(start());
    await(io_http_get(session, at("/a?b=c"), &response));
    ASSERT_EQ(response.status, 200);
    ASSERT_STR_EQ(io_http_response_text(&response), "GET /a?b=c - ");
    ASSERT_STR_EQ(io_http_response_header(&response, "x-answer"), "a b");
    ASSERT_STR_EQ(io_http_response_content_type(&response, type, sizeof type), "text/plain");
    return stop();
}

TEST_ON_BOTH_CLOCKS(this_machine_has_a_name)
{
    await(start());
    snprintf(url, sizeof url, "http://localhost:%d/", io_http_server_port(server));
    await(io_http_get(session, url, &response));
    ASSERT_STR_EQ(io_http_response_text(&response), "GET / - ");
    return stop();
}

TEST_ON_BOTH_CLOCKS(status_of_500_is_a_response)
{
    await(start());
    await(io_http_get(session, at("/fail"), &response));
    ASSERT_EQ(response.status, 500);
    ASSERT_STR_EQ(io_http_response_text(&response), "internal error");
    return stop();
}

TEST_ON_BOTH_CLOCKS(request_may_have_a_method_headers_and_a_body)
{
    static const char *const headers[] = { "X-Ask: please", NULL };
    struct io_http_options options = { .headers = headers, .body = "hello", .body_size = 4 };

    await(start());
    await(io_http_request(session, at("/"), &options, &response));
    ASSERT_STR_EQ(io_http_response_text(&response), "POST / please hell");
    options.method = "PUT";
    await(io_http_request(session, at("/"), &options, &response));
    ASSERT_STR_EQ(io_http_response_text(&response), "PUT / please hell");
    options = (struct io_http_options){ .method = "HEAD" };
    await(io_http_request(session, at("/"), &options, &response));
    ASSERT_STR_EQ(io_http_response_text(&response), "");
    ASSERT_STR_EQ(io_http_response_header(&response, "Content-Length"), "9");
    options.method = "DELETE";
    await(io_http_request(session, at("/"), &options, &response));
    ASSERT_STR_EQ(io_http_response_text(&response), "DELETE / - ");
    return stop();
}

TEST_ON_BOTH_CLOCKS(large_response_arrives_as_a_whole)
{
    await(start());
    await(io_http_get(session, at("/large"), &response));
    ASSERT_EQ(strlen(io_http_response_text(&response)), 1000000);
    return stop();
}

TEST_ON_BOTH_CLOCKS(response_is_read_in_chunks_or_up_to_the_end)
{
    await(get_text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"));
    ASSERT_STR_EQ(io_http_response_text(&response), "hello!");
    await(get_text("HTTP/1.0 200 OK\r\n\r\nbye"));
    ASSERT_STR_EQ(io_http_response_text(&response), "bye");
    io_http_response_free(&response);
    return 0;
}

TEST_ON_BOTH_CLOCKS(redirection_is_followed_and_its_headers_are_dropped)
{
    await(start());
    await(io_http_get(session, at("/moved"), &response));
    ASSERT_EQ(response.status, 200);
    ASSERT_STR_EQ(io_http_response_text(&response), "GET /here - ");
    ASSERT_TRUE(!io_http_response_header(&response, "X-Moved"));
    return stop();
}

TEST_ON_BOTH_CLOCKS(redirections_without_end_are_an_error)
{
    await(start());
    ASSERT_EQ(io_http_get(session, at("/round"), &response), -EPROTO);
    ASSERT_TRUE(strstr(co_text(), " is not valid: Maximum (10) redirects followed"));
    return stop();
}

/* ---- Several at a time ---- */

ASYNC(fetch, int number; double delay;)
{
    struct io_http_response answer = { 0 };
    char path[100];

    snprintf(path, sizeof path, "%s/%d?delay=%g", io_http_server_url(server), my->number,
             my->delay);
    await(io_http_get(session, path, &answer));
    say("%d", my->number);
    io_http_response_free(&answer);
    return 0;
}

ASYNC_TEST(requests_of_several_tasks_run_at_the_same_time)
{
    await(start());
    await(GATHER(CORO(fetch, 1, 0.3), CORO(fetch, 2, 0.1), CORO(fetch, 3, 0.2)));
    SAID("2 3 1");
    ASSERT_NEAR(co_time(), 0.3, 1e-9);
    return stop();
}

ASYNC_TEST(response_takes_virtual_time_when_its_server_does)
{
    await(start());
    await(CALL(fetch, 1, 0.25));
    ASSERT_NEAR(co_time(), 0.25, 1e-9);
    await(CALL(fetch, 1, 299));
    ASSERT_NEAR(co_time(), 299.25, 1e-9);
    return stop();
}

static int count_connections(struct io_stream *stream, void *nothing)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    const char *data;

    (void)nothing;
    connections++;
    while (io_stream_readuntil(stream, "\r\n\r\n", 4, &data) > 0)
        await(io_stream_write(stream, answer, sizeof answer - 1));
    return 0;
}

TEST_ON_BOTH_CLOCKS(connection_is_used_again)
{
    struct io_server *raw;

    need_libcurl();
    connections = 0;
    await(io_http_session_open(&session));
    await(io_start_server(&raw, count_connections, NULL, 0));
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", io_server_port(raw));
    for (int i = 0; i < 3; i++)
        await(io_http_get(session, url, &response));
    ASSERT_EQ(connections, 1);
    io_http_response_free(&response);
    io_http_session_close(session);
    io_server_release(raw);
    return 0;
}

/* ---- Ends that come early ---- */

ASYNC_TEST(request_has_a_timeout)
{
    struct io_http_options options = { .timeout = 0.05 };

    await(start());
    ASSERT_EQ(io_http_request(session, at("/?delay=0.3"), &options, &response), -ETIMEDOUT);
    ASSERT_STR_EQ(co_text(), "http://127.0.0.1:49152/?delay=0.3 did not answer in 0.05 s");
    ASSERT_NEAR(co_time(), 0.05, 1e-9);
    await(io_http_get(session, at("/"), &response));
    return stop();
}

ASYNC_TEST(timeout_of_a_request_has_to_be_a_number)
{
    struct io_http_options options = { .timeout = NAN };

    await(start());
    ASSERT_EQ(io_http_request(session, at("/"), &options, &response), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a timeout that is not a number");
    options.timeout = CO_FOREVER;
    await(io_http_request(session, at("/"), &options, &response));
    return stop();
}

TEST_ON_BOTH_CLOCKS(request_that_is_cancelled_leaves_nothing_behind)
{
    await(start());
    struct co_task *task = co_create_task(CORO(fetch, 1, 5));
    await(co_sleep(0.05));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    await(io_http_get(session, at("/"), &response));
    ASSERT_EQ(response.status, 200);
    io_http_session_close(session);
    io_http_response_free(&response);
    io_http_server_release(server);
    return 0;
}

TEST_ON_BOTH_CLOCKS(closed_session_fails_its_requests_under_way)
{
    await(start());
    struct co_task *task = co_create_task(CORO(fetch, 1, 5));
    await(co_sleep(0.05));
    io_http_session_close(session);
    ASSERT_EQ(co_await(task), -ECONNRESET);
    ASSERT_STR_EQ(co_text(), "the session was closed");
    io_http_server_release(server);
    return 0;
}

TEST_ON_BOTH_CLOCKS(unreleased_session_ends_with_the_loop)
{
    await(start());
    await(io_http_get(session, at("/"), &response));
    io_http_response_free(&response);
    co_task_detach(co_create_task(CORO(fetch, 1, 5)));
    return co_sleep(0.05);
}

/* ---- Errors ---- */

TEST_ON_BOTH_CLOCKS(request_is_refused_where_no_server_listens)
{
    char expected[100];

    await(start());
    snprintf(expected, sizeof expected, "no server listens on 127.0.0.1:%d",
             io_http_server_port(server));
    snprintf(url, sizeof url, "%s/", io_http_server_url(server));
    io_http_server_close(server);
    ASSERT_EQ(io_http_get(session, url, &response), -ECONNREFUSED);
    ASSERT_STR_EQ(co_text(), expected);
    return stop();
}

ASYNC(look_up)
{
    need_libcurl();
    await(io_http_session_open(&session));
    ASSERT_EQ(io_http_get(session, "http://no-such-host.invalid/", &response), -ENXIO);
    ASSERT_STR_EQ(co_text(), "there is no host no-such-host.invalid");
    io_http_session_close(session);
    return 0;
}

TEST(request_fails_when_the_host_does_not_exist)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(look_up)), 0);
}

ASYNC_TEST(malformed_url_is_refused)
{
    static const char *const urls[] = { "",
                                        "127.0.0.1",
                                        "file:///etc/passwd",
                                        "ftp://127.0.0.1/",
                                        "http://",
                                        "http://127.0.0.1/a b",
                                        "http://127.0.0.1/\r\nX: y",
                                        "http://127.0.0.1:99999/" };

    need_libcurl();
    await(io_http_session_open(&session));
    for (size_t i = 0; i < COUNT(urls); i++) {
        test_note("%s", urls[i]);
        ASSERT_EQ(io_http_get(session, urls[i], &response), -EINVAL);
    }
    ASSERT_EQ(io_http_get(session, "127.0.0.1", &response), -EINVAL);
    ASSERT_STR_EQ(co_text(), "\"127.0.0.1\" is no URL that begins with http://");
    io_http_session_close(session);
    return 0;
}

ASYNC_TEST(malformed_method_or_header_is_refused)
{
    static const char *const bad[] = { "no colon", ": value", "Na me: value", "A: b\r\nC: d" };

    await(start());
    for (size_t i = 0; i < COUNT(bad); i++) {
        const char *headers[] = { bad[i], NULL };
        struct io_http_options options = { .headers = headers };

        test_note("%s", bad[i]);
        ASSERT_EQ(io_http_request(session, at("/"), &options, &response), -EINVAL);
    }
    ASSERT_EQ(io_http_request(session, at("/"),
                              &(struct io_http_options){ .method = "GET / HTTP/1.1\r\n" },
                              &response),
              -EINVAL);
    return stop();
}

ASYNC_TEST(session_is_refused_without_libcurl)
{
    curl_library.soname = NULL;
    ASSERT_EQ(io_http_session_open(&session), -ENOSYS);
    ASSERT_STR_EQ(co_text(), "libcurl is missing (Debian: libcurl4-openssl-dev)");
    return 0;
}

MEMORY_TEST(every_allocation_of_a_request_may_fail)
{
    await(start());
    struct io_http_options options = { .body = "hello", .body_size = 5, .timeout = 10 };
    int rc = io_http_request(session, at("/"), &options, &response);
    io_http_response_free(&response);
    /* A server without memory drops the connection, or does not answer. */
    if (rc != -ECONNRESET && rc != -ETIMEDOUT && rc != -ECONNREFUSED)
        await(rc);
    return stop();
}

/* src/io/http/http_connection.c, on both clocks: the requests of a connection. */
#include "http_scenario.h"

/* ---- Requests ---- */

TEST_ON_BOTH_CLOCKS(connection_is_kept_for_the_next_request)
{
    await(start());
    ASK("GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /b HTTP/1.1\r\n" LAST "\r\n"
        "GET /c HTTP/1.1\r\n" LAST "\r\n",
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Length: 14\r\n\r\nthere is no /a"
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Connection: close\r\n"
        "Content-Length: 14\r\n\r\nthere is no /b");
    return stop();
}

TEST_ON_BOTH_CLOCKS(two_clients_are_served_at_the_same_time)
{
    await(start());
    double began = co_time();
    struct io_stream *streams[2];
    for (int i = 0; i < 2; i++) {
        await(io_open_connection(&streams[i], "127.0.0.1", io_http_server_port(server)));
        io_stream_printf(streams[i], "GET /?delay=0.1 HTTP/1.0\r\n\r\n");
    }
    for (int i = 0; i < 2; i++) {
        const char *data;
        await(io_stream_read_all(streams[i], &data));
        ASSERT_TRUE(strstr(data, "there is no /"));
        io_stream_release(streams[i]);
    }
    ASSERT_TRUE(co_time() - began < 0.19);
    return stop();
}

ASYNC_TEST(connection_that_is_not_used_is_closed)
{
    await(start());
    ASSERT_EQ(io_http_server_set_timeouts(server, 20, 75), 0);
    ASSERT_EQ(io_http_server_set_timeouts(server, NAN, 75), -EINVAL);
    ASSERT_EQ(io_http_server_set_timeouts(server, 20, NAN), -EINVAL);
    ASK("GET /a HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Length: 14\r\n\r\nthere is no /a");
    ASSERT_NEAR(co_time(), 75, 1e-6);
    return stop();
}

ASYNC(send_slowly, struct io_stream *stream;)
{
    for (int i = 0; i < 100; i++) {
        await(co_sleep(1));
        io_stream_printf(my->stream, "X: %d\r\n", i);
    }
    return 0;
}

ASYNC_TEST(client_that_sends_too_slowly_is_refused)
{
    struct io_stream *stream;
    const char *data;

    await(start());
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    io_stream_printf(stream, "GET / HTTP/1.1\r\n");
    struct co_task *sender = co_create_task(CORO(send_slowly, stream));
    await(io_stream_readline(stream, &data));
    ASSERT_STR_EQ(data, "HTTP/1.1 408 Request Timeout\r\n");
    ASSERT_NEAR(co_time(), 20, 1e-6);
    co_task_cancel(sender);
    ASSERT_EQ(co_await(sender), -ECANCELED);
    io_stream_release(stream);
    return stop();
}

ASYNC_TEST(silent_client_is_not_answered)
{
    struct io_stream *stream;
    const char *data;

    await(start());
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    ASSERT_EQ(io_stream_read(stream, 1, &data), 0);
    io_stream_release(stream);
    return stop();
}

TEST_ON_BOTH_CLOCKS(client_gets_100_continue_when_it_expects_this)
{
    struct io_stream *stream;
    const char *data;

    await(start());
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    io_stream_printf(stream, "POST /echo HTTP/1.1\r\n" LAST
                             "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    await(io_stream_readuntil(stream, "\r\n\r\n", 4, &data));
    ASSERT_STR_EQ(data, "HTTP/1.1 100 Continue\r\n\r\n");
    io_stream_printf(stream, "hello");
    await(io_stream_read_all(stream, &data));
    ASSERT_TRUE(strstr(data, "200 OK") && strstr(data, "\r\n\r\nhello"));
    io_stream_release(stream);
    return stop();
}

TEST_ON_BOTH_CLOCKS(client_that_disconnects_does_not_harm_the_server)
{
    struct io_stream *stream;

    await(start());
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    io_stream_printf(stream, "GET /large HTTP/1.1\r\nHost: a\r\n\r\nGET /");
    await(co_sleep(0.01));
    io_stream_abort(stream);
    io_stream_release(stream);
    ASK_STATUS("GET /json HTTP/1.0\r\n\r\n", 200);
    return stop();
}

/* ---- Failures ---- */

TEST_ON_BOTH_CLOCKS(malformed_request_is_refused_and_the_server_goes_on)
{
    await(start());
    ASK("GET /json HTTP/1.1\r\n\r\nGET /json HTTP/1.0\r\n\r\n",
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Connection: close\r\nContent-Length: 21\r\n\r\n400: there is no Host");
    ASK_STATUS("GET /json HTTP/2.0\r\n\r\n", 505);
    ASK_STATUS("BREW /json HTTP/1.1\r\n\r\n", 501);
    ASK_STATUS("GET /json HTTP/1.0\r\n\r\n", 200);
    return stop();
}

TEST_ON_BOTH_CLOCKS(overlong_request_is_refused_and_the_answer_arrives)
{
    static char text[1100000];

    await(start());
    int length = snprintf(text, sizeof text, "GET / HTTP/1.1\r\nX: ");
    memset(text + length, 'a', 1024 * 1024);
    ASK_STATUS(text, 431);
    snprintf(text, sizeof text, "POST / HTTP/1.0\r\nContent-Length: 2000000\r\n\r\n");
    ASK_STATUS(text, 413);
    return stop();
}

TEST_ON_BOTH_CLOCKS(limit_of_the_body_can_be_set)
{
    await(start());
    io_http_server_set_body_limit(server, 3);
    ASK_STATUS("POST /echo HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc", 200);
    ASK_STATUS("POST /echo HTTP/1.0\r\nContent-Length: 4\r\n\r\nabcd", 413);
    return stop();
}

/* More than the server is willing to read and forget. */
TEST_ON_BOTH_CLOCKS(client_above_the_limit_is_refused_and_may_come_again)
{
    static const char request[] = "GET /json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    struct io_stream *first;
    const char *line;

    await(start());
    io_http_server_set_connection_limit(server, 1);
    await(io_open_connection(&first, "127.0.0.1", io_http_server_port(server)));
    io_stream_printf(first, "GET /json HTTP/1.1\r\nHost: a\r\n\r\n");
    await(io_stream_readline(first, &line));
    ASSERT_STR_EQ(line, "HTTP/1.1 200 OK\r\n");
    await(ask(request, sizeof request - 1, reply, sizeof reply));
    ASSERT_TRUE(strstr(reply, "HTTP/1.1 503 Service Unavailable\r\n") == reply);
    ASSERT_TRUE(strstr(reply, "there are too many connections"));
    io_stream_release(first);
    while (strncmp(reply, "HTTP/1.1 200", 12) != 0) { /* until the server has seen its end */
        await(turns(10));
        await(ask(request, sizeof request - 1, reply, sizeof reply));
    }
    return stop();
}

ASYNC(send_without_an_end)
{
    static char filling[64 * 1024];
    struct io_stream *stream;
    int rc = 0;

    await(start());
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    io_stream_printf(stream, "GET / HTTP/1.1\r\n\r\n");
    for (size_t i = 0; rc == 0 && i < 4096; i++) {
        io_stream_write(stream, filling, sizeof filling);
        rc = io_stream_drain(stream);
    }
    say("%s", rc == -EPIPE || rc == -ECONNRESET ? "closed" : co_error_name(rc));
    io_stream_release(stream);
    return stop();
}

TEST(refused_client_that_does_not_stop_is_cut_off)
{
    ASSERT_EQ(run_reporting(CORO(send_without_an_end)), 0);
    SAID("closed");
}

ASYNC(failing_handlers)
{
    await(start());
    ASK("GET /fail HTTP/1.0\r\n\r\n",
        "HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Connection: close\r\nContent-Length: 26\r\n\r\n500: Internal Server Error");
    ASK_STATUS("GET /silent HTTP/1.0\r\n\r\n", 500);
    ASK_STATUS("GET /json HTTP/1.0\r\n\r\n", 200);
    return stop();
}

TEST(handler_that_fails_is_answered_with_500_and_reported)
{
    ASSERT_EQ(run_reporting(CORO(failing_handlers)), 0);
    SAID("Error handling request:OSError:out of order A handler did not answer::");
}

/* RFC 9110 demands a field with some statuses: 15.5.2, 15.5.6, 15.5.22. */
static int forget_a_field(struct io_http_request *request, struct io_http_response *response,
                          void *nothing)
{
    (void)nothing;
    if (io_http_request_parameter(request, "allow"))
        await(io_http_response_add_header(response, "Allow", "GET"));
    return io_http_respond_text(response, atoi(request->path + 1), "no");
}

ASYNC(forgetful_handlers)
{
    await(io_start_http_server(&server, forget_a_field, NULL, 0));
    ASK_STATUS("GET /401 HTTP/1.0\r\n\r\n", 500);
    ASK_STATUS("GET /405 HTTP/1.0\r\n\r\n", 500);
    ASK_STATUS("GET /426 HTTP/1.0\r\n\r\n", 500);
    ASK_STATUS("GET /405?allow HTTP/1.0\r\n\r\n", 405);
    ASK_STATUS("GET /404 HTTP/1.0\r\n\r\n", 404);
    return stop();
}

TEST(answer_without_a_required_field_is_reported)
{
    ASSERT_EQ(run_reporting(CORO(forgetful_handlers)), 0);
    SAID("A handler answered 401 without WWW-Authenticate:: "
         "A handler answered 405 without Allow:: A handler answered 426 without Upgrade::");
}

MEMORY_TEST(every_allocation_of_a_request_may_fail)
{
    struct io_stream *stream;
    const char *data;

    await(start());
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    io_stream_printf(stream, "POST /echo?a=b HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello");
    int rc = io_stream_read_all(stream, &data);
    io_stream_release(stream);
    /* A server without memory drops the connection and its bytes. */
    if (rc != -ECONNRESET)
        await(rc);
    return stop();
}

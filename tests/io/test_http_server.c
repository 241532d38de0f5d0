/* src/io/http/http_server.c, on both clocks: the life of a server. */
#include "http_scenario.h"

/* ---- Closing ---- */

ASYNC(ask_to_wait)
{
    ASK_STATUS("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n", 200);
    ASSERT_TRUE(strstr(reply, "Connection: close\r\n"));
    say("answered");
    return 0;
}

ASYNC_TEST(closed_server_answers_the_requests_it_handles)
{
    await(start());
    struct co_task *client = co_create_task(CORO(ask_to_wait));
    await(co_event_wait(&handling));
    io_http_server_close(server);
    co_event_set(&go_on);
    await(io_http_server_wait_closed(server));
    await(co_await(client));
    SAID("answered");
    io_http_server_release(server);
    return 0;
}

TEST_ON_BOTH_CLOCKS(server_that_is_closed_closes_connections_that_wait)
{
    struct io_stream *stream;
    const char *data;

    await(start());
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    await(co_sleep(0.01));
    await(stop());
    ASSERT_EQ(io_stream_read(stream, 1, &data), 0);
    io_stream_release(stream);
    return 0;
}

/* A request that has come, and that no task has read yet, is under way. */
TEST_ON_BOTH_CLOCKS(request_that_came_before_the_close_is_answered)
{
    struct io_stream *stream;
    const char *data;

    await(start());
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    await(co_sleep(0.01));
    io_stream_printf(stream, "GET /json HTTP/1.1\r\nHost: a\r\n\r\n");
    io_http_server_close(server);
    await(io_stream_read_all(stream, &data));
    ASSERT_TRUE(strncmp(data, "HTTP/1.1 200 OK\r\n", 17) == 0);
    ASSERT_TRUE(strstr(data, "Connection: close\r\n"));
    io_stream_release(stream);
    return stop();
}

/* ---- Shutting down ---- */

ASYNC(go_on_after, double seconds;)
{
    await(co_sleep(my->seconds));
    co_event_set(&go_on);
    return 0;
}

ASYNC_TEST(shutdown_answers_the_requests_under_way)
{
    struct io_stream *stream;

    await(start());
    struct co_task *client = co_create_task(CORO(ask_to_wait));
    await(co_event_wait(&handling));
    struct co_task *task = co_create_task(CORO(go_on_after, 3));
    ASSERT_EQ(io_http_server_shut_down(server, 5), 0);
    ASSERT_NEAR(co_time(), 3, 1e-6);
    ASSERT_EQ(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)), -ECONNREFUSED);
    await(co_await(client));
    await(co_await(task));
    SAID("answered");
    io_http_server_release(server);
    return 0;
}

ASYNC(ask_in_vain)
{
    await(ask("GET /wait HTTP/1.0\r\n\r\n", 22, reply, sizeof reply));
    say("%s", reply[0] ? reply : "nothing");
    return 0;
}

ASYNC_TEST(shutdown_of_a_server_has_a_timeout)
{
    await(start());
    struct co_task *client = co_create_task(CORO(ask_in_vain));
    await(co_event_wait(&handling));
    ASSERT_EQ(io_http_server_shut_down(server, NAN), -EINVAL);
    ASSERT_EQ(io_http_server_shut_down(server, 5), 0);
    ASSERT_NEAR(co_time(), 5, 1e-6);
    await(co_await(client));
    SAID("nothing");
    io_http_server_release(server);
    return 0;
}

ASYNC(serve_forever)
{
    int rc = io_http_server_serve_forever(server, 5);

    say("%s", rc < 0 ? co_error_name(rc) : "closed");
    return rc;
}

ASYNC_TEST(server_that_is_interrupted_shuts_down)
{
    await(start());
    struct co_task *task = co_create_task(CORO(serve_forever));
    struct co_task *client = co_create_task(CORO(ask_to_wait));
    await(co_event_wait(&handling));
    co_task_cancel(task);
    struct co_task *helper = co_create_task(CORO(go_on_after, 1));
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_NEAR(co_time(), 1, 1e-6);
    await(co_await(client));
    await(co_await(helper));
    SAID("answered CancelledError");
    io_http_server_release(server);
    return 0;
}

ASYNC_TEST(closed_server_stops_serving)
{
    await(start());
    struct co_task *task = co_create_task(CORO(serve_forever));
    await(co_sleep(1));
    io_http_server_close(server);
    await(co_await(task));
    SAID("closed");
    io_http_server_release(server);
    return 0;
}

/* ---- Releasing ---- */

ASYNC_TEST(released_server_cancels_its_handlers)
{
    struct io_stream *stream;
    const char *data;

    await(start());
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    io_stream_printf(stream, "GET /wait HTTP/1.0\r\n\r\n");
    await(co_event_wait(&handling));
    io_http_server_release(server);
    ASSERT_EQ(io_stream_read(stream, 1, &data), 0);
    io_stream_release(stream);
    return 0;
}

ASYNC_TEST(unreleased_server_ends_with_the_loop)
{
    struct io_stream *stream;

    await(start());
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    io_stream_printf(stream, "GET /wait HTTP/1.0\r\n\r\n");
    return co_event_wait(&handling);
}

TEST_ON_BOTH_CLOCKS(port_that_is_taken_is_an_error)
{
    struct io_http_server *second;

    await(start());
    ASSERT_EQ(io_start_http_server(&second, answer, NULL, io_http_server_port(server)),
              -EADDRINUSE);
    return stop();
}

ASYNC_TEST(url_has_the_port)
{
    await(start());
    ASSERT_STR_EQ(io_http_server_url(server), "http://127.0.0.1:49152");
    return stop();
}

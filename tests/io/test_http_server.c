/* src/io/http_server.c, on both clocks: the life of a server. */
#include "http_scenario.h"

/* ---- Closing ---- */

ASYNC(ask_to_wait)
{
    ASK_STATUS("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n", 200);
    ASSERT_TRUE(strstr(reply, "Connection: close\r\n"));
    say("answered");
    return 0;
}

ASYNC_TEST(a_server_that_is_closed_still_answers_what_it_handles)
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

TEST_ON_BOTH_CLOCKS(a_server_that_is_closed_closes_connections_that_wait)
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

ASYNC_TEST(a_server_that_is_released_cancels_its_handlers)
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

ASYNC_TEST(a_server_that_is_forgotten_ends_with_the_loop)
{
    struct io_stream *stream;

    await(start());
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    io_stream_printf(stream, "GET /wait HTTP/1.0\r\n\r\n");
    return co_event_wait(&handling);
}

TEST_ON_BOTH_CLOCKS(a_port_that_is_taken_is_an_error)
{
    struct io_http_server *second;

    await(start());
    ASSERT_EQ(io_start_http_server(&second, answer, NULL, io_http_server_port(server)),
              -EADDRINUSE);
    return stop();
}

ASYNC_TEST(the_url_has_the_port)
{
    await(start());
    ASSERT_STR_EQ(io_http_server_url(server), "http://127.0.0.1:49152");
    return stop();
}

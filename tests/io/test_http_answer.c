/* src/io/http/http_answer.c, on both clocks: the bytes of a response. */
#include "http_scenario.h"

/* ---- Answers ---- */

TEST_ON_BOTH_CLOCKS(request_is_answered)
{
    await(start());
    ASK("GET /json HTTP/1.1\r\n" LAST "\r\n", "HTTP/1.1 200 OK\r\n"
                                              "Content-Type: application/json; charset=utf-8\r\n"
                                              "Connection: close\r\n"
                                              "Content-Length: 17\r\n\r\n"
                                              "{\"method\": \"GET\"}");
    return stop();
}

TEST_ON_BOTH_CLOCKS(body_comes_from_the_handler)
{
    await(start());
    ASK("POST /echo HTTP/1.1\r\n" LAST "Transfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n"
        "Content-Length: 6\r\n\r\nhello!");
    return stop();
}

TEST_ON_BOTH_CLOCKS(body_is_not_sent_for_head)
{
    await(start());
    ASK("HEAD /json HTTP/1.1\r\n" LAST "\r\n", "HTTP/1.1 200 OK\r\n"
                                               "Content-Type: application/json; charset=utf-8\r\n"
                                               "Connection: close\r\n"
                                               "Content-Length: 18\r\n\r\n");
    return stop();
}

TEST_ON_BOTH_CLOCKS(answer_of_no_content_has_no_length)
{
    await(start());
    ASK("GET /empty HTTP/1.1\r\n" LAST "\r\n", "HTTP/1.1 204 No Content\r\n"
                                               "Content-Type: text/plain\r\n"
                                               "Connection: close\r\n\r\n");
    return stop();
}

TEST_ON_BOTH_CLOCKS(headers_of_the_handler_are_sent)
{
    await(start());
    ASK_STATUS("GET /moved HTTP/1.0\r\n\r\n", 302);
    ASSERT_TRUE(strstr(reply, "\r\nLocation: /json\r\n"));
    return stop();
}

TEST_ON_BOTH_CLOCKS(large_answer_arrives_as_a_whole)
{
    await(start());
    ASK_STATUS("GET /large HTTP/1.1\r\n" LAST "\r\n", 200);
    ASSERT_EQ(strlen(strstr(reply, "\r\n\r\n") + 4), 1000000);
    return stop();
}

/* ---- Upgrades ---- */

static int shout(struct io_http_request *request, struct io_http_response *response, void *nothing)
{
    struct io_stream *stream;
    const char *line;

    (void)nothing;
    await(io_http_response_add_header(response, "X-Accept", "yes"));
    await(io_http_upgrade(request, response, "shout", &stream));
    while (await(io_stream_readline(stream, &line)) > 0)
        io_stream_printf(stream, "%.*s!\n", (int)strcspn(line, "\n"), line);
    return 0;
}

TEST_ON_BOTH_CLOCKS(handler_may_speak_another_protocol)
{
    struct io_stream *stream;
    const char *data;

    await(io_start_http_server(&server, shout, NULL, 0));
    await(io_open_connection(&stream, "127.0.0.1", io_http_server_port(server)));
    /* The first line does not wait for the answer. */
    io_stream_printf(stream, "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
                             "Upgrade: Shout\r\n\r\nhello\n");
    await(io_stream_readuntil(stream, "\r\n\r\n", 4, &data));
    snprintf(reply, sizeof reply, "%s", data);
    drop_dates(reply);
    ASSERT_STR_EQ(reply, "HTTP/1.1 101 Switching Protocols\r\nX-Accept: yes\r\n"
                         "Upgrade: shout\r\nConnection: Upgrade\r\n\r\n");
    await(io_stream_readline(stream, &data));
    ASSERT_STR_EQ(data, "hello!\n");
    io_stream_printf(stream, "bye\n");
    io_stream_write_eof(stream);
    await(io_stream_read_all(stream, &data));
    ASSERT_STR_EQ(data, "bye!\n");
    io_stream_release(stream);
    return stop();
}

TEST_ON_BOTH_CLOCKS(client_that_asks_for_no_upgrade_gets_426)
{
    await(io_start_http_server(&server, shout, NULL, 0));
    ASK_STATUS("GET / HTTP/1.1\r\n" LAST "\r\n", 426);
    ASSERT_TRUE(strstr(reply, "\r\nUpgrade: shout\r\nConnection: Upgrade, close\r\n"));
    ASSERT_TRUE(strstr(reply, "426: this speaks shout, and needs an upgrade to it"));
    return stop();
}

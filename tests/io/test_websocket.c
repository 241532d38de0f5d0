/* src/io/websocket/websocket.c: both ends ours, or one of them written by hand. */
#include "websocket_scenario.h"

/* ---- Messages ---- */

TEST_ON_BOTH_CLOCKS(text_and_bytes_pass_in_both_directions)
{
    struct io_websocket_message message;
    struct io_websocket *socket;

    await(begin(&socket, &echoing, NULL));
    await(io_websocket_send_text(socket, "hällo"));
    ASSERT_EQ(await(io_websocket_receive(socket, &message)), 1);
    ASSERT_EQ(message.type, IO_WEBSOCKET_TEXT);
    ASSERT_STR_EQ(message.data, "hällo");
    await(io_websocket_send_binary(socket, "\0\xff", 2));
    ASSERT_EQ(await(io_websocket_receive(socket, &message)), 1);
    ASSERT_EQ(message.type, IO_WEBSOCKET_BINARY);
    ASSERT_EQ(message.size, 2);
    ASSERT_EQ(memcmp(message.data, "\0\xff", 3), 0);
    await(io_websocket_send_text(socket, ""));
    ASSERT_EQ(await(io_websocket_receive(socket, &message)), 1);
    ASSERT_STR_EQ(message.data, "");
    return finish(socket);
}

TEST_ON_BOTH_CLOCKS(message_may_be_long)
{
    enum { MEBIBYTE = 1024 * 1024 };
    static char data[MEBIBYTE];
    struct io_websocket_message message;
    struct io_websocket *socket;

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (char)(i * i >> 7);
    await(begin(&socket, &echoing, NULL));
    await(io_websocket_send_binary(socket, data, sizeof data));
    ASSERT_EQ(await(io_websocket_receive(socket, &message)), 1);
    ASSERT_EQ(message.size, sizeof data);
    ASSERT_EQ(memcmp(message.data, data, sizeof data), 0);
    return finish(socket);
}

TEST_ON_BOTH_CLOCKS(messages_that_come_together_are_received_one_by_one)
{
    struct io_websocket *socket;

    await(begin(&socket, &listening, NULL));
    for (int i = 0; i < 3; i++)
        await(io_websocket_send_text(socket, "so"));
    await(finish(socket));
    SAID("text:so text:so text:so 1000");
    return 0;
}

TEST_ON_BOTH_CLOCKS(ping_does_not_interrupt_a_receiver)
{
    static const char many[IO_WEBSOCKET_PING_MAX + 1];
    struct io_websocket *socket;

    await(begin(&socket, &echoing, NULL));
    await(io_websocket_ping(socket, "alive?", 6));
    await(io_websocket_ping(socket, NULL, 0));
    ASSERT_EQ(io_websocket_ping(socket, many, sizeof many), -EINVAL);
    await(io_websocket_send_text(socket, "hello"));
    await(io_websocket_close(socket, IO_WEBSOCKET_OK, NULL));
    ASSERT_EQ(io_websocket_close_code(socket), 1000);
    io_websocket_release(socket);
    return stop();
}

ASYNC(receiver, struct io_websocket *socket;)
{
    struct io_websocket_message message;

    await(io_websocket_receive(my->socket, &message));
    say("%s", message.data);
    return 0;
}

ASYNC_TEST(cancelled_receiver_takes_nothing)
{
    struct io_websocket_message message;
    struct io_websocket *socket;
    struct co_task *task;

    await(begin(&socket, &echoing, NULL));
    task = co_create_task(CORO(receiver, socket));
    await(io_websocket_send_text(socket, "once"));
    await(co_sleep(0));
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    ASSERT_EQ(await(io_websocket_receive(socket, &message)), 1);
    ASSERT_STR_EQ(message.data, "once");
    return finish(socket);
}

ASYNC_TEST(two_tasks_do_not_receive_at_a_time)
{
    struct io_websocket_message message;
    struct io_websocket *socket;
    struct co_task *task;

    await(begin(&socket, &echoing, NULL));
    task = co_create_task(CORO(receiver, socket));
    await(co_sleep(1));
    ASSERT_EQ(io_websocket_receive(socket, &message), -EPERM);
    await(io_websocket_send_text(socket, "first"));
    await(co_await(task));
    SAID("first");
    return finish(socket);
}

/* Asleep, it does not read. */
static int doze(struct io_websocket *socket)
{
    await(co_sleep(100));
    return say_messages(socket);
}
static behaviour *dozing = doze;

ASYNC_TEST(sender_waits_while_the_other_end_does_not_read)
{
    static char data[64 * 1024];
    struct io_websocket *socket;
    double began;

    await(begin(&socket, &dozing, NULL));
    began = co_time();
    for (int i = 0; i < 20; i++)
        await(io_websocket_send_binary(socket, data, sizeof data));
    ASSERT_NEAR(co_time() - began, 100, 0);
    ASSERT_TRUE(io_stream_write_buffer_size(io_websocket_stream(socket)) < 200 * 1024);
    return finish(socket);
}

/* ---- Closing ---- */

static int close_with_a_reason(struct io_websocket *socket)
{
    await(io_websocket_close(socket, 4001, "no more news"));
    say("server:%d", io_websocket_close_code(socket));
    return 0;
}
static behaviour *closing = close_with_a_reason;

TEST_ON_BOTH_CLOCKS(code_of_a_close_is_known_at_both_ends)
{
    struct io_websocket *socket;

    await(begin(&socket, &closing, NULL));
    ASSERT_EQ(io_websocket_close_code(socket), 0);
    await(say_messages(socket));
    await(finish(socket));
    SAID("4001 server:4001");
    return 0;
}

ASYNC_TEST(receive_and_send_fail_after_a_close)
{
    struct io_websocket_message message;
    struct io_websocket *socket;

    await(begin(&socket, &echoing, NULL));
    await(io_websocket_close(socket, IO_WEBSOCKET_GOING_AWAY, "bye"));
    ASSERT_EQ(io_websocket_close_code(socket), 1001);
    ASSERT_EQ(await(io_websocket_receive(socket, &message)), 0);
    ASSERT_EQ(message.type, IO_WEBSOCKET_CLOSED);
    ASSERT_EQ(io_websocket_send_text(socket, "late"), -EPIPE);
    ASSERT_EQ(io_websocket_close(socket, IO_WEBSOCKET_OK, NULL), 0);
    ASSERT_EQ(io_websocket_close_code(socket), 1001);
    return finish(socket);
}

ASYNC_TEST(close_refuses_codes_and_reasons_that_may_not_be_sent)
{
    static const int codes[] = { -1, 0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 66536 };
    char reason[IO_WEBSOCKET_REASON_MAX + 2];
    struct io_websocket *socket;

    await(begin(&socket, &echoing, NULL));
    for (size_t i = 0; i < COUNT(codes); i++)
        ASSERT_EQ(io_websocket_close(socket, codes[i], NULL), -EINVAL);
    memset(reason, 'x', sizeof reason);
    reason[sizeof reason - 1] = '\0';
    ASSERT_EQ(io_websocket_close(socket, IO_WEBSOCKET_OK, reason), -EINVAL);
    ASSERT_EQ(io_websocket_close_code(socket), 0);
    reason[IO_WEBSOCKET_REASON_MAX] = '\0';
    ASSERT_EQ(io_websocket_close(socket, IO_WEBSOCKET_OK, reason), 0);
    return finish(socket);
}

ASYNC_TEST(messages_that_come_during_a_close_are_dropped)
{
    struct io_websocket *socket;

    await(begin(&socket, &echoing, NULL));
    await(io_websocket_send_text(socket, "one"));
    await(io_websocket_send_text(socket, "two"));
    await(io_websocket_close(socket, IO_WEBSOCKET_OK, NULL));
    ASSERT_EQ(io_websocket_close_code(socket), 1000);
    return finish(socket);
}

ASYNC_TEST(receiver_ends_when_another_task_closes_the_connection)
{
    struct io_websocket *socket;
    struct co_task *task;

    await(begin(&socket, &echoing, NULL));
    task = co_create_task(CORO(receiver, socket));
    await(co_sleep(1));
    await(io_websocket_close(socket, IO_WEBSOCKET_OK, NULL));
    await(co_await(task));
    SAID("");
    ASSERT_EQ(io_websocket_close_code(socket), 1000);
    return finish(socket);
}

ASYNC_TEST(receiver_gets_an_error_when_the_connection_is_released)
{
    struct io_websocket *socket;
    struct co_task *task;

    await(begin(&socket, &listening, NULL));
    task = co_create_task(CORO(receiver, socket));
    await(co_sleep(1));
    io_websocket_release(socket);
    await(co_await(task));
    await(stop());
    SAID("1006");
    return 0;
}

/* The handler returns while another task receives: connection and handle go together. */
static int leave_it_to_another(struct io_websocket *socket)
{
    co_task_detach(co_create_task(CORO(receiver, socket)));
    return co_sleep(1);
}
static behaviour *leaving = leave_it_to_another;

ASYNC_TEST(receiver_sees_the_end_when_the_server_is_released)
{
    struct io_websocket *socket;

    await(begin(&socket, &leaving, NULL));
    await(say_messages(socket));
    await(finish(socket));
    SAID("1006");
    return 0;
}

static int ignore_all(struct io_websocket *socket)
{
    struct co_event never = { 0 };

    (void)socket;
    return co_event_wait(&never);
}
static behaviour *ignoring = ignore_all;

ASYNC_TEST(close_drops_an_end_that_does_not_answer_in_time)
{
    struct io_websocket *socket;
    double began;

    await(begin(&socket, &ignoring, &(struct io_websocket_options){ .close_timeout = 3 }));
    began = co_time();
    ASSERT_EQ(io_websocket_close(socket, IO_WEBSOCKET_OK, NULL), 0);
    ASSERT_NEAR(co_time() - began, 3, 0);
    ASSERT_EQ(io_websocket_close_code(socket), 1006);
    ASSERT_EQ(io_stream_descriptor(io_websocket_stream(socket)), -1);
    io_websocket_release(socket);
    io_http_server_release(server);
    return 0;
}

ASYNC_TEST(connection_is_dropped_when_its_close_is_cancelled)
{
    struct io_websocket *socket;
    int rc;

    await(begin(&socket, &ignoring, NULL));
    rc = WAIT_FOR(io_websocket_close(socket, IO_WEBSOCKET_OK, NULL), 1);
    ASSERT_EQ(rc, -ETIMEDOUT);
    ASSERT_EQ(io_websocket_close_code(socket), 1006);
    ASSERT_EQ(io_stream_descriptor(io_websocket_stream(socket)), -1);
    io_websocket_release(socket);
    io_http_server_release(server);
    return 0;
}

static int drop_connection(struct io_websocket *socket)
{
    io_stream_abort(io_websocket_stream(socket));
    return say_messages(socket);
}
static behaviour *dropping = drop_connection;

TEST_ON_BOTH_CLOCKS(connection_that_breaks_ends_with_1006)
{
    struct io_websocket *socket;

    await(begin(&socket, &dropping, NULL));
    await(say_messages(socket));
    ASSERT_EQ(io_websocket_send_text(socket, "late"), -ECONNRESET);
    io_websocket_release(socket);
    await(stop());
    SAID("1006 1006");
    return 0;
}

/* ---- Frames by hand ---- */

/* Connect, and shake hands with a key from the standard. */
static int connect_by_hand(struct io_stream **stream)
{
    const char *response;

    await(io_open_connection(stream, "127.0.0.1", io_http_server_port(server)));
    await(io_stream_printf(*stream, "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                                    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
    return io_stream_readuntil(*stream, "\r\n\r\n", 4, &response);
}

/* Send these bytes to a server, which listens. It closes with the code, and waits until the other
 * end has done so too; meanwhile it does not mind what comes. */
static int expect_close(const char *bytes, size_t size, int code)
{
    struct io_stream *stream;
    const char *frame;

    await(start(&listening));
    await(connect_by_hand(&stream));
    await(io_stream_write(stream, bytes, size));
    await(io_stream_readexactly(stream, 4, &frame));
    ASSERT_EQ((unsigned char)frame[0], 0x88);
    ASSERT_EQ(frame[1], 2);
    ASSERT_EQ((unsigned char)frame[2] << 8 | (unsigned char)frame[3], code);
    await(io_stream_write(stream, "\x81\x85xxxxhello", 11));
    ASSERT_EQ(await(io_stream_read(stream, 1, &frame)), 0);
    io_stream_release(stream);
    return stop();
}
#define EXPECT_CLOSE(bytes, code) await(expect_close(bytes, sizeof(bytes) - 1, code))

TEST_ON_BOTH_CLOCKS(server_that_reads_broken_frames_closes_with_a_code)
{
    EXPECT_CLOSE("\x81\x05hello", 1002);
    SAID("error:a client has to mask 1006");
    EXPECT_CLOSE("\xc1\x85xxxxhello", 1002);
    SAID("error:reserved bits are set 1006");
    EXPECT_CLOSE("\x8f\x80xxxx", 1002);
    SAID("error:Unexpected opcode=15 1006");
    EXPECT_CLOSE("\x81\x82\0\0\0\0\xc3\x28", 1007);
    SAID("error:text that is no UTF-8 1006");
    return 0;
}

TEST_ON_BOTH_CLOCKS(sender_is_told_that_its_message_is_too_long)
{
    server_options.max_message_size = 1000;
    EXPECT_CLOSE("\x82\xfe\x03\xe9xxxx", 1009);
    SAID("error:a message longer than the limit 1006");
    return 0;
}

/* Sends a broken frame and then the rest of its bytes. */
static int break_the_protocol(struct io_websocket *socket)
{
    await(io_stream_write(io_websocket_stream(socket), "\x8f\0", 2));
    await(io_websocket_send_text(socket, "and so on"));
    return say_messages(socket);
}
static behaviour *breaking = break_the_protocol;

TEST_ON_BOTH_CLOCKS(client_that_reads_a_broken_frame_tells_the_server)
{
    struct io_websocket_message message;
    struct io_websocket *socket;

    await(begin(&socket, &breaking, NULL));
    ASSERT_EQ(await(io_websocket_receive(socket, &message)), 1);
    ASSERT_EQ(message.type, IO_WEBSOCKET_ERROR);
    ASSERT_EQ(message.error, -EPROTO);
    ASSERT_STR_EQ(message.data, "Unexpected opcode=15");
    ASSERT_EQ(io_websocket_close_code(socket), 1006);
    await(finish(socket));
    SAID("1002");
    return 0;
}

ASYNC_TEST(silent_end_gets_the_timeout_of_a_close_after_an_error)
{
    struct io_stream *stream;
    double began;

    server_options.close_timeout = 5;
    await(start(&listening));
    await(connect_by_hand(&stream));
    began = co_time();
    await(io_stream_write(stream, "\x8f\x80xxxx", 6));
    await(stop());
    ASSERT_NEAR(co_time() - began, 5, 0);
    SAID("error:Unexpected opcode=15 1006");
    io_stream_release(stream);
    return 0;
}

TEST_ON_BOTH_CLOCKS(pings_are_answered_while_a_message_is_in_fragments)
{
    struct io_stream *stream;
    const char *frame;

    await(start(&listening));
    await(connect_by_hand(&stream));
    await(io_stream_write(stream,
                          "\x01\x83\0\0\0\0"
                          "hel",
                          9));
    await(io_stream_write(stream,
                          "\x89\x86\0\0\0\0"
                          "alive?",
                          12));
    await(io_stream_readexactly(stream, 8, &frame));
    ASSERT_EQ(memcmp(frame,
                     "\x8a\x06"
                     "alive?",
                     8),
              0);
    await(io_stream_write(stream,
                          "\x80\x82\0\0\0\0"
                          "lo",
                          8));
    await(io_stream_write(stream, "\x88\x80\0\0\0\0", 6));
    await(io_stream_readexactly(stream, 2, &frame));
    ASSERT_EQ(memcmp(frame, "\x88\0", 2), 0);
    io_stream_release(stream);
    await(stop());
    SAID("text:hello 1005");
    return 0;
}

ASYNC_TEST(end_that_pings_and_does_not_read_waits)
{
    static char pings[200 * (6 + 125)];
    struct io_stream *stream;
    size_t sent = 0;
    int rc = 0;

    for (char *ping = pings; ping < pings + sizeof pings; ping += 6 + 125)
        memcpy(ping, "\x89\xfd", 2);
    await(start(&listening));
    await(connect_by_hand(&stream));
    while (rc == 0 && sent < 1000 * sizeof pings) {
        await(io_stream_write(stream, pings, sizeof pings));
        sent += sizeof pings;
        rc = WAIT_FOR(io_stream_drain(stream), 1);
    }
    ASSERT_EQ(rc, -ETIMEDOUT);
    io_stream_abort(stream);
    io_stream_release(stream);
    await(stop());
    SAID("1006");
    return 0;
}

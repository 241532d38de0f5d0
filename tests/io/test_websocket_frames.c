/* src/io/websocket/websocket_frames.c and websocket_header.c: frames written by hand. */
#include "io/websocket/websocket_frames.h"

#include "co/co.h"
#include "io/library.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

enum { LIMIT = 1000, FINAL = 0x80 };

static struct io_frames frames;

static void open_frames(bool is_server)
{
    int rc = io_frames_open(&frames, is_server, LIMIT);

    if (rc == -ENOSYS)
        test_skip(wslay_library.reason);
    ASSERT_EQ(rc, 0);
}

/* ---- Frames as a client sends them ---- */

static const unsigned char mask[4] = { 0x37, 0xfa, 0x21, 0x3d };
static char bytes[4096];
static size_t bytes_size;

static void add_byte(int byte)
{
    bytes[bytes_size++] = (char)byte;
}

static void add_frame(int first_byte, const char *payload, size_t size)
{
    add_byte(first_byte);
    add_byte(FINAL | (size < 126 ? (int)size : 126));
    if (size >= 126) {
        add_byte((int)(size >> 8));
        add_byte((int)(size & 0xff));
    }
    for (size_t i = 0; i < sizeof mask; i++)
        add_byte(mask[i]);
    for (size_t i = 0; i < size; i++)
        add_byte(payload[i] ^ mask[i % 4]);
}

/* Read all that was added, byte by byte, up to the end of a message. */
static int read_frames(void)
{
    size_t taken = 0;
    int rc = 0;

    while (rc >= 0 && taken < bytes_size && !frames.complete) {
        rc = io_frames_read(&frames, bytes + taken, 1);
        if (rc >= 0)
            ASSERT_EQ(rc, 1);
        taken++;
    }
    bytes_size = 0;
    return rc < 0 ? rc : 0;
}

static void expect_message(bool is_text, const char *data, size_t size)
{
    ASSERT_TRUE(frames.complete);
    ASSERT_EQ(frames.is_text, is_text);
    ASSERT_EQ(io_buffer_size(&frames.message), size);
    ASSERT_EQ(memcmp(io_buffer_data(&frames.message), data, size), 0);
    ASSERT_EQ(io_buffer_data(&frames.message)[size], '\0');
}

/* The server's output, which is not masked: a frame without a payload of 126 bytes or more. */
static void expect_output(int first_byte, const char *payload, size_t size)
{
    const unsigned char *output = (unsigned char *)io_buffer_data(&frames.output);

    ASSERT_EQ(io_buffer_size(&frames.output), size + 2);
    ASSERT_EQ(output[0], first_byte);
    ASSERT_EQ(output[1], size);
    ASSERT_EQ(memcmp(output + 2, payload, size), 0);
    io_buffer_take(&frames.output, size + 2);
}

/* ---- Messages ---- */

TEST(text_comes_in_one_frame)
{
    open_frames(true);
    add_frame(FINAL | 1, "hello", 5);
    ASSERT_EQ(read_frames(), 0);
    expect_message(true, "hello", 5);
    io_frames_close(&frames);
}

TEST(header_and_bytes_may_come_at_once)
{
    char text[300];

    memset(text, 'x', sizeof text);
    open_frames(true);
    add_frame(FINAL | 2, text, sizeof text);
    ASSERT_EQ(io_frames_read(&frames, bytes, bytes_size), bytes_size);
    expect_message(false, text, sizeof text);
    io_frames_close(&frames);
}

TEST(empty_message_is_received)
{
    open_frames(true);
    add_frame(FINAL | 1, "", 0);
    ASSERT_EQ(read_frames(), 0);
    expect_message(true, "", 0);
    io_frames_close(&frames);
}

TEST(fragments_are_joined_and_a_ping_between_them_is_answered)
{
    open_frames(true);
    add_frame(1, "frag", 4);
    add_frame(FINAL | 9, "alive?", 6);
    add_frame(0, "men", 3);
    add_frame(FINAL | 0, "ted", 3);
    ASSERT_EQ(read_frames(), 0);
    expect_message(true, "fragmented", 10);
    expect_output(FINAL | 10, "alive?", 6);
    io_frames_close(&frames);
}

TEST(bytes_behind_a_message_are_not_read)
{
    open_frames(true);
    add_frame(FINAL | 1, "one", 3);
    add_frame(FINAL | 1, "two", 3);
    ASSERT_EQ(io_frames_read(&frames, bytes, bytes_size), 9);
    expect_message(true, "one", 3);
    io_frames_drop_message(&frames);
    ASSERT_EQ(io_frames_read(&frames, bytes + 9, bytes_size - 9), 9);
    expect_message(true, "two", 3);
    io_frames_close(&frames);
}

TEST(pong_without_a_ping_is_no_message)
{
    open_frames(true);
    add_frame(FINAL | 10, "?", 1);
    ASSERT_EQ(read_frames(), 0);
    ASSERT_TRUE(!frames.complete);
    ASSERT_EQ(io_buffer_size(&frames.output), 0);
    io_frames_close(&frames);
}

TEST(client_masks_the_bytes_that_a_server_reads)
{
    static struct io_frames client;
    int sent;

    open_frames(true);
    ASSERT_EQ(io_frames_open(&client, false, LIMIT), 0);
    ASSERT_EQ(io_frames_write(&client, IO_FRAME_TEXT, "hello", 5), 0);
    sent = (int)io_buffer_size(&client.output);
    ASSERT_EQ(sent, 2 + 4 + 5);
    ASSERT_EQ(io_frames_read(&frames, io_buffer_data(&client.output), (size_t)sent), sent);
    expect_message(true, "hello", 5);
    io_frames_close(&client);
    io_frames_close(&frames);
}

TEST(memory_of_a_long_message_is_given_back)
{
    static struct io_frames client;
    static char message[200 * 1024];

    open_frames(true);
    io_frames_close(&frames);
    memset(&frames, 0, sizeof frames);
    ASSERT_EQ(io_frames_open(&frames, true, sizeof message), 0);
    ASSERT_EQ(io_frames_open(&client, false, LIMIT), 0);
    ASSERT_EQ(io_frames_write(&client, IO_FRAME_BINARY, message, sizeof message), 0);
    ASSERT_TRUE(io_frames_read(&frames, io_buffer_data(&client.output),
                               io_buffer_size(&client.output)) > 0);
    expect_message(false, message, sizeof message);
    io_frames_drop_message(&frames);
    ASSERT_EQ(frames.message.capacity, 0);
    io_frames_close(&client);
    io_frames_close(&frames);
}

TEST(memory_is_not_allocated_for_bytes_that_have_not_come)
{
    open_frames(true);
    add_byte(FINAL | 2);
    add_byte(FINAL | 126);
    add_byte(LIMIT >> 8);
    add_byte(LIMIT & 0xff);
    for (int i = 0; i < 4; i++)
        add_byte(0);
    ASSERT_EQ(read_frames(), 0);
    ASSERT_EQ(frames.message.capacity, 0);
    io_frames_close(&frames);
}

/* ---- Refused frames ---- */

/* The connection is closed with this code, and nothing more is looked at. */
static void expect_refusal(int error, int code, const char *reason)
{
    char payload[2] = { (char)(code >> 8), (char)(code & 0xff) };

    ASSERT_EQ(read_frames(), error);
    ASSERT_STR_EQ(frames.reason, reason);
    ASSERT_TRUE(!frames.complete);
    expect_output(FINAL | 8, payload, 2);
    ASSERT_TRUE(io_frames_close_sent(&frames));
    ASSERT_EQ(io_frames_close_code(&frames), 1006);
    ASSERT_EQ(io_frames_read(&frames, "\x81\x80xxxx", 6), error);
    ASSERT_EQ(io_buffer_size(&frames.output), 0);
    io_frames_close(&frames);
}

static void expect_protocol_error(int first_byte, const char *payload, size_t size,
                                  const char *reason)
{
    add_frame(first_byte, payload, size);
    expect_refusal(-EPROTO, 1002, reason);
}

TEST(reserved_bits_are_refused)
{
    open_frames(true);
    expect_protocol_error(FINAL | 0x40 | 1, "hello", 5, "reserved bits are set");
}

TEST(unknown_opcode_is_refused)
{
    open_frames(true);
    expect_protocol_error(FINAL | 15, "", 0, "Unexpected opcode=15");
}

TEST(frame_that_is_not_masked_is_refused_by_a_server)
{
    open_frames(true);
    memcpy(bytes, "\x81\x05hello", bytes_size = 7);
    expect_refusal(-EPROTO, 1002, "a client has to mask");
}

TEST(control_frame_in_fragments_is_refused)
{
    open_frames(true);
    expect_protocol_error(9, "hello", 5, "a control frame in fragments");
}

TEST(long_control_frame_is_refused)
{
    static const char payload[126];

    open_frames(true);
    expect_protocol_error(FINAL | 9, payload, sizeof payload,
                          "a control frame of more than 125 bytes");
}

TEST(continuation_without_a_beginning_is_refused)
{
    open_frames(true);
    expect_protocol_error(FINAL | 0, "hello", 5, "a continuation of nothing");
}

TEST(message_within_another_is_refused)
{
    open_frames(true);
    add_frame(1, "hello", 5);
    expect_protocol_error(FINAL | 1, "hello", 5, "a message within another");
}

TEST(length_in_more_bytes_than_needed_is_refused)
{
    open_frames(true);
    memcpy(bytes, "\x81\xfe\x00\x05xxxxhello", bytes_size = 13);
    expect_refusal(-EPROTO, 1002, "a length that is not written as it should");
}

TEST(close_of_one_byte_is_refused)
{
    open_frames(true);
    expect_protocol_error(FINAL | 8, "\x03", 1, "a close frame with half a code");
}

TEST(close_codes_that_may_not_be_sent_are_refused)
{
    static const int codes[] = { 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535 };

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        char payload[2] = { (char)(codes[i] >> 8), (char)(codes[i] & 0xff) };

        test_note("%d", codes[i]);
        memset(&frames, 0, sizeof frames);
        open_frames(true);
        expect_protocol_error(FINAL | 8, payload, 2,
                              "a close frame with a code that may not be sent");
    }
}

TEST(text_that_is_no_utf_8_is_refused_with_1007)
{
    open_frames(true);
    add_frame(FINAL | 1, "\xc3\x28", 2);
    expect_refusal(-EPROTO, 1007, "text that is no UTF-8");
    memset(&frames, 0, sizeof frames);
    open_frames(true);
    add_frame(FINAL | 8, "\x03\xe8\xc3\x28", 4);
    expect_refusal(-EPROTO, 1007, "text that is no UTF-8");
}

TEST(letter_may_be_split_between_fragments_but_not_cut_short)
{
    open_frames(true);
    add_frame(1, "\xc3", 1);
    add_frame(FINAL | 0, "\xa4", 1);
    ASSERT_EQ(read_frames(), 0);
    expect_message(true, "ä", 2);
    io_frames_drop_message(&frames);
    add_frame(FINAL | 1, "\xc3", 1);
    expect_refusal(-EPROTO, 1007, "text that is no UTF-8");
}

TEST(message_that_is_too_long_is_refused_with_1009)
{
    static const char text[LIMIT + 1];

    open_frames(true);
    add_frame(FINAL | 2, text, LIMIT + 1);
    expect_refusal(-EMSGSIZE, 1009, "a message longer than the limit");
}

TEST(fragments_that_are_too_long_together_are_refused_with_1009)
{
    static const char text[LIMIT];

    open_frames(true);
    add_frame(2, text, LIMIT);
    add_frame(FINAL | 0, text, 1);
    expect_refusal(-EMSGSIZE, 1009, "a message longer than the limit");
}

TEST(huge_length_is_refused_with_1009)
{
    open_frames(true);
    memcpy(bytes, "\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xffxxxx", bytes_size = 14);
    expect_refusal(-EMSGSIZE, 1009, "a message longer than the limit");
}

TEST(client_refuses_a_masked_frame)
{
    open_frames(false);
    add_frame(FINAL | 1, "hello", 5);
    ASSERT_EQ(read_frames(), -EPROTO);
    ASSERT_STR_EQ(frames.reason, "a server may not mask");
    io_frames_close(&frames);
}

/* ---- Closing ---- */

TEST(close_codes_that_are_registered_are_taken_and_answered)
{
    static const int codes[] = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010,
                                 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999 };

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        char payload[2] = { (char)(codes[i] >> 8), (char)(codes[i] & 0xff) };

        test_note("%d", codes[i]);
        memset(&frames, 0, sizeof frames);
        open_frames(true);
        add_frame(FINAL | 8, payload, 2);
        ASSERT_EQ(read_frames(), 0);
        ASSERT_EQ(io_frames_close_code(&frames), codes[i]);
        expect_output(FINAL | 8, payload, 2);
        io_frames_close(&frames);
    }
}

TEST(close_is_answered_with_its_code)
{
    open_frames(true);
    add_frame(FINAL | 8, "\x03\xe9going", 7);
    ASSERT_EQ(read_frames(), 0);
    ASSERT_TRUE(io_frames_close_received(&frames));
    ASSERT_EQ(io_frames_close_code(&frames), 1001);
    expect_output(FINAL | 8, "\x03\xe9going", 7);
    io_frames_close(&frames);
}

TEST(close_without_a_code_is_answered_in_kind)
{
    open_frames(true);
    add_frame(FINAL | 8, "", 0);
    ASSERT_EQ(read_frames(), 0);
    ASSERT_EQ(io_frames_close_code(&frames), 1005);
    expect_output(FINAL | 8, "", 0);
    io_frames_close(&frames);
}

TEST(close_is_written_once_and_nothing_after_it)
{
    open_frames(true);
    ASSERT_EQ(io_frames_write_close(&frames, 1000, "enough"), 0);
    expect_output(FINAL | 8,
                  "\x03\xe8"
                  "enough",
                  8);
    ASSERT_EQ(io_frames_write_close(&frames, 1001, "again"), 0);
    ASSERT_EQ(io_frames_write(&frames, IO_FRAME_TEXT, "late", 4), -EPIPE);
    ASSERT_EQ(io_buffer_size(&frames.output), 0);
    io_frames_close(&frames);
}

TEST(connection_is_closed_without_memory_for_a_message)
{
    open_frames(true);
    add_frame(FINAL | 1, "hello", 5);
    co_fail_allocation(2, true);
    ASSERT_EQ(read_frames(), -ENOMEM);
    co_fail_allocation(0, false);
    ASSERT_TRUE(io_frames_close_sent(&frames));
    io_frames_close(&frames);
}

/* src/io/stream_read.c: reading between two ends within the process, on both clocks. */
#include "io/stream_scenario.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

TEST_ON_BOTH_CLOCKS(bytes_written_at_one_end_are_read_at_the_other)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], "hello", 5));
    reads(io_stream_read(ends[1], 100, &data), "hello");
    await(io_stream_write(ends[1], "you", 3));
    reads(io_stream_read(ends[0], 100, &data), "you");
    io_stream_release(ends[0]);
    reads(io_stream_read(ends[1], 100, &data), "");
    io_stream_release(ends[1]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(reader_waits_until_bytes_are_written)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(GATHER(CORO(read_some, ends[0], "reader"), CORO(write_later, ends[1], 0.01, "late")));
    SAID("written reader:late");
    io_stream_release(ends[0]);
    io_stream_release(ends[1]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(read_bytes_end_with_a_zero_that_takes_no_byte_away)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(io_stream_printf(ends[0], "%s", "one\ntwo\n\nfour"));
    io_stream_release(ends[0]);
    reads(io_stream_readline(ends[1], &data), "one\n");
    reads(io_stream_read(ends[1], 1, &data), "t");
    reads(io_stream_readexactly(ends[1], 2, &data), "wo");
    reads(io_stream_readuntil(ends[1], "\n\n", 2, &data), "\n\n");
    reads(io_stream_read_all(ends[1], &data), "four");
    reads(io_stream_read(ends[1], 1, &data), "");
    io_stream_release(ends[1]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(second_reader_is_refused)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    struct co_task *first = co_create_task(CORO(read_some, ends[0], "first"));
    await(turns(3));
    await(io_stream_write(ends[1], "x", 1));
    ASSERT_EQ(io_stream_read(ends[0], 1, &data), -EPERM);
    ASSERT_STR_EQ(co_text(),
                  "read() called while another coroutine is already waiting for incoming data");
    await(co_await(first));
    SAID("first:x");
    io_stream_release(ends[0]);
    io_stream_release(ends[1]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(cancelled_read_takes_nothing)
{
    struct io_stream *ends[2];
    struct co_timeout timeout = { 0 };

    await(io_stream_pair(ends));
    await(io_stream_write(ends[1], "half a li", 9));
    await(co_timeout_enter(&timeout, 0.01));
    int rc = io_stream_readline(ends[0], &data);
    ASSERT_EQ(co_timeout_exit(&timeout, rc), -ETIMEDOUT);
    await(io_stream_write(ends[1], "ne\n", 3));
    reads(io_stream_readline(ends[0], &data), "half a line\n");
    io_stream_release(ends[0]);
    io_stream_release(ends[1]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(reader_learns_that_its_stream_was_closed_or_released)
{
    struct io_stream *ends[2];

    for (int released = 0; released < 2; released++) {
        await(io_stream_pair(ends));
        struct co_task *reader = co_create_task(CORO(read_some, ends[0], "reader"));
        await(turns(3));
        if (released) {
            io_stream_release(ends[0]);
            ASSERT_EQ(co_await(reader), -EBADF);
        } else {
            io_stream_close(ends[0]);
            await(co_await(reader));
            io_stream_release(ends[0]);
        }
        io_stream_release(ends[1]);
    }
    SAID("reader: reader:InvalidStateError");
    return 0;
}

TEST_ON_BOTH_CLOCKS(reader_learns_of_a_release_while_the_stream_sends)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], many, sizeof many));
    struct co_task *reader = co_create_task(CORO(read_some, ends[0], "reader"));
    await(turns(3));
    io_stream_release(ends[0]);
    await(io_stream_write(ends[1], "x", 1));
    ASSERT_EQ(co_await(reader), -EBADF);
    io_stream_release(ends[1]);
    words[0] = '\0';
    return 0;
}

ASYNC(write_for_ever, struct io_stream *stream;)
{
    while (true) {
        await(io_stream_write(my->stream, many, sizeof many));
        await(io_stream_drain(my->stream));
    }
}

TEST_ON_BOTH_CLOCKS(reader_that_always_finds_bytes_lets_others_run)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    struct co_task *writer = co_create_task(CORO(write_for_ever, ends[1]));
    struct co_task *other = co_create_task(CORO(sleep_and_say, "ran", 0));
    while (!co_task_done(other))
        await(io_stream_read(ends[0], sizeof many, &data));
    await(co_await(other));
    co_task_cancel(writer);
    ASSERT_EQ(co_await(writer), -ECANCELED);
    SAID("ran");
    io_stream_release(ends[0]);
    io_stream_release(ends[1]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(megabyte_arrives_as_one_piece)
{
    struct io_stream *ends[2];

    for (size_t i = 0; i < sizeof many; i++)
        many[i] = (char)(i * 7 >> 3);
    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], many, sizeof many));
    ASSERT_TRUE(io_stream_write_buffer_size(ends[0]) > 0);
    ASSERT_EQ(io_stream_readexactly(ends[1], sizeof many, &data), sizeof many);
    ASSERT_EQ(memcmp(data, many, sizeof many), 0);
    io_stream_release(ends[0]);
    io_stream_release(ends[1]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(bytes_that_were_read_can_be_given_back)
{
    struct io_stream *ends[2];
    const char *data;

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], "hello world", 11));
    ASSERT_EQ(io_stream_read(ends[1], 8, &data), 8);
    ASSERT_STR_EQ(data, "hello wo");
    io_stream_unread(ends[1], data + 6, 2);
    ASSERT_EQ(io_stream_read(ends[1], 100, &data), 5);
    ASSERT_STR_EQ(data, "world");
    io_stream_unread(ends[1], data, 5);
    await(io_stream_write(ends[0], "!", 1));
    io_stream_release(ends[0]);
    ASSERT_EQ(io_stream_read_all(ends[1], &data), 6);
    ASSERT_STR_EQ(data, "world!");
    io_stream_release(ends[1]);
    return 0;
}

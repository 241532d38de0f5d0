/* src/io/stream.c, stream_read.c and stream_write.c: bytes between two ends within the process, on
 * both clocks. What asyncio's own cases say of streams is in tests/conformance. */
#include "io/stream.h"

#include "co/scenario.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *data;
static char many[1 << 20];

static void reads(int result, const char *expected)
{
    ASSERT_EQ(result, strlen(expected));
    ASSERT_STR_EQ(data, expected);
}

ASYNC(read_some, struct io_stream *stream; const char *name;)
{
    int rc = io_stream_read(my->stream, 100, &data);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : data);
    return rc;
}

ASYNC(write_later, struct io_stream *stream; double seconds; const char *text;)
{
    await(co_sleep(my->seconds));
    say("written");
    return io_stream_write(my->stream, my->text, strlen(my->text));
}

/* ---- Reading ---- */

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

TEST_ON_BOTH_CLOCKS(a_second_reader_is_refused)
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

TEST_ON_BOTH_CLOCKS(a_reader_learns_that_its_stream_was_closed_or_released)
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

TEST_ON_BOTH_CLOCKS(a_reader_learns_of_a_release_while_the_stream_sends)
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

TEST_ON_BOTH_CLOCKS(a_reader_that_always_finds_bytes_lets_others_run)
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

TEST_ON_BOTH_CLOCKS(a_megabyte_goes_through_in_one_piece)
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

/* ---- Writing ---- */

ASYNC(drains, struct io_stream *stream; const char *name;)
{
    int rc = io_stream_drain(my->stream);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "drained");
    return rc;
}

TEST_ON_BOTH_CLOCKS(drain_waits_from_the_high_water_to_the_low)
{
    struct io_stream *ends[2];
    size_t kept;

    await(io_stream_pair(ends));
    await(io_stream_set_write_buffer_limits(ends[0], 100000, 50000));
    while (io_stream_write_buffer_size(ends[0]) == 0)
        await(io_stream_write(ends[0], many, 1000));
    await(io_stream_drain(ends[0]));
    kept = io_stream_write_buffer_size(ends[0]);
    await(io_stream_write(ends[0], many, 100000 - kept));
    await(io_stream_drain(ends[0]));
    await(io_stream_write(ends[0], "x", 1));
    struct co_task *drain = co_create_task(CORO(drains, ends[0], "writer"));
    await(turns(3));
    while (io_stream_write_buffer_size(ends[0]) > 50000) {
        ASSERT_TRUE(!co_task_done(drain));
        await(io_stream_read(ends[1], 1000, &data));
        await(turns(3));
    }
    await(co_await(drain));
    SAID("writer:drained");
    ASSERT_EQ(io_stream_set_write_buffer_limits(ends[0], 1, 2), -EINVAL);
    io_stream_abort(ends[0]);
    io_stream_release(ends[0]);
    io_stream_release(ends[1]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(tasks_that_drain_learn_that_the_connection_broke)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], many, sizeof many));
    struct co_task *tasks[] = { co_create_task(CORO(drains, ends[0], "a")),
                                co_create_task(CORO(drains, ends[0], "b")) };
    await(turns(3));
    io_stream_release(ends[1]);
    ASSERT_TRUE(co_await(tasks[0]) < 0);
    ASSERT_TRUE(co_await(tasks[1]) < 0);
    ASSERT_EQ(io_stream_read(ends[0], 1, &data), io_stream_drain(ends[0]));
    ASSERT_EQ(io_stream_write(ends[0], "dropped", 7), 0);
    io_stream_release(ends[0]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(reader_goes_on_after_the_end_was_written)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], "question", 8));
    await(io_stream_write_eof(ends[0]));
    await(io_stream_write_eof(ends[0]));
    ASSERT_EQ(io_stream_write(ends[0], "x", 1), -EPERM);
    ASSERT_STR_EQ(co_text(), "Cannot call write() after write_eof()");
    reads(io_stream_read_all(ends[1], &data), "question");
    await(io_stream_write(ends[1], "answer", 6));
    reads(io_stream_read(ends[0], 100, &data), "answer");
    io_stream_release(ends[0]);
    io_stream_release(ends[1]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(end_marker_is_sent_behind_the_backlog)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], many, sizeof many));
    await(io_stream_write_eof(ends[0]));
    ASSERT_EQ(io_stream_read_all(ends[1], &data), sizeof many);
    io_stream_release(ends[0]);
    io_stream_release(ends[1]);
    return 0;
}

TEST_ON_BOTH_CLOCKS(print_takes_long_texts)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(io_stream_printf(ends[0], "%5000d|", 42));
    ASSERT_EQ(io_stream_readuntil(ends[1], "|", 1, &data), 5001);
    ASSERT_STR_EQ(data + 4997, " 42|");
    io_stream_release(ends[0]);
    io_stream_release(ends[1]);
    return 0;
}

/* ---- Closing ---- */

TEST_ON_BOTH_CLOCKS(backlog_is_sent_when_the_stream_is_released)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], many, sizeof many));
    io_stream_release(ends[0]);
    ASSERT_EQ(io_stream_read_all(ends[1], &data), sizeof many);
    io_stream_release(ends[1]);
    return 0;
}

ASYNC(wait_closed, struct io_stream *stream; const char *name;)
{
    int rc = io_stream_wait_closed(my->stream);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "closed");
    return rc;
}

TEST_ON_BOTH_CLOCKS(close_waits_for_the_backlog_and_abort_does_not)
{
    struct io_stream *ends[2];

    for (int aborted = 0; aborted < 2; aborted++) {
        await(io_stream_pair(ends));
        await(io_stream_write(ends[0], many, sizeof many));
        io_stream_close(ends[0]);
        ASSERT_TRUE(io_stream_is_closing(ends[0]));
        struct co_task *task = co_create_task(CORO(wait_closed, ends[0], "writer"));
        await(turns(3));
        ASSERT_TRUE(!co_task_done(task));
        if (aborted)
            io_stream_abort(ends[0]);
        int size = io_stream_read_all(ends[1], &data);
        ASSERT_TRUE(aborted ? size < (int)sizeof many : size == (int)sizeof many);
        await(co_await(task));
        ASSERT_EQ(io_stream_descriptor(ends[0]), -1);
        io_stream_release(ends[0]);
        io_stream_release(ends[1]);
    }
    SAID("writer:closed writer:closed");
    return 0;
}

TEST_ON_BOTH_CLOCKS(a_released_stream_without_a_reader_ends_with_the_loop)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], many, sizeof many));
    io_stream_release(ends[0]);
    return 0; /* ends[1] is not released; the harness finds a descriptor that stays open */
}

TEST(stream_is_refused_without_a_loop)
{
    struct io_stream *stream;
    int ends[2];

    ASSERT_EQ(pipe(ends), 0);
    ASSERT_EQ(io_stream_open(&stream, ends[0], 0, NULL), -EPERM);
    ASSERT_EQ(io_stream_open(&stream, 1000, 0, NULL), -EBADF);
    close(ends[0]);
    close(ends[1]);
    io_stream_release(NULL);
}

/* ---- The other end ---- */

static bool is_silent(struct co_party *party)
{
    (void)party;
    return true;
}

static void is_told(struct co_party *party)
{
    (void)party;
    say("rests");
}

/* A write to a party, and a read from a party, may make the party busy. */
ASYNC_TEST(party_may_be_busy_again_after_a_read_or_a_write)
{
    struct co_party party = {
        .name = "party", .is_idle = is_silent, .on_idle = is_told, .descriptors = { -1, -1 }
    };
    struct io_stream *stream;
    int ends[2];

    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    await(io_stream_open(&stream, ends[0], CO_OF_PARTY, &party));
    co_party_enter(&party);
    await(co_sleep(1));
    SAID("rests");
    await(co_sleep(1));
    SAID("");
    await(io_stream_write(stream, "x", 1));
    await(co_sleep(1));
    SAID("rests");
    ASSERT_EQ(write(ends[1], "y", 1), 1);
    reads(io_stream_read(stream, 1, &data), "y");
    await(co_sleep(1));
    SAID("rests");
    co_party_leave(&party);
    io_stream_release(stream);
    close(ends[1]);
    return 0;
}

/* The bytes of a party are read after the other ready tasks have run. */
ASYNC_TEST(a_reader_from_outside_always_waits_on_the_virtual_clock)
{
    struct io_stream *stream;
    int ends[2];

    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    await(io_stream_open(&stream, ends[0], CO_OF_PARTY, NULL));
    ASSERT_EQ(write(ends[1], "x", 1), 1);
    struct co_task *reader = co_create_task(CORO(read_some, stream, "reader"));
    struct co_task *other = co_create_task(CORO(sleep_and_say, "other", 0));
    await(co_await(reader));
    await(co_await(other));
    SAID("other reader:x");
    io_stream_release(stream);
    close(ends[1]);
    return 0;
}

/* ---- Short of memory ---- */

MEMORY_TEST(stream_returns_an_error_and_loses_nothing_without_memory)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    await(io_stream_write(ends[0], many, sizeof many));
    await(io_stream_printf(ends[0], "%5000d\n", 1));
    io_stream_close(ends[0]);
    await(io_stream_readexactly(ends[1], sizeof many, &data));
    await(io_stream_readline(ends[1], &data));
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

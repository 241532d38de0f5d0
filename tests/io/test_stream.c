/* src/io/stream.c: the making and the end of streams, on both clocks. tests/conformance has
 * asyncio's own cases of streams. */
#include "io/stream_scenario.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

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

TEST_ON_BOTH_CLOCKS(released_stream_without_a_reader_ends_with_the_loop)
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
ASYNC_TEST(reader_from_outside_always_waits_on_the_virtual_clock)
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

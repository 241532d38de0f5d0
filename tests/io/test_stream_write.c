/* src/io/stream_write.c: writing between two ends within the process, on both clocks. */
#include "io/stream_scenario.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

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

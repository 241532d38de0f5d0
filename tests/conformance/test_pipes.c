/* asyncio's cases of test_unix_events.py about pipes, and about watching descriptors. */
#include "io/stream.h"

#include "conformance.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* A pipe: one end is a stream, the other a descriptor. */
static struct io_stream *stream;
static int other;
static const char *data;

static int open_reader(void)
{
    int ends[2];

    ASSERT_EQ(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    other = ends[1];
    return io_stream_open(&stream, ends[0], CO_INSIDE, NULL);
}

static int open_writer(void)
{
    int ends[2];

    ASSERT_EQ(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    other = ends[0];
    return io_stream_open(&stream, ends[1], CO_INSIDE, NULL);
}

static void close_both(void)
{
    io_stream_release(stream);
    close(other);
}

static void close_other(void)
{
    close(other);
    other = -1;
}

static void reads(int result, const char *expected)
{
    ASSERT_EQ(result, strlen(expected));
    ASSERT_STR_EQ(data, expected);
}

ASYNC(read_some, struct io_stream *from; const char *name;)
{
    int rc = io_stream_read(my->from, 100, &data);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : data);
    return rc;
}

/* ---- Reading ---- */

CONFORMS(UnixReadPipeTransportTests, test__read_ready)
{
    await(open_reader());
    struct co_task *reader = co_create_task(CORO(read_some, stream, "reader"));
    await(turns(5));
    ASSERT_EQ(write(other, "data", 4), 4);
    await(co_await(reader));
    SAID("reader:data");
    close_both();
    return 0;
}

CONFORMS(UnixReadPipeTransportTests, test__read_ready_eof)
{
    await(open_reader());
    close_other();
    for (int i = 0; i < 3; i++)
        reads(io_stream_read(stream, 100, &data), "");
    close_both();
    return 0;
}

/* Two streams read the same pipe: both learn that the pipe is readable, but one finds nothing. */
CONFORMS(UnixReadPipeTransportTests, test__read_ready_blocked)
{
    struct io_stream *second;

    await(open_reader());
    await(io_stream_open(&second, dup(io_stream_descriptor(stream)), CO_INSIDE, NULL));
    struct co_task *readers[] = { co_create_task(CORO(read_some, stream, "first")),
                                  co_create_task(CORO(read_some, second, "second")) };
    await(turns(5));
    ASSERT_EQ(write(other, "a", 1), 1);
    await(co_await(readers[0]));
    await(turns(5));
    ASSERT_TRUE(!co_task_done(readers[1]));
    ASSERT_EQ(write(other, "b", 1), 1);
    await(co_await(readers[1]));
    SAID("first:a second:b");
    io_stream_release(second);
    close_both();
    return 0;
}

/* A folder can be opened but not read. */
CONFORMS(UnixReadPipeTransportTests, test__read_ready_error)
{
    await(io_stream_open(&stream, open(test_folder(), O_RDONLY | O_CLOEXEC), CO_INSIDE, NULL));
    ASSERT_EQ(io_stream_read(stream, 100, &data), -EISDIR);
    ASSERT_TRUE(io_stream_is_closing(stream));
    ASSERT_EQ(io_stream_descriptor(stream), -1);
    ASSERT_EQ(io_stream_wait_closed(stream), -EISDIR);
    io_stream_release(stream);
    return 0;
}

CONFORMS(UnixReadPipeTransportTests, test_close_already_closing)
{
    await(open_reader());
    io_stream_close(stream);
    io_stream_close(stream);
    await(io_stream_wait_closed(stream));
    close_both();
    return 0;
}

CONFORMS(UnixReadPipeTransportTests, test__close)
{
    await(open_reader());
    struct co_task *reader = co_create_task(CORO(read_some, stream, "reader"));
    await(turns(5));
    io_stream_close(stream);
    SAID("");
    await(co_await(reader));
    SAID("reader:");
    close_both();
    return 0;
}

/* ---- Writing ---- */

static char bytes[1 << 20];

/* Fill the pipe until the stream has to keep bytes. Returns the number of bytes written. */
static size_t fill(void)
{
    size_t written = 0;

    while (io_stream_write_buffer_size(stream) == 0) {
        ASSERT_EQ(io_stream_write(stream, bytes, 60000), 0);
        written += 60000;
    }
    return written;
}

/* Take so many bytes out of the pipe, as they come. */
static int take(size_t size)
{
    while (size > 0) {
        ssize_t got = read(other, bytes, size < sizeof bytes ? size : sizeof bytes);

        if (got > 0)
            size -= (size_t)got;
        else
            await(co_sleep(0));
    }
    return 0;
}

static void takes(const char *expected)
{
    char taken[100] = "";

    ASSERT_EQ(read(other, taken, sizeof taken - 1), strlen(expected));
    ASSERT_STR_EQ(taken, expected);
}

CONFORMS(UnixWritePipeTransportTests, test_write)
{
    await(open_writer());
    await(io_stream_write(stream, "data", 4));
    ASSERT_EQ(io_stream_write_buffer_size(stream), 0);
    takes("data");
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test_write_no_data)
{
    await(open_writer());
    await(io_stream_write(stream, "", 0));
    ASSERT_EQ(io_stream_write_buffer_size(stream), 0);
    ASSERT_EQ(read(other, bytes, 1), -1);
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test_write_partial)
{
    await(open_writer());
    size_t written = fill();
    ASSERT_TRUE(io_stream_write_buffer_size(stream) < written);
    await(take(written));
    ASSERT_EQ(io_stream_write_buffer_size(stream), 0);
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test_write_buffer)
{
    await(open_writer());
    size_t written = fill();
    await(take(60000)); /* there is room now, but the kept bytes go first */
    await(io_stream_write(stream, "behind", 6));
    await(take(written - 60000));
    await(turns(5));
    takes("behind");
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test_write_again)
{
    await(open_writer());
    while (write(io_stream_descriptor(stream), bytes, 4096) > 0)
        ;
    await(io_stream_write(stream, "data", 4));
    ASSERT_EQ(io_stream_write_buffer_size(stream), 4);
    while (read(other, bytes, sizeof bytes) > 0)
        ;
    await(turns(5));
    ASSERT_EQ(io_stream_write_buffer_size(stream), 0);
    takes("data");
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test_write_err)
{
    signal(SIGPIPE, SIG_DFL);
    await(open_writer());
    close_other();
    for (int i = 0; i < 6; i++)
        await(io_stream_write(stream, "data", 4));
    ASSERT_EQ(io_stream_write_buffer_size(stream), 0);
    ASSERT_TRUE(io_stream_is_closing(stream));
    ASSERT_EQ(io_stream_drain(stream), -EPIPE);
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test_write_close)
{
    await(open_writer());
    await(io_stream_write(stream, "data", 4));
    close_other();
    await(io_stream_write(stream, "data", 4));
    await(io_stream_write(stream, "data", 4));
    ASSERT_EQ(io_stream_write_buffer_size(stream), 0);
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test__write_ready)
{
    await(open_writer());
    await(take(fill()));
    ASSERT_EQ(io_stream_write_buffer_size(stream), 0);
    ASSERT_EQ(co_remove_writer(io_stream_descriptor(stream)), 0);
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test__write_ready_partial)
{
    await(open_writer());
    await(io_stream_write(stream, bytes, 300000));
    size_t kept = io_stream_write_buffer_size(stream);
    await(take(60000));
    await(turns(5));
    ASSERT_TRUE(io_stream_write_buffer_size(stream) < kept);
    ASSERT_TRUE(io_stream_write_buffer_size(stream) > 0);
    await(take(240000));
    ASSERT_EQ(io_stream_write_buffer_size(stream), 0);
    close_both();
    return 0;
}

/* Two streams write to the same pipe: both learn that there is room, but one finds none. */
CONFORMS(UnixWritePipeTransportTests, test__write_ready_again)
{
    struct io_stream *second;

    await(open_writer());
    await(io_stream_open(&second, dup(io_stream_descriptor(stream)), CO_INSIDE, NULL));
    while (write(io_stream_descriptor(stream), bytes, 4096) > 0)
        ;
    await(io_stream_write(stream, bytes, 4096));
    await(io_stream_write(second, bytes, 4096));
    await(take(4096));
    await(turns(5));
    ASSERT_EQ(io_stream_write_buffer_size(stream), 0);
    ASSERT_EQ(io_stream_write_buffer_size(second), 4096);
    await(take(4096));
    await(turns(5));
    ASSERT_EQ(io_stream_write_buffer_size(second), 0);
    io_stream_release(second);
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test__write_ready_empty)
{
    await(open_writer());
    size_t written = fill(), kept = io_stream_write_buffer_size(stream);
    await(io_stream_write(stream, "", 0));
    await(turns(5));
    ASSERT_EQ(io_stream_write_buffer_size(stream), kept);
    await(take(written));
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test__write_ready_err)
{
    await(open_writer());
    fill();
    close_other();
    ASSERT_EQ(io_stream_wait_closed(stream), -EPIPE);
    ASSERT_EQ(io_stream_write_buffer_size(stream), 0);
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test__write_ready_closing)
{
    await(open_writer());
    size_t written = fill();
    io_stream_close(stream);
    ASSERT_TRUE(io_stream_descriptor(stream) >= 0);
    await(take(written));
    await(io_stream_wait_closed(stream));
    ASSERT_EQ(read(other, bytes, 1), 0);
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test_abort)
{
    await(open_writer());
    size_t written = fill(), kept = io_stream_write_buffer_size(stream);
    io_stream_abort(stream);
    await(io_stream_wait_closed(stream));
    ASSERT_EQ(io_stream_write_buffer_size(stream), 0);
    await(take(written - kept));
    ASSERT_EQ(read(other, bytes, 1), 0);
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test_close)
{
    await(open_writer());
    io_stream_close(stream);
    io_stream_close(stream);
    ASSERT_EQ(read(other, bytes, 1), 0);
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test_write_eof)
{
    await(open_writer());
    await(io_stream_write_eof(stream));
    ASSERT_TRUE(io_stream_is_closing(stream));
    ASSERT_EQ(read(other, bytes, 1), 0);
    close_both();
    return 0;
}

CONFORMS(UnixWritePipeTransportTests, test_write_eof_pending)
{
    await(open_writer());
    size_t written = fill();
    await(io_stream_write_eof(stream));
    ASSERT_TRUE(!io_stream_is_closing(stream));
    await(take(written));
    await(io_stream_wait_closed(stream));
    ASSERT_EQ(read(other, bytes, 1), 0);
    close_both();
    return 0;
}

/* ---- Watching ---- */

static int never(void *nothing)
{
    (void)nothing;
    return -EIO;
}

CONFORMS(TestFunctional, test_add_reader_invalid_argument)
{
    ASSERT_EQ(co_add_reader(-1, never, NULL), -EBADF);
    ASSERT_EQ(co_add_writer(1000, never, NULL), -EBADF);
    ASSERT_EQ(co_remove_reader(-1), 0);
    ASSERT_EQ(co_remove_writer(1000), 0);
    return 0;
}

CONFORMS(TestFunctional, test_add_reader_or_writer_transport_fd)
{
    await(open_reader());
    struct co_task *reader = co_create_task(CORO(read_some, stream, "reader"));
    await(turns(5));
    ASSERT_EQ(co_add_reader(io_stream_descriptor(stream), never, NULL), -EPERM);
    ASSERT_EQ(co_add_writer(io_stream_descriptor(stream), never, NULL), -EPERM);
    close_other();
    await(co_await(reader));
    close_both();
    return 0;
}

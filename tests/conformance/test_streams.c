/* asyncio's cases of test_streams.py about reading and writing. The two ends of a stream are in
 * this process; bytes that asyncio feeds into a reader are written at the other end. */
#include "io/server.h"

#include "conformance.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct io_stream *from, *to; /* bytes written to `to` are read from `from` */
static const char *data;

static int open_pair(void)
{
    struct io_stream *ends[2];

    await(io_stream_pair(ends));
    from = ends[0];
    to = ends[1];
    return 0;
}

static void write_text(const char *text)
{
    ASSERT_EQ(io_stream_write(to, text, strlen(text)), 0);
}

/* The other end is closed. */
static void feed_eof(void)
{
    io_stream_release(to);
    to = NULL;
}

/* The other end is closed and has not read everything: that is an error at this end. */
static void feed_error(void)
{
    ASSERT_EQ(io_stream_write(from, "unread", 6), 0);
    feed_eof();
}

static int open_with(const char *text)
{
    await(open_pair());
    write_text(text);
    return 0;
}

static void close_pair(void)
{
    io_stream_release(from);
    io_stream_release(to);
}

/* Write the pieces between '|', each after a time to read the piece before. '$': the end. */
ASYNC(feed, const char *pieces;)
{
    for (const char *piece = my->pieces; *piece;) {
        size_t length = strcspn(piece, "|$");

        await(turns(5));
        await(io_stream_write(to, piece, length));
        piece += length;
        if (*piece == '$')
            feed_eof();
        piece += *piece != '\0';
    }
    return 0;
}

static void feed_later(const char *pieces)
{
    co_task_detach(co_create_task(CORO(feed, pieces)));
}

/* The result of a call that reads into `data`. */
static void reads(int result, const char *expected)
{
    ASSERT_EQ(result, strlen(expected));
    ASSERT_STR_EQ(data, expected);
}

ASYNC(read_line)
{
    int rc = io_stream_readline(from, &data);

    say("%s", rc < 0 ? co_error_name(rc) : data);
    return rc;
}

/* ---- read ---- */

CONFORMS(StreamTests, test_feed_empty_data)
{
    await(open_with(""));
    ASSERT_TRUE(!io_stream_at_eof(from));
    write_text("x");
    reads(io_stream_read(from, 10, &data), "x");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_feed_nonempty_data)
{
    await(open_with("line1"));
    await(turns(5));
    reads(io_stream_read(from, 10, &data), "line1");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_read_zero)
{
    await(open_with("line1"));
    reads(io_stream_read(from, 0, &data), "");
    reads(io_stream_read(from, 10, &data), "line1");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_read)
{
    await(open_pair());
    feed_later("line1");
    reads(io_stream_read(from, 30, &data), "line1");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_read_line_breaks)
{
    await(open_with("line1"));
    write_text("line2");
    reads(io_stream_read(from, 5, &data), "line1");
    reads(io_stream_read(from, 5, &data), "line2");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_read_eof)
{
    await(open_pair());
    feed_later("$");
    reads(io_stream_read(from, 1024, &data), "");
    reads(io_stream_read_all(from, &data), "");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_read_until_eof)
{
    await(open_pair());
    feed_later("chunk1\n|chunk2$");
    reads(io_stream_read_all(from, &data), "chunk1\nchunk2");
    reads(io_stream_read_all(from, &data), "");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_read_limit)
{
    await(open_pair());
    await(io_stream_set_limit(from, 3));
    write_text("chunk");
    reads(io_stream_read(from, 5, &data), "chunk");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_invalid_limit)
{
    await(open_pair());
    ASSERT_EQ(io_stream_set_limit(from, 0), -EINVAL);
    ASSERT_STR_EQ(co_text(), "Limit cannot be <= 0");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_at_eof)
{
    await(open_with("some data\n"));
    ASSERT_TRUE(!io_stream_at_eof(from));
    reads(io_stream_readline(from, &data), "some data\n");
    ASSERT_TRUE(!io_stream_at_eof(from));
    write_text("some data\n");
    feed_eof();
    reads(io_stream_readline(from, &data), "some data\n");
    reads(io_stream_readline(from, &data), "");
    ASSERT_TRUE(io_stream_at_eof(from));
    close_pair();
    return 0;
}

/* ---- readline ---- */

CONFORMS(StreamTests, test_readline)
{
    await(open_pair());
    feed_later("chunk1 |chunk2 |chunk3 \n chunk4");
    reads(io_stream_readline(from, &data), "chunk1 chunk2 chunk3 \n");
    reads(io_stream_read(from, 100, &data), " chunk4");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readline_limit_with_existing_data)
{
    await(open_pair());
    await(io_stream_set_limit(from, 3));
    write_text("li");
    write_text("ne1\nline2\n");
    ASSERT_EQ(io_stream_readline(from, &data), -EMSGSIZE);
    reads(io_stream_read(from, 100, &data), "line2\n");

    write_text("li");
    write_text("ne1");
    ASSERT_EQ(io_stream_readline(from, &data), -EMSGSIZE);
    write_text("li");
    write_text("ne2\n");
    reads(io_stream_read(from, 100, &data), "line2\n");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readline_limit)
{
    await(open_pair());
    await(io_stream_set_limit(from, 7));
    feed_later("chunk1|chunk2|chunk3\n");
    ASSERT_EQ(io_stream_readline(from, &data), -EMSGSIZE);
    ASSERT_STR_EQ(co_text(), "Separator is not found, and chunk exceed the limit");
    reads(io_stream_readline(from, &data), "chunk3\n");

    feed_later("chunk1|chunk2\n|chunk3\n");
    ASSERT_EQ(io_stream_readline(from, &data), -EMSGSIZE);
    ASSERT_STR_EQ(co_text(), "Separator is found, but chunk is longer than limit");
    reads(io_stream_readline(from, &data), "chunk3\n");

    write_text("seven77\n");
    reads(io_stream_readline(from, &data), "seven77\n");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readline_nolimit_nowait)
{
    await(open_with("line1\nline2\nline3\n"));
    reads(io_stream_readline(from, &data), "line1\n");
    struct co_task *other = co_create_task(CORO(sleep_and_say, "ran", 0));
    reads(io_stream_readline(from, &data), "line2\n");
    reads(io_stream_readline(from, &data), "line3\n");
    SAID("");
    await(co_await(other));
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readline_eof)
{
    await(open_with("some data"));
    feed_eof();
    reads(io_stream_readline(from, &data), "some data");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readline_empty_eof)
{
    await(open_pair());
    feed_eof();
    reads(io_stream_readline(from, &data), "");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readline_read_byte_count)
{
    await(open_with("line1\nline2\nline3\n"));
    reads(io_stream_readline(from, &data), "line1\n");
    reads(io_stream_read(from, 7, &data), "line2\nl");
    reads(io_stream_read(from, 100, &data), "ine3\n");
    close_pair();
    return 0;
}

/* ---- readuntil ---- */

CONFORMS(StreamTests, test_readuntil_separator)
{
    await(open_with("x"));
    ASSERT_EQ(io_stream_readuntil(from, "", 0, &data), -EINVAL);
    ASSERT_STR_EQ(co_text(), "Separator should be at least one-byte string");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readuntil_multi_chunks)
{
    await(open_pair());
    feed_later("lineAAA");
    reads(io_stream_readuntil(from, "AAA", 3, &data), "lineAAA");
    feed_later("lineAAAxxx");
    reads(io_stream_readuntil(from, "AAA", 3, &data), "lineAAA");
    reads(io_stream_read(from, 100, &data), "xxx");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readuntil_multi_chunks_1)
{
    static const struct {
        const char *pieces, *read, *left;
    } cases[] = {
        { "QWEaa|XYaa|a", "QWEaaXYaaa", "" },
        { "QWEaa|XYa|aa", "QWEaaXYaaa", "" },
        { "aaa", "aaa", "" },
        { "Xaaa", "Xaaa", "" },
        { "XXX|a|a|a", "XXXaaa", "" },
        { "a|a|b|a|aaX", "aabaaa", "X" },
        { "aab|aab|aaa|more", "aabaabaaa", "" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        test_note("%s", cases[i].pieces);
        await(open_pair());
        feed_later(cases[i].pieces);
        reads(io_stream_readuntil(from, "aaa", 3, &data), cases[i].read);
        if (*cases[i].left)
            reads(io_stream_read(from, 100, &data), cases[i].left);
        await(turns(30));
        close_pair();
    }
    return 0;
}

CONFORMS(StreamTests, test_readuntil_eof)
{
    await(open_with("some data"));
    feed_eof();
    ASSERT_EQ(io_stream_readuntil(from, "AAA", 3, &data), -ENOMSG);
    ASSERT_STR_EQ(data, "some data");
    ASSERT_STR_EQ(co_text(), "9 bytes read on a total of undefined expected bytes");
    reads(io_stream_read(from, 100, &data), "");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readuntil_limit_found_sep)
{
    await(open_pair());
    await(io_stream_set_limit(from, 3));
    write_text("some dataAA");
    ASSERT_EQ(io_stream_readuntil(from, "AAA", 3, &data), -EMSGSIZE);
    ASSERT_STR_EQ(co_text(), "Separator is not found, and chunk exceed the limit");
    write_text("A");
    reads(io_stream_read(from, 4, &data), "some");
    reads(io_stream_readexactly(from, 8, &data), " dataAAA");

    write_text("some dataAAA");
    ASSERT_EQ(io_stream_readuntil(from, "AAA", 3, &data), -EMSGSIZE);
    ASSERT_STR_EQ(co_text(), "Separator is found, but chunk is longer than limit");
    reads(io_stream_read(from, 100, &data), "some dataAAA");
    close_pair();
    return 0;
}

/* ---- readexactly ---- */

CONFORMS(StreamTests, test_readexactly_zero_or_less)
{
    await(open_with("line1"));
    reads(io_stream_readexactly(from, 0, &data), "");
    ASSERT_EQ(io_stream_readexactly(from, (size_t)-1, &data), -EINVAL);
    reads(io_stream_read(from, 100, &data), "line1");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readexactly)
{
    await(open_pair());
    feed_later("line1|line1|line1|line1");
    reads(io_stream_readexactly(from, 12, &data), "line1line1li");
    reads(io_stream_readexactly(from, 8, &data), "ne1line1");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readexactly_limit)
{
    await(open_pair());
    await(io_stream_set_limit(from, 3));
    write_text("chunk");
    reads(io_stream_readexactly(from, 5, &data), "chunk");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_readexactly_eof)
{
    await(open_pair());
    feed_later("line1$");
    ASSERT_EQ(io_stream_readexactly(from, 10, &data), -ENOMSG);
    ASSERT_STR_EQ(data, "line1");
    ASSERT_STR_EQ(co_text(), "5 bytes read on a total of 10 expected bytes");
    reads(io_stream_read(from, 100, &data), "");
    close_pair();
    return 0;
}

/* ---- Errors ---- */

/* A call that reads, before and after the connection is lost. */
static int error_comes_first(int (*read)(void))
{
    await(open_with("line1\nrest\n"));
    ASSERT_TRUE(read() >= 0);
    feed_error();
    /* The loss shows when something is sent. */
    while (!io_stream_is_closing(from))
        await(io_stream_write(from, "x", 1));
    ASSERT_EQ(read(), -EPIPE);
    ASSERT_EQ(read(), -EPIPE);
    io_stream_release(from);
    return 0;
}

static int read_2(void)
{
    return io_stream_read(from, 2, &data);
}

CONFORMS(StreamTests, test_read_exception)
{
    return error_comes_first(read_2);
}

static int readline(void)
{
    return io_stream_readline(from, &data);
}

CONFORMS(StreamTests, test_readline_exception)
{
    return error_comes_first(readline);
}

static int readexactly_2(void)
{
    return io_stream_readexactly(from, 2, &data);
}

CONFORMS(StreamTests, test_readexactly_exception)
{
    return error_comes_first(readexactly_2);
}

CONFORMS(StreamTests, test_exception)
{
    await(open_pair());
    feed_error();
    ASSERT_EQ(io_stream_read(from, 10, &data), -ECONNRESET);
    ASSERT_EQ(io_stream_wait_closed(from), -ECONNRESET);
    ASSERT_STR_EQ(co_text(), "Connection reset by peer");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_exception_waiter)
{
    await(open_pair());
    struct co_task *reader = co_create_task(CORO(read_line));
    await(turns(5));
    feed_error();
    ASSERT_EQ(co_await(reader), -ECONNRESET);
    SAID("ConnectionError");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_exception_cancel)
{
    await(open_pair());
    struct co_task *reader = co_create_task(CORO(read_line));
    await(turns(5));
    co_task_cancel(reader);
    await(turns(5));
    feed_error();
    ASSERT_EQ(co_await(reader), -ECANCELED);
    SAID("CancelledError");
    close_pair();
    return 0;
}

/* ---- Writing and closing ---- */

CONFORMS(StreamTests, test_read_all_from_pipe_reader)
{
    struct io_stream *reader;
    int ends[2];

    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    await(io_stream_open(&reader, ends[0], CO_INSIDE, NULL));
    await(io_stream_set_limit(reader, 1));
    ASSERT_EQ(write(ends[1], "data", 4), 4);
    close(ends[1]);
    reads(io_stream_read_all(reader, &data), "data");
    io_stream_release(reader);
    return 0;
}

ASYNC(drain_it, const char *name;)
{
    int rc = io_stream_drain(to);

    say("%s:%d", my->name, rc);
    return rc;
}

CONFORMS(StreamTests, test_multiple_drain)
{
    static char bytes[1 << 20];

    await(open_pair());
    await(io_stream_write(to, bytes, sizeof bytes));
    struct co_task *tasks[] = { co_create_task(CORO(drain_it, "a")),
                                co_create_task(CORO(drain_it, "b")),
                                co_create_task(CORO(drain_it, "c")) };
    await(turns(5));
    SAID("");
    ASSERT_EQ(io_stream_readexactly(from, sizeof bytes, &data), sizeof bytes);
    await(co_gather(tasks, 3, NULL, 0));
    SAID("a:0 b:0 c:0");
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_drain_raises)
{
    int rc = 0, writes = 0;

    await(open_pair());
    io_stream_release(from);
    for (; rc == 0 && writes < 100; writes++) {
        await(io_stream_write(to, "foo", 3));
        rc = io_stream_drain(to);
    }
    ASSERT_EQ(rc, -EPIPE);
    io_stream_release(to);
    return 0;
}

CONFORMS(StreamTests, test_wait_closed_on_close)
{
    await(open_with("a line\nmore"));
    reads(io_stream_readline(from, &data), "a line\n");
    feed_eof();
    reads(io_stream_read_all(from, &data), "more");
    ASSERT_TRUE(!io_stream_is_closing(from));
    io_stream_close(from);
    ASSERT_TRUE(io_stream_is_closing(from));
    await(io_stream_wait_closed(from));
    close_pair();
    return 0;
}

CONFORMS(StreamTests, test_wait_closed_on_close_with_unread_data)
{
    await(open_with("a line\nmore"));
    reads(io_stream_readline(from, &data), "a line\n");
    io_stream_close(from);
    await(io_stream_wait_closed(from));
    close_pair();
    return 0;
}

static int run_and_say_reports(int (*main)(void *arguments))
{
    return run_reporting((struct co_coro){ main, NULL, 0, "main", 0, NULL });
}

ASYNC(write_read_close)
{
    await(open_pair());
    await(io_stream_write(from, "hello\n", 6));
    await(io_stream_drain(from));
    write_text("world\n");
    reads(io_stream_readline(from, &data), "world\n");
    io_stream_close(from);
    await(io_stream_wait_closed(from));
    close_pair();
    return 0;
}

CONFORMS_RUNNING(StreamTests, test_async_writer_api)
{
    ASSERT_EQ(run_and_say_reports(write_read_close_start), 0);
    SAID("");
}

ASYNC(write_after_close)
{
    await(open_pair());
    io_stream_close(from);
    await(io_stream_write(from, "data", 4));
    ASSERT_EQ(io_stream_drain(from), -ECONNRESET);
    ASSERT_STR_EQ(co_text(), "Connection lost");
    close_pair();
    return 0;
}

CONFORMS_RUNNING(StreamTests, test_async_writer_api_exception_after_close)
{
    ASSERT_EQ(run_and_say_reports(write_after_close_start), 0);
    SAID("");
}

CONFORMS(StreamTests, test_eof_feed_when_closing_writer)
{
    await(open_pair());
    io_stream_close(from);
    await(io_stream_wait_closed(from));
    ASSERT_TRUE(io_stream_at_eof(from));
    reads(io_stream_read(from, 100, &data), "");
    close_pair();
    return 0;
}

/* ---- Clients and servers ---- */

static int answer_once(struct io_stream *stream, void *nothing)
{
    (void)nothing;
    await(io_stream_readline(stream, &data));
    return io_stream_printf(stream, "HTTP/1.0 200 OK\n\nTest message");
}

static int talk_to_server(struct io_stream *stream)
{
    await(io_stream_write(stream, "GET /\n", 6));
    reads(io_stream_readline(stream, &data), "HTTP/1.0 200 OK\n");
    reads(io_stream_read_all(stream, &data), "\nTest message");
    io_stream_close(stream);
    await(io_stream_wait_closed(stream));
    io_stream_release(stream);
    return 0;
}

static int start(struct io_server **server, io_connection_handler *handler, bool is_unix)
{
    char path[200];

    snprintf(path, sizeof path, "%s/socket", test_folder());
    return is_unix ? io_start_unix_server(server, handler, NULL, path)
                   : io_start_server(server, handler, NULL, 0);
}

static int open_to(struct io_stream **stream, struct io_server *server)
{
    char path[200];

    snprintf(path, sizeof path, "%s/socket", test_folder());
    return io_server_port(server) ? io_open_connection(stream, "127.0.0.1", io_server_port(server))
                                  : io_open_unix_connection(stream, path);
}

ASYNC(open_a_connection, bool is_unix;)
{
    struct io_server *server;
    struct io_stream *stream;

    await(start(&server, answer_once, my->is_unix));
    await(open_to(&stream, server));
    await(talk_to_server(stream));
    io_server_close(server);
    await(io_server_wait_closed(server));
    io_server_release(server);
    return 0;
}

/* The case runs on both clocks, and nothing is reported. */
static void runs_without_reports(struct co_coro main)
{
    for (int clock = CO_CLOCK_REAL; clock <= CO_CLOCK_VIRTUAL; clock++)
        ASSERT_EQ(co_run(main, &(struct co_options){ .clock = (enum co_clock)clock,
                                                     .report = say_report }),
                  0);
    SAID("");
}

CONFORMS_RUNNING(StreamTests, test_open_connection)
{
    runs_without_reports(CORO(open_a_connection, false));
}

CONFORMS_RUNNING(StreamTests, test_open_unix_connection)
{
    runs_without_reports(CORO(open_a_connection, true));
}

static int abort_at_once(struct io_stream *stream, void *nothing)
{
    (void)nothing;
    await(io_stream_readline(stream, &data));
    await(io_stream_write(stream, "lost", 4));
    await(turns(3));
    io_stream_abort(stream);
    return 0;
}

ASYNC(open_and_lose, bool is_unix;)
{
    static const char unread[8192]; /* more than one read takes */
    struct io_server *server;
    struct io_stream *stream;
    int rc;

    await(start(&server, abort_at_once, my->is_unix));
    await(open_to(&stream, server));
    await(io_stream_write(stream, "line\n", 5));
    await(io_stream_write(stream, unread, sizeof unread));
    do
        rc = io_stream_read(stream, 1, &data);
    while (rc > 0);
    ASSERT_EQ(rc, -ECONNRESET);
    ASSERT_EQ(io_stream_read(stream, 1, &data), -ECONNRESET);
    io_stream_release(stream);
    io_server_release(server);
    return 0;
}

CONFORMS_RUNNING(StreamTests, test_open_connection_error)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(open_and_lose, false)), 0);
}

CONFORMS_RUNNING(StreamTests, test_open_unix_connection_error)
{
    ASSERT_EQ(run_on(CO_CLOCK_REAL, CORO(open_and_lose, true)), 0);
}

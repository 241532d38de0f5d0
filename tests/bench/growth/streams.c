/* The growth of src/io: streams, servers, the work queue. */
#include "growth.h"

#include "io/server.h"
#include "io/stream.h"
#include "work_queue/work_queue.h"

static struct io_stream *ends[2];

ASYNC(line_writer, long n;)
{
    for (long i = 0; i < my->n; i++) {
        await(io_stream_write(ends[1], "a line of text\n", 15));
        await(io_stream_drain(ends[1]));
    }
    return io_stream_write_eof(ends[1]);
}

static void release_ends(void)
{
    io_stream_release(ends[0]);
    io_stream_release(ends[1]);
}

static int read_lines(long n)
{
    struct co_task *writer;
    const char *line;
    long lines = 0;

    await(io_stream_pair(ends));
    writer = co_create_task(CORO(line_writer, n));
    while (await(io_stream_readline(ends[0], &line)) > 0)
        lines++;
    await(co_await(writer));
    release_ends();
    return lines == n ? 0 : -EIO;
}

/* A single line that comes in n pieces. */
ASYNC(piece_writer, long n;)
{
    for (long i = 0; i < my->n; i++) {
        await(io_stream_write(ends[1], "a piece of a line", 17));
        await(co_sleep(0));
    }
    return io_stream_write(ends[1], "\n", 1);
}

static int read_long_line(long n)
{
    struct co_task *writer;
    const char *line;

    await(io_stream_pair(ends));
    await(io_stream_set_limit(ends[0], 32 * GROWTH_MOST));
    writer = co_create_task(CORO(piece_writer, n));
    int length = await(io_stream_readline(ends[0], &line));
    await(co_await(writer));
    release_ends();
    return length == 17 * n + 1 ? 0 : -EIO;
}

/* All is written before anything is read. */
static int keep_what_is_written(long n)
{
    const char *data;

    await(io_stream_pair(ends));
    for (long i = 0; i < n; i++)
        await(io_stream_write(ends[1], "a piece of what is kept", 23));
    await(io_stream_readexactly(ends[0], 23 * (size_t)n, &data));
    release_ends();
    return 0;
}

/* ---- Servers ---- */

static int handle(struct io_stream *stream, void *argument)
{
    return 0;
}

static int start_servers(long n)
{
    static struct io_server *servers[GROWTH_MOST];

    for (long i = 0; i < n; i++)
        await(io_start_server(&servers[i], handle, NULL, 0));
    for (long i = 0; i < n; i++)
        io_server_release(servers[i]);
    return 0;
}

static int connect_in_turn(long n)
{
    struct io_server *server;

    await(io_start_server(&server, handle, NULL, 0));
    for (long i = 0; i < n; i++) {
        struct io_stream *stream;
        const char *data;

        await(io_open_connection(&stream, "127.0.0.1", io_server_port(server)));
        await(io_stream_read(stream, 1, &data));
        io_stream_release(stream);
    }
    io_server_release(server);
    return 0;
}

/* ---- Work queue ---- */

static char ids[GROWTH_MOST + 1][24];

static int put_jobs(struct work_queue *queue, long n)
{
    for (long i = 0; i < n; i++) {
        snprintf(ids[i], sizeof ids[i], "j%ld", i);
        await(work_queue_put(queue, &(struct work_job){ .id = ids[i], .priority = 1 }));
    }
    return 0;
}

static int work_off(long n)
{
    struct work_queue *queue;
    struct worker *worker;
    struct work_result result;
    struct work_job job;

    await(work_queue_open(&queue, NULL));
    await(worker_open(&worker, queue, "worker"));
    await(put_jobs(queue, n));
    for (long i = 0; i < n; i++) {
        await(worker_get(worker, &job));
        await(worker_done(worker, "", 0));
    }
    for (long i = 0; i < n; i++) {
        await(work_queue_result(queue, &result));
        await(work_queue_forget(queue, &result));
    }
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

/* n workers take a job each and give it back, in the order of the jobs. */
static int give_back(long n)
{
    static struct worker *workers[GROWTH_MOST];
    struct work_queue *queue;
    struct work_job job;

    await(work_queue_open(&queue, NULL));
    await(put_jobs(queue, n + 1));
    for (long i = 0; i < n; i++) {
        char name[24];

        snprintf(name, sizeof name, "w%ld", i);
        await(worker_open(&workers[i], queue, name));
        await(worker_get(workers[i], &job));
    }
    for (long i = 0; i < n; i++)
        await(worker_again(workers[i]));
    for (long i = 0; i < n; i++)
        await(worker_close(workers[i]));
    work_queue_close(queue);
    return 0;
}

const struct growth_row growth_streams[] = {
    ROW("lines", read_lines),
    ROW("a line in n pieces", read_long_line),
    ROW("writes that are kept", keep_what_is_written),
    ROW("servers, virtual clock", start_servers, .clock = CO_CLOCK_VIRTUAL, .most = 10000),
    ROW("connections, virtual clock", connect_in_turn, .clock = CO_CLOCK_VIRTUAL, .most = 10000),
    ROW("jobs of the work queue", work_off),
    ROW("workers that give back", give_back),
    { 0 },
};

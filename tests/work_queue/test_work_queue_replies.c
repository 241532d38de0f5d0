/* src/work_queue/work_queue_scripts.c: steps whose reply is lost, and how many round trips a job
 * takes. These cases are skipped where redis-server is not installed. */
#include "io/server.h"
#include "work_queue/work_queue_redis_server.h"

/* The proxy loses the reply to the next command that has this word. */
static const char *lost;
static int round_trips;

/* Passes on commands and replies, one at a time. */
static int proxy(struct io_stream *client, void *argument)
{
    struct io_stream *server;
    const char *data;
    int rc;

    (void)argument;
    await(io_open_unix_connection(&server, redis_path("redis")));
    while ((rc = await(io_stream_read(client, 65536, &data))) > 0) {
        bool loses = lost && memmem(data, (size_t)rc, lost, strlen(lost));

        await(io_stream_write(server, data, (size_t)rc));
        rc = await(io_stream_read(server, 65536, &data));
        round_trips++;
        if (loses) {
            lost = NULL;
            break;
        }
        await(io_stream_write(client, data, (size_t)rc));
    }
    io_stream_release(server);
    return 0;
}

/* Opens a queue that reaches Redis by way of the proxy, and a worker "one" of it. */
static int open_behind_proxy(struct io_server **server, struct work_queue **queue,
                             struct worker **worker)
{
    char address[64];
    struct work_queue_options options = { .broker = address, .patience = 10 };

    await(io_start_server(server, proxy, NULL, 0));
    snprintf(address, sizeof address, "redis://127.0.0.1:%d/", io_server_port(*server));
    await(work_queue_open(queue, &options));
    return worker_open(worker, *queue, "one");
}

static int close_behind_proxy(struct io_server *server, struct work_queue *queue,
                              struct worker *worker)
{
    await(worker_close(worker));
    work_queue_close(queue);
    io_server_release(server);
    return 0;
}

QUEUE_TEST(repeated_step_returns_the_same_when_its_reply_was_lost)
{
    struct io_server *server;
    struct work_queue *queue;
    struct worker *worker;

    await(open_behind_proxy(&server, &queue, &worker));
    lost = "precious";
    ASSERT_EQ(put(queue, "precious", 1), 1);
    ASSERT_TRUE(!lost);
    ASSERT_EQ(put(queue, "precious", 1), 0);
    await(get(worker));
    lost = "gem";
    ASSERT_EQ(done(worker, "gem"), 1);
    ASSERT_TRUE(!lost);
    await(take_result(queue));
    SAID("precious precious=gem/one/1");
    ASSERT_EQ(redis_cli("EXISTS jobs:ids jobs:results"), 0); /* all is forgotten */
    return close_behind_proxy(server, queue, worker);
}

/* The second job was handed out, and its worker did not hear of it: that is an attempt. */
QUEUE_TEST(next_job_comes_again_when_its_reply_was_lost)
{
    static const struct work_job jobs[3] = { { .id = "a", .priority = 1, .data = { "x", 1 } },
                                             { .id = "a", .priority = 1, .data = { "x", 1 } },
                                             { .id = "b", .priority = 1, .data = { "x", 1 } } };
    struct io_server *server;
    struct work_queue *queue;
    struct worker *worker;

    await(open_behind_proxy(&server, &queue, &worker));
    lost = "EVALSHA";
    ASSERT_EQ(work_queue_put_all(queue, jobs, 3), 2);
    ASSERT_TRUE(!lost);
    ASSERT_EQ(work_queue_size(queue), 2);
    await(get(worker));
    lost = "gem";
    ASSERT_EQ(next(worker, "gem"), 1);
    ASSERT_TRUE(!lost);
    ASSERT_EQ(next(worker, "y"), 1);
    await(take_result(queue));
    await(take_result(queue));
    SAID("a b:2 none a=gem/one/1 b=y/one/2");
    return close_behind_proxy(server, queue, worker);
}

/* Eight jobs are put in one round trip, and a result goes with the next job. What is more are the
 * first job, the scripts, and signs of life. */
QUEUE_TEST(job_takes_little_more_than_one_round_trip)
{
    enum { COUNT = 400 };
    static char ids[COUNT][8];
    static struct work_job jobs[COUNT];
    struct io_server *server;
    struct work_queue *queue;
    struct worker *worker;
    struct work_job job;

    for (int i = 0; i < COUNT; i++) {
        snprintf(ids[i], sizeof ids[i], "%d", i);
        jobs[i] = (struct work_job){ .id = ids[i], .priority = 1, .data = IO_STRING("x") };
    }
    await(open_behind_proxy(&server, &queue, &worker));
    round_trips = 0;
    ASSERT_EQ(work_queue_put_all(queue, jobs, COUNT), COUNT);
    ASSERT_NEAR(round_trips, COUNT / 8, 10);
    await(worker_get(worker, &job));
    for (int i = 0; i < COUNT; i++)
        ASSERT_EQ(worker_next(worker, "x", 1, &job), 1);
    ASSERT_NEAR(round_trips, COUNT + COUNT / 8, COUNT / 10);
    return close_behind_proxy(server, queue, worker);
}

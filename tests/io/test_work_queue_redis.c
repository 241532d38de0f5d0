/* src/io/work_queue_redis.c and work_queue_scripts.c: jobs for workers on any number of machines,
 * of which each may be lost at any time, and Redis too. Skipped where redis-server is not
 * installed. */
#include "co/scenario.h"

#include "io/hiredis.h"
#include "io/redis_server.h"
#include "io/work_queue.h"

static int open_queue(struct io_work_queue **queue)
{
    struct io_work_queue_options options = { .broker = redis_address(), .patience = 20 };

    return io_work_queue_open(queue, &options);
}

/* A case on the real clock, with an empty Redis that keeps what it is told. */
#define QUEUE_TEST(name)                                                                           \
    static int name##_case(void *nothing);                                                         \
    TEST(name)                                                                                     \
    {                                                                                              \
        if (io_library_load(&hiredis_library) < 0)                                                 \
            test_skip("hiredis is missing");                                                       \
        start_redis((const char *const[]){ "--appendonly", "yes", NULL });                         \
        ASSERT_EQ(run_on(CO_CLOCK_REAL, (struct co_coro){ name##_case, NULL, 0, "main", 0 }), 0);  \
        stop_redis(SIGTERM);                                                                       \
    }                                                                                              \
    static int name##_case(void *nothing __attribute__((unused)))
#include "io/work_queue_cases.h"

/* ---- What others may do to it ---- */

/* Runs a command, a string of words with blanks between them, on a connection of its own. Returns
 * the integer of the reply, or the number of its elements if the reply is an array. */
static int redis_cli(const char *command)
{
    static struct io_redis redis;
    struct io_bytes parts[16];
    size_t count = 0;
    struct io_redis_reply *reply;
    char reason[IO_REDIS_REASON_MAX];

    if (!redis.stream)
        redis = (struct io_redis){ .patience = 10 };
    await(io_redis_address_parse(&redis.address, redis_address(), reason));
    for (const char *at = command; *at; at += *at == ' ') {
        parts[count] = (struct io_bytes){ at, strcspn(at, " ") };
        at += parts[count++].size;
    }
    int rc = io_redis_command(&redis, parts, count, 0, &reply);
    if (rc == 0) {
        rc = (int)io_redis_reply_integer(reply) + (int)io_redis_reply_count(reply);
        io_redis_reply_free(reply);
    }
    io_redis_close(&redis);
    return rc;
}

QUEUE_TEST(a_job_may_be_put_and_its_result_seen_by_hand)
{
    struct io_work_queue *queue;
    struct io_worker *worker;
    struct io_job job;

    await(open_queue(&queue));
    await(io_worker_open(&worker, queue, "one"));
    struct co_task *task = co_create_task(CORO(get_one, worker));
    await(co_sleep(0.1));
    await(redis_cli("XADD jobs:1 * id T7 job 0.3"));
    await(redis_cli("LPUSH jobs:bell 1"));
    double began = co_time();
    await(co_await(task));
    ASSERT_TRUE(co_time() - began < 0.4); /* it heard the bell */
    ASSERT_EQ(done(worker, "well"), 1);
    ASSERT_EQ(redis_cli("HSTRLEN jobs:results T7"), 4);
    await(take_result(queue));

    /* What lacks an id or a job, or has more, is a job too. */
    await(redis_cli("XADD jobs:2 7-7 colour blue"));
    await(io_worker_get(worker, &job));
    ASSERT_STR_EQ(job.id, "7-7");
    ASSERT_EQ(job.data.size, 0);
    ASSERT_EQ(job.priority, 2);
    await(done(worker, "x"));
    await(take_result(queue));
    SAID("T7 T7=well/one/1 7-7=x/one/1");
    await(io_worker_close(worker));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(who_is_given_a_job_and_does_not_hear_of_it_is_given_it_again)
{
    struct io_work_queue *queue;
    struct io_worker *workers[2];

    await(open_queue(&queue));
    await(io_worker_open(&workers[0], queue, "one"));
    await(io_worker_open(&workers[1], queue, "two"));
    await(put(queue, "a", 1));
    await(put(queue, "b", 1));
    await(redis_cli("XGROUP CREATE jobs:1 workers 0"));
    await(redis_cli("XREADGROUP GROUP workers one COUNT 1 STREAMS jobs:1 >"));
    await(get(workers[1]));
    await(get(workers[0]));
    SAID("b a:2");
    await(io_worker_close(workers[0]));
    await(io_worker_close(workers[1]));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(connections_that_are_cut_are_made_again)
{
    struct io_work_queue *queue;
    struct io_worker *worker;

    await(open_queue(&queue));
    await(io_worker_open(&worker, queue, "one"));
    struct co_task *task = co_create_task(CORO(get_one, worker));
    await(co_sleep(0.1));
    await(redis_cli("CLIENT KILL TYPE normal"));
    await(put(queue, "a", 1));
    await(co_await(task));
    await(redis_cli("CLIENT KILL TYPE normal"));
    await(redis_cli("SCRIPT FLUSH"));
    ASSERT_EQ(done(worker, "x"), 1);
    await(redis_cli("CLIENT KILL TYPE normal"));
    await(take_result(queue));
    SAID("a a=x/one/1");
    await(io_worker_close(worker));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(a_full_redis_takes_no_jobs_but_results)
{
    struct io_work_queue *queue;
    struct io_worker *worker;

    await(open_queue(&queue));
    await(io_worker_open(&worker, queue, "one"));
    await(put(queue, "a", 1));
    await(get(worker));
    await(redis_cli("CONFIG SET maxmemory 1"));
    ASSERT_EQ(put(queue, "b", 1), -ENOSPC);
    ASSERT_TRUE(strstr(co_text(), " is full"));
    ASSERT_EQ(done(worker, "x"), 1);
    await(redis_cli("CONFIG SET maxmemory 0"));
    ASSERT_EQ(io_work_queue_size(queue), 0);
    ASSERT_EQ(put(queue, "b", 1), 1);
    await(take_result(queue));
    SAID("a a=x/one/1");
    await(io_worker_close(worker));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(what_is_done_and_forgotten_leaves_nothing_behind)
{
    struct io_work_queue *queue;
    struct io_worker *worker;

    await(open_queue(&queue));
    await(io_worker_open(&worker, queue, "one"));
    for (int i = 0; i < 1500; i++) {
        char id[16];

        snprintf(id, sizeof id, "%d", i);
        await(put(queue, id, 1));
    }
    ASSERT_EQ(redis_cli("LLEN jobs:bell"), 1024);
    for (int i = 0; i < 1500; i++) {
        struct io_job job;
        struct io_result result;

        await(io_worker_get(worker, &job));
        await(io_worker_done(worker, "x", 1));
        await(io_work_queue_result(queue, &result));
        await(io_work_queue_forget(queue, &result));
    }
    struct io_job job;
    ASSERT_EQ(WAIT_FOR(io_worker_get(worker, &job), 0.05), -ETIMEDOUT);
    await(io_worker_close(worker));
    static const char *const sizes[] = { "XLEN jobs:1",          "XLEN jobs:done",
                                         "HLEN jobs:results",    "SCARD jobs:ids",
                                         "LLEN jobs:bell",       "SCARD jobs:workers",
                                         "EXISTS jobs:alive:one" };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        test_note("%s", sizes[i]);
        ASSERT_EQ(redis_cli(sizes[i]), 0);
    }
    io_work_queue_close(queue);
    return 0;
}

/* ---- Workers that are processes ---- */

/* Makes a child that runs the function with a loop of its own. */
static pid_t start_process(int (*run)(void *arguments), int number)
{
    pid_t child = fork();

    if (child == 0) {
        int rc =
            run_on(CO_CLOCK_REAL, (struct co_coro){ run, &number, sizeof number, "worker", 0 });
        _exit(rc < 0);
    }
    return child;
}

static void kill_process(pid_t process)
{
    kill(process, SIGKILL);
    ASSERT_EQ(waitpid(process, NULL, 0), process);
}

/* Takes a job and never comes to its end. */
static int hang(void *arguments)
{
    struct io_work_queue *queue;
    struct io_worker *worker;
    struct io_job job;

    (void)arguments;
    await(open_queue(&queue));
    await(io_worker_open(&worker, queue, "hanging"));
    await(io_worker_get(worker, &job));
    return co_sleep(1000);
}

/* Waits until the reply to the command is `count` or more. */
static int wait_until(const char *command, int count)
{
    for (;;) {
        int rc = redis_cli(command);

        if (rc < 0 || rc >= count)
            return rc;
        await(co_sleep(0.01));
    }
}

QUEUE_TEST(the_job_of_a_worker_that_was_killed_goes_to_another_and_that_of_a_slow_one_does_not)
{
    struct io_work_queue *queue;
    struct io_worker *slow, *other;
    struct io_job job;

    await(open_queue(&queue));
    await(io_worker_open(&slow, queue, "slow"));
    await(put(queue, "slow", 1));
    await(get(slow));
    await(put(queue, "hanging", 1));
    pid_t process = start_process(hang, 0);
    await(wait_until("XPENDING jobs:1 workers - + 10 hanging", 1));
    double began = co_time();
    kill_process(process);
    int remaining = redis_cli("PTTL jobs:alive:hanging");

    await(io_worker_open(&other, queue, "other"));
    await(get(other));
    ASSERT_TRUE((co_time() - began) * 1000 >= remaining && co_time() - began < 8);
    ASSERT_EQ(done(other, "x"), 1);
    ASSERT_EQ(WAIT_FOR(io_worker_get(other, &job), 4.5 - (co_time() - began)), -ETIMEDOUT);
    ASSERT_EQ(done(slow, "y"), 1);
    await(take_result(queue));
    await(take_result(queue));
    SAID("slow hanging:2 hanging=x/other/2 slow=y/slow/1");
    await(io_worker_close(slow));
    await(io_worker_close(other));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(a_name_is_one_living_workers)
{
    struct io_work_queue *queue;
    struct io_worker *one, *another;

    await(open_queue(&queue));
    await(io_worker_open(&one, queue, "hanging"));
    ASSERT_EQ(io_worker_open(&another, queue, "hanging"), -EADDRINUSE);
    ASSERT_STR_EQ(co_text(), "a worker of the name hanging is at work");
    await(io_worker_close(one));

    pid_t process = start_process(hang, 0);
    await(wait_until("SCARD jobs:workers", 1));
    kill_process(process);
    await(io_worker_open(&one, queue, "hanging"));
    await(io_worker_close(one));

    /* Where there is nothing to lose the name is free at once. */
    process = start_process(hang, 0);
    await(wait_until("SCARD jobs:workers", 1));
    kill_process(process);
    await(io_work_queue_clear(queue));
    double began = co_time();
    await(io_worker_open(&one, queue, "hanging"));
    ASSERT_TRUE(co_time() - began < 1);
    await(io_worker_close(one));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(who_was_taken_for_lost_and_replaced_by_one_of_the_same_name_hears_of_it)
{
    struct io_work_queue *queue;
    struct io_worker *worker;
    struct io_job job;

    await(open_queue(&queue));
    await(io_worker_open(&worker, queue, "one"));
    await(redis_cli("SET jobs:alive:one another"));
    ASSERT_EQ(io_worker_get(worker, &job), -EADDRINUSE);
    ASSERT_STR_EQ(co_text(), "another worker is called one now");
    await(io_worker_close(worker));
    io_work_queue_close(queue);
    return 0;
}

/* Nobody can say that he lives while Redis is away. */
QUEUE_TEST(after_redis_was_away_for_long_nobody_is_called_lost_who_lives)
{
    struct io_work_queue *queue;
    struct io_worker *one, *two;
    struct io_job job;

    await(open_queue(&queue));
    await(io_worker_open(&one, queue, "one"));
    await(io_worker_open(&two, queue, "two"));
    await(put(queue, "a", 1));
    await(get(one));
    stop_redis(SIGTERM);
    await(co_sleep(3.5));
    start_redis((const char *const[]){ "--appendonly", "yes", NULL });
    ASSERT_EQ(redis_cli("EXISTS jobs:alive:one"), 0);
    ASSERT_EQ(WAIT_FOR(io_worker_get(two, &job), 4), -ETIMEDOUT);
    ASSERT_EQ(done(one, "x"), 1);
    await(take_result(queue));
    SAID("a a=x/one/1");
    await(io_worker_close(one));
    await(io_worker_close(two));
    io_work_queue_close(queue);
    return 0;
}

/* ---- All at once ---- */

enum { JOBS = 10000, WORKERS = 4 };
static pid_t processes[WORKERS];
static int killed, results_seen;

/* Starts also while Redis is away. */
static int tiny_worker(void *arguments)
{
    struct io_work_queue *queue;
    struct io_worker *worker;
    char name[16];

    snprintf(name, sizeof name, "%d", *(int *)arguments);
    while (open_queue(&queue) < 0)
        await(co_sleep(0.05));
    await(io_worker_open(&worker, queue, name));
    for (;;) {
        struct io_job job;

        await(io_worker_get(worker, &job));
        await(co_sleep(0.001));
        await(io_worker_done(worker, job.data.data, job.data.size));
    }
}

/* One after the other, every 200 ms. */
ASYNC(killer)
{
    for (;; killed++) {
        await(co_sleep(0.2));
        kill_process(processes[killed % WORKERS]);
        processes[killed % WORKERS] = start_process(tiny_worker, WORKERS + killed);
    }
}

ASYNC(put_tiny_jobs, struct io_work_queue *queue;)
{
    for (int i = 0; i < JOBS; i++) {
        char id[16], data[16];
        struct io_job job = { .id = id, .priority = 1 + i % 3 };

        snprintf(id, sizeof id, "%d", i);
        snprintf(data, sizeof data, "result %d", i);
        job.data = IO_STRING(data);
        await(io_work_queue_put(my->queue, &job));
    }
    return 0;
}

/* In the middle of everything it is gone for half a second. */
ASYNC(restart_redis)
{
    while (results_seen < JOBS / 2)
        await(co_sleep(0.01));
    stop_redis(SIGKILL);
    await(co_sleep(0.5));
    start_redis((const char *const[]){ "--appendonly", "yes", NULL });
    return 0;
}

QUEUE_TEST(of_10000_jobs_none_is_lost_or_stored_twice_whoever_is_killed)
{
    static bool seen[JOBS];
    struct io_work_queue *queue;
    int again = 0;

    for (int i = 0; i < WORKERS; i++)
        processes[i] = start_process(tiny_worker, i);
    await(open_queue(&queue));
    struct co_task *tasks[] = { co_create_task(CORO(killer)),
                                co_create_task(CORO(put_tiny_jobs, queue)),
                                co_create_task(CORO(restart_redis)) };
    for (; results_seen < JOBS; results_seen++) {
        struct io_result result;

        await(io_work_queue_result(queue, &result));
        int number = atoi(result.job);
        ASSERT_TRUE(number >= 0 && number < JOBS && !seen[number]);
        seen[number] = true;
        ASSERT_EQ(atoi(result.data.data + strlen("result ")), number);
        again += result.attempts > 1;
    }
    printf("# %d workers killed, %d jobs done again\n", killed, again);
    co_task_cancel(tasks[0]);
    ASSERT_EQ(co_await(tasks[0]), -ECANCELED);
    await(co_await(tasks[1]));
    await(co_await(tasks[2]));
    ASSERT_TRUE(killed > 10 && again > 0);
    ASSERT_EQ(io_work_queue_size(queue), 0);
    ASSERT_EQ(redis_cli("HLEN jobs:results"), JOBS);
    ASSERT_EQ(redis_cli("XLEN jobs:done"), JOBS);
    for (int i = 0; i < WORKERS; i++)
        kill_process(processes[i]);
    io_work_queue_close(queue);
    return 0;
}

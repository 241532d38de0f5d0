/* src/work_queue/work_queue_redis_worker.c: workers on any number of machines, of which each may be
 * lost at any time, and Redis too. Skipped where redis-server is not installed. */
#include "work_queue/work_queue_redis_server.h"

/* ---- A full Redis ---- */

static int refusals;

static void count_refusals(void *argument, int code)
{
    (void)argument;
    ASSERT_EQ(code, -ENOSPC);
    refusals++;
}

ASYNC(open_and_get, struct io_work_queue *queue; const char *name;)
{
    struct io_worker *worker;

    await(io_worker_open(&worker, my->queue, my->name));
    await(get(worker));
    ASSERT_EQ(done(worker, "x"), 1);
    return io_worker_close(worker);
}

QUEUE_TEST(workers_wait_while_redis_is_full)
{
    struct io_work_queue_options options = { .broker = redis_address(),
                                             .patience = CO_FOREVER,
                                             .away = count_refusals };
    struct io_work_queue *queue;

    await(io_work_queue_open(&queue, &options));
    struct co_task *early = co_create_task(CORO(open_and_get, queue, "early"));
    await(wait_until("SCARD jobs:workers", 1));
    await(redis_cli("CONFIG SET maxmemory 1"));
    struct co_task *late = co_create_task(CORO(open_and_get, queue, "late"));
    await(co_sleep(4.2)); /* longer than a worker may be silent */
    ASSERT_EQ(redis_cli("EXISTS jobs:alive:early"), 1);
    ASSERT_TRUE(!co_task_done(early) && !co_task_done(late) && refusals > 2);
    await(redis_cli("CONFIG SET maxmemory 0"));
    await(put(queue, "a", 1));
    await(put(queue, "b", 1));
    await(co_await(early));
    await(co_await(late));
    ASSERT_EQ(io_work_queue_size(queue), 0);
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(a_worker_waits_for_room_no_longer_than_its_patience)
{
    struct io_work_queue_options options = { .broker = redis_address(), .patience = 0.3 };
    struct io_work_queue *queue;
    struct io_worker *worker;

    await(io_work_queue_open(&queue, &options));
    await(redis_cli("CONFIG SET maxmemory 1"));
    double began = co_time();
    ASSERT_EQ(io_worker_open(&worker, queue, "one"), -ENOSPC);
    ASSERT_TRUE(co_time() - began >= 0.3);
    ASSERT_TRUE(strstr(co_text(), " is full"));
    io_work_queue_close(queue);
    return 0;
}

/* ---- Workers that are processes ---- */

/* Makes a child that runs the function with a loop of its own. */
static pid_t start_process(int (*run)(void *arguments), int number)
{
    pid_t child = fork();

    if (child == 0) {
        int rc = run_on(CO_CLOCK_REAL,
                        (struct co_coro){ run, &number, sizeof number, "worker", 0, NULL });
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

/* No worker can report that it lives while Redis is away. */
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
        char id[16], data[24];
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

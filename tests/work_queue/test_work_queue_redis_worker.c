/* src/work_queue/work_queue_redis_worker.c: workers that may be lost at any time, and a Redis that
 * may be away or full. These cases are skipped where redis-server is not installed. */
#include "work_queue/work_queue_redis_server.h"

/* ---- A full Redis ---- */

static int refusals;

static void count_refusals(void *argument, int code)
{
    (void)argument;
    ASSERT_EQ(code, -ENOSPC);
    refusals++;
}

ASYNC(open_and_get, struct work_queue *queue; const char *name;)
{
    struct worker *worker;

    await(worker_open(&worker, my->queue, my->name));
    await(get(worker));
    ASSERT_EQ(done(worker, "x"), 1);
    return worker_close(worker);
}

QUEUE_TEST(workers_wait_while_redis_is_full)
{
    struct work_queue_options options = { .broker = redis_address(),
                                          .patience = CO_FOREVER,
                                          .away = count_refusals };
    struct work_queue *queue;

    await(work_queue_open(&queue, &options));
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
    ASSERT_EQ(work_queue_size(queue), 0);
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(worker_waits_for_room_no_longer_than_its_patience)
{
    struct work_queue_options options = { .broker = redis_address(), .patience = 0.3 };
    struct work_queue *queue;
    struct worker *worker;

    await(work_queue_open(&queue, &options));
    await(redis_cli("CONFIG SET maxmemory 1"));
    double began = co_time();
    ASSERT_EQ(worker_open(&worker, queue, "one"), -ENOSPC);
    ASSERT_TRUE(co_time() - began >= 0.3);
    ASSERT_TRUE(strstr(co_text(), " is full"));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(worker_ends_its_job_while_redis_is_full)
{
    struct work_queue *queue;
    struct worker *worker, *other;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    await(worker_open(&other, queue, "two"));
    await(put(queue, "a", 1));
    await(put(queue, "b", 1));
    await(get(worker));
    await(get(other));
    await(redis_cli("CONFIG SET maxmemory 1"));
    ASSERT_EQ(done(worker, "x"), 1);
    await(worker_again(other));
    await(get(other));
    await(worker_close(other)); /* with its job, which the first worker gets */
    await(get(worker));
    ASSERT_EQ(done(worker, "y"), 1);
    await(take_result(queue));
    await(take_result(queue));
    SAID("a b b:2 b:3 a=x/one/1 b=y/one/3");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

/* ---- Workers that are processes ---- */

/* Makes a child process that runs the function in a loop of its own. */
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

/* A worker that takes a job and never ends it. */
static int hang(void *arguments)
{
    struct work_queue *queue;
    struct worker *worker;
    struct work_job job;

    (void)arguments;
    await(open_queue(&queue));
    await(worker_open(&worker, queue, "hanging"));
    await(worker_get(worker, &job));
    return co_sleep(1000);
}

QUEUE_TEST(job_moves_on_when_its_worker_is_killed_but_not_when_slow)
{
    struct work_queue *queue;
    struct worker *slow, *other;
    struct work_job job;

    await(open_queue(&queue));
    await(worker_open(&slow, queue, "slow"));
    await(put(queue, "slow", 1));
    await(get(slow));
    await(put(queue, "hanging", 1));
    pid_t process = start_process(hang, 0);
    await(wait_until("XPENDING jobs:1 workers - + 10 hanging", 1));
    double began = co_time();
    kill_process(process);
    int remaining = redis_cli("PTTL jobs:alive:hanging");

    await(worker_open(&other, queue, "other"));
    await(get(other));
    ASSERT_TRUE((co_time() - began) * 1000 >= remaining && co_time() - began < 8);
    ASSERT_EQ(done(other, "x"), 1);
    ASSERT_EQ(WAIT_FOR(worker_get(other, &job), 4.5 - (co_time() - began)), -ETIMEDOUT);
    ASSERT_EQ(done(slow, "y"), 1);
    await(take_result(queue));
    await(take_result(queue));
    SAID("slow hanging:2 hanging=x/other/2 slow=y/slow/1");
    await(worker_close(slow));
    await(worker_close(other));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(name_is_free_when_its_worker_was_killed)
{
    struct work_queue *queue;
    struct worker *one, *another;

    await(open_queue(&queue));
    await(worker_open(&one, queue, "hanging"));
    ASSERT_EQ(worker_open(&another, queue, "hanging"), -EADDRINUSE);
    ASSERT_STR_EQ(co_text(), "a worker of the name hanging is at work");
    await(worker_close(one));

    pid_t process = start_process(hang, 0);
    await(wait_until("SCARD jobs:workers", 1));
    kill_process(process);
    await(worker_open(&one, queue, "hanging"));
    await(worker_close(one));

    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(lost_worker_gets_an_error_when_its_name_was_taken)
{
    struct work_queue *queue;
    struct worker *worker;
    struct work_job job;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    await(redis_cli("SET jobs:alive:one another"));
    ASSERT_EQ(worker_get(worker, &job), -EADDRINUSE);
    ASSERT_STR_EQ(co_text(), "another worker is called one now");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

/* No worker can report that it lives while Redis is away. */
QUEUE_TEST(living_worker_is_not_lost_when_redis_was_away_for_long)
{
    struct work_queue *queue;
    struct worker *one, *two;
    struct work_job job;

    await(open_queue(&queue));
    await(worker_open(&one, queue, "one"));
    await(worker_open(&two, queue, "two"));
    await(put(queue, "a", 1));
    await(get(one));
    stop_redis(SIGTERM);
    await(co_sleep(3.5));
    start_redis((const char *const[]){ "--appendonly", "yes", NULL });
    ASSERT_EQ(redis_cli("EXISTS jobs:alive:one"), 0);
    ASSERT_EQ(WAIT_FOR(worker_get(two, &job), 4), -ETIMEDOUT);
    ASSERT_EQ(done(one, "x"), 1);
    await(take_result(queue));
    SAID("a a=x/one/1");
    await(worker_close(one));
    await(worker_close(two));
    work_queue_close(queue);
    return 0;
}

/* ---- All at once ---- */

enum { JOBS = 10000, WORKERS = 4 };
static pid_t processes[WORKERS];
static int killed, results_seen;

/* A worker for jobs of a millisecond. It may start while Redis is away. */
static int tiny_worker(void *arguments)
{
    struct work_queue *queue;
    struct worker *worker;
    char name[16];

    snprintf(name, sizeof name, "%d", *(int *)arguments);
    while (open_queue(&queue) < 0)
        await(co_sleep(0.05));
    await(worker_open(&worker, queue, name));
    for (;;) {
        struct work_job job;

        await(worker_get(worker, &job));
        await(co_sleep(0.001));
        await(worker_done(worker, job.data.data, job.data.size));
    }
}

/* Kills one worker every 200 ms, and starts another. */
ASYNC(killer)
{
    for (;; killed++) {
        await(co_sleep(0.2));
        kill_process(processes[killed % WORKERS]);
        processes[killed % WORKERS] = start_process(tiny_worker, WORKERS + killed);
    }
}

ASYNC(put_tiny_jobs, struct work_queue *queue;)
{
    for (int i = 0; i < JOBS; i++) {
        char id[16], data[24];
        struct work_job job = { .id = id, .priority = 1 + i % 3 };

        snprintf(id, sizeof id, "%d", i);
        snprintf(data, sizeof data, "result %d", i);
        job.data = IO_STRING(data);
        await(work_queue_put(my->queue, &job));
    }
    return 0;
}

/* When half of the jobs are done, Redis is killed, and comes back after half a second. */
ASYNC(restart_redis)
{
    while (results_seen < JOBS / 2)
        await(co_sleep(0.01));
    stop_redis(SIGKILL);
    await(co_sleep(0.5));
    start_redis((const char *const[]){ "--appendonly", "yes", NULL });
    return 0;
}

QUEUE_TEST(each_of_10000_jobs_has_one_result_when_workers_are_killed)
{
    static bool seen[JOBS];
    struct work_queue *queue;
    int again = 0;

    for (int i = 0; i < WORKERS; i++)
        processes[i] = start_process(tiny_worker, i);
    await(open_queue(&queue));
    struct co_task *tasks[] = { co_create_task(CORO(killer)),
                                co_create_task(CORO(put_tiny_jobs, queue)),
                                co_create_task(CORO(restart_redis)) };
    for (; results_seen < JOBS; results_seen++) {
        struct work_result result;

        await(work_queue_result(queue, &result));
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
    ASSERT_EQ(work_queue_size(queue), 0);
    ASSERT_EQ(redis_cli("HLEN jobs:results"), JOBS);
    ASSERT_EQ(redis_cli("XLEN jobs:done"), JOBS);
    for (int i = 0; i < WORKERS; i++)
        kill_process(processes[i]);
    work_queue_close(queue);
    return 0;
}

/* src/work_queue/work_queue_redis.c and work_queue_scripts.c: what other clients may do to a queue
 * in Redis, and what becomes of the queue when Redis loses data. These cases are skipped
 * where redis-server is not installed. */
#include "work_queue/work_queue_redis_server.h"

#include "work_queue/work_queue_cases.h"
#include "work_queue/work_queue_loss_cases.h"

/* ---- Other clients of Redis ---- */

QUEUE_TEST(job_may_be_put_and_its_result_read_by_redis_cli)
{
    struct work_queue *queue;
    struct worker *worker;
    struct work_job job;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    struct co_task *task = co_create_task(CORO(get_one, worker));
    await(co_sleep(0.1));
    await(redis_cli("XADD jobs:1 * id T7 job 0.3"));
    await(redis_cli("LPUSH jobs:bell 1"));
    double began = co_time();
    await(co_await(task));
    ASSERT_TRUE(co_time() - began < 0.4); /* the bell woke the worker */
    ASSERT_EQ(done(worker, "well"), 1);
    ASSERT_EQ(redis_cli("HSTRLEN jobs:results T7"), 4);
    await(take_result(queue));

    /* An entry without id and job, and with another field, is a job, too. */
    await(redis_cli("XADD jobs:2 7-7 colour blue"));
    await(worker_get(worker, &job));
    ASSERT_STR_EQ(job.id, "7-7");
    ASSERT_EQ(job.data.size, 0);
    ASSERT_EQ(job.priority, 2);
    await(done(worker, "x"));
    await(take_result(queue));
    SAID("T7 T7=well/one/1 7-7=x/one/1");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(worker_is_given_a_job_again_when_the_reply_was_lost)
{
    struct work_queue *queue;
    struct worker *workers[2];

    await(open_queue(&queue));
    await(worker_open(&workers[0], queue, "one"));
    await(worker_open(&workers[1], queue, "two"));
    await(put(queue, "a", 1));
    await(put(queue, "b", 1));
    await(redis_cli("XGROUP CREATE jobs:1 workers 0"));
    await(redis_cli("XREADGROUP GROUP workers one COUNT 1 STREAMS jobs:1 >"));
    await(get(workers[1]));
    await(get(workers[0]));
    SAID("b a:2");
    await(worker_close(workers[0]));
    await(worker_close(workers[1]));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(cut_connection_is_made_again)
{
    struct work_queue *queue;
    struct worker *worker;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
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
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(full_redis_refuses_a_job_and_takes_a_result)
{
    struct work_queue *queue;
    struct worker *worker;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    await(put(queue, "a", 1));
    await(get(worker));
    await(redis_cli("CONFIG SET maxmemory 1"));
    ASSERT_EQ(put(queue, "b", 1), -ENOSPC);
    ASSERT_TRUE(strstr(co_text(), " is full"));
    ASSERT_EQ(done(worker, "x"), 1);
    await(redis_cli("CONFIG SET maxmemory 0"));
    ASSERT_EQ(work_queue_size(queue), 0);
    ASSERT_EQ(put(queue, "b", 1), 1);
    await(take_result(queue));
    SAID("a a=x/one/1");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(forgotten_jobs_leave_nothing_in_redis)
{
    struct work_queue *queue;
    struct worker *worker;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    for (int i = 0; i < 1500; i++) {
        char id[16];

        snprintf(id, sizeof id, "%d", i);
        await(put(queue, id, 1));
    }
    ASSERT_EQ(redis_cli("LLEN jobs:bell"), 1024);
    for (int i = 0; i < 1500; i++) {
        struct work_job job;
        struct work_result result;

        await(worker_get(worker, &job));
        await(worker_done(worker, "x", 1));
        await(work_queue_result(queue, &result));
        await(work_queue_forget(queue, &result));
    }
    struct work_job job;
    ASSERT_EQ(WAIT_FOR(worker_get(worker, &job), 0.05), -ETIMEDOUT);
    await(worker_close(worker));
    static const char *const sizes[] = { "XLEN jobs:1",          "XLEN jobs:done",
                                         "HLEN jobs:results",    "HLEN jobs:ids",
                                         "LLEN jobs:bell",       "SCARD jobs:workers",
                                         "EXISTS jobs:alive:one" };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        test_note("%s", sizes[i]);
        ASSERT_EQ(redis_cli(sizes[i]), 0);
    }
    work_queue_close(queue);
    return 0;
}

static bool vanished_text_is(const char *text)
{
    return strstr(co_text(), text) != NULL;
}

ASYNC(run_command, double delay; const char *command;)
{
    await(co_sleep(my->delay));
    return redis_cli(my->command);
}

QUEUE_TEST(result_is_an_error_when_the_jobs_have_vanished)
{
    struct work_queue *queue;
    struct worker *worker;
    struct work_result result;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    await(put(queue, "a", 1));
    await(put(queue, "b", 2));
    await(get(worker));
    struct co_task *task = co_create_task(CORO(run_command, 0.2, "FLUSHALL"));
    ASSERT_EQ(work_queue_result(queue, &result), -ENODATA);
    ASSERT_TRUE(vanished_text_is("2 jobs vanished: Redis, or the queue jobs in it, was emptied"));
    await(co_await(task));
    ASSERT_EQ(done(worker, "x"), 0);

    /* Now one of two jobs vanishes. After a clear, the queue works as before. */
    await(work_queue_clear(queue));
    await(put(queue, "a", 1));
    await(put(queue, "b", 2));
    await(redis_cli("DEL jobs:2"));
    ASSERT_EQ(work_queue_result(queue, &result), -ENODATA);
    ASSERT_TRUE(vanished_text_is("1 job vanished"));
    await(work_queue_clear(queue));
    await(put(queue, "a", 1));
    await(get(worker));
    ASSERT_EQ(done(worker, "x"), 1);
    await(take_result(queue));
    ASSERT_EQ(WAIT_FOR(work_queue_result(queue, &result), 0.7), -ETIMEDOUT);
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(result_is_an_error_when_redis_lost_its_data)
{
    struct work_queue *queue;
    struct work_result result;

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    stop_redis(SIGTERM);
    start_redis(NULL);
    ASSERT_EQ(work_queue_result(queue, &result), -ENODATA);
    work_queue_close(queue);
    return 0;
}

/* A supervisor may start the worker again and again under the same name. */
QUEUE_TEST(job_is_set_aside_when_its_worker_never_answers)
{
    struct work_queue *queue;
    struct worker *worker;
    struct work_result result;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    await(redis_cli("XADD jobs:1 7-7 id a job 0.3"));
    await(redis_cli("XGROUP CREATE jobs:1 workers 0"));
    await(redis_cli("XREADGROUP GROUP workers one COUNT 1 STREAMS jobs:1 >"));
    await(redis_cli("XCLAIM jobs:1 workers one 0 7-7 RETRYCOUNT 5 JUSTID"));
    ASSERT_EQ(WAIT_FOR(get(worker), 0.2), -ETIMEDOUT);
    await(work_queue_result(queue, &result));
    ASSERT_STR_EQ(result.job, "a");
    ASSERT_TRUE(result.is_set_aside);
    ASSERT_EQ(redis_cli("HSTRLEN jobs:aside a"), 3);
    await(work_queue_forget(queue, &result));
    ASSERT_EQ(redis_cli("EXISTS jobs:aside jobs:results"), 0);
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

/* ---- A queue of one's own ---- */

static int open_own_queue(struct work_queue **queue)
{
    struct work_queue_options options = { .broker = redis_address(), .is_own = true };

    return work_queue_open(queue, &options);
}

ASYNC(await_result, struct work_queue *queue;)
{
    struct work_result result;

    return work_queue_result(my->queue, &result);
}

QUEUE_TEST(queue_has_one_owner_until_the_owner_clears_it)
{
    struct work_queue *queue, *other;
    struct work_result result;

    await(open_own_queue(&queue));
    struct co_task *task =
        co_create_task(CORO(await_result, queue)); /* meanwhile the owner gives signs */
    ASSERT_EQ(open_own_queue(&other), -EADDRINUSE);
    ASSERT_STR_EQ(co_text(), "another run has the queue jobs");
    co_task_cancel(task);
    ASSERT_EQ(co_await(task), -ECANCELED);
    await(open_queue(&other)); /* as a worker does */
    work_queue_close(other);
    await(work_queue_clear(queue));
    double began = co_time();
    await(open_own_queue(&other));
    ASSERT_TRUE(co_time() - began < 1);
    ASSERT_EQ(put(queue, "a", 1), -EADDRINUSE);
    ASSERT_EQ(work_queue_result(queue, &result), -EADDRINUSE);
    ASSERT_STR_EQ(co_text(), "another run has the queue jobs now");
    work_queue_close(queue);
    work_queue_close(other);
    return 0;
}

QUEUE_TEST(killed_owner_keeps_its_queue_until_its_sign_expires)
{
    struct work_queue *queue;

    await(redis_cli("SET jobs:owner killed PX 900"));
    double began = co_time();
    await(open_own_queue(&queue));
    ASSERT_TRUE(co_time() - began > 0.5);
    await(put(queue, "a", 1));
    await(work_queue_size(queue));
    ASSERT_TRUE(redis_cli("PTTL jobs:owner") > 0);
    struct work_result result;
    ASSERT_EQ(WAIT_FOR(work_queue_result(queue, &result), 1), -ETIMEDOUT);
    ASSERT_NEAR(redis_cli("TTL jobs:1"), 3600, 100); /* Redis drops the queue of a killed owner */
    ASSERT_NEAR(redis_cli("TTL jobs:ids"), 3600, 100);
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(clear_leaves_living_workers)
{
    struct work_queue *queue;
    struct worker *worker;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "living"));
    await(redis_cli("SADD jobs:workers killed"));
    await(work_queue_clear(queue));
    ASSERT_EQ(redis_cli("EXISTS jobs:alive:living"), 1);
    ASSERT_EQ(redis_cli("SISMEMBER jobs:workers living"), 1);
    ASSERT_EQ(redis_cli("SISMEMBER jobs:workers killed"), 0);
    await(put(queue, "a", 1));
    await(get(worker));
    ASSERT_EQ(done(worker, "x"), 1);
    await(take_result(queue));
    SAID("a a=x/living/1");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

/*
 * What a work queue does with jobs, results and workers, in memory and in Redis. The file that
 * includes this has a function that opens a queue, and a macro that says on which clock and where a
 * case runs:
 *
 *     static int open_queue(struct work_queue **queue);
 *     #define QUEUE_TEST(name) ...
 */
#ifndef WORK_QUEUE_CASES_H
#define WORK_QUEUE_CASES_H

#include "work_queue/work_queue_words.h"

QUEUE_TEST(jobs_come_by_priority_and_then_in_the_order_of_putting)
{
    struct work_queue *queue;
    struct worker *worker;

    await(open_queue(&queue));
    ASSERT_EQ(put(queue, "low", 9), 1);
    ASSERT_EQ(put(queue, "third", 2), 1);
    ASSERT_EQ(put(queue, "first", 1), 1);
    ASSERT_EQ(put(queue, "fourth", 2), 1);
    ASSERT_EQ(put(queue, "second", 1), 1);
    ASSERT_EQ(work_queue_size(queue), 5);
    await(worker_open(&worker, queue, "one"));
    for (int i = 0; i < 5; i++) {
        await(get(worker));
        ASSERT_EQ(work_queue_size(queue), 5 - i);
        ASSERT_EQ(done(worker, "one"), 1);
    }
    SAID("first second third fourth low");
    ASSERT_EQ(work_queue_size(queue), 0);
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(results_come_in_the_order_in_which_jobs_are_done)
{
    struct work_queue *queue;
    struct worker *workers[2];

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(put(queue, "b", 1));
    await(worker_open(&workers[0], queue, "one"));
    await(worker_open(&workers[1], queue, "two"));
    await(get(workers[0]));
    await(get(workers[1]));
    ASSERT_EQ(done(workers[1], "x"), 1);
    ASSERT_EQ(done(workers[0], ""), 1);
    await(take_result(queue));
    await(take_result(queue));
    SAID("a b b=x/two/1 a=/one/1");
    await(worker_close(workers[0]));
    await(worker_close(workers[1]));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(job_and_result_may_be_any_bytes)
{
    struct work_queue *queue;
    struct worker *worker;
    struct work_result result;
    struct work_job job;

    await(open_queue(&queue));
    job = (struct work_job){ .id = "bytes", .priority = 3, .data = { "a\0\r\n\xff", 5 } };
    ASSERT_EQ(work_queue_put(queue, &job), 1);
    await(worker_open(&worker, queue, "one"));
    await(worker_get(worker, &job));
    ASSERT_STR_EQ(job.id, "bytes");
    ASSERT_EQ(job.priority, 3);
    ASSERT_EQ(job.data.size, 5);
    ASSERT_TRUE(memcmp(job.data.data, "a\0\r\n\xff", 6) == 0);
    ASSERT_EQ(worker_done(worker, "\0\n", 2), 1);
    await(work_queue_result(queue, &result));
    ASSERT_EQ(result.data.size, 2);
    ASSERT_TRUE(memcmp(result.data.data, "\0\n", 3) == 0);
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(next_job_comes_with_the_end_of_the_last)
{
    struct work_queue *queue;
    struct worker *worker;
    struct work_job job;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    await(put(queue, "a", 2));
    await(put(queue, "b", 2));
    await(get(worker));
    await(put(queue, "urgent", 1));
    ASSERT_EQ(next(worker, "x"), 1);
    ASSERT_EQ(worker_get(worker, &job), -EPERM); /* it has a job */
    ASSERT_EQ(next(worker, "y"), 1);
    ASSERT_EQ(next(worker, "z"), 1);
    ASSERT_EQ(worker_next(worker, "", 0, &job), -EPERM); /* it has none */
    ASSERT_TRUE(job.id == NULL);
    ASSERT_EQ(work_queue_size(queue), 0);
    for (int i = 0; i < 3; i++)
        await(take_result(queue));
    SAID("a urgent b none a=x/one/1 urgent=y/one/1 b=z/one/1");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(next_job_is_one_that_no_other_worker_has)
{
    struct work_queue *queue;
    struct worker *workers[2];

    await(open_queue(&queue));
    await(worker_open(&workers[0], queue, "one"));
    await(worker_open(&workers[1], queue, "two"));
    await(put(queue, "a", 1));
    await(get(workers[0]));
    struct co_task *waiter = co_create_task(CORO(get_one, workers[1]));
    await(co_sleep(0.1));
    await(put(queue, "b", 1));
    await(co_await(waiter));
    ASSERT_EQ(next(workers[0], "x"), 1);
    await(put(queue, "c", 1));
    ASSERT_EQ(next(workers[1], "y"), 1);
    SAID("a b none c");
    await(worker_close(workers[0]));
    await(worker_close(workers[1]));
    work_queue_close(queue);
    return 0;
}

/* The fifth attempt would be the last one. */
QUEUE_TEST(job_that_is_put_back_has_had_no_attempt)
{
    struct work_queue *queue;
    struct worker *workers[2];
    struct work_job job;

    await(open_queue(&queue));
    await(worker_open(&workers[0], queue, "one"));
    await(worker_open(&workers[1], queue, "two"));
    ASSERT_EQ(worker_put_back(workers[0]), -EPERM);
    await(put(queue, "a", 1));
    await(put(queue, "b", 1));
    for (int i = 0; i < 2 * WORK_JOB_ATTEMPTS_MAX; i++) {
        struct worker *worker = workers[i % 2];

        await(worker_get(worker, &job));
        ASSERT_STR_EQ(job.id, "a");
        ASSERT_EQ(job.attempts, 1);
        ASSERT_EQ(worker_put_back(worker), 0);
    }
    await(get(workers[0]));
    await(worker_again(workers[0]));
    await(get(workers[1]));
    await(worker_put_back(workers[1]));
    await(get(workers[0]));
    ASSERT_EQ(next(workers[0], "x"), 1);
    SAID("a a:2 a:2 b");
    await(worker_close(workers[0]));
    await(worker_close(workers[1]));
    work_queue_close(queue);
    return 0;
}

/* More than go in one round trip, and some of them twice. */
QUEUE_TEST(many_jobs_are_put_at_once)
{
    enum { COUNT = 20 };
    struct work_queue *queue;
    struct worker *worker;
    struct work_job jobs[COUNT];
    static char ids[COUNT][8];

    await(open_queue(&queue));
    for (int i = 0; i < COUNT; i++) {
        snprintf(ids[i], sizeof ids[i], "%d", i % (COUNT - 2));
        jobs[i] = (struct work_job){ .id = ids[i], .priority = 1 + i % 2, .data = IO_STRING("x") };
    }
    ASSERT_EQ(work_queue_put_all(queue, jobs, 0), 0);
    ASSERT_EQ(work_queue_put_all(queue, jobs, 5), 5);
    ASSERT_EQ(work_queue_put_all(queue, jobs, COUNT), COUNT - 2 - 5);
    ASSERT_EQ(work_queue_size(queue), COUNT - 2);
    jobs[COUNT - 1].priority = 10;
    jobs[0].id = "new";
    ASSERT_EQ(work_queue_put_all(queue, jobs, COUNT), -EINVAL);
    ASSERT_EQ(work_queue_size(queue), COUNT - 2);
    await(worker_open(&worker, queue, "one"));
    await(get(worker));
    for (int i = 0; i < COUNT - 2; i++)
        ASSERT_EQ(next(worker, "x"), 1);
    SAID("0 2 4 6 8 10 12 14 16 1 3 5 7 9 11 13 15 17 none");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(id_is_taken_until_its_result_is_forgotten)
{
    struct work_queue *queue;
    struct worker *worker;

    await(open_queue(&queue));
    ASSERT_EQ(put(queue, "a", 1), 1);
    ASSERT_EQ(put(queue, "a", 1), 0);
    ASSERT_EQ(put(queue, "a", 2), 0);
    await(worker_open(&worker, queue, "one"));
    await(get(worker));
    ASSERT_EQ(put(queue, "a", 1), 0);
    await(done(worker, "x"));
    ASSERT_EQ(put(queue, "a", 1), 0);
    await(take_result(queue));
    ASSERT_EQ(put(queue, "a", 1), 1);
    ASSERT_EQ(work_queue_size(queue), 1);
    SAID("a a=x/one/1");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(waiting_workers_get_one_job_each)
{
    struct work_queue *queue;
    struct worker *workers[2];
    struct co_task *tasks[2];

    await(open_queue(&queue));
    await(worker_open(&workers[0], queue, "one"));
    await(worker_open(&workers[1], queue, "two"));
    for (int i = 0; i < 2; i++)
        tasks[i] = co_create_task(CORO(get_one, workers[i]));
    await(co_sleep(0.1));
    await(put(queue, "a", 1));
    await(put(queue, "a", 1));
    await(put(queue, "b", 1));
    await(GATHER_TASKS(tasks));
    ASSERT_TRUE(strcmp(words, "a b") == 0 || strcmp(words, "b a") == 0);
    await(worker_close(workers[0]));
    await(worker_close(workers[1]));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(waiter_for_a_result_gets_it_when_it_is_stored)
{
    struct work_queue *queue;
    struct worker *worker;
    struct work_result result;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    await(put(queue, "a", 1));
    await(get(worker));
    ASSERT_EQ(WAIT_FOR(work_queue_result(queue, &result), 0.1), -ETIMEDOUT);
    await(done(worker, "x"));
    await(take_result(queue));
    SAID("a a=x/one/1");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(worker_counts_while_it_lives)
{
    struct work_queue *queue;
    struct worker *workers[2];

    await(open_queue(&queue));
    ASSERT_EQ(work_queue_workers(queue), 0);
    await(worker_open(&workers[0], queue, "one"));
    await(worker_open(&workers[1], queue, "two"));
    ASSERT_EQ(work_queue_workers(queue), 2);
    await(work_queue_clear(queue));
    ASSERT_EQ(work_queue_workers(queue), 2);
    await(worker_close(workers[0]));
    ASSERT_EQ(work_queue_workers(queue), 1);
    await(worker_close(workers[1]));
    ASSERT_EQ(work_queue_workers(queue), 0);
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(cancelled_worker_has_taken_no_job)
{
    struct work_queue *queue;
    struct worker *worker;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    ASSERT_EQ(WAIT_FOR(get(worker), 0.1), -ETIMEDOUT);
    await(put(queue, "a", 1));
    await(get(worker));
    ASSERT_EQ(done(worker, "x"), 1);
    SAID("a");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(clear_drops_waiting_jobs_given_jobs_and_results)
{
    struct work_queue *queue;
    struct worker *worker;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    for (int i = 0; i < 3; i++)
        await(put(queue, (const char *const[]){ "a", "b", "c" }[i], 1));
    await(get(worker));
    await(done(worker, "x"));
    await(get(worker));
    await(work_queue_clear(queue));
    ASSERT_EQ(work_queue_size(queue), 0);
    ASSERT_EQ(done(worker, "y"), 0);
    ASSERT_EQ(WAIT_FOR(get(worker), 0.1), -ETIMEDOUT);
    ASSERT_EQ(WAIT_FOR(take_result(queue), 0.1), -ETIMEDOUT);
    ASSERT_EQ(put(queue, "a", 1), 1);
    await(get(worker));
    await(done(worker, "z"));
    await(take_result(queue));
    SAID("a b a a=z/one/1");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(call_is_refused_when_an_argument_is_not_allowed)
{
    static const char LONG[] = "0123456789012345678901234567890123456789012345678901234567890123";
    struct work_queue *queue;
    struct worker *worker;
    struct work_job job;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    ASSERT_EQ(put(queue, "a", 0), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a priority is a number from 1, the most urgent, to 9");
    ASSERT_EQ(put(queue, "a", 10), -EINVAL);
    ASSERT_EQ(put(queue, "", 1), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the id of a job has 1 to 63 bytes");
    ASSERT_EQ(put(queue, LONG, 1), -EINVAL);
    ASSERT_EQ(put(queue, "a\nb", 1), -EINVAL);
    job = (struct work_job){ .id = "a", .priority = 1, .data = { "", WORK_JOB_SIZE_MAX + 1 } };
    ASSERT_EQ(work_queue_put(queue, &job), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a job has at most 64 MiB");

    ASSERT_EQ(worker_done(worker, "", 0), -EPERM);
    ASSERT_EQ(worker_again(worker), -EPERM);
    ASSERT_STR_EQ(co_text(), "one has no job");
    await(put(queue, "a", 1));
    await(get(worker));
    ASSERT_EQ(worker_get(worker, &job), -EPERM);
    ASSERT_STR_EQ(co_text(), "one has a job already");
    await(worker_close(worker));

    ASSERT_EQ(worker_open(&worker, queue, ""), -EINVAL);
    ASSERT_EQ(worker_open(&worker, queue, "two words"), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the name of a worker is made of 1 to 47 letters, digits and -_.");
    ASSERT_EQ(worker_close(NULL), 0);
    work_queue_close(queue);
    work_queue_close(NULL);
    return 0;
}

QUEUE_TEST(open_queue_and_worker_end_with_the_run)
{
    static struct work_queue *queue;
    static struct worker *worker;
    struct work_result result;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    await(put(queue, "a", 1));
    await(put(queue, "b", 1));
    await(get(worker));
    await(done(worker, "x"));
    await(work_queue_result(queue, &result));
    await(get(worker));
    return 0;
}

#endif

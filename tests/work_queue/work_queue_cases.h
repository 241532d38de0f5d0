/*
 * What a work queue does whatever its engine. Who includes this has a way to open one, and says on
 * which clock and where a case runs:
 *
 *     static int open_queue(struct io_work_queue **queue);
 *     #define QUEUE_TEST(name) ...
 */
#ifndef WORK_QUEUE_CASES_H
#define WORK_QUEUE_CASES_H

#include "work_queue/work_queue_words.h"

QUEUE_TEST(the_most_urgent_job_comes_first_and_of_several_the_one_put_first)
{
    struct io_work_queue *queue;
    struct io_worker *worker;

    await(open_queue(&queue));
    ASSERT_EQ(put(queue, "low", 9), 1);
    ASSERT_EQ(put(queue, "third", 2), 1);
    ASSERT_EQ(put(queue, "first", 1), 1);
    ASSERT_EQ(put(queue, "fourth", 2), 1);
    ASSERT_EQ(put(queue, "second", 1), 1);
    ASSERT_EQ(io_work_queue_size(queue), 5);
    await(io_worker_open(&worker, queue, "one"));
    for (int i = 0; i < 5; i++) {
        await(get(worker));
        ASSERT_EQ(io_work_queue_size(queue), 5 - i);
        ASSERT_EQ(done(worker, "one"), 1);
    }
    SAID("first second third fourth low");
    ASSERT_EQ(io_work_queue_size(queue), 0);
    await(io_worker_close(worker));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(results_come_in_the_order_in_which_jobs_are_done)
{
    struct io_work_queue *queue;
    struct io_worker *workers[2];

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(put(queue, "b", 1));
    await(io_worker_open(&workers[0], queue, "one"));
    await(io_worker_open(&workers[1], queue, "two"));
    await(get(workers[0]));
    await(get(workers[1]));
    ASSERT_EQ(done(workers[1], "x"), 1);
    ASSERT_EQ(done(workers[0], ""), 1);
    await(take_result(queue));
    await(take_result(queue));
    SAID("a b b=x/two/1 a=/one/1");
    await(io_worker_close(workers[0]));
    await(io_worker_close(workers[1]));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(jobs_and_results_are_any_bytes)
{
    struct io_work_queue *queue;
    struct io_worker *worker;
    struct io_result result;
    struct io_job job;

    await(open_queue(&queue));
    job = (struct io_job){ .id = "bytes", .priority = 3, .data = { "a\0\r\n\xff", 5 } };
    ASSERT_EQ(io_work_queue_put(queue, &job), 1);
    await(io_worker_open(&worker, queue, "one"));
    await(io_worker_get(worker, &job));
    ASSERT_STR_EQ(job.id, "bytes");
    ASSERT_EQ(job.priority, 3);
    ASSERT_EQ(job.data.size, 5);
    ASSERT_TRUE(memcmp(job.data.data, "a\0\r\n\xff", 6) == 0);
    ASSERT_EQ(io_worker_done(worker, "\0\n", 2), 1);
    await(io_work_queue_result(queue, &result));
    ASSERT_EQ(result.data.size, 2);
    ASSERT_TRUE(memcmp(result.data.data, "\0\n", 3) == 0);
    await(io_worker_close(worker));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(a_job_is_put_once_for_its_id_until_it_is_forgotten)
{
    struct io_work_queue *queue;
    struct io_worker *worker;

    await(open_queue(&queue));
    ASSERT_EQ(put(queue, "a", 1), 1);
    ASSERT_EQ(put(queue, "a", 1), 0);
    ASSERT_EQ(put(queue, "a", 2), 0);
    await(io_worker_open(&worker, queue, "one"));
    await(get(worker));
    ASSERT_EQ(put(queue, "a", 1), 0);
    await(done(worker, "x"));
    ASSERT_EQ(put(queue, "a", 1), 0);
    await(take_result(queue));
    ASSERT_EQ(put(queue, "a", 1), 1);
    ASSERT_EQ(io_work_queue_size(queue), 1);
    SAID("a a=x/one/1");
    await(io_worker_close(worker));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(workers_wait_for_jobs_and_each_gets_one)
{
    struct io_work_queue *queue;
    struct io_worker *workers[2];
    struct co_task *tasks[2];

    await(open_queue(&queue));
    await(io_worker_open(&workers[0], queue, "one"));
    await(io_worker_open(&workers[1], queue, "two"));
    for (int i = 0; i < 2; i++)
        tasks[i] = co_create_task(CORO(get_one, workers[i]));
    await(co_sleep(0.1));
    await(put(queue, "a", 1));
    await(put(queue, "a", 1));
    await(put(queue, "b", 1));
    await(GATHER_TASKS(tasks));
    ASSERT_TRUE(strcmp(words, "a b") == 0 || strcmp(words, "b a") == 0);
    await(io_worker_close(workers[0]));
    await(io_worker_close(workers[1]));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(who_waits_for_results_gets_them)
{
    struct io_work_queue *queue;
    struct io_worker *worker;
    struct io_result result;

    await(open_queue(&queue));
    await(io_worker_open(&worker, queue, "one"));
    await(put(queue, "a", 1));
    await(get(worker));
    ASSERT_EQ(WAIT_FOR(io_work_queue_result(queue, &result), 0.1), -ETIMEDOUT);
    await(done(worker, "x"));
    await(take_result(queue));
    SAID("a a=x/one/1");
    await(io_worker_close(worker));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(a_job_that_is_given_back_is_handed_out_again_before_those_put_later)
{
    struct io_work_queue *queue;
    struct io_worker *workers[2];

    await(open_queue(&queue));
    await(put(queue, "a", 2));
    await(put(queue, "b", 2));
    await(put(queue, "c", 2));
    await(io_worker_open(&workers[0], queue, "one"));
    await(io_worker_open(&workers[1], queue, "two"));
    await(get(workers[0]));
    await(get(workers[1]));
    await(io_worker_again(workers[1]));
    await(io_worker_again(workers[0]));
    await(put(queue, "urgent", 1));
    for (int i = 0; i < 4; i++) {
        await(get(workers[1]));
        await(done(workers[1], "x"));
    }
    SAID("a b urgent a:2 b:2 c");
    await(io_worker_close(workers[0]));
    await(io_worker_close(workers[1]));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(a_worker_that_goes_gives_its_job_back)
{
    struct io_work_queue *queue;
    struct io_worker *worker;

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(io_worker_open(&worker, queue, "one"));
    await(get(worker));
    await(io_worker_close(worker));
    await(io_worker_open(&worker, queue, "two"));
    await(get(worker));
    SAID("a a:2");
    await(io_worker_close(worker));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(the_job_of_a_lost_worker_is_handed_out_again)
{
    struct io_work_queue *queue;
    struct io_worker *workers[2];
    char job[IO_JOB_ID_MAX];

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(io_worker_open(&workers[0], queue, "one"));
    await(io_worker_open(&workers[1], queue, "two"));
    ASSERT_EQ(io_work_queue_lost(queue, "one", job), 0);
    ASSERT_EQ(io_work_queue_lost(queue, "nobody", job), 0);
    await(get(workers[0]));
    ASSERT_EQ(io_work_queue_lost(queue, "one", job), 1);
    ASSERT_STR_EQ(job, "a");
    ASSERT_EQ(io_work_queue_lost(queue, "one", job), 0);
    await(get(workers[1]));
    SAID("a a:2");

    /* It was not lost after all. What it gives back is not its own any more. */
    await(io_worker_again(workers[0]));
    ASSERT_EQ(WAIT_FOR(get(workers[0]), 0.1), -ETIMEDOUT);
    ASSERT_EQ(done(workers[1], "x"), 1);
    ASSERT_EQ(io_work_queue_size(queue), 0);
    await(take_result(queue));
    SAID("a=x/two/2");
    await(io_worker_close(workers[0]));
    await(io_worker_close(workers[1]));
    io_work_queue_close(queue);
    return 0;
}

static int lose(struct io_work_queue *queue, struct io_worker *worker, bool is_last)
{
    char job[IO_JOB_ID_MAX];

    (void)worker;
    ASSERT_EQ(io_work_queue_lost(queue, "one", job), is_last ? 2 : 1);
    ASSERT_STR_EQ(job, "a");
    return 0;
}

static int give_back(struct io_work_queue *queue, struct io_worker *worker, bool is_last)
{
    (void)queue, (void)is_last;
    return io_worker_again(worker);
}

/* Hands a job out as often as the queue does, and has each worker lose it in this way. */
static int wear_out(int (*lose_job)(struct io_work_queue *, struct io_worker *, bool))
{
    struct io_work_queue *queue;
    struct io_worker *worker, *other;
    struct io_result result;
    struct io_job job;

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(put(queue, "b", 2));
    await(io_worker_open(&other, queue, "other"));
    for (int i = 1; i <= IO_JOB_ATTEMPTS_MAX; i++) {
        await(io_worker_open(&worker, queue, "one"));
        await(io_worker_get(worker, &job));
        ASSERT_STR_EQ(job.id, "a");
        ASSERT_EQ(job.attempts, i);
        await(lose_job(queue, worker, i == IO_JOB_ATTEMPTS_MAX));
        await(io_worker_close(worker));
    }
    ASSERT_EQ(io_work_queue_size(queue), 1);
    await(get(other));
    SAID("b");
    ASSERT_EQ(done(other, "x"), 1);
    ASSERT_EQ(WAIT_FOR(get(other), 0.1), -ETIMEDOUT);
    await(io_work_queue_result(queue, &result));
    ASSERT_STR_EQ(result.job, "a");
    ASSERT_TRUE(result.is_set_aside);
    ASSERT_EQ(result.attempts, IO_JOB_ATTEMPTS_MAX);
    ASSERT_STR_EQ(result.worker, "one");
    ASSERT_STR_EQ(result.data.data, "5 attempts without a result, the last by one");
    await(io_work_queue_forget(queue, &result));
    await(io_work_queue_result(queue, &result));
    ASSERT_STR_EQ(result.job, "b");
    ASSERT_TRUE(!result.is_set_aside);
    ASSERT_EQ(put(queue, "a", 1), 1); /* it is forgotten */
    await(io_worker_close(other));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(a_job_is_set_aside_when_too_many_workers_are_lost)
{
    return wear_out(lose);
}

QUEUE_TEST(a_job_is_set_aside_when_it_is_given_back_too_often)
{
    return wear_out(give_back);
}

QUEUE_TEST(workers_are_counted_while_they_live)
{
    struct io_work_queue *queue;
    struct io_worker *workers[2];

    await(open_queue(&queue));
    ASSERT_EQ(io_work_queue_workers(queue), 0);
    await(io_worker_open(&workers[0], queue, "one"));
    await(io_worker_open(&workers[1], queue, "two"));
    ASSERT_EQ(io_work_queue_workers(queue), 2);
    await(io_work_queue_clear(queue));
    ASSERT_EQ(io_work_queue_workers(queue), 2);
    await(io_worker_close(workers[0]));
    ASSERT_EQ(io_work_queue_workers(queue), 1);
    await(io_worker_close(workers[1]));
    ASSERT_EQ(io_work_queue_workers(queue), 0);
    io_work_queue_close(queue);
    return 0;
}

/* The one who was taken for lost, and the other: who is the first? */
static int two_results(int first)
{
    struct io_work_queue *queue;
    struct io_worker *workers[2];
    char job[IO_JOB_ID_MAX];

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(io_worker_open(&workers[0], queue, "one"));
    await(io_worker_open(&workers[1], queue, "two"));
    await(get(workers[0]));
    await(io_work_queue_lost(queue, "one", job));
    await(get(workers[1]));
    ASSERT_EQ(done(workers[first], "first"), 1);
    await(take_result(queue));
    /* Not even when the first is forgotten. */
    ASSERT_EQ(done(workers[!first], "second"), 0);
    struct io_result result;
    ASSERT_EQ(WAIT_FOR(io_work_queue_result(queue, &result), 0.1), -ETIMEDOUT);
    ASSERT_EQ(io_work_queue_size(queue), 0);
    await(io_worker_close(workers[0]));
    await(io_worker_close(workers[1]));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(only_the_first_result_counts_that_of_the_one_who_was_taken_for_lost)
{
    await(two_results(0));
    SAID("a a:2 a=first/one/1");
    return 0;
}

QUEUE_TEST(only_the_first_result_counts_that_of_the_one_who_came_after_him)
{
    await(two_results(1));
    SAID("a a:2 a=first/two/2");
    return 0;
}

QUEUE_TEST(a_job_that_is_done_by_the_lost_is_not_handed_out_any_more)
{
    struct io_work_queue *queue;
    struct io_worker *workers[2];
    char job[IO_JOB_ID_MAX];

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(io_worker_open(&workers[0], queue, "one"));
    await(io_worker_open(&workers[1], queue, "two"));
    await(get(workers[0]));
    await(io_work_queue_lost(queue, "one", job));
    ASSERT_EQ(done(workers[0], "x"), 1);
    ASSERT_EQ(WAIT_FOR(get(workers[1]), 0.1), -ETIMEDOUT);
    await(io_worker_close(workers[0]));
    await(io_worker_close(workers[1]));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(who_is_cancelled_while_waiting_has_taken_nothing)
{
    struct io_work_queue *queue;
    struct io_worker *worker;

    await(open_queue(&queue));
    await(io_worker_open(&worker, queue, "one"));
    ASSERT_EQ(WAIT_FOR(get(worker), 0.1), -ETIMEDOUT);
    await(put(queue, "a", 1));
    await(get(worker));
    ASSERT_EQ(done(worker, "x"), 1);
    SAID("a");
    await(io_worker_close(worker));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(clearing_drops_jobs_and_results_and_what_is_being_worked_on)
{
    struct io_work_queue *queue;
    struct io_worker *worker;

    await(open_queue(&queue));
    await(io_worker_open(&worker, queue, "one"));
    for (int i = 0; i < 3; i++)
        await(put(queue, (const char *const[]){ "a", "b", "c" }[i], 1));
    await(get(worker));
    await(done(worker, "x"));
    await(get(worker));
    await(io_work_queue_clear(queue));
    ASSERT_EQ(io_work_queue_size(queue), 0);
    ASSERT_EQ(done(worker, "y"), 0);
    ASSERT_EQ(WAIT_FOR(get(worker), 0.1), -ETIMEDOUT);
    ASSERT_EQ(WAIT_FOR(take_result(queue), 0.1), -ETIMEDOUT);
    ASSERT_EQ(put(queue, "a", 1), 1);
    await(get(worker));
    await(done(worker, "z"));
    await(take_result(queue));
    SAID("a b a a=z/one/1");
    await(io_worker_close(worker));
    io_work_queue_close(queue);
    return 0;
}

QUEUE_TEST(what_makes_no_sense_is_refused)
{
    static const char LONG[] = "0123456789012345678901234567890123456789012345678901234567890123";
    struct io_work_queue *queue;
    struct io_worker *worker;
    struct io_job job;

    await(open_queue(&queue));
    await(io_worker_open(&worker, queue, "one"));
    ASSERT_EQ(put(queue, "a", 0), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a priority is a number from 1, the most urgent, to 9");
    ASSERT_EQ(put(queue, "a", 10), -EINVAL);
    ASSERT_EQ(put(queue, "", 1), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the id of a job has 1 to 63 bytes");
    ASSERT_EQ(put(queue, LONG, 1), -EINVAL);
    ASSERT_EQ(put(queue, "a\nb", 1), -EINVAL);
    job = (struct io_job){ .id = "a", .priority = 1, .data = { "", IO_JOB_SIZE_MAX + 1 } };
    ASSERT_EQ(io_work_queue_put(queue, &job), -EINVAL);
    ASSERT_STR_EQ(co_text(), "a job has at most 64 MiB");

    ASSERT_EQ(io_worker_done(worker, "", 0), -EPERM);
    ASSERT_EQ(io_worker_again(worker), -EPERM);
    ASSERT_STR_EQ(co_text(), "one has no job");
    await(put(queue, "a", 1));
    await(get(worker));
    ASSERT_EQ(io_worker_get(worker, &job), -EPERM);
    ASSERT_STR_EQ(co_text(), "one has a job already");
    await(io_worker_close(worker));

    ASSERT_EQ(io_worker_open(&worker, queue, ""), -EINVAL);
    ASSERT_EQ(io_worker_open(&worker, queue, "two words"), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the name of a worker is made of 1 to 47 letters, digits and -_.");
    ASSERT_EQ(io_worker_close(NULL), 0);
    io_work_queue_close(queue);
    io_work_queue_close(NULL);
    return 0;
}

QUEUE_TEST(what_is_left_open_ends_with_the_run)
{
    static struct io_work_queue *queue;
    static struct io_worker *worker;
    struct io_result result;

    await(open_queue(&queue));
    await(io_worker_open(&worker, queue, "one"));
    await(put(queue, "a", 1));
    await(put(queue, "b", 1));
    await(get(worker));
    await(done(worker, "x"));
    await(io_work_queue_result(queue, &result));
    await(get(worker));
    return 0;
}

#endif

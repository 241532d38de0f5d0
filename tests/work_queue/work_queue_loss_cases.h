/* What becomes of a job when a worker gives it back or is lost. It is included as work_queue_cases.h
 * is. */
#ifndef WORK_QUEUE_LOSS_CASES_H
#define WORK_QUEUE_LOSS_CASES_H

#include "work_queue/work_queue_words.h"

QUEUE_TEST(returned_job_comes_before_jobs_that_were_put_later)
{
    struct work_queue *queue;
    struct worker *workers[2];

    await(open_queue(&queue));
    await(put(queue, "a", 2));
    await(put(queue, "b", 2));
    await(put(queue, "c", 2));
    await(worker_open(&workers[0], queue, "one"));
    await(worker_open(&workers[1], queue, "two"));
    await(get(workers[0]));
    await(get(workers[1]));
    await(worker_again(workers[1]));
    await(worker_again(workers[0]));
    await(put(queue, "urgent", 1));
    for (int i = 0; i < 4; i++) {
        await(get(workers[1]));
        await(done(workers[1], "x"));
    }
    SAID("a b urgent a:2 b:2 c");
    await(worker_close(workers[0]));
    await(worker_close(workers[1]));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(worker_gives_its_job_back_when_it_closes)
{
    struct work_queue *queue;
    struct worker *worker;

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(worker_open(&worker, queue, "one"));
    await(get(worker));
    await(worker_close(worker));
    await(worker_open(&worker, queue, "two"));
    await(get(worker));
    SAID("a a:2");
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(job_of_a_lost_worker_is_handed_out_again)
{
    struct work_queue *queue;
    struct worker *workers[2];
    char job[WORK_JOB_ID_MAX];

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(worker_open(&workers[0], queue, "one"));
    await(worker_open(&workers[1], queue, "two"));
    ASSERT_EQ(work_queue_lost(queue, "one", job), 0);
    ASSERT_EQ(work_queue_lost(queue, "unknown", job), 0);
    await(get(workers[0]));
    ASSERT_EQ(work_queue_lost(queue, "one", job), 1);
    ASSERT_STR_EQ(job, "a");
    ASSERT_EQ(work_queue_lost(queue, "one", job), 0);
    await(get(workers[1]));
    SAID("a a:2");

    /* The worker lives after all. But the job that it gives back is another worker's now. */
    await(worker_again(workers[0]));
    ASSERT_EQ(WAIT_FOR(get(workers[0]), 0.1), -ETIMEDOUT);
    ASSERT_EQ(done(workers[1], "x"), 1);
    ASSERT_EQ(work_queue_size(queue), 0);
    await(take_result(queue));
    SAID("a=x/two/2");
    await(worker_close(workers[0]));
    await(worker_close(workers[1]));
    work_queue_close(queue);
    return 0;
}

static int lose(struct work_queue *queue, struct worker *worker, bool is_last)
{
    char job[WORK_JOB_ID_MAX];

    (void)worker;
    ASSERT_EQ(work_queue_lost(queue, "one", job), is_last ? 2 : 1);
    ASSERT_STR_EQ(job, "a");
    return 0;
}

static int give_back(struct work_queue *queue, struct worker *worker, bool is_last)
{
    (void)queue, (void)is_last;
    return worker_again(worker);
}

/* Workers get a job, and lose it by this function, until the queue sets the job aside. */
static int wear_out(int (*lose_job)(struct work_queue *, struct worker *, bool))
{
    struct work_queue *queue;
    struct worker *worker, *other;
    struct work_result result;
    struct work_job job;

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(put(queue, "b", 2));
    await(worker_open(&other, queue, "other"));
    for (int i = 1; i <= WORK_JOB_ATTEMPTS_MAX; i++) {
        await(worker_open(&worker, queue, "one"));
        await(worker_get(worker, &job));
        ASSERT_STR_EQ(job.id, "a");
        ASSERT_EQ(job.attempts, i);
        await(lose_job(queue, worker, i == WORK_JOB_ATTEMPTS_MAX));
        await(worker_close(worker));
    }
    ASSERT_EQ(work_queue_size(queue), 1);
    await(get(other));
    SAID("b");
    ASSERT_EQ(done(other, "x"), 1);
    ASSERT_EQ(WAIT_FOR(get(other), 0.1), -ETIMEDOUT);
    await(work_queue_result(queue, &result));
    ASSERT_STR_EQ(result.job, "a");
    ASSERT_TRUE(result.is_set_aside);
    ASSERT_EQ(result.attempts, WORK_JOB_ATTEMPTS_MAX);
    ASSERT_STR_EQ(result.worker, "one");
    ASSERT_STR_EQ(result.data.data, "5 attempts without a result, the last by one");
    await(work_queue_forget(queue, &result));
    await(work_queue_result(queue, &result));
    ASSERT_STR_EQ(result.job, "b");
    ASSERT_TRUE(!result.is_set_aside);
    ASSERT_EQ(put(queue, "a", 1), 1); /* it is forgotten */
    await(worker_close(other));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(job_is_set_aside_when_too_many_workers_are_lost)
{
    return wear_out(lose);
}

QUEUE_TEST(job_is_set_aside_when_it_is_given_back_too_often)
{
    return wear_out(give_back);
}

/* Two workers do one job, since the queue takes workers[0] for lost. workers[first] is the first to
 * store its result. */
static int two_results(int first)
{
    struct work_queue *queue;
    struct worker *workers[2];
    char job[WORK_JOB_ID_MAX];

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(worker_open(&workers[0], queue, "one"));
    await(worker_open(&workers[1], queue, "two"));
    await(get(workers[0]));
    await(work_queue_lost(queue, "one", job));
    await(get(workers[1]));
    ASSERT_EQ(done(workers[first], "first"), 1);
    await(take_result(queue));
    /* A second result does not count, even when the first is forgotten. */
    ASSERT_EQ(done(workers[!first], "second"), 0);
    struct work_result result;
    ASSERT_EQ(WAIT_FOR(work_queue_result(queue, &result), 0.1), -ETIMEDOUT);
    ASSERT_EQ(work_queue_size(queue), 0);
    await(worker_close(workers[0]));
    await(worker_close(workers[1]));
    work_queue_close(queue);
    return 0;
}

QUEUE_TEST(first_result_counts_when_the_lost_worker_has_it)
{
    await(two_results(0));
    SAID("a a:2 a=first/one/1");
    return 0;
}

QUEUE_TEST(first_result_counts_when_the_next_worker_has_it)
{
    await(two_results(1));
    SAID("a a:2 a=first/two/2");
    return 0;
}

QUEUE_TEST(job_is_not_handed_out_when_the_lost_worker_has_done_it)
{
    struct work_queue *queue;
    struct worker *workers[2];
    char job[WORK_JOB_ID_MAX];

    await(open_queue(&queue));
    await(put(queue, "a", 1));
    await(worker_open(&workers[0], queue, "one"));
    await(worker_open(&workers[1], queue, "two"));
    await(get(workers[0]));
    await(work_queue_lost(queue, "one", job));
    ASSERT_EQ(done(workers[0], "x"), 1);
    ASSERT_EQ(WAIT_FOR(get(workers[1]), 0.1), -ETIMEDOUT);
    await(worker_close(workers[0]));
    await(worker_close(workers[1]));
    work_queue_close(queue);
    return 0;
}

#endif

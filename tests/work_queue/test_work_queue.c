/* src/work_queue/work_queue.c and work_queue_memory.c: jobs for workers that are tasks of one
 * process. */
#include "co/scenario.h"

#include "work_queue/work_queue.h"

static int open_queue(struct work_queue **queue)
{
    return work_queue_open(queue, NULL);
}

#define QUEUE_TEST(name) ASYNC_TEST(name)
#include "work_queue/work_queue_cases.h"
#include "work_queue/work_queue_loss_cases.h"

ASYNC_TEST(name_is_refused_while_a_worker_has_it)
{
    struct work_queue *queue;
    struct worker *workers[2];

    await(open_queue(&queue));
    await(worker_open(&workers[0], queue, "one"));
    ASSERT_EQ(worker_open(&workers[1], queue, "one"), -EADDRINUSE);
    ASSERT_STR_EQ(co_text(), "a worker of the name one is at work");
    await(worker_close(workers[0]));
    await(worker_open(&workers[0], queue, "one"));
    await(worker_close(workers[0]));
    work_queue_close(queue);
    return 0;
}

/* The waiter has its permit, and has not run yet, when the other worker ends its job. */
ASYNC_TEST(woken_worker_keeps_its_job_when_another_takes_the_next)
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
    ASSERT_TRUE(!co_task_done(waiter));
    ASSERT_EQ(next(workers[0], "x"), 1);
    await(co_await(waiter));
    SAID("a none b");
    await(worker_close(workers[0]));
    await(worker_close(workers[1]));
    work_queue_close(queue);
    return 0;
}

/* Workers give jobs back in any order. The queue hands these jobs out in the order of putting, and
 * before the jobs that no worker had. */
ASYNC_TEST(returned_jobs_keep_the_order_of_putting)
{
    enum { MANY = 50 };
    static struct worker *workers[MANY];
    struct work_queue *queue;
    struct work_job job;
    char name[16];

    await(open_queue(&queue));
    for (int i = 0; i < MANY + 2; i++) {
        snprintf(name, sizeof name, "j%02d", i);
        await(put(queue, name, 1));
    }
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "w%d", i);
        await(worker_open(&workers[i], queue, name));
        await(worker_get(workers[i], &job));
    }
    for (int i = 0; i < MANY; i++) {
        await(worker_again(workers[i * 17 % MANY]));
        if (i == MANY / 2) { /* a worker may take the last returned job, and return it */
            await(worker_get(workers[i * 17 % MANY], &job));
            await(worker_again(workers[i * 17 % MANY]));
        }
    }
    for (int i = 0; i < MANY; i++) {
        await(worker_get(workers[0], &job));
        snprintf(name, sizeof name, "j%02d", i);
        ASSERT_STR_EQ(job.id, name);
        await(worker_done(workers[0], "", 0));
    }
    for (int i = 0; i < MANY; i++)
        await(worker_close(workers[i]));
    work_queue_close(queue);
    return 0;
}

ASYNC_TEST(worker_gets_a_job_one_turn_after_it_is_put)
{
    struct work_queue *queue;
    struct worker *worker;

    await(open_queue(&queue));
    await(worker_open(&worker, queue, "one"));
    struct co_task *task = co_create_task(CORO(get_one, worker));
    await(co_sleep(1));
    await(put(queue, "a", 1));
    ASSERT_EQ(turns_until_done(task), 1);
    await(co_await(task));
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

ASYNC_TEST(open_fails_when_the_address_has_no_host)
{
    struct work_queue *queue;
    struct work_queue_options options = { .broker = "redis://" };

    ASSERT_EQ(work_queue_open(&queue, &options), -EINVAL);
    ASSERT_STR_EQ(co_text(), "the host is missing, as in redis://127.0.0.1:6379/");
    ASSERT_TRUE(!queue);
    return 0;
}

ASYNC_TEST(open_fails_when_the_patience_is_not_a_number)
{
    const char *const brokers[] = { NULL, "redis://127.0.0.1:1/" };

    for (size_t i = 0; i < COUNT(brokers); i++) {
        struct work_queue_options options = { .broker = brokers[i], .patience = NAN };
        struct work_queue *queue;

        ASSERT_EQ(work_queue_open(&queue, &options), -EINVAL);
        ASSERT_STR_EQ(co_text(), "a patience that is not a number");
        ASSERT_TRUE(!queue);
    }
    return 0;
}

/* ---- In any order, and short of memory ---- */

enum { JOBS = 20, WORKERS = 3 };

static const char *job_id(int i)
{
    static char id[16];

    snprintf(id, sizeof id, "job %d", i);
    return id;
}

ASYNC(put_jobs, struct work_queue *queue; int first;)
{
    for (int i = my->first; i < JOBS; i += 2) {
        ASSERT_EQ(put(my->queue, job_id(i), 1 + (int)(co_random() % 9)), 1);
        await(turns((int)(co_random() % 3)));
    }
    return 0;
}

/* A worker that does a job, gives it back, or closes in the middle of it, by chance. */
ASYNC(fickle_worker, struct work_queue *queue; int number;)
{
    struct worker *worker;
    struct work_job job;
    char name[16];

    snprintf(name, sizeof name, "%d", my->number);
    await(worker_open(&worker, my->queue, name));
    for (;;) {
        int rc = worker_get(worker, &job);
        if (rc == 0)
            rc = turns((int)(co_random() % 4));
        if (rc == 0 && co_random() % 8 == 0)
            rc = worker_again(worker);
        else if (rc == 0)
            rc = worker_done(worker, job.id, strlen(job.id));
        if (rc >= 0 && co_random() % 8)
            continue;
        await(worker_close(worker));
        if (rc < 0)
            return rc;
        await(worker_open(&worker, my->queue, name));
    }
}

/* Calls living workers lost. */
ASYNC(bury, struct work_queue *queue;)
{
    for (;;) {
        char job[WORK_JOB_ID_MAX], name[16];

        snprintf(name, sizeof name, "%d", (int)(co_random() % WORKERS));
        await(work_queue_lost(my->queue, name, job));
        await(turns(2 + (int)(co_random() % 5)));
    }
}

SHUFFLED_TEST(job_has_one_result_in_any_order)
{
    struct work_queue *queue;
    struct co_task *tasks[WORKERS + 1];
    bool seen[JOBS] = { 0 };

    await(open_queue(&queue));
    for (int i = 0; i < WORKERS; i++)
        tasks[i] = co_create_task(CORO(fickle_worker, queue, i));
    tasks[WORKERS] = co_create_task(CORO(bury, queue));
    struct co_task *putters[] = { co_create_task(CORO(put_jobs, queue, 0)),
                                  co_create_task(CORO(put_jobs, queue, 1)) };
    for (int i = 0; i < JOBS; i++) {
        struct work_result result;
        int number;

        await(work_queue_result(queue, &result));
        ASSERT_EQ(sscanf(result.job, "job %d", &number), 1);
        ASSERT_TRUE(!seen[number]);
        ASSERT_TRUE(result.attempts <= WORK_JOB_ATTEMPTS_MAX);
        if (result.is_set_aside)
            ASSERT_EQ(result.attempts, WORK_JOB_ATTEMPTS_MAX);
        else
            ASSERT_STR_EQ(result.data.data, result.job);
        seen[number] = true;
        await(work_queue_forget(queue, &result));
    }
    ASSERT_EQ(work_queue_size(queue), 0);
    await(GATHER_TASKS(putters));
    for (int i = 0; i <= WORKERS; i++) {
        co_task_cancel(tasks[i]);
        ASSERT_EQ(co_await(tasks[i]), -ECANCELED);
    }
    work_queue_close(queue);
    return 0;
}

ASYNC_TEST(queue_knows_each_of_many_jobs)
{
    struct work_queue *queue;
    struct worker *worker;
    struct work_job job;

    await(open_queue(&queue));
    for (int i = 0; i < 1000; i++)
        ASSERT_EQ(put(queue, job_id(i), 5), 1);
    for (int i = 0; i < 1000; i++)
        ASSERT_EQ(put(queue, job_id(i), 5), 0);
    await(worker_open(&worker, queue, "one"));
    for (int i = 0; i < 1000; i++) {
        await(worker_get(worker, &job));
        ASSERT_STR_EQ(job.id, job_id(i));
        ASSERT_EQ(worker_done(worker, "", 0), 1);
    }
    await(worker_close(worker));
    work_queue_close(queue);
    return 0;
}

/* Only calls that put a job or store a result need memory. A call that failed can be made again. */
MEMORY_TEST(failed_call_changes_nothing_when_memory_is_short)
{
    struct work_queue *queue;
    struct worker *worker = NULL;
    int rc = open_queue(&queue);

    if (rc < 0)
        return rc;
    int putting = put(queue, "a", 1);
    ASSERT_EQ(work_queue_size(queue), putting == 1);
    int opening = worker_open(&worker, queue, "one");
    if (putting == 1 && opening == 0) {
        await(get(worker));
        rc = done(worker, "x");
        ASSERT_EQ(work_queue_size(queue), rc < 0);
        if (rc < 0)
            ASSERT_EQ(done(worker, "x"), 1);
        await(take_result(queue));
        SAID("a a=x/one/1");
    }
    await(worker_close(worker));
    work_queue_close(queue);
    return putting < 0 ? putting : opening < 0 ? opening : rc < 0 ? rc : 0;
}

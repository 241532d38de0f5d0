#include "co/job_internal.h"

#include "scenario.h"

enum { JOBS = 2000 };
static struct job jobs[JOBS];

static void add_all(struct job_queue *queue, int64_t times)
{
    uint64_t random = 1;

    for (int i = 0; i < JOBS; i++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
        jobs[i].due = (int64_t)(random >> 33) % times;
        jobs[i].order = (uint64_t)i;
        job_queue_add(queue, &jobs[i]);
    }
}

/* Take all out, and see that they come in order. Returns how many there were. */
static int take_all(struct job_queue *queue)
{
    const struct job *last = NULL;
    int count = 0;

    while (queue->first) {
        struct job *job = queue->first;

        job_queue_remove(queue, job);
        if (last)
            ASSERT_TRUE(last->due < job->due ||
                        (last->due == job->due && last->order < job->order));
        last = job;
        count++;
    }
    return count;
}

TEST(jobs_come_out_by_time_and_then_in_order_of_arrival)
{
    struct job_queue queue = { 0 };

    add_all(&queue, 50);
    ASSERT_EQ(take_all(&queue), JOBS);
}

TEST(jobs_without_times_come_out_in_order)
{
    struct job_queue queue = { 0 };

    add_all(&queue, 1);
    for (uint64_t i = 0; i < JOBS; i++) {
        ASSERT_EQ(queue.first->order, i);
        job_queue_remove(&queue, queue.first);
    }
    ASSERT_TRUE(!queue.first);
}

TEST(any_job_can_be_taken_out)
{
    struct job_queue queue = { 0 };

    add_all(&queue, 50);
    struct job *first = queue.first;
    job_queue_remove(&queue, first); /* so that the others have children */
    job_queue_add(&queue, first);
    for (int i = 1; i < JOBS; i += 2)
        job_queue_remove(&queue, &jobs[i]);
    ASSERT_EQ(take_all(&queue), JOBS / 2);
}

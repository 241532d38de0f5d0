/* src/patterns/worker_pool.c: when each job runs, how it ends, and how a pool ends. */
#include "patterns/worker_pool.h"

#include "co/scenario.h"

/* Takes `seconds`, then returns `result`; a negative result is an error with a text. */
ASYNC(job, const char *name; double seconds; int result;)
{
    say("%s@%g", my->name, co_time());
    int rc = co_sleep(my->seconds);
    if (rc < 0) {
        say("%s:%s", my->name, co_error_name(rc));
        return rc;
    }
    if (my->result < 0)
        return co_raise(my->result, "%s failed", my->name);
    return co_return_text("%s's text", my->name) + my->result;
}

/* Submits a job and detaches it. */
ASYNC(submitter, struct worker_pool *pool; const char *name;)
{
    int rc = worker_pool_submit(my->pool, CORO(job, my->name, 0.1, 0), NULL);

    say("%s:%s", my->name, rc < 0 ? co_error_name(rc) : "submitted");
    return 0;
}

/* ---- Order ---- */

ASYNC_TEST(jobs_run_in_order_so_many_at_a_time)
{
    static struct worker_pool pool = WORKER_POOL(2, 10);
    const char *const names[] = { "a", "b", "c", "d", "e" };

    for (int i = 0; i < 5; i++)
        await(worker_pool_submit(&pool, CORO(job, names[i], 0.1 * (i + 1), 0), NULL));
    ASSERT_EQ(worker_pool_pending(&pool), 5);
    SAID("");
    await(worker_pool_stop(&pool));
    SAID("a@0 b@0 c@0.1 d@0.2 e@0.4");
    ASSERT_EQ(worker_pool_pending(&pool), 0);
    ASSERT_NEAR(co_time(), 0.9, 1e-9);
    return 0;
}

ASYNC(names_itself)
{
    say("%s", co_task_name(co_current_task()));
    return 0;
}

ASYNC_TEST(job_has_the_name_that_is_given)
{
    static struct worker_pool pool = WORKER_POOL(2, 10);

    await(worker_pool_submit(&pool, NAMED(CORO(names_itself), "job 1"), NULL));
    await(worker_pool_submit(&pool, CORO(names_itself), NULL));
    await(worker_pool_stop(&pool));
    SAID("job 1 names_itself");
    return 0;
}

ASYNC_TEST(submitter_waits_while_all_places_are_taken)
{
    static struct worker_pool pool = WORKER_POOL(1, 1);

    for (int i = 0; i < 4; i++) {
        await(worker_pool_submit(&pool, CORO(job, "job", 1, 0), NULL));
        say("submitted@%g", co_time());
    }
    SAID("submitted@0 submitted@0 job@0 job@1 submitted@1 job@2 submitted@2");
    return worker_pool_stop(&pool);
}

ASYNC_TEST(pool_without_waiting_places_takes_running_jobs)
{
    static struct worker_pool pool = WORKER_POOL(2, 0);

    for (int i = 0; i < 3; i++)
        await(worker_pool_submit(&pool, CORO(job, "job", 1, 0), NULL));
    ASSERT_NEAR(co_time(), 1, 1e-9);
    return worker_pool_stop(&pool);
}

/* ---- Results ---- */

ASYNC_TEST(job_has_a_result_and_a_text)
{
    static struct worker_pool pool = WORKER_POOL(1, 1);
    struct co_task *first, *second;

    await(worker_pool_submit(&pool, CORO(job, "first", 0.1, 7), &first));
    await(worker_pool_submit(&pool, CORO(job, "second", 0.1, -EIO), &second));
    ASSERT_STR_EQ(co_task_name(first), "job");
    ASSERT_EQ(co_await(first), 7);
    ASSERT_STR_EQ(co_text(), "first's text");
    ASSERT_EQ(co_await(second), -EIO);
    ASSERT_STR_EQ(co_text(), "second failed");
    return worker_pool_stop(&pool);
}

ASYNC_TEST(failed_job_does_not_stop_the_others)
{
    static struct worker_pool pool = WORKER_POOL(1, 5);
    struct co_task *failing;

    await(worker_pool_submit(&pool, CORO(job, "failing", 0.1, -EIO), &failing));
    await(worker_pool_submit(&pool, CORO(job, "next", 0.1, 0), NULL));
    await(worker_pool_stop(&pool));
    SAID("failing@0 next@0.1");
    ASSERT_EQ(co_await(failing), -EIO);
    return 0;
}

static int lost;

static int count_lost(void *context, const struct co_report *report)
{
    (void)context;
    lost += report->kind == CO_REPORT_LOST_ERROR && report->code == -EIO;
    return 0;
}

ASYNC(submit_a_failing_job)
{
    static struct worker_pool pool = WORKER_POOL(1, 0);

    await(worker_pool_submit(&pool, CORO(job, "failing", 0.1, -EIO), NULL));
    return worker_pool_stop(&pool);
}

TEST(error_of_a_detached_job_is_reported)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL, .report = count_lost };

    ASSERT_EQ(co_run(CORO(submit_a_failing_job), &options), 0);
    ASSERT_EQ(lost, 1);
}

/* ---- Cancelling one job ---- */

ASYNC_TEST(cancelled_job_gives_its_place_to_the_next)
{
    static struct worker_pool pool = WORKER_POOL(1, 5);
    struct co_task *running, *waiting;

    await(worker_pool_submit(&pool, CORO(job, "running", 9, 0), &running));
    await(worker_pool_submit(&pool, CORO(job, "waiting", 9, 0), &waiting));
    await(worker_pool_submit(&pool, CORO(job, "last", 1, 0), NULL));
    await(co_sleep(0.5));
    co_task_cancel(waiting);
    co_task_cancel(running);
    ASSERT_EQ(co_await(running), -ECANCELED);
    ASSERT_EQ(co_await(waiting), -ECANCELED);
    await(worker_pool_stop(&pool));
    SAID("running@0 running:CancelledError last@0.5");
    return 0;
}

ASYNC_TEST(unstarted_job_leaves_its_place_when_cancelled)
{
    static struct worker_pool pool = WORKER_POOL(1, 0);

    for (int i = 0; i < 3; i++) {
        struct co_task *task;

        await(worker_pool_submit(&pool, CORO(job, "job", 1, 0), &task));
        co_task_cancel(task);
        ASSERT_EQ(co_await(task), -ECANCELED);
    }
    await(worker_pool_stop(&pool));
    SAID("");
    ASSERT_EQ(worker_pool_pending(&pool), 0);
    return 0;
}

ASYNC_TEST(cancelled_submitter_has_submitted_nothing)
{
    static struct worker_pool pool = WORKER_POOL(1, 0);

    await(worker_pool_submit(&pool, CORO(job, "first", 1, 0), NULL));
    int rc = WAIT_FOR(worker_pool_submit(&pool, CORO(job, "second", 1, 0), NULL), 0.5);
    ASSERT_EQ(rc, -ETIMEDOUT);
    await(worker_pool_stop(&pool));
    SAID("first@0");
    return 0;
}

/* ---- The end of a pool ---- */

ASYNC_TEST(unused_pool_stops_at_once)
{
    struct worker_pool pool = WORKER_POOL(2, 2);

    ASSERT_EQ(worker_pool_stop(&pool), 0);
    ASSERT_EQ(worker_pool_stop(&pool), 0);
    ASSERT_EQ(co_time_nanoseconds(), 0);
    return 0;
}

ASYNC_TEST(stopped_pool_takes_no_jobs)
{
    static struct worker_pool pool = WORKER_POOL(1, 1);

    await(worker_pool_submit(&pool, CORO(job, "job", 1, 0), NULL));
    await(worker_pool_stop(&pool));
    ASSERT_EQ(worker_pool_submit(&pool, CORO(job, "late", 1, 0), NULL), -ESHUTDOWN);
    ASSERT_TRUE(co_text()[0]);
    SAID("job@0");
    return 0;
}

ASYNC_TEST(waiting_submitter_is_refused_when_the_pool_stops)
{
    static struct worker_pool pool = WORKER_POOL(1, 0);
    struct co_task *tasks[2];

    await(worker_pool_submit(&pool, CORO(job, "job", 1, 0), NULL));
    for (int i = 0; i < 2; i++)
        tasks[i] = co_create_task(CORO(submitter, &pool, i ? "second" : "first"));
    await(co_sleep(0.5));
    await(worker_pool_stop(&pool));
    await(GATHER_TASKS(tasks));
    SAID("job@0 first:QueueShutDown second:QueueShutDown");
    return 0;
}

ASYNC(stopper, struct worker_pool *pool; const char *name;)
{
    int rc = worker_pool_stop(my->pool);

    say("%s:%s@%g", my->name, rc < 0 ? co_error_name(rc) : "stopped", co_time());
    return rc;
}

ASYNC_TEST(several_tasks_may_stop_the_pool)
{
    static struct worker_pool pool = WORKER_POOL(1, 1);

    await(worker_pool_submit(&pool, CORO(job, "job", 1, 0), NULL));
    await(GATHER(CORO(stopper, &pool, "one"), CORO(stopper, &pool, "two")));
    SAID("job@0 one:stopped@1 two:stopped@1");
    return 0;
}

ASYNC_TEST(jobs_go_on_when_a_stopping_task_is_cancelled)
{
    static struct worker_pool pool = WORKER_POOL(1, 1);

    await(worker_pool_submit(&pool, CORO(job, "job", 1, 0), NULL));
    ASSERT_EQ(WAIT_FOR(worker_pool_stop(&pool), 0.5), -ETIMEDOUT);
    ASSERT_EQ(worker_pool_pending(&pool), 1);
    await(worker_pool_stop(&pool));
    SAID("job@0");
    ASSERT_NEAR(co_time(), 1, 1e-9);
    return 0;
}

ASYNC_TEST(cancel_ends_running_waiting_and_new_jobs)
{
    static struct worker_pool pool = WORKER_POOL(1, 5);

    await(worker_pool_submit(&pool, CORO(job, "runs", 9, 0), NULL));
    await(worker_pool_submit(&pool, CORO(job, "waits", 9, 0), NULL));
    await(co_sleep(0.5));
    await(worker_pool_submit(&pool, CORO(job, "new", 9, 0), NULL));
    worker_pool_cancel(&pool);
    SAID("runs@0");
    await(worker_pool_stop(&pool));
    SAID("runs:CancelledError");
    ASSERT_NEAR(co_time(), 0.5, 1e-9);
    ASSERT_EQ(worker_pool_submit(&pool, CORO(job, "late", 1, 0), NULL), -ESHUTDOWN);
    return 0;
}

/* ---- Misuse ---- */

ASYNC_TEST(pool_without_workers_is_refused)
{
    struct worker_pool empty = { 0 }, none = WORKER_POOL(0, 5), negative = WORKER_POOL(-1, 5),
                       no_places = WORKER_POOL(1, -2);

    ASSERT_EQ(worker_pool_submit(&empty, CORO(job, "job", 0, 0), NULL), -EINVAL);
    ASSERT_EQ(worker_pool_submit(&none, CORO(job, "job", 0, 0), NULL), -EINVAL);
    ASSERT_EQ(worker_pool_submit(&negative, CORO(job, "job", 0, 0), NULL), -EINVAL);
    ASSERT_EQ(worker_pool_submit(&no_places, CORO(job, "job", 0, 0), NULL), -EINVAL);
    ASSERT_TRUE(co_text()[0]);
    return 0;
}

ASYNC(large, char bytes[WORKER_ARGUMENTS_MAX];)
{
    for (size_t i = 0; i < sizeof my->bytes; i++)
        ASSERT_EQ(my->bytes[i], 'x');
    say("as it was");
    return 0;
}

ASYNC_TEST(submit_fails_if_the_arguments_are_too_large)
{
    static struct worker_pool pool = WORKER_POOL(1, 1);
    static struct large arguments;
    struct co_coro coro = { large_start, &arguments, sizeof arguments, "large", 0, NULL };

    memset(&arguments, 'x', sizeof arguments);
    await(worker_pool_submit(&pool, coro, NULL));
    memset(&arguments, 'y', sizeof arguments);
    coro.size++;
    ASSERT_EQ(worker_pool_submit(&pool, coro, NULL), -EINVAL);
    ASSERT_STR_EQ(co_text(), "large has too many bytes of arguments");
    await(worker_pool_stop(&pool));
    SAID("as it was");
    return 0;
}

ASYNC_TEST(job_cannot_wait_for_its_own_end)
{
    static struct worker_pool pool = WORKER_POOL(1, 1);

    await(worker_pool_submit(&pool, CORO(job, "first", 0.1, 0), NULL));
    struct co_task *task;
    await(worker_pool_submit(&pool, CORO(stopper, &pool, "job"), &task));
    ASSERT_EQ(co_await(task), -EDEADLK);
    SAID("first@0 job:RuntimeError@0.1");
    return worker_pool_stop(&pool);
}

/* ---- In any order, and short of memory ---- */

static int under_way, finished;

ASYNC(counted_job)
{
    under_way++;
    ASSERT_TRUE(under_way <= 3);
    int rc = 0;
    for (int i = co_random() % 4; i > 0 && rc == 0; i--)
        rc = co_sleep(0);
    under_way--;
    finished += rc == 0;
    return rc;
}

ASYNC(many_submissions, struct worker_pool *pool; int *submitted;)
{
    for (int i = 0; i < 10; i++) {
        struct co_task *task;

        await(worker_pool_submit(my->pool, CORO(counted_job), &task));
        if (co_random() % 4)
            co_task_detach(task);
        else if (co_task_cancel(task) && co_await(task) == -ECANCELED)
            continue;
        ++*my->submitted;
    }
    return 0;
}

SHUFFLED_TEST(every_job_runs_once_within_the_limit_in_any_order)
{
    static struct worker_pool pool;
    static int submitted;

    pool = WORKER_POOL(3, 2);
    submitted = under_way = finished = 0;
    await(GATHER(CORO(many_submissions, &pool, &submitted),
                 CORO(many_submissions, &pool, &submitted),
                 CORO(many_submissions, &pool, &submitted)));
    await(worker_pool_stop(&pool));
    ASSERT_EQ(finished, submitted);
    ASSERT_EQ(worker_pool_pending(&pool), 0);
    ASSERT_EQ(pool.workers.value, 3);
    ASSERT_EQ(pool.places.value, 5);
    return 0;
}

MEMORY_TEST(refused_job_leaves_no_trace_if_memory_is_short)
{
    static struct worker_pool pool;
    int rc = 0;

    pool = WORKER_POOL(2, 1);
    for (int i = 0; i < 5 && rc == 0; i++)
        rc = worker_pool_submit(&pool, CORO(job, "job", 0.1, 0), NULL);
    await(worker_pool_stop(&pool));
    ASSERT_EQ(pool.places.value, 3);
    return rc;
}

/* ---- Full and stopped ---- */

ASYNC(stops, struct worker_pool *pool;)
{
    return worker_pool_stop(my->pool);
}

ASYNC_TEST(stopped_pool_refuses_at_once_although_it_is_full)
{
    static struct worker_pool pool = WORKER_POOL(1, 1);

    await(worker_pool_submit(&pool, CORO(job, "a", 1, 0), NULL));
    await(worker_pool_submit(&pool, CORO(job, "b", 1, 0), NULL));
    struct co_task *stopping = co_create_task(CORO(stops, &pool));
    await(turns(2));
    ASSERT_EQ(worker_pool_submit(&pool, CORO(job, "c", 1, 0), NULL), -ESHUTDOWN);
    ASSERT_NEAR(co_time(), 0, 0);
    await(co_await(stopping));
    SAID("a@0 b@1");
    return 0;
}

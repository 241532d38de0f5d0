/*
 * Threads beside the loop, and how they take turns with it.
 *
 * On the real clock a job runs as soon as a thread has it. On a virtual clock one baton goes round:
 * a job runs only while the loop waits for it, until it blocks or ends. Jobs run in the order in
 * which they became ready.
 */
#include "co/blocked_internal.h"
#include "co/concurrent_future_internal.h"
#include "co/executor_internal.h"
#include "co/inbox_internal.h"
#include "co/job_internal.h"
#include "co/kernel/block.h"
#include "co/kernel/clock.h"
#include "co/kernel/loop.h"
#include "co/kernel/source.h"
#include "co/kernel/task.h"
#include "co/open_loops_internal.h"
#include "co/outside_internal.h"
#include "co/runtime_internal.h"
#include "co/thread_internal.h"

/* ---- In the thread ---- */

/* Virtual clock: other threads run until this job is made ready again, or the time is over. */
static void pause_job(struct job *job, int64_t delay)
{
    job->delay = delay;
    job->paused = true;
    sem_post(&threads_of(job->self.loop)->baton);
    job_wait(job);
}

static void caused_by_timer(struct job *job, int64_t delay, int64_t deadline)
{
    struct task_details *self = &job->self_details;

    self->cause =
        (struct co_cause){ CO_CAUSE_TIMER, job->self.id, self->lines, 0, delay, deadline };
}

int job_sleep(struct co_task *self, int64_t delay)
{
    struct job *job = container_of(self, struct job, self);
    int64_t deadline = time_after(co_time_nanoseconds(), delay);

    if (!threads_take_turns(self->loop))
        block_until(NULL, time_after(monotonic(), delay));
    else if (!threads_of(self->loop)->closing)
        pause_job(job, delay);
    if (deadline == CO_NEVER)
        return co_raise(-EDEADLK, "the sleep would never end");
    caused_by_timer(job, delay, deadline);
    return 0;
}

/* ---- The queue of jobs that can run ---- */

/* Its executor keeps a job for which there is no thread: while all threads are busy, a job that has
 * not begun must not hold up a job that only slept. The job keeps its place in the order. */
void threads_add(struct co_loop *loop, struct job *job)
{
    job->due = 0;
    job->order = ++threads_of(loop)->jobs_ordered;
    if (executor_admit(job))
        job_queue_add(&threads_of(loop)->ready_jobs, job);
}

static struct job *take_job(struct co_loop *loop)
{
    struct job *job;

    while ((job = threads_of(loop)->ready_jobs.first)) {
        job_queue_remove(&threads_of(loop)->ready_jobs, job);
        if (job_find_worker(job))
            break;
    }
    return job;
}

void threads_start(struct co_loop *loop)
{
    struct job *job;

    while (!threads_take_turns(loop) && !threads_of(loop)->closed && (job = take_job(loop))) {
        threads_lock();
        threads_count_active(loop);
        threads_unlock();
        job_wake(job);
    }
}

struct job *threads_forget(struct co_task *future)
{
    struct job *job = future->details->completed_by;

    if (job->worker)
        return NULL;
    if (job->admitted)
        job_queue_remove(&threads_of(future->loop)->ready_jobs, job);
    executor_forget(job);
    return job;
}

/* ---- Jobs that are blocked, on a virtual clock ---- */

/* A paused job can run again. */
static void resume(struct job *job)
{
    struct co_loop *loop = job->self.loop;

    if (!job->paused)
        return;
    job->paused = false;
    loop_disarm_timer(loop, &job->timer);
    job_queue_remove(&threads_of(loop)->paused_jobs, job);
    threads_add(loop, job);
}

static void pause_is_over(struct co_timer *timer)
{
    resume(container_of(timer, struct job, timer));
}

static void note_pause(struct co_loop *loop, struct job *job)
{
    job->timer.callback = pause_is_over;
    job->timer.deadline = CO_NEVER;
    if (job->delay != CO_NEVER) {
        int rc = loop_arm_timer(loop, &job->timer, job->delay);

        if (rc < 0)
            loop->run.stopped_by = rc; /* or it would sleep for ever */
    }
    job->due = job->timer.deadline;
    job->order = ++threads_of(loop)->jobs_ordered;
    job_queue_add(&threads_of(loop)->paused_jobs, job);
}

/* Virtual clock: let one job that can run go on until it blocks or ends. False: there is none. */
static bool run_one(struct co_loop *loop)
{
    struct job *job = threads_take_turns(loop) ? take_job(loop) : NULL;

    if (!job)
        return false;
    outside_show_wait(loop);
    job_wake(job);
    semaphore_wait(&threads_of(loop)->baton);
    /* The job may have ended, but its memory is there until its result has been delivered. */
    if (job->paused)
        note_pause(loop, job);
    return true;
}

/* ---- The loop blocked until threads have done something ---- */

static int never(void)
{
    return co_raise(-EDEADLK, "the wait would never end: the threads wait for the loop");
}

/* Time moves on for threads only. */
static int run_in_turns(struct co_loop *loop, bool (*over)(void *), void *argument,
                        int64_t deadline)
{
    for (;;) {
        inbox_drain(loop);
        if (over(argument))
            return 0;
        if (run_one(loop))
            continue;
        struct job *next = threads_of(loop)->paused_jobs.first;
        int64_t resumes = next ? next->due : CO_NEVER;
        if (resumes == CO_NEVER && deadline == CO_NEVER)
            return never();
        int64_t moment = resumes < deadline ? resumes : deadline;
        if (loop_block_until(loop, moment) < 0)
            loop->now = moment; /* the run is to end: nothing is worth waiting for */
        if (resumes >= deadline)
            return -ETIMEDOUT;
        resume(next);
    }
}

static int wait_for_real(struct co_loop *loop, bool (*over)(void *), void *argument,
                         int64_t deadline)
{
    struct blocked blocked = { .loop = loop };
    int rc = 0;

    blocked_begin(&blocked);
    for (;;) {
        threads_unlock();
        inbox_drain(loop);
        threads_lock();
        if (over(argument))
            break;
        if (inbox_has_post(loop))
            continue;
        if (!threads_of(loop)->active && deadline == CO_NEVER) {
            rc = never();
            break;
        }
        if (!blocked_wait(&blocked, time_after(loop->start, deadline)) && !over(argument)) {
            rc = -ETIMEDOUT;
            break;
        }
    }
    blocked_end(&blocked);
    return rc;
}

int threads_run_until(struct co_loop *loop, bool (*over)(void *), void *argument, int64_t deadline)
{
    return threads_take_turns(loop) ? run_in_turns(loop, over, argument, deadline)
                                    : wait_for_real(loop, over, argument, deadline);
}

/* ---- In a thread that waits for something ---- */

int job_block(struct co_task *self, struct co_concurrent_future *future, int64_t delay)
{
    struct job *job = container_of(self, struct job, self);
    struct co_loop *loop = self->loop;
    int64_t deadline = time_after(co_time_nanoseconds(), delay);
    struct blocked blocked = { .future = future, .loop = loop, .job = job, .resume = resume };
    bool in_time = true;

    blocked_begin(&blocked);
    if (threads_take_turns(loop)) {
        if (!future->ended) {
            threads_unlock();
            pause_job(job, delay);
            threads_lock();
        }
    } else {
        /* Another loop ends its futures without this loop. */
        blocked.counts = delay == CO_NEVER && future->loop == loop;
        if (blocked.counts && !future->ended) {
            threads_count_idle(loop);
        } else {
            blocked.counts = false;
        }
        while (!future->ended && !blocked.given_up && in_time)
            in_time = blocked_wait(&blocked, time_after(loop->start, deadline));
    }
    bool ended = future->ended;
    blocked_end(&blocked);
    if (ended)
        return 0;
    if (delay == CO_NEVER)
        return never();
    caused_by_timer(job, delay, deadline);
    return -ETIMEDOUT;
}

/* ---- As a source ---- */

static bool serve(struct co_loop *loop, int64_t deadline)
{
    (void)deadline;
    return run_one(loop);
}

/* A thread posts its messages before it ends or blocks, so these two show all that may come. */
static bool may_come(struct co_loop *loop)
{
    threads_lock();
    bool active = threads_of(loop)->active > 0;
    threads_unlock();
    return active || inbox_has_post(loop);
}

const struct source threads_source = { .serve = serve, .may_come = may_come };

/* ---- The end ---- */

/* Free the jobs that have not begun. */
static void forget_jobs(struct co_loop *loop)
{
    struct job_queue begun = { 0 };
    struct job *job;

    while ((job = threads_of(loop)->ready_jobs.first)) {
        job_queue_remove(&threads_of(loop)->ready_jobs, job);
        if (job->worker)
            job_queue_add(&begun, job);
        else
            job_free(job);
    }
    threads_of(loop)->ready_jobs = begun;
    executors_forget_jobs(loop);
}

/* Jobs that sleep in virtual time go on at once. Jobs that wait for an event that cannot come get
 * an error. */
static void finish_in_turns(struct co_loop *loop)
{
    while (threads_of(loop)->paused_jobs.first || threads_of(loop)->ready_jobs.first) {
        while (run_one(loop))
            ;
        if (threads_of(loop)->paused_jobs.first)
            resume(threads_of(loop)->paused_jobs.first);
    }
}

static void finish_for_real(struct co_loop *loop)
{
    struct blocked blocked = { .loop = loop };

    blocked_begin(&blocked);
    for (;;) {
        if (!threads_of(loop)->active && !blocked_give_up(loop))
            break;
        blocked_wait(&blocked, CO_NEVER);
    }
    blocked_end(&blocked);
}

void threads_close(struct co_loop *loop)
{
    concurrent_futures_close(loop);
    threads_of(loop)->closing = true;
    if (threads_of(loop)->executors.first) {
        forget_jobs(loop);
        if (threads_take_turns(loop))
            finish_in_turns(loop);
        else
            finish_for_real(loop);
    }
    threads_of(loop)->closed = true;
    inbox_drain(loop);
    executors_free(loop);
    concurrent_futures_free(loop);
    if (threads_of(loop)->has_baton)
        sem_destroy(&threads_of(loop)->baton);
}

/*
 * Threads beside the loop, and how they take turns with it.
 *
 * On the real clock a job runs as soon as a thread has it. On a virtual clock one baton goes round:
 * a job runs only while the loop waits for it, until it blocks or ends; those that can run do so in
 * the order in which they could.
 */
#include "internal.h"

#include <string.h>
#include <time.h>

void semaphore_wait(sem_t *semaphore)
{
    while (sem_wait(semaphore) < 0)
        ; /* a signal came */
}

static bool takes_turns(const struct co_loop *loop)
{
    return loop->options.clock != CO_CLOCK_REAL;
}

/* ---- In the thread ---- */

/* Others run until somebody makes this job ready again, or the time is over. Virtual clock. */
static void pause_job(struct job *job, int64_t delay)
{
    job->delay = delay;
    job->paused = true;
    sem_post(&job->self.loop->baton);
    job_wait(job);
}

static void caused_by_timer(struct job *job, int64_t delay, int64_t deadline)
{
    struct co_task *self = &job->self;

    self->cause = (struct co_cause){ CO_CAUSE_TIMER, self->id, self->lines, 0, delay, deadline };
}

int job_sleep(struct co_task *self, int64_t delay)
{
    struct job *job = container_of(self, struct job, self);
    int64_t deadline = time_after(co_time_nanoseconds(), delay);

    if (!takes_turns(self->loop))
        block_until(NULL, time_after(monotonic(), delay));
    else if (!self->loop->threads_closing)
        pause_job(job, delay);
    if (deadline == CO_NEVER)
        return co_raise(-EDEADLK, "it would sleep for ever");
    caused_by_timer(job, delay, deadline);
    return 0;
}

void thread_is_idle(struct co_loop *loop)
{
    if (takes_turns(loop)) {
        sem_post(&loop->baton);
        return;
    }
    threads_lock();
    loop->active--;
    threads_tell_loop(loop);
    threads_unlock();
}

/* ---- The queue of those that can run ---- */

/* A job for which there is no thread is kept by its executor meanwhile: while all are busy, a job
 * that has not begun must not hold up a job that only slept. It keeps its place in the order. */
void threads_add(struct co_loop *loop, struct job *job)
{
    job->due = 0;
    job->order = ++loop->jobs_ordered;
    if (executor_admit(job))
        job_queue_add(&loop->ready_jobs, job);
}

static struct job *take_job(struct co_loop *loop)
{
    struct job *job;

    while ((job = loop->ready_jobs.first)) {
        job_queue_remove(&loop->ready_jobs, job);
        if (job_find_worker(job))
            break;
    }
    return job;
}

void threads_start(struct co_loop *loop)
{
    struct job *job;

    while (!takes_turns(loop) && !loop->threads_closed && (job = take_job(loop))) {
        threads_lock();
        loop->active++;
        threads_unlock();
        job_wake(job);
    }
}

struct job *threads_forget(struct co_task *future)
{
    struct job *job = future->arguments;

    if (job->worker)
        return NULL;
    if (job->admitted)
        job_queue_remove(&future->loop->ready_jobs, job);
    executor_forget(job);
    return job;
}

/* ---- Those that are blocked, on a virtual clock ---- */

void job_resume(struct job *job)
{
    struct co_loop *loop = job->self.loop;

    if (!job->paused)
        return;
    job->paused = false;
    loop_disarm_timer(loop, &job->timer);
    job_queue_remove(&loop->paused_jobs, job);
    threads_add(loop, job);
}

static void pause_is_over(struct co_timer *timer)
{
    job_resume(container_of(timer, struct job, timer));
}

static void note_pause(struct co_loop *loop, struct job *job)
{
    job->timer.callback = pause_is_over;
    job->timer.deadline = CO_NEVER;
    if (job->delay != CO_NEVER) {
        int rc = loop_arm_timer(loop, &job->timer, job->delay);

        if (rc < 0)
            loop->stopped_by = rc; /* or it would sleep for ever */
    }
    job->due = job->timer.deadline;
    job->order = ++loop->jobs_ordered;
    job_queue_add(&loop->paused_jobs, job);
}

bool threads_run_one(struct co_loop *loop)
{
    struct job *job = takes_turns(loop) ? take_job(loop) : NULL;

    if (!job)
        return false;
    job_wake(job);
    semaphore_wait(&loop->baton);
    /* It may have ended, but its memory is there until its result has been delivered. */
    if (job->paused)
        note_pause(loop, job);
    return true;
}

/* ---- The loop blocked until threads have done something ---- */

static int never(void)
{
    return co_raise(-EDEADLK, "it would wait for ever: the threads wait for the loop");
}

/* Time moves on for threads only. */
static int run_in_turns(struct co_loop *loop, bool (*over)(void *), void *argument,
                        int64_t deadline)
{
    for (;;) {
        inbox_drain(loop);
        if (over(argument))
            return 0;
        if (threads_run_one(loop))
            continue;
        struct job *next = loop->paused_jobs.first;
        int64_t resumes = next ? next->due : CO_NEVER;
        if (resumes == CO_NEVER && deadline == CO_NEVER)
            return never();
        int64_t moment = resumes < deadline ? resumes : deadline;
        if (loop_block_until(loop, moment) < 0)
            loop->now = moment; /* the run is to end: nothing is worth waiting for */
        if (resumes >= deadline)
            return -ETIMEDOUT;
        job_resume(next);
    }
}

static int wait_for_real(struct co_loop *loop, bool (*over)(void *), void *argument,
                         int64_t deadline)
{
    struct blocked blocked;
    int rc = 0;

    blocked_begin(&blocked, NULL, loop, NULL);
    for (;;) {
        threads_unlock();
        inbox_drain(loop);
        threads_lock();
        if (over(argument))
            break;
        if (atomic_load(&loop->inbox.posted))
            continue;
        if (!loop->active && deadline == CO_NEVER) {
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
    return takes_turns(loop) ? run_in_turns(loop, over, argument, deadline)
                             : wait_for_real(loop, over, argument, deadline);
}

bool threads_are_stuck(struct co_loop *loop)
{
    threads_lock();
    bool stuck = !loop->active;
    threads_unlock();
    /* What they had to say, they said before. */
    return stuck && !atomic_load_explicit(&loop->inbox.posted, memory_order_acquire);
}

/* ---- In a thread that waits for something ---- */

int job_block(struct co_task *self, struct co_concurrent_future *future, int64_t delay)
{
    struct job *job = container_of(self, struct job, self);
    struct co_loop *loop = self->loop;
    int64_t deadline = time_after(co_time_nanoseconds(), delay);
    struct blocked blocked;
    bool in_time = true;

    blocked_begin(&blocked, future, loop, job);
    if (takes_turns(loop)) {
        if (!concurrent_future_ended(future) && !loop->threads_closing) {
            threads_unlock();
            pause_job(job, delay);
            threads_lock();
        }
    } else {
        /* What another loop ends comes without this loop. */
        blocked.counts = delay == CO_NEVER && concurrent_future_is_of(future, loop);
        if (blocked.counts && !concurrent_future_ended(future)) {
            loop->active--;
            threads_tell_loop(loop);
        } else {
            blocked.counts = false;
        }
        while (!concurrent_future_ended(future) && !blocked.given_up && in_time)
            in_time = blocked_wait(&blocked, time_after(loop->start, deadline));
    }
    bool ended = concurrent_future_ended(future);
    blocked_end(&blocked);
    if (ended)
        return 0;
    if (delay == CO_NEVER)
        return never();
    caused_by_timer(job, delay, deadline);
    return -ETIMEDOUT;
}

/* ---- Threads of one's own ---- */

int co_thread_start(struct co_thread *thread, struct co_coro function)
{
    struct co_loop *loop = co_loop_now;
    struct co_executor executor = CO_EXECUTOR(1);
    struct co_concurrent_future *end;
    struct co_task *future;

    if (!loop || co_job_now)
        return co_raise(-EPERM, "a thread is started where a loop runs");
    if (thread->loop)
        return co_raise(-EALREADY, "threads can only be started once");
    end = concurrent_future_create_for(loop);
    if (!end)
        return co_raise(-ENOMEM, "there is no memory for a thread");
    /* The thread may want to look at itself. */
    *thread = (struct co_thread){ loop_handle(loop), end };
    future = executor_submit(&executor, function, end);
    if (!future) {
        *thread = (struct co_thread){ 0 };
        co_concurrent_future_release(end);
        co_executor_shutdown(&executor, false);
        return loop->refused;
    }
    co_task_detach(future);
    /* It ends when the function has. */
    return co_executor_shutdown(&executor, false);
}

int co_thread_join(struct co_thread *thread)
{
    struct co_concurrent_future *end;
    int rc;

    if (!thread->loop)
        return co_raise(-EPERM, "cannot join thread before it is started");
    end = concurrent_future_find(thread->loop, thread->end);
    if (!end)
        return 0; /* its loop has ended, and waited for it */
    rc = co_concurrent_future_result(end, CO_FOREVER);
    co_concurrent_future_release(end);
    return rc;
}

bool co_thread_is_alive(const struct co_thread *thread)
{
    struct co_concurrent_future *end =
        thread->loop ? concurrent_future_find(thread->loop, thread->end) : NULL;
    bool alive = end && !co_concurrent_future_done(end);

    co_concurrent_future_release(end);
    return alive;
}

/* ---- The end ---- */

/* Those that have not begun never will. */
static void forget_jobs(struct co_loop *loop)
{
    struct job_queue begun = { 0 };
    struct job *job;

    while ((job = loop->ready_jobs.first)) {
        job_queue_remove(&loop->ready_jobs, job);
        if (job->worker)
            job_queue_add(&begun, job);
        else
            job_free(job);
    }
    loop->ready_jobs = begun;
    executors_forget_jobs(loop);
}

/* Those that sleep in virtual time go on at once; those that wait for what cannot come are told. */
static void finish_in_turns(struct co_loop *loop)
{
    while (loop->paused_jobs.first || loop->ready_jobs.first) {
        while (threads_run_one(loop))
            ;
        if (loop->paused_jobs.first)
            job_resume(loop->paused_jobs.first);
    }
}

static void finish_for_real(struct co_loop *loop)
{
    struct blocked blocked;

    blocked_begin(&blocked, NULL, loop, NULL);
    for (;;) {
        if (!loop->active && !blocked_give_up(loop))
            break;
        blocked_wait(&blocked, CO_NEVER);
    }
    blocked_end(&blocked);
}

void threads_close(struct co_loop *loop)
{
    threadsafe_close(loop);
    loop->threads_closing = true;
    if (loop->executors.first) {
        forget_jobs(loop);
        if (takes_turns(loop))
            finish_in_turns(loop);
        else
            finish_for_real(loop);
    }
    loop->threads_closed = true;
    inbox_drain(loop);
    executors_free(loop);
    threadsafe_free(loop);
    if (loop->has_baton)
        sem_destroy(&loop->baton);
}

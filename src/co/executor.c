/*
 * Blocking functions in threads: loop.run_in_executor.
 *
 * Who runs what is decided on the loop's thread alone, and results come through the inbox, so
 * nothing here needs a lock. On the virtual clock one baton goes round: a job runs only while the
 * loop waits for it, until it blocks or ends.
 */
#include "internal.h"

#include <semaphore.h>
#include <string.h>

struct worker {
    struct executor *executor;
    pthread_t thread;
    sem_t wake;
    struct job *job; /* NULL or the last one, and woken: the end */
    struct worker *next_idle;
};

struct job {
    struct co_task
        self; /* what the thread's code takes for the current task: its name, lines and text */
    struct co_task *future;
    struct inbox_item item;
    struct co_timer timer; /* blocking sleep on the virtual clock */
    struct worker *worker; /* NULL: has not begun */
    struct job *next;
    int (*run)(void *arguments);
    int result;
    int64_t ended_at;
    bool sleeping;
    int64_t delay;
    char arguments[] __attribute__((aligned(16)));
};

struct executor {
    struct co_loop *loop;
    struct worker workers[CO_POOL_THREADS];
    uint32_t count;
    struct worker *idle;
    struct job *first, *last; /* can run: has not begun, or its blocking sleep is over */
    sem_t baton;              /* virtual clock: back at the loop */
    bool closing;
};

static void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) < 0)
        ; /* a signal came */
}

static bool takes_turns(const struct executor *executor)
{
    return executor->loop->options.clock != CO_CLOCK_REAL;
}

/* ---- In the thread ---- */

static void *work(void *argument)
{
    struct worker *worker = argument;
    uint32_t done = 0; /* id of the last job */

    for (;;) {
        wait_for(&worker->wake);
        struct job *job = worker->job;
        if (!job || job->self.id == done)
            return NULL;
        done = job->self.id;
        co_job_now = &job->self;
        job->result = job->run(job->arguments);
        job->ended_at = co_time_nanoseconds();
        co_job_now = NULL;
        bool baton = takes_turns(worker->executor);
        inbox_post(worker->executor->loop, &job->item);
        if (baton)
            sem_post(&worker->executor->baton);
    }
}

void executor_blocking_sleep(struct co_task *self, int64_t delay)
{
    struct job *job = container_of(self, struct job, self);
    struct executor *executor = job->worker->executor;
    int64_t deadline = co_time_nanoseconds() + delay;

    if (!takes_turns(executor)) {
        block_for(delay);
    } else if (!executor->closing) {
        job->delay = delay;
        job->sleeping = true;
        sem_post(&executor->baton);
        wait_for(&job->worker->wake);
    }
    self->cause = (struct co_cause){ CO_CAUSE_TIMER, self->id, self->lines, 0, delay, deadline };
}

/* ---- On the loop's thread ---- */

static void queue_job(struct executor *executor, struct job *job)
{
    job->next = NULL;
    if (executor->first)
        executor->last->next = job;
    else
        executor->first = job;
    executor->last = job;
}

static struct worker *start_worker(struct executor *executor)
{
    struct worker *worker = &executor->workers[executor->count];
    sigset_t all, before;
    int rc;

    if (executor->count == CO_POOL_THREADS || memory_fails())
        return NULL;
    worker->executor = executor;
    sem_init(&worker->wake, 0, 0);
    /* Signals are the business of the thread that runs the loop. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    rc = pthread_create(&worker->thread, NULL, work, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0) {
        sem_destroy(&worker->wake);
        return NULL;
    }
    executor->count++;
    return worker;
}

/* An idle worker, or a new one; NULL: all are busy, or the system gives no more. */
static struct worker *find_worker(struct executor *executor)
{
    struct worker *worker = executor->idle;

    if (!worker)
        return start_worker(executor);
    executor->idle = worker->next_idle;
    return worker;
}

static void unlink_job(struct executor *executor, struct job *job)
{
    struct job *previous = NULL;

    for (struct job *other = executor->first; other != job; other = other->next)
        previous = other;
    if (previous)
        previous->next = job->next;
    else
        executor->first = job->next;
    if (executor->last == job)
        executor->last = previous;
}

/* The first that has a worker or can get one: while all are busy, one that has not begun must not
 * hold up one that only slept. */
static struct job *take_job(struct executor *executor)
{
    for (struct job *job = executor->first; job; job = job->next)
        if (job->worker || (job->worker = find_worker(executor))) {
            unlink_job(executor, job);
            return job;
        }
    return NULL;
}

/* On the real clock: start what can be started. */
static void hand_out(struct executor *executor)
{
    struct job *job;

    while ((job = take_job(executor))) {
        job->worker->job = job;
        sem_post(&job->worker->wake);
    }
}

static void blocking_sleep_over(struct co_timer *timer)
{
    struct job *job = container_of(timer, struct job, timer);

    queue_job(job->worker->executor, job);
}

bool executor_run_one(struct co_loop *loop)
{
    struct executor *executor = loop->executor;
    struct job *job = executor ? take_job(executor) : NULL;

    if (!job)
        return false;
    job->sleeping = false;
    job->worker->job = job;
    sem_post(&job->worker->wake);
    wait_for(&executor->baton);
    if (job->sleeping) {
        int rc;

        job->timer.callback = blocking_sleep_over;
        rc = loop_arm_timer(loop, &job->timer, job->delay);
        if (rc < 0)
            loop->stopped_by = rc; /* or it would sleep for ever */
    }
    return true;
}

static void job_free(struct job *job)
{
    task_unreference(job->future);
    scope_release(&job->self.scope);
    memory_resize(job, 0);
}

static void deliver(struct inbox_item *item)
{
    struct job *job = container_of(item, struct job, item);
    struct executor *executor = job->worker->executor;
    struct co_loop *loop = executor->loop;
    struct co_cause cause = { CO_CAUSE_THREAD, job->self.id, job->self.lines, 0, 0, job->ended_at };

    job->worker->job = NULL;
    job->worker->next_idle = executor->idle;
    executor->idle = job->worker;
    loop->jobs--;
    if (!job->future->ended) {
        task_copy_text(job->future, &job->self);
        loop->outside_cause = &cause;
        task_end(job->future, job->result);
        loop->outside_cause = NULL;
    }
    job_free(job);
    if (!executor->closing && !takes_turns(executor))
        hand_out(executor);
}

/* One that has not begun is forgotten; a running one goes on, and its result will be dropped. */
static bool cancel_job(struct co_task *future)
{
    struct executor *executor = future->loop->executor;

    for (struct job *job = executor->first; job; job = job->next)
        if (job->future == future && !job->worker) {
            unlink_job(executor, job);
            future->loop->jobs--;
            job_free(job);
            break;
        }
    return false;
}

static struct executor *executor_create(struct co_loop *loop)
{
    struct executor *executor = memory_resize(NULL, sizeof *executor);

    if (!executor)
        return NULL;
    memset(executor, 0, sizeof *executor);
    executor->loop = loop;
    sem_init(&executor->baton, 0, 0);
    return executor;
}

static struct co_task *refuse(struct co_loop *loop, int code, const char *text)
{
    return task_refuse(loop, code, text);
}

static struct job *job_create(struct co_loop *loop, const struct co_coro *function)
{
    struct job *job = memory_resize(NULL, sizeof *job + function->size);

    if (!job)
        return NULL;
    memset(job, 0, sizeof *job);
    job->future = future_create(loop, function->name, cancel_job);
    if (!job->future) {
        memory_resize(job, 0);
        return NULL;
    }
    memcpy(&job->self, job->future, sizeof job->self);
    job->future->scope = (struct scope){ 0 };
    job->item = (struct inbox_item){ .deliver = deliver, .key = job->future->id };
    job->run = function->run;
    if (function->size)
        memcpy(job->arguments, function->arguments, function->size);
    return job;
}

bool co_task_is_job(const struct co_task *task)
{
    return task->stack_class == NO_STACK && task->cancel_future == cancel_job;
}

struct co_task *co_run_in_executor(struct co_executor *executor, struct co_coro function)
{
    (void)executor;
    struct co_loop *loop = co_loop_now;
    struct job *job;

    if (!loop)
        return NULL;
    if (function.size > CO_ARGUMENTS_MAX)
        return refuse(loop, -EINVAL, "the arguments of a function are too large");
    if (!loop->executor && !(loop->executor = executor_create(loop)))
        return refuse(loop, -ENOMEM, "there is no memory for a thread pool");
    /* With no thread at all nobody would ever run it. */
    if (!loop->executor->count) {
        struct worker *worker = start_worker(loop->executor);

        if (!worker)
            return refuse(loop, -EAGAIN, "the system gives no thread for a blocking function");
        worker->next_idle = NULL;
        loop->executor->idle = worker;
    }
    job = job_create(loop, &function);
    if (!job)
        return refuse(loop, -ENOMEM, "there is no memory for a blocking function");
    task_reference(job->future);
    loop->jobs++;
    queue_job(loop->executor, job);
    if (!takes_turns(loop->executor))
        hand_out(loop->executor);
    return job->future;
}

/* Those that have not begun never will. One whose sleep is just over has a worker, which will
 * finish it. */
static void forget_jobs(struct executor *executor)
{
    struct job *next;

    for (struct job *job = executor->first; job; job = next) {
        next = job->next;
        if (!job->worker)
            job_free(job);
    }
    executor->first = executor->last = NULL;
}

/* Jobs that run are waited for, as asyncio.run() does; those that sleep in virtual time go on at
 * once. */
static void finish_worker(struct executor *executor, struct worker *worker)
{
    if (takes_turns(executor) && worker->job && worker->job->sleeping) {
        worker->job->sleeping = false;
        sem_post(&worker->wake);
        wait_for(&executor->baton);
    }
}

/* Woken without a new job, it ends. One that was given and has not begun yet still runs first. */
static void worker_end(struct worker *worker)
{
    sem_post(&worker->wake);
    pthread_join(worker->thread, NULL);
    sem_destroy(&worker->wake);
}

void executor_free(struct co_loop *loop)
{
    struct executor *executor = loop->executor;

    if (!executor)
        return;
    executor->closing = true;
    forget_jobs(executor);
    for (uint32_t i = 0; i < executor->count; i++)
        finish_worker(executor, &executor->workers[i]);
    for (uint32_t i = 0; i < executor->count; i++)
        worker_end(&executor->workers[i]);
    inbox_drain(loop);
    sem_destroy(&executor->baton);
    memory_resize(executor, 0);
    loop->executor = NULL;
}

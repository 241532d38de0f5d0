#define CO_WITHOUT_PLACES /* reports show the caller's call */
#include "patterns/worker_pool.h"

#include <stdalign.h>
#include <string.h>

/* The arguments of a job's task. The pool's list links these arguments while the task runs, so the
 * list needs no memory of its own. */
struct worker_job {
    struct worker_pool *pool;
    int (*run)(void *arguments);
    struct co_task *task;
    struct worker_job *next, **link;
    alignas(max_align_t) char arguments[]; /* the arguments of `run` */
};

/* Room for a job and its arguments, which the task copies. */
union worker_job_arguments {
    struct worker_job job;
    char bytes[CO_ARGUMENTS_MAX];
};
_Static_assert(sizeof(struct worker_job) + WORKER_ARGUMENTS_MAX <= CO_ARGUMENTS_MAX,
               "a job with its arguments is the arguments of its task");

static void enlist(struct worker_job *job)
{
    job->task = co_current_task();
    job->next = job->pool->jobs;
    job->link = &job->pool->jobs;
    if (job->next)
        job->next->link = &job->next;
    job->pool->jobs = job;
}

static void delist(struct worker_job *job)
{
    *job->link = job->next;
    if (job->next)
        job->next->link = job->link;
}

static int run_job(void *arguments)
{
    struct worker_job *job = arguments;
    struct worker_pool *pool = job->pool;

    if (pool->state == WORKER_POOL_CANCELLED)
        return -ECANCELED;
    enlist(job);
    int rc = co_semaphore_acquire(&pool->workers);
    if (rc == 0) {
        rc = job->run(job->arguments);
        co_semaphore_release(&pool->workers);
    }
    delist(job);
    return rc;
}

/* A done callback, because it is called even if a job was cancelled before it ran. */
static int job_ended(struct co_task *task, void *argument)
{
    struct worker_pool *pool = argument;

    (void)task;
    pool->pending--;
    if (!pool->pending && pool->state != WORKER_POOL_OPEN)
        co_event_set(&pool->idle);
    return co_semaphore_release(&pool->places);
}

/* Make the job's task; NULL, with a text, if it could not be made. */
static struct co_task *create_job(struct worker_pool *pool, const struct co_coro *coro)
{
    union worker_job_arguments arguments = { .job = { .pool = pool, .run = coro->run } };

    if (coro->size)
        memcpy(arguments.bytes + sizeof arguments.job, coro->arguments, coro->size);
    return co_create_task((struct co_coro){ run_job, &arguments, sizeof arguments.job + coro->size,
                                            coro->name, coro->stack_size, coro->task_name });
}

/* The caller has taken a place for the job. */
static int hand_over(struct worker_pool *pool, const struct co_coro *coro, struct co_task **task)
{
    struct co_task *job = create_job(pool, coro);

    if (!job)
        return co_await(NULL); /* the reason why there is no task */
    int rc = co_task_add_done_callback(job, job_ended, pool);
    if (rc < 0) {
        co_task_cancel(job);
        co_task_detach(job);
        return rc;
    }
    pool->pending++;
    if (task)
        *task = job;
    else
        co_task_detach(job);
    return 0;
}

static int refuse(void)
{
    return co_raise(-ESHUTDOWN, "the pool takes no more jobs");
}

int worker_pool_submit(struct worker_pool *pool, struct co_coro coro, struct co_task **task)
{
    if (coro.size > WORKER_ARGUMENTS_MAX)
        return co_raise(-EINVAL, "%s has too many bytes of arguments", coro.name);
    if (pool->size < 1)
        return co_raise(-EINVAL, "a pool needs at least one worker");
    if (pool->state != WORKER_POOL_OPEN)
        return refuse();
    int rc = co_semaphore_acquire(&pool->places);
    if (rc < 0)
        return rc;
    rc = pool->state == WORKER_POOL_OPEN ? hand_over(pool, &coro, task) : refuse();
    if (rc < 0)
        co_semaphore_release(&pool->places);
    return rc;
}

static bool is_job(const struct worker_pool *pool, const struct co_task *task)
{
    const struct worker_job *job = pool->jobs;

    while (job && job->task != task)
        job = job->next;
    return job;
}

int worker_pool_stop(struct worker_pool *pool)
{
    if (is_job(pool, co_current_task()))
        return co_raise(-EDEADLK, "a job cannot wait for its own end");
    if (pool->state == WORKER_POOL_OPEN)
        pool->state = WORKER_POOL_STOPPED;
    return pool->pending ? co_event_wait(&pool->idle) : 0;
}

void worker_pool_cancel(struct worker_pool *pool)
{
    pool->state = WORKER_POOL_CANCELLED;
    for (struct worker_job *job = pool->jobs; job; job = job->next)
        co_task_cancel(job->task);
}

size_t worker_pool_pending(const struct worker_pool *pool)
{
    return pool->pending;
}

/* Threads of the program's own: threading.Thread. */
#include "co/thread_internal.h"

#include "co/concurrent_future_internal.h"
#include "co/executor_internal.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"

int co_thread_start(struct co_thread *thread, struct co_coro function)
{
    struct co_loop *loop = co_loop_now;
    struct co_executor executor = CO_EXECUTOR(1);
    struct co_concurrent_future *end;
    struct co_task *future;

    if (!loop || co_job_now)
        return co_raise(-EPERM, "a thread can only be started where a loop runs");
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
        return loop->tasks.create_error;
    }
    co_task_detach(future);
    /* It ends when the function has. */
    return co_executor_shutdown(&executor, false);
}

static bool runs_here(const struct co_thread *thread)
{
    const struct job *job = co_job_now ? container_of(co_job_now, struct job, self) : NULL;

    return job && job->end == thread->end;
}

int co_thread_join(struct co_thread *thread)
{
    struct co_concurrent_future *end;
    int rc;

    if (!thread->loop)
        return co_raise(-EPERM, "cannot join thread before it is started");
    if (runs_here(thread))
        return co_raise(-EDEADLK, "cannot join current thread");
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

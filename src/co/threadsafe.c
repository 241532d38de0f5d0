/* What another thread may ask of a loop, and how it waits for the result. */
#include "co/blocked_internal.h"
#include "co/callbacks_internal.h"
#include "co/concurrent_future_internal.h"
#include "co/inbox_internal.h"
#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/observe.h"
#include "co/kernel/ready.h"
#include "co/kernel/report.h"
#include "co/kernel/scope.h"
#include "co/kernel/task.h"
#include "co/open_loops_internal.h"
#include "co/runtime_internal.h"
#include "co/thread_internal.h"

#include <math.h>
#include <string.h>

static _Thread_local int refused; /* why this thread got no future */

static int refuse(int code, const char *text)
{
    refused = co_raise(code, "%s", text);
    return code;
}

static int closed(void)
{
    return refuse(-EPERM, "Event loop is closed");
}

/* Returns whether this code runs in the loop's own thread, and not in a job of the loop. */
static bool is_here(const struct co_loop *loop)
{
    return co_loop_now == loop && !co_job_now;
}

/* ---- Waiting for a future ---- */

static bool has_ended(void *future)
{
    return ((struct co_concurrent_future *)future)->ended;
}

/* A thread that has no part in any loop. */
static int wait_outside(struct co_concurrent_future *future, int64_t delay)
{
    int64_t deadline = time_after(monotonic(), delay);
    struct blocked blocked = { .future = future };
    bool in_time = true;

    blocked_begin(&blocked);
    while (!future->ended && in_time)
        in_time = blocked_wait(&blocked, deadline);
    bool ended = future->ended;
    blocked_end(&blocked);
    return ended ? 0 : -ETIMEDOUT;
}

static int wait_for_end(struct co_concurrent_future *future, int64_t delay)
{
    struct co_loop *loop = co_loop_now;
    struct co_task *self = co_job_now;

    if (!self && loop && loop->run.is_running && threads_of(loop)->host)
        self = threads_of(loop)->host;
    threads_lock();
    bool of_this_loop = future->loop && is_here(future->loop);
    threads_unlock();
    if (self && !of_this_loop)
        return job_block(self, future, delay);
    if (loop && of_this_loop)
        return threads_run_until(loop, has_ended, future, time_after(loop_clock(loop), delay));
    return wait_outside(future, delay);
}

int co_concurrent_future_result(struct co_concurrent_future *future, double timeout)
{
    struct co_task *here = task_here();
    int rc = 0;

    if (!future)
        return refused ? refused : -EINVAL;
    if (isnan(timeout))
        return co_raise(-EINVAL, "the timeout is not a number");
    if (!co_concurrent_future_done(future))
        rc = wait_for_end(future, loop_nanoseconds(timeout));
    if (rc < 0)
        return rc;
    if (here) {
        here->has_text = future->has_text;
        here->details->text_code = future->result < 0 ? future->result : 0;
        memcpy(here->details->text, future->text, sizeof here->details->text);
    }
    return future->result;
}

/* ---- Calls ---- */

struct call {
    struct inbox_item item;
    struct co_handle handle;
    struct callback callback;
    struct co_cause cause;
};

/* Why the loop does what it is asked for here. */
static struct co_cause cause_here(void)
{
    struct co_task *here = co_job_now;

    if (!here)
        return (struct co_cause){ .kind = CO_CAUSE_LOOP, .time = co_time_nanoseconds() };
    return (struct co_cause){ CO_CAUSE_THREAD,      here->id, here->details->lines, 0, 0,
                              co_time_nanoseconds() };
}

/* The messages of one thread keep their order. */
static uint64_t key_here(void)
{
    return co_job_now ? co_job_now->id : 0;
}

/* In the next turn; at once if there is no memory for that. */
static void run_soon(struct co_handle *handle)
{
    struct co_loop *loop = co_loop_now;

    if (ready_reserve(&loop->ready, 1) == 0) {
        ready_push_handle(&loop->ready, handle);
    } else {
        loop->ready.reserved++;
        handle->call(handle);
    }
}

/* A posted callback is called in the turn in which it is delivered. */
static void run_in_turn(struct co_handle *handle)
{
    struct co_loop *loop = co_loop_now;

    if (!runtime_of(loop)->inbox.in_turn) {
        run_soon(handle);
        return;
    }
    loop->ready.reserved++;
    handle->call(handle);
}

static void run_call(struct co_handle *handle)
{
    struct call *call = container_of(handle, struct call, handle);
    struct co_loop *loop = co_loop_now;

    ready_release(&loop->ready, 1);
    if (!loop->run.closing) {
        cause_enter(loop, &call->cause);
        callback_call(loop, &call->callback);
        cause_leave(loop, NULL);
    }
    callback_release(&call->callback);
    memory_resize(call, 0);
}

static void deliver_call(struct inbox_item *item)
{
    run_in_turn(&container_of(item, struct call, item)->handle);
}

int co_call_soon_threadsafe(struct co_loop *handle, co_callback *callback, void *argument)
{
    struct call *call;

    if (co_loop_now && !co_job_now && loop_has_handle(co_loop_now, handle))
        return co_call_soon(callback, argument);
    call = memory_resize(NULL, sizeof *call);
    if (!call)
        return refuse(-ENOMEM, "there is no memory for a callback");
    *call = (struct call){
        .item = { .deliver = deliver_call, .key = key_here() },
        .handle.call = run_call,
        .callback = callback_make(callback, argument, NULL),
        .cause = cause_here(),
    };
    threads_lock();
    struct co_loop *loop = open_loops_find(handle);
    if (loop)
        inbox_post(loop, &call->item);
    threads_unlock();
    if (loop)
        return 0;
    callback_release(&call->callback);
    memory_resize(call, 0);
    return closed();
}

/* ---- Coroutines ---- */

static void task_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct co_concurrent_future *future =
        container_of(watcher, struct co_concurrent_future, watcher);

    task->seen = true;
    concurrent_future_end(future, task->result, task);
    future->task = NULL;
    concurrent_future_unlink(task->loop, future);
    co_task_release(task);
}

static void create_task(struct co_loop *loop, struct co_concurrent_future *future)
{
    co_place_now = future->place;
    loop->callback_task.has_text = false;
    cause_enter(loop, &future->cause);
    scope_swap(&future->scope);
    struct co_task *task = co_create_task(future->coro);
    scope_swap(&future->scope);
    cause_leave(loop, NULL);
    if (!task) {
        concurrent_future_end(future, loop->tasks.create_error, &loop->callback_task);
        concurrent_future_unlink(loop, future);
        report_failed_callback(loop, loop->tasks.create_error, future->place, NULL);
        return;
    }
    future->task = co_task_keep(task);
    future->watcher.ended = task_ended;
    task_watch(task, &future->watcher);
    co_task_detach(task);
}

static void begin_future(struct co_handle *handle)
{
    struct co_concurrent_future *future = container_of(handle, struct co_concurrent_future, handle);
    struct co_loop *loop = co_loop_now;

    ready_release(&loop->ready, 1);
    if (!loop->run.closing && !co_concurrent_future_done(future))
        create_task(loop, future);
    else
        concurrent_future_unlink(loop, future);
    co_concurrent_future_release(future);
}

static void deliver_begin(struct inbox_item *item)
{
    run_in_turn(&container_of(item, struct co_concurrent_future, begin)->handle);
}

struct co_concurrent_future *co_run_coroutine_threadsafe(struct co_coro coro,
                                                         struct co_loop *handle)
{
    struct co_concurrent_future *future = NULL;

    if (coro.size <= CO_ARGUMENTS_MAX)
        future = concurrent_future_make(NULL, coro.size);
    if (!future) {
        if (coro.size > CO_ARGUMENTS_MAX)
            refuse(-EINVAL, "the arguments of a coroutine are too large");
        else
            refuse(-ENOMEM, "there is no memory for a future");
        return NULL;
    }
    future->begin = (struct inbox_item){ .deliver = deliver_begin, .key = key_here() };
    future->handle.call = begin_future;
    future->scope = scope_capture();
    future->cause = cause_here();
    future->place = co_place_now;
    future->coro = coro;
    if (coro.size)
        memcpy(future->arguments, coro.arguments, coro.size);
    future->coro.arguments = future->arguments;
    if (coro.task_name) {
        co_format(future->task_name, sizeof future->task_name, "%s", coro.task_name);
        future->coro.task_name = future->task_name;
    }
    future->references++; /* until the task is made */
    threads_lock();
    struct co_loop *loop = open_loops_find(handle);
    bool here = loop && is_here(loop);
    if (loop)
        concurrent_future_link(loop, future);
    if (loop && !here)
        inbox_post(loop, &future->begin);
    threads_unlock();
    if (here)
        run_soon(&future->handle);
    if (loop)
        return future;
    scope_release(&future->scope);
    memory_resize(future, 0);
    closed();
    return NULL;
}

static void cancel_task(struct co_concurrent_future *future)
{
    if (future->task)
        co_task_cancel(future->task);
}

static void deliver_cancel(struct inbox_item *item)
{
    struct co_concurrent_future *future = container_of(item, struct co_concurrent_future, cancel);

    cancel_task(future);
    co_concurrent_future_release(future);
}

bool co_concurrent_future_cancel(struct co_concurrent_future *future)
{
    if (!future)
        return false;
    threads_lock();
    bool cancelled = concurrent_future_end_locked(future, -ECANCELED, NULL);
    struct co_loop *loop = cancelled ? future->loop : NULL;
    if (loop && !is_here(loop)) {
        future->references++;
        future->cancel = (struct inbox_item){ .deliver = deliver_cancel, .key = key_here() };
        inbox_post(loop, &future->cancel);
        loop = NULL;
    }
    threads_unlock();
    if (loop)
        cancel_task(future);
    return cancelled;
}

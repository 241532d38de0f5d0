/*
 * What another thread may ask of a loop, and what it waits for meanwhile.
 *
 * One lock for all loops guards the list of those that are open, the concurrent futures and who is
 * blocked on them. A thread that has something for a loop looks for it in that list first: a loop
 * that has ended is not found, and nothing of it is touched.
 */
#include "internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct co_concurrent_future {
    int references;
    int result;
    bool ended;
    bool has_text;
    char text[CO_TEXT_MAX];
    struct co_link link; /* among its loop's */
    bool linked;
    struct co_list blocked; /* the threads that wait for it, the last first */

    /* The task that ends it; used by its loop alone. */
    struct co_loop *loop; /* NULL: closed */
    struct inbox_item begin, cancel;
    struct co_handle handle;
    struct co_watcher watcher;
    struct co_task *task;
    struct scope scope;
    struct co_cause cause;
    const struct co_place *place;
    struct co_coro coro;
    char arguments[] __attribute__((aligned(16)));
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
enum { BUCKETS = 256 };
static struct co_loop *open_loops[BUCKETS]; /* by serial */
static _Thread_local int refused;           /* why this thread got no future */

void threads_lock(void)
{
    pthread_mutex_lock(&lock);
}

void threads_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

/* ---- Open loops ---- */

void threadsafe_open(struct co_loop *loop)
{
    struct co_loop **bucket = &open_loops[loop->serial % BUCKETS];

    threads_lock();
    loop->next_open = *bucket;
    *bucket = loop;
    threads_unlock();
}

/* Locked. NULL: the loop has ended. */
static struct co_loop *find_open(const struct co_loop *handle)
{
    struct co_loop *loop = open_loops[(uintptr_t)handle % BUCKETS];

    while (loop && !loop_has_handle(loop, handle))
        loop = loop->next_open;
    return loop;
}

void threadsafe_note_address(const struct co_loop *handle)
{
    threads_lock();
    struct co_loop *loop = find_open(handle);
    if (loop)
        loop->address_taken = true;
    threads_unlock();
}

static int refuse(int code, const char *text)
{
    refused = co_raise(code, "%s", text);
    return code;
}

static int closed(void)
{
    return refuse(-EPERM, "Event loop is closed");
}

/* Does this code run in the loop's own thread, and not in a job of it? */
static bool is_here(const struct co_loop *loop)
{
    return co_loop_now == loop && !co_job_now;
}

/* ---- Threads that are blocked ---- */

/* The loop's list that it is in. */
static struct co_list *list_of_loop(const struct blocked *blocked)
{
    return blocked->job ? &blocked->loop->blocked_jobs : &blocked->loop->blocked_self;
}

void blocked_begin(struct blocked *blocked, struct co_concurrent_future *future,
                   struct co_loop *loop, struct job *job)
{
    pthread_condattr_t attributes;

    *blocked = (struct blocked){ .future = future, .loop = loop, .job = job };
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&blocked->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    threads_lock();
    if (future)
        list_prepend(&future->blocked, &blocked->by_future);
    if (loop)
        list_prepend(list_of_loop(blocked), &blocked->by_loop);
}

bool blocked_wait(struct blocked *blocked, int64_t deadline)
{
    struct timespec until = { deadline / NANOSECONDS, deadline % NANOSECONDS };

    if (deadline != CO_NEVER)
        return pthread_cond_timedwait(&blocked->changed, &lock, &until) != ETIMEDOUT;
    pthread_cond_wait(&blocked->changed, &lock);
    return true;
}

/* It runs again: counted as such by the one who lets it. */
static void go_on(struct blocked *blocked)
{
    if (blocked->counts)
        blocked->loop->active++;
    blocked->counts = false;
    if (blocked->job)
        job_resume(blocked->job);
    pthread_cond_signal(&blocked->changed);
}

void blocked_end(struct blocked *blocked)
{
    if (blocked->future)
        list_remove(&blocked->future->blocked, &blocked->by_future);
    if (blocked->loop)
        list_remove(list_of_loop(blocked), &blocked->by_loop);
    threads_unlock();
    pthread_cond_destroy(&blocked->changed);
}

bool blocked_give_up(struct co_loop *loop)
{
    bool any = false;

    struct blocked *blocked = list_first(&loop->blocked_jobs, struct blocked, by_loop);

    for (; blocked; blocked = list_next(blocked, by_loop))
        if (blocked->counts) {
            blocked->given_up = any = true;
            go_on(blocked);
        }
    return any;
}

void threads_tell_loop(struct co_loop *loop)
{
    struct blocked *blocked = list_first(&loop->blocked_self, struct blocked, by_loop);

    for (; blocked; blocked = list_next(blocked, by_loop))
        pthread_cond_signal(&blocked->changed);
    if (!loop->active)
        loop_wake(loop); /* it may be a deadlock */
}

/* ---- Concurrent futures ---- */

static struct co_concurrent_future *future_make(struct co_loop *loop, size_t size)
{
    struct co_concurrent_future *future = memory_resize(NULL, sizeof *future + size);

    if (!future)
        return NULL;
    memset(future, 0, sizeof *future);
    future->references = 2; /* the caller, and the loop until its end or the future's */
    future->loop = loop;
    return future;
}

/* Locked. */
static void link_future(struct co_loop *loop, struct co_concurrent_future *future)
{
    future->loop = loop;
    list_prepend(&loop->concurrent, &future->link);
    future->linked = true;
}

struct co_concurrent_future *concurrent_future_create_for(struct co_loop *loop)
{
    struct co_concurrent_future *future = future_make(loop, 0);

    if (future) {
        threads_lock();
        link_future(loop, future);
        threads_unlock();
    }
    return future;
}

struct co_concurrent_future *concurrent_future_find(const struct co_loop *handle,
                                                    struct co_concurrent_future *future)
{
    threads_lock();
    bool found = find_open(handle);
    if (found)
        future->references++;
    threads_unlock();
    return found ? future : NULL;
}

bool concurrent_future_ended(const struct co_concurrent_future *future)
{
    return future->ended;
}

bool concurrent_future_is_of(const struct co_concurrent_future *future, const struct co_loop *loop)
{
    return future->loop == loop;
}

bool co_concurrent_future_done(const struct co_concurrent_future *future)
{
    if (!future)
        return true;
    threads_lock();
    bool ended = future->ended;
    threads_unlock();
    return ended;
}

static void unreference(struct co_concurrent_future *future)
{
    threads_lock();
    bool last = --future->references == 0;
    threads_unlock();
    if (last) {
        scope_release(&future->scope);
        memory_resize(future, 0);
    }
}

/* The loop has done with it. */
static void unlink_future(struct co_loop *loop, struct co_concurrent_future *future)
{
    threads_lock();
    bool linked = future->linked;
    if (linked)
        list_remove(&loop->concurrent, &future->link);
    future->linked = false;
    threads_unlock();
    if (linked)
        unreference(future);
}

void co_concurrent_future_release(struct co_concurrent_future *future)
{
    if (future)
        unreference(future);
}

/* What a blocked job goes on for. */
static void note_cause(struct job *job)
{
    struct co_task *self = &job->self, *here = task_here();

    if (!self->loop->observed)
        return;
    if (co_job_now)
        self->cause = (struct co_cause){ CO_CAUSE_TASK, here->id, here->lines,
                                         ++here->wakes, 0,        co_time_nanoseconds() };
    else if (co_loop_now == self->loop)
        task_set_cause(self, CO_CAUSE_TASK);
}

/* Locked. False: it has ended before. */
static bool end_future(struct co_concurrent_future *future, int result, const struct co_task *from)
{
    if (future->ended)
        return false;
    future->ended = true;
    future->result = result;
    if (from && from->has_text && from->text_code == (result < 0 ? result : 0)) {
        future->has_text = true;
        memcpy(future->text, from->text, sizeof future->text);
    }
    for (struct blocked *blocked = list_first(&future->blocked, struct blocked, by_future); blocked;
         blocked = list_next(blocked, by_future)) {
        if (blocked->job)
            note_cause(blocked->job);
        go_on(blocked);
    }
    return true;
}

void concurrent_future_end(struct co_concurrent_future *future, int result,
                           const struct co_task *from)
{
    threads_lock();
    end_future(future, result, from);
    threads_unlock();
}

/* ---- Waiting for one ---- */

static bool has_ended(void *future)
{
    return concurrent_future_ended(future);
}

/* A thread that has no part in any loop. */
static int wait_outside(struct co_concurrent_future *future, int64_t delay)
{
    int64_t deadline = time_after(monotonic(), delay);
    struct blocked blocked;
    bool in_time = true;

    blocked_begin(&blocked, future, NULL, NULL);
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

    if (!self && loop && loop->is_running && loop->host)
        self = loop->host;
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
        return co_raise(-EINVAL, "a timeout that is not a number");
    if (!co_concurrent_future_done(future))
        rc = wait_for_end(future, loop_nanoseconds(timeout));
    if (rc < 0)
        return rc;
    if (here) {
        here->has_text = future->has_text;
        here->text_code = future->result < 0 ? future->result : 0;
        memcpy(here->text, future->text, sizeof here->text);
    }
    return future->result;
}

const char *co_concurrent_future_text(const struct co_concurrent_future *future)
{
    return future && co_concurrent_future_done(future) && future->has_text ? future->text : "";
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
    return (struct co_cause){ CO_CAUSE_THREAD, here->id, here->lines, 0, 0, co_time_nanoseconds() };
}

/* What one thread has to say comes in its order. */
static uint64_t key_here(void)
{
    return co_job_now ? co_job_now->id : 0;
}

/* In the next turn; at once if there is no memory for that. */
static void run_soon(struct co_handle *handle)
{
    struct co_loop *loop = co_loop_now;

    if (ready_reserve(&loop->ready, 1) == 0) {
        ready_push_handle(loop, handle);
    } else {
        loop->ready.reserved++;
        handle->call(handle);
    }
}

/* What has been posted is called in the turn in which it is delivered. */
static void run_in_turn(struct co_handle *handle)
{
    struct co_loop *loop = co_loop_now;

    if (!loop->inbox.in_turn) {
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

    loop->ready.reserved--;
    if (!loop->closing) {
        loop->outside_cause = &call->cause;
        callback_call(loop, &call->callback);
        loop->outside_cause = NULL;
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
    struct co_loop *loop = find_open(handle);
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
    unlink_future(task->loop, future);
    co_task_release(task);
}

static void create_task(struct co_loop *loop, struct co_concurrent_future *future)
{
    co_place_now = future->place;
    loop->outside.has_text = false;
    loop->outside_cause = &future->cause;
    scope_swap(&future->scope);
    struct co_task *task = co_create_task(future->coro);
    scope_swap(&future->scope);
    loop->outside_cause = NULL;
    if (!task) {
        concurrent_future_end(future, loop->refused, &loop->outside);
        unlink_future(loop, future);
        report_failed_callback(loop, loop->refused, future->place, NULL);
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

    loop->ready.reserved--;
    if (!loop->closing && !co_concurrent_future_done(future))
        create_task(loop, future);
    else
        unlink_future(loop, future);
    unreference(future);
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
        future = future_make(NULL, coro.size);
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
    future->references++; /* until the task is made */
    threads_lock();
    struct co_loop *loop = find_open(handle);
    bool here = loop && is_here(loop);
    if (loop)
        link_future(loop, future);
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
    unreference(future);
}

bool co_concurrent_future_cancel(struct co_concurrent_future *future)
{
    if (!future)
        return false;
    threads_lock();
    bool cancelled = end_future(future, -ECANCELED, NULL);
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

/* ---- The end of a loop ---- */

static struct co_concurrent_future *first_future(const struct co_loop *loop)
{
    return list_first(&loop->concurrent, struct co_concurrent_future, link);
}

/* Locked. Nothing ends its futures any more. */
static void leave_futures(struct co_loop *loop)
{
    for (struct co_concurrent_future *future = first_future(loop); future;
         future = list_next(future, link)) {
        future->loop = NULL;
        if (future->coro.run)
            end_future(future, -ECANCELED, NULL);
    }
}

void threadsafe_close(struct co_loop *loop)
{
    struct co_loop **link = &open_loops[loop->serial % BUCKETS];

    threads_lock();
    while (*link && *link != loop)
        link = &(*link)->next_open;
    if (*link)
        *link = loop->next_open;
    leave_futures(loop);
    threads_unlock();
}

void threadsafe_forget(void)
{
    for (size_t i = 0; i < BUCKETS; i++)
        for (; open_loops[i]; open_loops[i] = open_loops[i]->next_open) {
            for (struct co_concurrent_future *future = first_future(open_loops[i]); future;
                 future = list_next(future, link))
                future->blocked = (struct co_list){ 0 };
            leave_futures(open_loops[i]);
        }
}

void threadsafe_free(struct co_loop *loop)
{
    while (loop->concurrent.first)
        unlink_future(loop, first_future(loop));
}

/* Callbacks: plain functions that the loop calls, soon or at a time. They may not suspend. */
#include "co/callbacks_internal.h"

#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/ready.h"
#include "co/kernel/report.h"
#include "co/kernel/scope.h"
#include "co/runtime_internal.h"

#include <math.h>

struct callback callback_make(co_callback *call, void *argument, struct co_context *context)
{
    return (struct callback){ call, argument, co_place_now, scope_in(context) };
}

void callback_release(struct callback *callback)
{
    scope_release(&callback->scope);
}

void callback_call(struct co_loop *loop, struct callback *callback)
{
    co_place_now = loop->callback_place = callback->place;
    loop->callback_task.has_text = false;
    scope_swap(&callback->scope);
    int rc = callback->call(callback->argument);
    scope_swap(&callback->scope);
    loop->callback_place = NULL;
    if (unlikely(rc < 0))
        report_failed_callback(loop, rc, callback->place, NULL);
}

/* ---- Soon ---- */

struct soon {
    struct co_handle handle;
    struct callback callback;
};

static void run_soon(struct co_handle *handle)
{
    struct soon *soon = container_of(handle, struct soon, handle);
    struct co_loop *loop = co_loop_now;

    ready_release(&loop->ready, 1);
    if (!loop->run.closing)
        callback_call(loop, &soon->callback);
    callback_release(&soon->callback);
    memory_resize(soon, 0);
}

int co_call_soon(co_callback *callback, void *argument)
{
    return co_call_soon_in(callback, argument, NULL);
}

int co_call_soon_in(co_callback *callback, void *argument, struct co_context *context)
{
    struct co_loop *loop = co_loop_now;
    struct soon *soon;

    if (!loop)
        return co_raise(-EPERM, "there is no loop to call the function");
    soon = memory_resize(NULL, sizeof *soon);
    if (!soon || ready_reserve(&loop->ready, 1) < 0) {
        memory_resize(soon, 0);
        return co_raise(-ENOMEM, "there is no memory for a callback");
    }
    *soon = (struct soon){ { run_soon }, callback_make(callback, argument, context) };
    ready_push_handle(&loop->ready, &soon->handle);
    return 0;
}

/* ---- Later ---- */

struct co_timer_handle {
    struct co_timer timer;
    struct callback callback;
    struct co_link link; /* among the handles that were not called */
};

/* The handle is dead when the callback begins. */
static void call_later(struct co_timer *timer)
{
    struct co_timer_handle *handle = container_of(timer, struct co_timer_handle, timer);
    struct callback callback = handle->callback;
    struct co_loop *loop = co_loop_now;

    list_remove(&runtime_of(loop)->timer_handles, &handle->link);
    memory_resize(handle, 0);
    callback_call(loop, &callback);
    callback_release(&callback);
}

static struct co_timer_handle *refuse(int code, const char *text)
{
    co_raise(code, "%s", text);
    return NULL;
}

/* With a timer that `arm` has armed. */
static struct co_timer_handle *handle_create(co_callback *callback, void *argument)
{
    struct co_timer_handle *handle = memory_resize(NULL, sizeof *handle);

    if (!handle)
        return NULL;
    *handle = (struct co_timer_handle){
        .timer.callback = call_later,
        .callback = callback_make(callback, argument, NULL),
    };
    return handle;
}

/* `delay` in nanoseconds may be negative: earlier deadlines come first. */
static struct co_timer_handle *call_in(struct co_loop *loop, int64_t delay, co_callback *callback,
                                       void *argument)
{
    struct co_timer_handle *handle = handle_create(callback, argument);

    if (!handle)
        return refuse(-ENOMEM, "there is no memory for a callback");
    if (loop_arm_timer(loop, &handle->timer, delay) < 0) {
        callback_release(&handle->callback);
        memory_resize(handle, 0);
        return refuse(-ENOMEM, "there is no memory for a timer");
    }
    list_prepend(&runtime_of(loop)->timer_handles, &handle->link);
    return handle;
}

/* Down to about as far back as the loop's time can be. */
static int64_t signed_nanoseconds(double seconds)
{
    const double past = 0x1p62 / (double)NANOSECONDS;

    return seconds < 0 ? -loop_nanoseconds(fmin(-seconds, past)) : loop_nanoseconds(seconds);
}

static struct co_timer_handle *refuse_time(struct co_loop *loop)
{
    return loop ? refuse(-EINVAL, "the time is not a number")
                : refuse(-EPERM, "there is no loop to call the function");
}

struct co_timer_handle *co_call_later(double delay, co_callback *callback, void *argument)
{
    struct co_loop *loop = co_loop_now;

    if (!loop || isnan(delay))
        return refuse_time(loop);
    return call_in(loop, signed_nanoseconds(delay), callback, argument);
}

struct co_timer_handle *co_call_at(double when, co_callback *callback, void *argument)
{
    struct co_loop *loop = co_loop_now;

    if (!loop || isnan(when))
        return refuse_time(loop);
    return call_in(loop, signed_nanoseconds(when) - loop_clock(loop), callback, argument);
}

void co_timer_handle_cancel(struct co_timer_handle *handle)
{
    struct co_loop *loop = co_loop_now;

    if (!handle)
        return;
    loop_disarm_timer(loop, &handle->timer);
    list_remove(&runtime_of(loop)->timer_handles, &handle->link);
    callback_release(&handle->callback);
    memory_resize(handle, 0);
}

double co_timer_handle_when(const struct co_timer_handle *handle)
{
    return handle ? loop_seconds(handle->timer.deadline) : NAN;
}

void callbacks_free(struct co_loop *loop)
{
    while (runtime_of(loop)->timer_handles.first)
        co_timer_handle_cancel(
            list_first(&runtime_of(loop)->timer_handles, struct co_timer_handle, link));
}

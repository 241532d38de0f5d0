/*
 * Signals that a loop handles. The signal's own handler only notes that it came and wakes the loop;
 * the callbacks are called in a turn, in the order of arrival. If more than SIGNALS_AT_ONCE signals
 * arrive in one turn, the rest is merged, as the system merges pending signals.
 */
#include "co/signals_internal.h"

#include "co/callbacks_internal.h"
#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/ready.h"
#include "co/kernel/scope.h"
#include "co/kernel/source.h"
#include "co/open_loops_internal.h"
#include "co/runtime_internal.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

static struct {
    _Atomic(struct co_loop *) loop; /* NULL: not handled */
    struct callback callback;
    struct sigaction before;
} handled[NSIG];

/* Handlers that run right now, in any thread. */
static _Atomic int at_work;

/* ---- In the signal's handler: nothing but atomic operations ---- */

static void note_arrival(struct co_loop *loop, int number)
{
    struct signal_queue *queue = &runtime_of(loop)->signals;
    uint32_t end = atomic_load(&queue->end);

    do
        if (end - atomic_load_explicit(&queue->next, memory_order_relaxed) == SIGNALS_AT_ONCE)
            return;
    while (!atomic_compare_exchange_weak(&queue->end, &end, end + 1));
    atomic_store(&queue->numbers[end % SIGNALS_AT_ONCE], number);
    /* Raised by the program itself, it is handled in the next turn. */
    if (loop == co_loop_now)
        loop->turns_left = 0;
    loop_wake(loop);
}

static void on_signal(int number)
{
    int saved_errno = errno;

    atomic_fetch_add(&at_work, 1);
    struct co_loop *loop = atomic_load(&handled[number].loop);
    if (loop)
        note_arrival(loop, number);
    atomic_fetch_sub(&at_work, 1);
    errno = saved_errno;
}

/* ---- In the loop ---- */

/* 0: none is left, or the next one is still being written. */
static int next_arrival(struct signal_queue *queue)
{
    uint32_t next = atomic_load_explicit(&queue->next, memory_order_relaxed);
    int number = next == atomic_load(&queue->end)
                     ? 0
                     : atomic_exchange(&queue->numbers[next % SIGNALS_AT_ONCE], 0);

    if (number)
        atomic_store(&queue->next, next + 1);
    return number;
}

static void call_handlers_soon(struct co_handle *handle);

static void call_handlers(struct co_handle *handle)
{
    struct co_loop *loop = co_loop_now;
    int number;

    (void)handle;
    runtime_of(loop)->signals.queued = false;
    runtime_of(loop)->signals.handle.call = call_handlers_soon;
    while ((number = next_arrival(&runtime_of(loop)->signals)))
        /* It may have been removed meanwhile. */
        if (atomic_load(&handled[number].loop) == loop && !loop->run.closing) {
            struct callback callback = handled[number].callback;

            callback.scope = scope_copy(&callback.scope); /* it may remove itself */
            callback_call(loop, &callback);
            callback_release(&callback);
        }
}

/* As in asyncio, where a callback reads from the pipe that signals write to, and has the handlers
 * called in the turn after. */
static void call_handlers_soon(struct co_handle *handle)
{
    handle->call = call_handlers;
    ready_push_handle(&co_loop_now->ready, handle);
}

bool signals_arrived(const struct co_loop *loop)
{
    const struct signal_queue *queue = &runtime_of(loop)->signals;

    return atomic_load_explicit(&queue->end, memory_order_relaxed) !=
           atomic_load_explicit(&queue->next, memory_order_relaxed);
}

/* Have the handlers called in this turn. */
static void look(struct co_loop *loop, bool has_waited)
{
    struct signal_queue *queue = &runtime_of(loop)->signals;

    (void)has_waited;
    if (queue->queued || !signals_arrived(loop))
        return;
    queue->queued = true;
    ready_push_handle(&loop->ready, &queue->handle);
}

static bool may_come(struct co_loop *loop)
{
    return runtime_of(loop)->signals.handled > 0;
}

const struct source signals_source = { .look = look, .may_come = may_come };

/* ---- Adding and removing ---- */

static bool is_signal(int number)
{
    return number > 0 && number < NSIG;
}

static int catch_signal(struct co_loop *loop, int number)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART | SA_ONSTACK };

    sigfillset(&action.sa_mask);
    if (sigaction(number, &action, &handled[number].before) < 0)
        return co_raise(-EINVAL, "sig %d cannot be caught", number);
    runtime_of(loop)->signals.handled++;
    loop->outside.open++;
    return 0;
}

/* Locked, so that a child made meanwhile by another thread knows what the signal did before. */
static int take_signal(struct co_loop *loop, int number)
{
    struct co_loop *owner = NULL;
    int rc = 0;

    if (atomic_compare_exchange_strong(&handled[number].loop, &owner, loop)) {
        rc = catch_signal(loop, number);
        if (rc < 0)
            atomic_store(&handled[number].loop, NULL);
    } else if (owner != loop) {
        rc = co_raise(-EPERM, "another loop handles signal %d", number);
    } else {
        callback_release(&handled[number].callback);
    }
    return rc;
}

int co_add_signal_handler(int number, co_callback *callback, void *argument)
{
    struct co_loop *loop = co_loop_now;
    int rc;

    if (!loop)
        return co_raise(-EPERM, "there is no loop to handle signals");
    if (!is_signal(number))
        return co_raise(-EINVAL, "invalid signal number %d", number);
    if (!runtime_of(loop)->signals.handle.call) {
        if (ready_reserve(&loop->ready, 1) < 0)
            return co_raise(-ENOMEM, "there is no memory for a signal handler");
        runtime_of(loop)->signals.handle.call = call_handlers_soon;
    }
    threads_lock();
    rc = take_signal(loop, number);
    threads_unlock();
    if (rc == 0)
        handled[number].callback = callback_make(callback, argument, NULL);
    return rc;
}

int co_remove_signal_handler(int number)
{
    struct co_loop *loop = co_loop_now;

    if (!is_signal(number))
        return co_raise(-EINVAL, "invalid signal number %d", number);
    if (!loop || atomic_load(&handled[number].loop) != loop)
        return 0;
    callback_release(&handled[number].callback);
    threads_lock();
    sigaction(number, &handled[number].before, NULL);
    atomic_store(&handled[number].loop, NULL);
    threads_unlock();
    runtime_of(loop)->signals.handled--;
    loop->outside.open--;
    return 1;
}

void signals_free(struct co_loop *loop)
{
    for (int number = 1; number < NSIG && runtime_of(loop)->signals.handled; number++)
        if (atomic_load(&handled[number].loop) == loop)
            co_remove_signal_handler(number);
    /* A handler that runs in another thread may be about to wake the loop. */
    while (atomic_load(&at_work))
        sched_yield();
}

void signals_forget(void)
{
    for (int number = 1; number < NSIG; number++)
        if (atomic_exchange(&handled[number].loop, NULL))
            sigaction(number, &handled[number].before, NULL);
    atomic_store(&at_work, 0);
}

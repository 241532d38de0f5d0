/* Callbacks of the loop: soon, later, for signals and for descriptors. */
#ifndef CO_CALLBACKS_H
#define CO_CALLBACKS_H

#include "co/task.h"

CO_BEGIN

/*
 * ---- Callbacks ----------------------------------------------------------------------------------
 *
 * Plain functions that the loop calls, in order with the tasks that are ready. A callback may not
 * suspend. A negative result says that the callback failed: the loop reports it and goes on.
 */
typedef int co_callback(void *argument);

/* Call `callback` in the next turn of the loop. -EPERM: there is no loop. -ENOMEM. */
int co_call_soon(co_callback *callback, void *argument);
/* The same, but the callback runs in the given context; NULL: in a copy of the caller's. asyncio:
 * context=context. */
int co_call_soon_in(co_callback *callback, void *argument, struct co_context *context);

/* Call `callback` when `delay` seconds have passed, or at a time of co_time(); never earlier. A
 * callback that is due already runs in the next turn; among several, the one with the earlier time
 * runs first. The loop owns the handle, which is dead when the callback begins or the handle has
 * been cancelled. NULL: there is no loop or no memory, or the time is not a number; co_text() has
 * the reason. asyncio: loop.call_later(), call_at(). */
struct co_timer_handle;
struct co_timer_handle *co_call_later(double delay, co_callback *callback, void *argument);
struct co_timer_handle *co_call_at(double when, co_callback *callback, void *argument);
/* Cancel the call. NULL is allowed. */
void co_timer_handle_cancel(struct co_timer_handle *handle);
/* The time at which the callback is due, in seconds of co_time(); CO_FOREVER: never. */
double co_timer_handle_when(const struct co_timer_handle *handle);

/* Call `callback` for each arrival of the signal, in the order in which signals arrive. A loop on
 * the real clock that has a handler waits for the signal and does not end with -EDEADLK. A second
 * call replaces the loop's handler. The process's former action on that signal comes back with
 * co_remove_signal_handler or at the loop's end. -EINVAL: the number is not a signal, or the signal
 * cannot be caught. -EPERM: another loop handles the signal, or there is no loop. -ENOMEM. asyncio:
 * loop.add_signal_handler(). */
int co_add_signal_handler(int signal, co_callback *callback, void *argument);
/* 1: the handler is removed, and signals that arrived but were not handled yet are dropped; 0:
 * there was no handler. -EINVAL. */
int co_remove_signal_handler(int signal);

/*
 * ---- Descriptors --------------------------------------------------------------------------------
 *
 * Pipes, sockets and terminals: wait until a descriptor can be read or written, or have a callback
 * called whenever it can. The caller owns the descriptor, and must not close it while a task or a
 * callback waits for it.
 */

/* Wait until reading would not block: there are bytes, the end, or an error. Suspends: always.
 * -EBADF: the descriptor is not open. -ENOMEM. trio: lowlevel.wait_readable(). */
CO_ASYNC int co_wait_readable(int descriptor);
/* The same for writing. */
CO_ASYNC int co_wait_writable(int descriptor);

/* Call `callback` in each turn in which reading (or writing) would not block. It replaces the
 * callback that was added before. A loop on the real clock that has a reader or writer waits for it
 * and does not end with -EDEADLK. -EBADF: the descriptor is not open. -EPERM: there is no loop, or
 * a stream waits for the descriptor. -ENOMEM. asyncio: loop.add_reader(), add_writer(). */
int co_add_reader(int descriptor, co_callback *callback, void *argument);
int co_add_writer(int descriptor, co_callback *callback, void *argument);
/* 1: the callback is removed; 0: there was none. Call this before you close the descriptor. */
int co_remove_reader(int descriptor);
int co_remove_writer(int descriptor);

CO_END

#endif

/*
 * co: asyncio's vocabulary in C, on libev.
 *
 * These rules hold in every chapter of this header:
 *
 *   Names     A name is co_ and asyncio's own noun and verb. A contract names its asyncio
 *             counterpart where the names differ.
 *   Results   A function returns 0 or a useful non-negative number, or -errno on failure.
 *             -ECANCELED is CancelledError, -ETIMEDOUT is TimeoutError; CO_ERRORS lists all
 *             errors. A text may come with a result or an error, see co_text().
 *   CO_ASYNC  The function may suspend the calling task, and the caller must use its result. Such
 *             a function may also fail with -ECANCELED, and with -EPERM if there is no task to
 *             suspend; the contracts do not repeat this. A function without the mark never
 *             suspends.
 *   Suspends: says when a CO_ASYNC function lets other tasks run before it returns. After
 *             "always", the function has suspended whenever it succeeds. After "if ..." or "unless
 *             ...", it may return at once. A loop around such a call alone lets no other task run,
 *             and no cancel can reach it.
 *   Handle:   says what happens to the handle of a task that is given to the call. "stays": the
 *             handle is as valid as before. "ends": the handle is dead when the call returns,
 *             unless co_task_keep() keeps it. Debug mode reports a call with a dead handle, and
 *             the call does nothing; the address sanitizer ends the program. Both detect the dead
 *             handle as long as its memory has not become another task's, see CO_ENDED_TASKS_KEPT.
 *             Without them, using a dead handle is undefined.
 *   Time      A time is relative, in seconds, as a double. Infinity (CO_FOREVER), and a time that
 *             the clock cannot hold (292 years), means never; if everything else waits as well,
 *             that is a deadlock on a clock that jumps. Each call that takes a time returns
 *             -EINVAL if it is not a number; the contracts do not repeat this. Inside, times are
 *             absolute nanoseconds as int64_t.
 *   Order     Tasks and callbacks run in asyncio's order (CPython 3.13), to the turn. A turn runs
 *             the tasks that are ready when it begins; a task that becomes ready during a turn
 *             runs in the next turn. Four rules differ on purpose. A cancelled waiter leaves a
 *             lock's list at once, so that the next release wakes the waiter behind it. A
 *             cancelled waiter of a condition passes a notification on only if it had received
 *             one. A task group cancels its children in the order of their creation, where asyncio
 *             has a set's order. Timers with the same deadline fire in the order of arming, where
 *             asyncio has a heap's order.
 *   Memory    Locks, events, queues and the like are structs that the caller owns. An all-zero
 *             struct is ready to use, and needs no destruction. Coroutine arguments are copied.
 *             Strings and pointers are borrowed for the time of the call, unless a contract says
 *             otherwise.
 *   C++       This header is C++ as well; there, the macros that initialize a struct are functions.
 *             co_await and co_yield are words of C++20. So all of C++ has co_await_task() and
 *             co_yield_value() beside them. sugar.h is C alone. No exception may leave a task.
 *   Threads   A loop and its objects may only be used by the thread that runs the loop. A function
 *             that other threads may call says so.
 */
#ifndef CO_H
#define CO_H

/*
 * ---- Where a call may be made -------------------------------------------------------------------
 *
 * A job is a function in a thread of the runtime: of an executor, of co_to_thread() or of
 * co_thread_start(). Another thread is the program's own, without a loop. A forked child has no
 * loop until it runs one. A signal handler may make the calls in the last row alone.
 *
 *     Call                                    task      callback  job     thread   child
 *     CO_ASYNC functions                      yes       -EPERM    -EPERM  -EPERM   -EPERM
 *     what makes a task, a timer, a callback  yes       yes       -EPERM  -EPERM   -EPERM
 *     what wakes tasks that wait              yes       yes       -EPERM  -EPERM   -EPERM
 *     co_blocking_sleep()                     yes       yes       yes     yes      yes
 *     co_raise(), co_return_text()            yes       yes       yes     no text  no text
 *     co_..._threadsafe()                     yes       yes       yes     yes      -EPERM
 *     co_run()                                -EALREADY -EALREADY yes     yes      yes
 *     co_interrupt()                          yes       yes       yes     false    false
 *
 * A function that returns a pointer returns NULL for -EPERM. A signal handler may call
 * co_interrupt(), co_stack_overflow() and co_stack_ended().
 */

/* The chapters, in the order of the tutorials; places.h comes last, since it has macros of the
 * names that the others declare. */
/* clang-format off */
#include "co/version.h"
#include "co/errors.h"
#include "co/task.h"
#include "co/run.h"
#include "co/callbacks.h"
#include "co/sync.h"
#include "co/together.h"
#include "co/iterate.h"
#include "co/context.h"
#include "co/thread.h"
#include "co/observe.h"
#include "co/places.h"
#ifdef __cplusplus
#include "co/cplusplus.h"
#endif
/* A program that defines CO_SUGAR before it includes this header gets the short macros as well. */
#if defined CO_SUGAR && !defined __cplusplus
#include "co/sugar.h"
#endif
/* clang-format on */

#endif

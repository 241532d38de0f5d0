/* Coroutines and tasks: make, await and cancel them. */
#ifndef CO_TASK_H
#define CO_TASK_H

#include "co/errors.h"

CO_BEGIN

/*
 * ---- Coroutines and tasks -----------------------------------------------------------------------
 *
 * A coroutine is a function and its arguments, made but not started. A task runs a coroutine on a
 * stack of its own. A future is a task without a coroutine: other code completes it. Every function
 * that takes a task takes a future.
 *
 * A task that could not be made is NULL. Functions that take a task treat NULL as a task that has
 * ended with the reason.
 */
struct co_task;

struct co_coro {
    int (*run)(void *arguments); /* returns the task's result */
    const void *arguments;       /* copied when the task is made */
    size_t size;                 /* bytes of arguments, at most CO_ARGUMENTS_MAX */
    const char *name;            /* a string that is never freed */
    size_t stack_size;           /* bytes, rounded up to a size class; 0: the loop's default */
    const char *task_name; /* of the task, copied when it is made; NULL: none. asyncio: name= */
};
enum { CO_ARGUMENTS_MAX = 1024 };

/*
 * Data that a task shares with others must outlive all of them. A local variable does not, if its
 * function may return before the tasks that have its address have ended; any call that fails in
 * between may cause such a return. The following data outlives the tasks:
 *
 *   - static data;
 *   - memory from malloc() that is freed after the last task has ended;
 *   - a local variable of a function that makes the tasks in a task group, and awaits the group's
 *     exit on every exit path.
 *
 * Using the stack of a task that has ended works by chance, until another task gets that stack.
 * Therefore debug mode, and builds with the address sanitizer, do not reuse the memory of the last
 * CO_ENDED_TASKS_KEPT tasks and generators that ended, or the memory of the last main, until the
 * loop ends. Their stacks are sealed. In debug mode, touching a sealed stack is a fault (SIGSEGV),
 * and co_stack_ended() tells a signal handler which task had the stack; the sanitizer reports it.
 * A sealed stack costs a page of memory, and debug mode takes up to a page off each stack.
 */
enum { CO_ENDED_TASKS_KEPT = 1024 };

/* Make a task. The task first runs in the next turn of the loop, never at once. The loop owns a
 * pending task, so the task goes on even if the program drops the handle. The handle stays valid
 * until the task is awaited (by co_await, co_gather or co_wait_for) or detached, or until the loop
 * ends. NULL: there is no memory; awaiting NULL returns that error. */
struct co_task *co_task_create(int (*run)(void *arguments), const void *arguments, size_t size,
                               const char *name, size_t stack_size);
/* Make a task that has a name from the beginning, as by co_task_set_name(); NULL: no name. */
struct co_task *co_task_create_named(int (*run)(void *arguments), const void *arguments,
                                     size_t size, const char *name, size_t stack_size,
                                     const char *task_name);
/* Inline, so that a coroutine that is made in the call is passed in registers. */
static inline struct co_task *co_create_task(struct co_coro coro)
{
    if (coro.task_name)
        return co_task_create_named(coro.run, coro.arguments, coro.size, coro.name, coro.stack_size,
                                    coro.task_name);
    return co_task_create(coro.run, coro.arguments, coro.size, coro.name, coro.stack_size);
}

/* Make a task that runs at once, until it suspends for the first time; it may have ended when this
 * returns. While it runs, it is the running task. Between two runs of a loop, it waits for the next
 * run. Such tasks run in another order than the program shows, so use this for work that rarely has
 * to wait. asyncio: create_task() of a loop with eager_task_factory. */
struct co_task *co_create_eager_task(struct co_coro coro);

/* Run the coroutine in the calling task, without a task of its own, and return its result. The
 * arguments are copied, so the same coroutine can be called again. Suspends: if the function does.
 * -EINVAL: the arguments have more than CO_ARGUMENTS_MAX bytes. asyncio: await coroutine. */
CO_ASYNC int co_call(struct co_coro coro);

/* A future is awaited like a task. Complete it with co_future_set_result(); a negative value is an
 * error. -EBADF: the future has ended already. -EPERM: its loop does not run here. Handle: stays.
 * NULL: there is no memory. asyncio: loop.create_future(), Future.set_result/set_exception. */
struct co_task *co_future_create(const char *name);
int co_future_set_result(struct co_task *future, int result);

/* Wait for the task's end. The task's result or error, and its text, become the caller's. If the
 * caller is cancelled, the task is cancelled, and the caller goes on when the task has really
 * ended. Suspends: unless the task has ended. Handle: ends, when the last task that awaits it has
 * its result. -EINVAL: the task is the caller itself, or belongs to another loop. For NULL, returns
 * the reason why the task could not be made, such as -ENOMEM; -EINVAL if there was none. asyncio:
 * await task. */
#ifndef __cpp_impl_coroutine
CO_ASYNC int co_await(struct co_task *task);
#endif

/* Keep the handle valid, even after calls that end it, until co_task_release() has been called as
 * often as co_task_keep(). Returns the task. Handle: stays; the last release of a handle that a
 * call has ended ends it. */
struct co_task *co_task_keep(struct co_task *task);
void co_task_release(struct co_task *task);
/* Detach the task: no other task will await it. The task frees itself at its end, and an error that
 * no task has seen is reported. Handle: ends, with the task. */
void co_task_detach(struct co_task *task);

/* Ask the task to end: its present or next suspension returns -ECANCELED, once. The task may clean
 * up, and may await while it does so. A task that has not started never starts. Returns false and
 * does nothing if the task has ended. Handle: stays, here and in all calls down to co_task_id().
 * asyncio: Task.cancel(). */
bool co_task_cancel(struct co_task *task);
/* Cancel the task with a reason, which is copied. The reason is the text of the -ECANCELED, also in
 * tasks to which that error is passed on. asyncio: Task.cancel(msg). */
bool co_task_cancel_because(struct co_task *task, const char *reason);
/* Take back one request of co_task_cancel(); returns the number of requests that are left. asyncio:
 * Task.uncancel(). */
int co_task_uncancel(struct co_task *task);
/* The number of cancel requests that were not taken back. asyncio: Task.cancelling(). */
int co_task_cancelling(const struct co_task *task);

/* Returns whether the task has ended. */
bool co_task_done(const struct co_task *task);
/* Returns whether the task has ended with -ECANCELED. */
bool co_task_cancelled(const struct co_task *task);
/* The result of an ended task; -EBADF if the task is pending. Marks an error as seen. asyncio:
 * Task.result(). */
int co_task_result(struct co_task *task);
/* The text that came with the task's result; "" if none did. */
const char *co_task_text(const struct co_task *task);

/* Call `callback` through the loop, one turn after the task's end; in the next turn if the task has
 * ended already. Callbacks run in the order in which they were added. A callback may not suspend.
 * The task is valid during the call. -ENOMEM. asyncio: Task.add_done_callback(). */
typedef int co_done_callback(struct co_task *task, void *argument);
int co_task_add_done_callback(struct co_task *task, co_done_callback *callback, void *argument);
/* The same, but the callback runs in the given context; NULL: in a copy of the caller's. asyncio:
 * context=context. */
struct co_context;
int co_task_add_done_callback_in(struct co_task *task, co_done_callback *callback, void *argument,
                                 struct co_context *context);
/* Remove every addition of the callback with this argument; returns the number of additions. */
int co_task_remove_done_callback(struct co_task *task, co_done_callback *callback, void *argument);

/* The running task; NULL in a callback and outside of a loop. In a pool thread: the job's
 * future. */
struct co_task *co_current_task(void);
/* The task's name, or the name of its coroutine if it has none. Valid as long as the task. */
const char *co_task_name(const struct co_task *task);
/* Name the task. The name is copied, and cut to CO_NAME_MAX - 1 bytes. */
enum { CO_NAME_MAX = 48 };
void co_task_set_name(struct co_task *task, const char *name);
/* The task's number, unique within its loop. Numbers grow in the order of creation, from 1. */
uint32_t co_task_id(const struct co_task *task);

CO_END

#endif

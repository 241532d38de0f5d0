/*
 * co: asyncio's vocabulary in C, on libev.
 *
 * These rules hold everywhere in this header:
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
 *   Threads   A loop and its objects may only be used by the thread that runs the loop. A function
 *             that other threads may call says so.
 */
#ifndef CO_H
#define CO_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CO_ASYNC __attribute__((warn_unused_result))
#define CO_CHECKED __attribute__((warn_unused_result))
#define CO_PRINTF(text, first) __attribute__((format(printf, text, first)))

/* A place in the source. Every call of this vocabulary notes its place, see the end of the
 * header. */
struct co_place {
    const char *file;
    int line;
    const char *function;
    const char *call; /* the call as written */
};

/*
 * ---- Errors -------------------------------------------------------------------------------------
 *
 * One list: the code, the name that asyncio or Python has for it, and a sentence. An error code
 * that is not in the list is an OSError.
 */
#define CO_ERRORS(X)                                                                               \
    X(ECANCELED, "CancelledError", "the task was cancelled")                                       \
    X(ETIMEDOUT, "TimeoutError", "the time limit has passed")                                      \
    X(EDEADLK, "RuntimeError", "the wait would never end")                                         \
    X(EINVAL, "ValueError", "a value is not allowed here")                                         \
    X(EPERM, "RuntimeError", "the call is not allowed in this state")                              \
    X(EALREADY, "RuntimeError", "the same has been done already")                                  \
    X(EBADF, "InvalidStateError", "the object has ended or was never begun")                       \
    X(ENODATA, "QueueEmpty", "the queue is empty")                                                 \
    X(ENOSPC, "QueueFull", "the queue is full")                                                    \
    X(ENOMEM, "MemoryError", "there is no memory left")                                            \
    X(EAGAIN, "RuntimeError", "the system has no thread left")                                     \
    X(EMFILE, "OSError", "the process has no descriptor left")                                     \
    X(ENOSYS, "ImportError", "a required library is missing")                                      \
    X(ELOOP, "RuntimeError", "tasks run again and again, but time does not move")                  \
    X(EINTR, "KeyboardInterrupt", "the run was interrupted")                                       \
    X(ECONNREFUSED, "ConnectionRefusedError", "no server listens at that address")                 \
    X(ECONNRESET, "ConnectionError", "the connection broke")                                       \
    X(ENOTRECOVERABLE, "BrokenBarrierError", "the barrier is broken")                              \
    X(ESHUTDOWN, "QueueShutDown", "the queue is shut down")                                        \
    X(EPIPE, "BrokenPipeError", "the other end no longer reads")                                   \
    X(EADDRINUSE, "OSError", "the address is taken")                                               \
    X(ENXIO, "gaierror", "there is no host with that name")                                        \
    X(ENOMSG, "IncompleteReadError", "the stream ended before everything was read")                \
    X(EMSGSIZE, "LimitOverrunError", "the message is longer than allowed")                         \
    X(EPROTO, "ProtocolError", "the other side breaks the protocol")                               \
    X(EBADMSG, "JSONDecodeError", "the text is not JSON")                                          \
    X(EPROTOTYPE, "ContentTypeError", "the content has another type")                              \
    X(ENOENT, "FileNotFoundError", "there is no such file")                                        \
    X(EACCES, "PermissionError", "permission is denied")                                           \
    X(ESRCH, "ProcessLookupError", "there is no such process")                                     \
    X(EIO, "OSError", "input or output failed")

/* asyncio's name for a (negative or positive) error code. Never NULL. */
const char *co_error_name(int code);
/* A sentence that says what the code means. Never NULL. */
const char *co_error_sentence(int code);

/* Format a text as snprintf() does, but if it is too long, cut it before a character of UTF-8, not
 * within one. All names and texts of this vocabulary are cut in this way. Bytes that are not UTF-8
 * are kept, except for at most three bytes at the cut. */
int co_format(char *text, size_t size, const char *format, ...) CO_PRINTF(3, 4);
int co_format_arguments(char *text, size_t size, const char *format, va_list arguments)
    CO_PRINTF(3, 0);
/* The length in bytes of the longest beginning of the text that fits in `most` bytes and does not
 * end within a character; for "%.*s". */
size_t co_cut(const char *text, size_t most);

/* Attach a text to an error and return the code: `return co_raise(-EINVAL, "bad %d", n);`. The text
 * is cut to CO_TEXT_MAX - 1 bytes. A function in a pool thread may call this, too. */
enum { CO_TEXT_MAX = 128 };
int co_raise(int code, const char *format, ...) CO_PRINTF(2, 3);
/* Attach a text to the result 0 and return 0: `return co_return_text("Data from %s", name);` */
int co_return_text(const char *format, ...) CO_PRINTF(1, 2);
/* The text that came with the last result or error that the calling task raised, returned or
 * awaited; "" if it had none. Valid until the task's next call of this vocabulary. */
const char *co_text(void);
/* The message about `code` for a person: the text that came with it, or else its sentence. It is
 * valid as long as co_text(). */
const char *co_error_message(int code);

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
/* Inline, so that a coroutine that is made in the call is passed in registers. */
static inline struct co_task *co_create_task(struct co_coro coro)
{
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
CO_ASYNC int co_await(struct co_task *task);

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

bool co_task_done(const struct co_task *task);
/* Has the task ended with -ECANCELED? */
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

/*
 * ---- Running ------------------------------------------------------------------------------------
 *
 * A thread runs one loop at a time. co_run is asyncio.run(): it makes a loop, runs the coroutine,
 * then cancels and awaits the tasks that are left.
 */
enum co_clock {
    CO_CLOCK_REAL,
    CO_CLOCK_VIRTUAL, /* stands still while a task can run, then jumps to the next deadline */
    CO_CLOCK_PACED,   /* the virtual clock, shown at `pace` times the speed of the wall clock */
    CO_CLOCK_REPLAY,  /* reads the times that an earlier run on the real clock recorded */
};

/* Every reading of the real clock in one run, in order. A run without threads depends on nothing
 * else, so a second run with the same readings is the same run. The caller owns the record and
 * frees `readings`. */
struct co_record {
    int64_t *readings; /* nanoseconds since the start of the loop */
    size_t count, capacity;
    size_t next; /* replay: the index of the next reading */
    bool failed; /* recording: no memory; replay: the run asked for more than was recorded */
};

/* Debug mode makes checks that cost time, see "Reports". CO_DEBUG_BY_ENVIRONMENT: on if the
 * environment variable CO_DEBUG is set and not empty. */
enum co_debug { CO_DEBUG_BY_ENVIRONMENT, CO_DEBUG_ON, CO_DEBUG_OFF };

struct co_trace;
struct co_report;
/* The handle of a loop. No two loops of the process have the same handle, even if one has ended. */
struct co_loop;
struct ev_loop;

struct co_options {
    enum co_clock clock;
    double pace;       /* CO_CLOCK_PACED: 2.0 is twice as fast; 0 means 1; negative: -EINVAL */
    uint64_t seed;     /* of the loop's random numbers */
    bool shuffle;      /* run the ready tasks of a turn in random order, to test invariants */
    size_t stack_size; /* bytes a task, rounded up to a power of two; 0: 64 KiB */
    /* CO_CLOCK_REAL: nothing outside wakes the loop, although the program has the loop's handle or
     * gave it an `ev_loop`; see -EDEADLK of co_run(). */
    bool self_contained;
    /* On a clock that jumps, so many turns without time moving are a livelock, unless the number of
     * tasks has fallen since time moved, or since the last so many turns; 0: 100,000. */
    uint32_t turns_at_once;
    struct co_record *record; /* CO_CLOCK_REAL: written; CO_CLOCK_REPLAY: read */
    enum co_debug debug;
    double slow_callback_duration; /* seconds; debug mode reports steps of this length; 0: 0.1 */
    /* CO_CLOCK_REAL: wait in this loop of libev, and call its watchers, too; the caller owns it.
     * NULL: wait in a loop of its own. */
    struct ev_loop *ev_loop;
    void (*observe)(void *context, const struct co_trace *trace); /* must not suspend */
    /* Gets the errors that no task handles, see "Reports". NULL: they are dropped. A negative
     * result says that the function failed, and is ignored. */
    int (*report)(void *context, const struct co_report *report);
    void *context;
};

/* Run `main` to its end and return its result. Before it returns, co_run cancels and awaits the
 * tasks that are left, closes open generators and joins threads. -EDEADLK: nothing can ever run
 * again although tasks are left. On the real clock a loop waits instead if others may wake it: if
 * the program has taken its handle, by co_get_running_loop() or co_runner_get_loop(), or has given
 * it an `ev_loop`, unless `self_contained` is set. -ELOOP: a livelock on a clock that jumps.
 * -EINTR: co_interrupt ended the run. -EPERM: co_stop ended it before main had ended. -EALREADY:
 * this thread runs a loop already. -ENOMEM, -EMFILE, -EAGAIN: the system has no memory, descriptors
 * or threads for the loop. `options` may be NULL. After fork(), the child has no loop; it may run a
 * loop of its own, and must end by _exit or exec. */
int co_run(struct co_coro main, const struct co_options *options);

/* co_run in three parts, for several runs on one loop: asyncio.Runner. An all-zero runner is ready
 * to be opened, once. From open to close its loop is this thread's loop. Tasks and callbacks may be
 * made between runs, too; they run in the next run. */
struct co_runner {
    struct co_loop *loop; /* private */
    enum { CO_RUNNER_NEW, CO_RUNNER_OPEN, CO_RUNNER_CLOSED } state;
};
/* -EBADF: the runner has been closed. -EALREADY: the runner is open, or a loop runs in this thread.
 * Also the errors of co_run. */
int co_runner_open(struct co_runner *runner, const struct co_options *options);
/* Run `main` as co_run does, but tasks that are left go on in the next run. The next run begins
 * with the context variables that this main leaves. -EBADF: the runner is not open. */
int co_runner_run(struct co_runner *runner, struct co_coro main);
/* Cancel and await everything that is left, and end the loop. Does nothing if the runner is closed.
 * -EALREADY: the runner runs. Also the errors of co_run. */
int co_runner_close(struct co_runner *runner);
/* The runner's loop; NULL if the runner is not open. From this call on others may wake the loop,
 * see co_run(). asyncio: Runner.get_loop(). */
struct co_loop *co_runner_get_loop(const struct co_runner *runner);

/* The loop that runs in this thread; NULL: none. From this call on others may wake the loop, see
 * co_run(). asyncio: get_running_loop(), without the error. */
struct co_loop *co_get_running_loop(void);
/* Run the loop until the task has ended; the task's result and text become the caller's. Handle:
 * ends, if the task has ended. -EALREADY: this loop or another runs in this thread. -EBADF: the
 * loop is closed, or belongs to another thread. -EPERM: co_stop came first; the task goes on in the
 * next run. Also the errors of co_await and co_run. asyncio: loop.run_until_complete(). */
int co_run_until_complete(struct co_loop *loop, struct co_task *task);
/* Run the loop until co_stop. -EDEADLK: nothing can ever happen again. Also the errors of
 * co_run_until_complete. asyncio: loop.run_forever(). */
int co_run_forever(struct co_loop *loop);
/* End the run of this thread's loop after the present turn. Before a run: the run ends after one
 * turn, without waiting. Without a loop it does nothing. asyncio: loop.stop(). */
void co_stop(void);

/* End the run of the calling thread's loop; in a pool thread, of the loop that the thread belongs
 * to. The first call cancels main, and the run returns -EINTR if main ends because of that. The
 * second call in a run ends the run without waiting for main. A signal handler in any of these
 * threads may call this. In any other thread it does nothing and returns false. */
bool co_interrupt(void);

/* Call `hook` before each turn of this thread's loop, and before the loop waits for that turn. The
 * hook may not suspend. NULL removes the hook. asyncio: a loop class with a _run_once of its
 * own. */
struct co_iteration {
    uint64_t turn;    /* since the hook was set, from 1 */
    size_t ready;     /* tasks and callbacks that are ready; timers that become due join them */
    size_t scheduled; /* timers that are not due yet */
    double time;      /* seconds */
};
void co_set_iteration_hook(void (*hook)(void *argument, const struct co_iteration *iteration),
                           void *argument);

/* Seconds on the loop's clock. asyncio: loop.time(). */
double co_time(void);
/* The time in nanoseconds since the loop began. Pool threads may call this, too. */
int64_t co_time_nanoseconds(void);

/* Let at least `seconds` pass. With 0 or less, let every task that is ready run once. Suspends:
 * always. -ENOMEM. */
CO_ASYNC int co_sleep(double seconds);

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
 * ---- Reports ------------------------------------------------------------------------------------
 *
 * A report is about an error that no task handles, or about something that debug mode noticed. It
 * goes to the exception handler, or without one to the report function of the options.
 */
enum co_report_kind {
    CO_REPORT_LOST_ERROR,        /* `task` ended with an error that no task looked at */
    CO_REPORT_CALLBACK_FAILED,   /* the callback registered at `place`; `task`: its done callback */
    CO_REPORT_HANDLER_FAILED,    /* the exception handler itself failed */
    CO_REPORT_DESTROYED_PENDING, /* `task` had not ended when its loop ended */
    CO_REPORT_OTHER,             /* from co_call_exception_handler */
    CO_REPORT_TIME_HELD, /* on a virtual clock: a peer outside runs for `seconds` of real time */
    CO_REPORT_UNGUARDED_STACKS, /* once a process: new stacks have no guard page from now on, as
                                 * each guard takes two of the mappings that vm.max_map_count
                                 * allows (Linux before 6.13); made at `place` */
    /* In debug mode only: */
    CO_REPORT_SLOW_STEP,        /* a step of `task` or a callback, up to `place`, took `seconds` */
    CO_REPORT_SWALLOWED_CANCEL, /* `task` was cancelled, but ended with a result of its own */
    CO_REPORT_FORGOTTEN_RESULT, /* the loop ended, and no task had asked for the result of `task` */
    CO_REPORT_LOCK_HELD,        /* `task` ended while it held a lock that it took at `place` */
    CO_REPORT_DEAD_HANDLE,      /* `task` made a call with a dead handle, after `place` */
};
struct co_report {
    enum co_report_kind kind;
    const char *message;            /* asyncio's words, where asyncio has some */
    int code;                       /* the error; 0: none */
    const char *text;               /* the text that came with the error; "" if none did */
    struct co_task *task;           /* NULL: none */
    const struct co_place *place;   /* NULL: unknown */
    const struct co_place *created; /* where the task was made; NULL outside of debug mode */
    double seconds;
};

/* A handler may not suspend. A negative result says that the handler failed, which is reported,
 * too. */
typedef int co_exception_handler(const struct co_report *report, void *argument);
/* Set the exception handler. NULL: reports go to the report function of the options again. Without
 * a loop it does nothing. asyncio: loop.set_exception_handler(). */
void co_set_exception_handler(co_exception_handler *handler, void *argument);
/* Report something, from a task or a callback. Without a loop it does nothing. asyncio:
 * loop.call_exception_handler(). */
void co_call_exception_handler(const struct co_report *report);

/* Switch debug mode of this thread's loop on or off, from the next turn on. Without a loop it does
 * nothing. In debug mode, a thread that does not run the loop cannot end its tasks or futures.
 * asyncio: loop.set_debug(), get_debug(). */
void co_set_debug(bool debug);
bool co_get_debug(void);
/* The place where the task was made; NULL if the loop was not in debug mode then. Handle: stays. */
const struct co_place *co_task_created(const struct co_task *task);

/*
 * ---- Random numbers -----------------------------------------------------------------------------
 *
 * Each loop has one generator (xoshiro256**, Blackman and Vigna), seeded by the options: the same
 * seed gives the same numbers. Without a running loop, as in a pool thread, co_random() is 0 and
 * co_random_uniform() is `low`.
 */
uint64_t co_random(void);
/* A number that is uniform in [low, high). Python: random.uniform(). */
double co_random_uniform(double low, double high);

/*
 * ---- Waiter lists and resources -----------------------------------------------------------------
 *
 * The parts of the primitives below. A resource is anything that tasks wait for. It knows its kind,
 * its waiters, its holder and the task that touched it last, so that a report can explain a
 * deadlock.
 *
 * A primitive belongs to one loop while tasks of that loop wait for it; a lock, also while one of
 * them holds it. During that time a call is -EPERM if it would have to wait for tasks of another
 * loop, or wake them. A call from a job of the pool is -EPERM, too. A primitive must outlive its
 * waiters. A task waiting on a primitive whose memory is gone is never woken; the deadlock report
 * says so, and the task can still be cancelled.
 */
struct co_touch {
    const struct co_place *place; /* NULL: never touched */
    uint32_t task;                /* id; 0: a callback */
    uint32_t loop;                /* number of the loop whose task holds a lock; else 0 */
    int64_t time;                 /* nanoseconds */
};

struct co_resource {
    const char *kind; /* "lock", "item of a queue", ...; NULL until first used */
    struct co_touch touched;
};
/* The kind of a resource whose memory was overwritten while a task waits for it. */
#define CO_GONE "thing that does not exist any more"

/* The number by which the runtime finds its own data for a struct of the caller. */
struct co_number {
    uint64_t loop;
    uint32_t place, number;
};

struct co_waiter;
struct co_waitlist {
    struct co_waiter *first, *last;
    uint32_t chosen; /* woken tasks that have not run yet: they are ahead of any newcomer */
    uint32_t loop;   /* number of the waiters' loop; meaningless in an empty list */
};

/*
 * ---- Lock ---------------------------------------------------------------------------------------
 *
 * Mutual exclusion, first come, first served: release gives the lock to the first waiter, and no
 * task overtakes that waiter.
 */
struct co_lock {
    struct co_resource resource;
    struct co_waitlist waiters;
    struct co_touch held; /* the task that holds it, with the place and the time */
    bool locked;
};

/* Wait until the lock is free and no task is queued for it, then take it. The lock is not
 * recursive. Suspends: unless the lock is free and no task is queued. -ECANCELED: the lock is not
 * held. */
CO_ASYNC int co_lock_acquire(struct co_lock *lock);
/* Give the lock to the first waiter. Any task may release it. -EPERM: the lock is not locked. */
int co_lock_release(struct co_lock *lock);
bool co_lock_locked(const struct co_lock *lock);

/*
 * ---- Semaphore ----------------------------------------------------------------------------------
 *
 * At most `value` tasks hold a permit at a time. Initialize a semaphore with CO_SEMAPHORE(n); an
 * all-zero semaphore has no permits.
 */
enum { CO_HOLDERS_MAX = 8 };
struct co_semaphore {
    struct co_resource resource;
    struct co_waitlist waiters;
    int64_t value;
    int64_t bound; /* of a bounded semaphore: more permits than this are an error */
    bool is_bounded;
    struct co_touch holders[CO_HOLDERS_MAX]; /* for reports: the first holders of a permit */
};
#define CO_SEMAPHORE(permits) ((struct co_semaphore){ .value = (permits) })
#define CO_BOUNDED_SEMAPHORE(permits)                                                              \
    ((struct co_semaphore){ .value = (permits), .bound = (permits), .is_bounded = true })

/* Wait for a permit and take it. Suspends: unless a permit is free and no task is queued. -EINVAL:
 * the semaphore was made with a negative number. -ECANCELED: no permit was taken. */
CO_ASYNC int co_semaphore_acquire(struct co_semaphore *semaphore);
/* Give a permit back; the first waiter gets it. -EINVAL: a bounded semaphore would have more
 * permits than it began with. */
int co_semaphore_release(struct co_semaphore *semaphore);
/* Would co_semaphore_acquire() have to wait? */
bool co_semaphore_locked(const struct co_semaphore *semaphore);

/*
 * ---- Event --------------------------------------------------------------------------------------
 *
 * A flag that tasks wait for. co_event_set() wakes every task that waits at that moment.
 */
struct co_event {
    struct co_resource resource;
    struct co_waitlist waiters;
    bool is_set;
};

/* Wait until the event is set. Suspends: unless the event is set. */
CO_ASYNC int co_event_wait(struct co_event *event);
/* Set the event. -EPERM: tasks of another loop wait for it. */
int co_event_set(struct co_event *event);
void co_event_clear(struct co_event *event);
bool co_event_is_set(const struct co_event *event);

/*
 * ---- Condition ----------------------------------------------------------------------------------
 *
 * A lock, and tasks that wait for a change of the data that the lock protects. A task that makes
 * such a change, with the lock held, notifies the waiters. An all-zero condition has a lock of its
 * own; CO_CONDITION(&lock) uses a lock of the caller, which others may share.
 */
struct co_condition {
    struct co_resource resource;
    struct co_waitlist waiters;
    struct co_lock *lock; /* NULL: `own` */
    struct co_lock own;
};
#define CO_CONDITION(shared) ((struct co_condition){ .lock = (shared) })

/* Acquire, release and look at the condition's lock. Suspends: as co_lock_acquire(). */
CO_ASYNC int co_condition_acquire(struct co_condition *condition);
int co_condition_release(struct co_condition *condition);
bool co_condition_locked(const struct co_condition *condition);
/* Release the lock, wait for a notification, then queue for the lock and take it again. The lock is
 * held again on -ECANCELED, too, however often the caller is cancelled; a notification that the
 * caller then did not use goes to another waiter. A task may be woken although nothing has changed,
 * so the caller must check again, or use co_condition_wait_for(). Suspends: always. -EPERM: the
 * lock is not held. */
CO_ASYNC int co_condition_wait(struct co_condition *condition);
/* Wait until `predicate` is true. The predicate is called with the lock held. If the predicate is
 * true at once, the lock need not be held. Suspends: unless the predicate is true at once. */
CO_ASYNC int co_condition_wait_for(struct co_condition *condition,
                                   bool (*predicate)(void *argument), void *argument);
/* Wake up to n waiters, the longest waiting first; each goes on when it has the lock. -EPERM: the
 * lock is not held. asyncio: notify(n=1). */
int co_condition_notify(struct co_condition *condition, size_t n);
int co_condition_notify_all(struct co_condition *condition);

/*
 * ---- Barrier ------------------------------------------------------------------------------------
 *
 * Each task waits until all parties have arrived; then all of them go on, and the next cycle
 * begins. Initialize a barrier with CO_BARRIER(n).
 */
struct co_barrier {
    struct co_condition condition; /* its lock is held while the state changes */
    int parties;
    int count; /* tasks that have arrived and have not left */
    enum { CO_BARRIER_FILLING, CO_BARRIER_DRAINING, CO_BARRIER_RESETTING, CO_BARRIER_BROKEN } state;
};
#define CO_BARRIER(n) ((struct co_barrier){ .parties = (n) })

/* Wait until all parties have arrived. Returns the caller's number in order of arrival, from 0. A
 * task that arrives while a cycle is ending joins the next cycle. Suspends: unless the caller is
 * the last to arrive. -ECANCELED: the barrier waits for another task in place of the caller.
 * -ENOTRECOVERABLE (BrokenBarrierError): the barrier was reset or aborted. -EINVAL: the barrier was
 * made for less than one task. */
CO_ASYNC int co_barrier_wait(struct co_barrier *barrier);
/* Start a new cycle: the waiting tasks get -ENOTRECOVERABLE. Tasks that arrive after that belong to
 * the new cycle. Suspends: if another task holds the barrier's lock. */
CO_ASYNC int co_barrier_reset(struct co_barrier *barrier);
/* Break the barrier: every task that waits, or that arrives before a reset, gets -ENOTRECOVERABLE.
 * Suspends: if another task holds the barrier's lock. */
CO_ASYNC int co_barrier_abort(struct co_barrier *barrier);
int co_barrier_parties(const struct co_barrier *barrier);
/* The number of tasks that wait for the others; 0 while a cycle is ending. */
int co_barrier_n_waiting(const struct co_barrier *barrier);
bool co_barrier_broken(const struct co_barrier *barrier);

/*
 * ---- Queue --------------------------------------------------------------------------------------
 *
 * A queue of pointers; the queue never follows them. CO_QUEUE(maxsize) is first in, first out; an
 * all-zero queue is the same, unbounded. CO_LIFO_QUEUE(maxsize) is last in, first out.
 * CO_PRIORITY_QUEUE(maxsize, compare) gives the least item first, and equal items in order of
 * arrival. An empty queue owns no memory; co_queue_shutdown(queue, true) empties a queue.
 */
enum { CO_QUEUE_INLINE = 8 };
/* < 0: `a` comes out before `b`. */
typedef int co_compare(const void *a, const void *b);
struct co_ranked {
    void *item;
    size_t arrival;
};
struct co_queue {
    struct co_resource readable; /* getters wait for it; put touches it */
    struct co_resource writable; /* putters wait for it; get touches it */
    struct co_resource finished; /* join waits for it; task_done touches it */
    struct co_waitlist getters, putters, joiners;
    size_t maxsize;    /* 0: unbounded */
    size_t unfinished; /* items that were put, but not yet marked by task_done */
    /* First in, first out: the items are in a ring. */
    size_t size;
    size_t room;     /* while `size` is less, a put needs no other check */
    size_t head;     /* index of the oldest item, modulo the capacity */
    void **ring;     /* NULL: the items are in `few` */
    size_t capacity; /* of ring or heap, a power of two */
    /* Any other order. */
    struct co_ranked *heap;
    size_t ranked; /* items in the heap */
    size_t arrivals;
    co_compare *compare;
    enum { CO_QUEUE_FIFO, CO_QUEUE_LIFO, CO_QUEUE_PRIORITY } order;
    bool is_shut_down;
    void *few[CO_QUEUE_INLINE];
};
#define CO_QUEUE(items) ((struct co_queue){ .maxsize = (items) })
#define CO_LIFO_QUEUE(items) ((struct co_queue){ .maxsize = (items), .order = CO_QUEUE_LIFO })
#define CO_PRIORITY_QUEUE(items, comparison)                                                       \
    ((struct co_queue){ .maxsize = (items), .order = CO_QUEUE_PRIORITY, .compare = (comparison) })

/* Add an item; wait if there is no free place. As in asyncio, a task that comes before a woken
 * putter runs may take the place; the putter then waits again, behind the others. Suspends: unless
 * there is a free place. -ECANCELED: the item was not added. -ESHUTDOWN (QueueShutDown): the queue
 * is shut down. -ENOMEM. */
CO_ASYNC int co_queue_put(struct co_queue *queue, void *item);
/* Store the next item in the pointer that `item_pointer` points to; wait if there is none. A task
 * that comes before a woken getter runs may take the item; the getter then waits again, behind the
 * others. Suspends: unless there is an item. -ECANCELED: no item was taken. -ESHUTDOWN: the queue
 * is shut down and empty. */
CO_ASYNC int co_queue_get(struct co_queue *queue, void *item_pointer);
/* Put and get without waiting. -ENOSPC: the queue is full. -ENODATA: the queue is empty. asyncio:
 * put_nowait, get_nowait. */
int co_queue_put_nowait(struct co_queue *queue, void *item);
int co_queue_get_nowait(struct co_queue *queue, void *item_pointer);
/* Tell the queue that an item from get has been dealt with. -EINVAL: called more often than items
 * were put. */
int co_queue_task_done(struct co_queue *queue);
/* Wait until task_done has been called for every item that was put. Suspends: unless this is so
 * already. */
CO_ASYNC int co_queue_join(struct co_queue *queue);
/* Shut the queue down: a task that puts, or waits to put, gets -ESHUTDOWN. Items in the queue can
 * still be taken, unless `immediate` is true: then they are dropped, and count as done. */
int co_queue_shutdown(struct co_queue *queue, bool immediate);
size_t co_queue_qsize(const struct co_queue *queue);
bool co_queue_empty(const struct co_queue *queue);
bool co_queue_full(const struct co_queue *queue);

/*
 * ---- Several tasks at a time --------------------------------------------------------------------
 *
 * Await several tasks at a time: all of them, the first, or each in the order in which they end. Or
 * await one task with a time limit, or behind a shield.
 */

enum { CO_RETURN_EXCEPTIONS = 1 };

/* Wait for all tasks. The first task that fails ends the gather at once, with its error and text;
 * the other tasks go on, and their errors count as seen. With CO_RETURN_EXCEPTIONS the gather waits
 * for every task, and returns 0. `results`, if not NULL, gets each task's result in the order of
 * the arguments. If the caller is cancelled, all tasks are cancelled. A task that is given twice
 * counts once. NULL in the array is an error as in co_await. Suspends: unless all tasks have ended,
 * or there are none. Handle: ends, for each task; the handle of a task that goes on ends with the
 * task. */
CO_ASYNC int co_gather(struct co_task *const *tasks, size_t count, int *results, int flags);
/* The same for coroutines, which become tasks in the order of the array. Suspends: if there are
 * any. */
CO_ASYNC int co_gather_coros(const struct co_coro *coros, size_t count, int *results, int flags);

/* A result and the text that came with it. */
struct co_outcome {
    int result;
    char text[CO_TEXT_MAX]; /* "" if none did */
};
/* The message about an outcome for a person: its text, or else the sentence of its error. Valid as
 * long as the outcome. */
const char *co_outcome_message(const struct co_outcome *outcome);
/* The same as co_gather and co_gather_coros, but with the texts of all results. Suspends, handle:
 * the same. */
CO_ASYNC int co_gather_outcomes(struct co_task *const *tasks, size_t count,
                                struct co_outcome *outcomes, int flags);
CO_ASYNC int co_gather_coros_outcomes(const struct co_coro *coros, size_t count,
                                      struct co_outcome *outcomes, int flags);

/* As a time limit: no limit. asyncio: None. */
#define CO_FOREVER (__builtin_inf())

enum co_return_when { CO_ALL_COMPLETED, CO_FIRST_COMPLETED, CO_FIRST_EXCEPTION };

/* Wait until the condition holds or `timeout` seconds have passed; returns the number of tasks that
 * are done. Reorders the array: the done tasks come first, and each part keeps its order. A task's
 * failure is not an error of this call, and no task is cancelled. Suspends: always; for two turns
 * if the condition holds already, as in asyncio. Handle: stays. -EINVAL: there are no tasks, or
 * there is no such condition. */
CO_ASYNC int co_wait(struct co_task **tasks, size_t count, double timeout,
                     enum co_return_when when);

/* Take the tasks one by one, in the order in which they end:
 *     struct co_as_completed next = CO_AS_COMPLETED(tasks, count);
 *     while ((rc = co_as_completed(&next, &task)) > 0) ...
 * 1: `task` has ended, and co_await gives its result. If another task awaits `task` as well, the
 * handle is valid until the next call. 0: there are no more. -ETIMEDOUT: the time limit has passed,
 * which counts from the first call and is for all tasks; nothing is cancelled. The array is not
 * used after the first call. A loop that ends early leaves its bookkeeping behind, until the task
 * ends, or begins another such loop with a struct at the same address. Several tasks may take from
 * one struct. When the task that made the first call has ended, a task that waits for the next one
 * at that moment goes on with the rest, and any other task gets -EBADF. Suspends: at the first call
 * always, for two turns if a task has ended before, as in asyncio; later unless a task has ended
 * meanwhile, or there are no more. Handle: stays. -ENOMEM. asyncio 3.13: async for task in
 * as_completed(tasks). */
struct co_as_completed {
    struct co_task **tasks;
    size_t count;
    double timeout;          /* seconds for all of them */
    struct co_number number; /* private from here */
    enum {
        CO_AS_COMPLETED_NEW,
        CO_AS_COMPLETED_BEGUN,
        CO_AS_COMPLETED_OVER,
        CO_AS_COMPLETED_TIMED_OUT
    } state;
};
#define CO_AS_COMPLETED(array, n)                                                                  \
    ((struct co_as_completed){ .tasks = (array), .count = (n), .timeout = CO_FOREVER })
CO_ASYNC int co_as_completed(struct co_as_completed *next, struct co_task **task);

/* Await the task for at most `timeout` seconds. After that time the task is cancelled, and the call
 * returns -ETIMEDOUT when the task has really ended. If the task then ends with a result or an
 * error of its own, the call returns that. Suspends: unless the task has ended. Handle: ends.
 * -ENOMEM. */
CO_ASYNC int co_wait_for(struct co_task *task, double timeout);

/* Await the task, but if the caller is cancelled, do not cancel the task: the task goes on,
 * detached. Suspends: unless the task has ended. Handle: ends. asyncio: await shield(task). */
CO_ASYNC int co_shield(struct co_task *task);

/*
 * ---- Timeout scope ------------------------------------------------------------------------------
 *
 * A time limit for a block of code. An all-zero scope is ready to use. The exit is __aexit__: it
 * takes the result of the body, and returns the result of the block.
 *     co_timeout_enter(&timeout, 2.0);
 *     int rc = body();
 *     rc = co_timeout_exit(&timeout, rc);
 */
struct co_timer {
    int64_t deadline, armed; /* nanoseconds */
    uint32_t slot;           /* in the timer queue, plus 1; 0: not armed */
    uint32_t task;           /* id of the task that armed it */
    void (*callback)(struct co_timer *timer);
};
struct co_timeout {
    struct co_timer timer;
    uint32_t linked; /* slot of the timer while it belongs to the task */
    struct co_task *task;
    uint32_t task_id;
    int cancelling; /* co_task_cancelling() of the task at entry */
    double when;
    enum {
        CO_TIMEOUT_CREATED,
        CO_TIMEOUT_ACTIVE,
        CO_TIMEOUT_EXPIRING,
        CO_TIMEOUT_EXPIRED,
        CO_TIMEOUT_FINISHED
    } state;
};

/* Cancel the calling task once, when `seconds` have passed (0 or less: in the next turn), unless
 * the task has left the scope or has ended. CO_FOREVER: never. -EPERM: there is no task, or the
 * scope was entered before. -ENOMEM. */
int co_timeout_enter(struct co_timeout *timeout, double seconds);
/* The same for a time on the loop's clock, see co_time(). asyncio: timeout_at(). */
int co_timeout_enter_at(struct co_timeout *timeout, double when);
/* Move the time limit to `seconds` from now; CO_FOREVER: no limit any more. (asyncio's takes a time
 * on the clock.) -EPERM: the scope is not entered, or has expired or been left. -ENOMEM: the scope
 * has no time limit now. */
int co_timeout_reschedule(struct co_timeout *timeout, double seconds);
/* The time on the loop's clock at which the limit passes; CO_FOREVER: never. */
double co_timeout_when(const struct co_timeout *timeout);
/* Leave the scope. Returns -ETIMEDOUT if the time limit has passed and `rc` is the -ECANCELED that
 * this scope caused; else returns `rc`. -EPERM: the scope is not entered, has been left before, or
 * was entered by another task; but an error in `rc` is returned even then. */
CO_CHECKED int co_timeout_exit(struct co_timeout *timeout, int rc);
bool co_timeout_expired(const struct co_timeout *timeout);

/*
 * ---- Task group ---------------------------------------------------------------------------------
 *
 * Tasks that end together. An all-zero group is ready to use, once. The exit is __aexit__: it takes
 * the result of the body, waits for all children, and returns the result of the block.
 *     co_task_group_enter(&group);
 *     co_task_group_create_task(&group, coroutine);
 *     int rc = body();
 *     rc = co_task_group_exit(&group, rc);
 * If a child fails, the group cancels the other children and the body.
 */
struct co_task_group {
    struct co_number number; /* private, all of it */
    bool cancelled;
};

/* Enter the group: the calling task becomes its parent. -EPERM: there is no task, or the group was
 * entered before. -ENOMEM. If the parent ends without leaving the group, or enters another group at
 * the same address, the children are cancelled. */
int co_task_group_enter(struct co_task_group *group);
/* Make a child, as co_create_task does. Any task may do so until the exit returns, also a child.
 * The handle is valid until the exit returns, or longer if it is kept. A group that makes children
 * without end should detach them: a detached child is freed when it ends. NULL: the group has not
 * been entered, is shutting down because of an error or a cancel, or is finished (co_text() has the
 * reason, and so does awaiting NULL); or there is no memory, which the exit reports, too. */
struct co_task *co_task_group_create_task(struct co_task_group *group, struct co_coro coro);
/* Make a child as co_create_eager_task does. */
struct co_task *co_task_group_create_eager_task(struct co_task_group *group, struct co_coro coro);
/* Wait for all children, even if the caller is cancelled meanwhile. If `rc` is an error, or the
 * caller is cancelled, the children are cancelled first. If a child or the body has failed, returns
 * the error of the child that failed first, or else the body's, with the text "unhandled errors in
 * a TaskGroup (2 sub-exceptions)", see co_task_group_next_error. Otherwise returns -ECANCELED if
 * the parent was cancelled from outside, and else `rc`. If a cancel from outside came together with
 * errors, the parent gets it at its next suspension. Suspends: unless all children have ended.
 * -EPERM: the group is not entered, has been left before, or was entered by another task. */
CO_ASYNC int co_task_group_exit(struct co_task_group *group, int rc);
/* Cancel the children and the body. This is not an error: co_task_group_exit() does not return
 * -ECANCELED for it. In a group that has not been entered, the cancel takes effect on entry; in a
 * finished group it has no effect. asyncio 3.15: TaskGroup.cancel(). */
int co_task_group_cancel(struct co_task_group *group);

/* After the exit, take the errors one by one, in the order in which the children failed; the body's
 * error is the last. Children that were cancelled are not listed. 1: *error is the next error. 0:
 * there are no more. -EPERM: the group has not been left. The errors are kept until they are taken,
 * a group is entered at the same address, or the parent ends. asyncio:
 * ExceptionGroup.exceptions. */
struct co_task_error {
    int code;
    char name[CO_NAME_MAX];    /* of the task that failed */
    char message[CO_TEXT_MAX]; /* the text that came with the code, else its sentence */
};
int co_task_group_next_error(struct co_task_group *group, struct co_task_error *error);

/*
 * ---- Async iteration ----------------------------------------------------------------------------
 *
 * An object that gives values one by one has a co_iterator as a member, usually the first.
 */
struct co_iterator {
    /* Give the next value. 1: the value is in *value. 0: there are no more. Or an error. May
     * suspend. Python: __anext__(). */
    int (*next)(struct co_iterator *self, intptr_t *value);
    /* Begin a loop over the object. NULL: nothing has to be done, and a loop goes on where the last
     * loop stopped. Python: __aiter__(). */
    void (*begin)(struct co_iterator *self);
};

/* Call this once, before a loop. */
void co_iterator_begin(struct co_iterator *iterator);
/* Get the next value: 1, 0 or an error, as from `next`. Suspends: if `next` does. -EINVAL: the
 * iterator has no `next`. Python: anext(iterator). */
CO_ASYNC int co_iterator_next(struct co_iterator *iterator, intptr_t *value);
/* The same, but at the end *value is `otherwise`, and the call returns 0. Suspends: if `next` does.
 * Python: anext(iterator, default). */
CO_ASYNC int co_iterator_next_or(struct co_iterator *iterator, intptr_t *value, intptr_t otherwise);

/*
 * ---- Async generators ---------------------------------------------------------------------------
 *
 * A generator is a coroutine that gives values one by one. It runs within the task that asks for
 * the next value, on a stack of its own, so awaiting in the generator suspends that task. Its
 * arguments are copied at the first request. When the run ends, generators that are still open are
 * closed, after the tasks that were left, the oldest first. An error of such a cleanup is reported
 * as an error that no task has seen.
 */
struct co_generator {
    struct co_coro coro;
    struct co_iterator iterator;      /* see co_generator_iterator() */
    struct co_generator_state *state; /* private from here */
    uint64_t loop;
    uintptr_t id;
    bool ended;
};

/* Run the generator to its next yield. 1: the value is in *value. 0: the generator has ended. Or
 * the error with which it ended. Suspends: if the generator does. -ENOMEM. -EPERM: the generator is
 * running already. -EBADF: the generator belongs to another loop, or to a run that has ended.
 * asyncio: anext(). */
CO_ASYNC int co_generator_next(struct co_generator *generator, intptr_t *value);
/* End the generator early: its pending co_yield returns -ECANCELED, and it may clean up. Returns 0
 * or the error of the cleanup. Does nothing if the generator or its run has ended. Suspends: if the
 * cleanup does. -EPERM: the generator yielded once more, or is running. asyncio: aclose(). */
CO_ASYNC int co_generator_close(struct co_generator *generator);
/* Drop the generator: no task will ask it again. A task of the loop closes it, at the latest at the
 * end of the run. Use this where the caller cannot wait for co_generator_close(), and in other
 * threads. -EPERM: the generator is running, or its loop has ended. -ENOMEM. asyncio: the
 * collection of a generator as garbage. */
int co_generator_drop(struct co_generator *generator);
/* In a generator, give a value to the task that asked. Suspends: the generator always, until a task
 * asks again; the task does not suspend. -ECANCELED: the generator is being closed. -EPERM: the
 * caller is not a generator, or the generator has entered a timeout scope or a task group, which
 * would cancel the task that asks. */
CO_ASYNC int co_yield(intptr_t value);
/* The generator as an iterator. Valid as long as the generator. */
struct co_iterator *co_generator_iterator(struct co_generator *generator);

/*
 * ---- Context variables --------------------------------------------------------------------------
 *
 * A variable whose value belongs to the task that set it. A task begins with the values that its
 * creator has at that moment; a callback with the values of the place where it was registered; a
 * function in a thread with the values of its caller. Values that they set afterwards are theirs
 * alone. Python: contextvars.
 */
struct co_context_var {
    const char *name;
    intptr_t default_value; /* the value where no task has set one */
    uint32_t number;        /* private */
};
#define CO_CONTEXT_VAR(name, value) ((struct co_context_var){ name, value, 0 })

/* The value of a variable before it was set. */
struct co_context_token {
    int result; /* 0; or -ENOMEM, -EPERM: nothing was set */
    bool was_set;
    struct co_context_var *var;
    intptr_t old_value;
    uint64_t context;
};

/* The value of the variable; outside of a loop, its default. Python: ContextVar.get(). */
intptr_t co_context_var_get(const struct co_context_var *var);
/* Set the variable. If the value is a pointer, the caller still owns its target. The token may be
 * dropped. -EPERM: there is no loop. Python: ContextVar.set(). */
struct co_context_token co_context_var_set(struct co_context_var *var, intptr_t value);
/* Set the variable back to its value before the token. -EINVAL: the token belongs to another
 * context. -EPERM: the token has been used. -ENOMEM. Python: ContextVar.reset(). */
int co_context_var_reset(struct co_context_token *token);

/* Make a context with the present values; the cost does not depend on their number. The caller must
 * release a context as often as it was copied, kept or returned to the caller. co_context_release
 * accepts NULL. NULL: there is no memory. Python: copy_context(). */
struct co_context *co_context_copy(void);
struct co_context *co_context_keep(struct co_context *context);
void co_context_release(struct co_context *context);
/* The value of a variable in the context. Python: context[var]. */
intptr_t co_context_value(const struct co_context *context, const struct co_context_var *var);
/* Call the function in the context, and return its result. Values that the function sets stay in
 * the context. -EPERM: the caller is in this context already, or there is no loop. Python:
 * Context.run(). */
int co_context_run(struct co_context *context, co_callback *callback, void *argument);

/* Make a task that runs in the context itself, not in a copy. NULL: in a copy of its creator's
 * context. asyncio: create_task(coro, context=context). */
struct co_task *co_create_task_in(struct co_coro coro, struct co_context *context);
/* The same for a child of a task group, see co_task_group_create_task. */
struct co_task *co_task_group_create_task_in(struct co_task_group *group, struct co_coro coro,
                                             struct co_context *context);
/* The task's context, kept for the caller, which must release it. Handle: stays. NULL: there is no
 * memory. asyncio: Task.get_context(). */
struct co_context *co_task_context(struct co_task *task);

/*
 * ---- Threads ------------------------------------------------------------------------------------
 *
 * Blocking functions run in a pool of at most CO_POOL_THREADS threads of the loop. A pool thread
 * blocks the signals that the loop's thread blocks when the pool thread is made. On the virtual
 * clock the functions run one at a time, in canonical order, and time stands still while one runs.
 */
enum { CO_POOL_THREADS = 32 };

/* Threads for the caller's own jobs. Python: ThreadPoolExecutor. */
struct co_executor {
    uint32_t max_workers; /* most threads at a time, 1 to CO_POOL_THREADS; 0: CO_POOL_THREADS */
    bool is_shut;         /* private from here */
    struct executor *state;
    uint64_t loop;
};
#define CO_EXECUTOR(threads) ((struct co_executor){ .max_workers = (threads) })

/* Queue the function for a thread of the executor; NULL: for a thread of the loop. Returns a
 * future, which ends with the function's result and text. If the future is cancelled before the
 * function begins, the function never runs; a function that runs goes on, and its result is
 * dropped. NULL: there is no memory or no thread; co_text() has the reason. asyncio:
 * loop.run_in_executor(), without the await. */
struct co_task *co_run_in_executor(struct co_executor *executor, struct co_coro function);

/* Run the function in a thread of the loop and wait for its result. Suspends: always, unless no
 * thread can be made. asyncio: to_thread(). */
CO_ASYNC int co_to_thread(struct co_coro function);

/* Shut the executor down: from now on co_run_in_executor returns NULL, with -EPERM. Functions that
 * were queued before still run. With `wait`, the call blocks the loop until they have ended, as in
 * Python. -EDEADLK: they would never end. An executor that is not shut down is shut down at the end
 * of the run. Python: Executor.shutdown(). */
int co_executor_shutdown(struct co_executor *executor, bool wait);
/* Make the executor the one that co_run_in_executor(NULL, ...) uses; NULL: the loop's own again.
 * The struct must stay at its address. -EPERM: there is no loop. asyncio:
 * loop.set_default_executor(). */
int co_set_default_executor(struct co_executor *executor);
/* Shut the default executor down, and wait until its functions have ended. Suspends: unless the
 * executor has never run a function. -ETIMEDOUT: after `timeout` seconds functions still run; they
 * go on, and a report says so. asyncio: loop.shutdown_default_executor(). */
CO_ASYNC int co_shutdown_default_executor(double timeout);

/* A thread that runs one function. On the virtual clock it takes turns like the threads of an
 * executor. An all-zero thread is ready to start. At its end the run waits for the threads that are
 * left. Python: threading.Thread. */
struct co_thread {
    struct co_loop *loop; /* private */
    struct co_concurrent_future *end;
};
/* -EALREADY: the thread was started before. -EPERM: there is no loop here. -EAGAIN, -ENOMEM. */
int co_thread_start(struct co_thread *thread, struct co_coro function);
/* Wait until the thread has ended. If the loop's thread calls this, the loop is blocked, as in
 * Python: time then moves for threads only, and -EDEADLK says that the thread itself waits for the
 * loop. A task that wants to wait calls co_to_thread() with a function that joins. -EPERM: the
 * thread was not started. */
int co_thread_join(struct co_thread *thread);
bool co_thread_is_alive(const struct co_thread *thread);

/*
 * Other threads, and jobs of an executor, may call the following functions for a loop. If the loop
 * has ended, they return -EPERM, "Event loop is closed", and touch nothing of it.
 */

/* Call `callback` in the loop, as co_call_soon() does. -ENOMEM. asyncio:
 * loop.call_soon_threadsafe(). */
int co_call_soon_threadsafe(struct co_loop *loop, co_callback *callback, void *argument);

/* Run the coroutine as a task of the loop. Returns a future for threads, which the caller must
 * release. NULL: the call was refused. NULL counts as a future that has ended, and
 * co_concurrent_future_result(NULL) returns the reason. asyncio: run_coroutine_threadsafe(). */
struct co_concurrent_future;
struct co_concurrent_future *co_run_coroutine_threadsafe(struct co_coro coro, struct co_loop *loop);
/* Block until the future has ended, at most `timeout` seconds of the loop's time (CO_FOREVER: no
 * limit), and return its result and text. -ETIMEDOUT: the time has passed; the task goes on.
 * -ECANCELED: the future was cancelled, or its loop has ended. -EDEADLK: the wait would never end,
 * as in the thread of the loop that has to complete the future. Python: Future.result(timeout). */
int co_concurrent_future_result(struct co_concurrent_future *future, double timeout);
/* The text that came with the result, for threads without co_text(); "" if none did. */
const char *co_concurrent_future_text(const struct co_concurrent_future *future);
/* End the future with -ECANCELED, and cancel its task. A task that was not made yet is never made.
 * False: the future has ended already. */
bool co_concurrent_future_cancel(struct co_concurrent_future *future);
bool co_concurrent_future_done(const struct co_concurrent_future *future);
/* Release the future; its task goes on. Any thread may call this. NULL is allowed. */
void co_concurrent_future_release(struct co_concurrent_future *future);

/* Sleep in a pool thread, in the loop's time. In the loop's thread this blocks the loop, as
 * time.sleep() does: no other task runs meanwhile. On the virtual clock the sleep costs no real
 * time; on the paced clock it takes as long as it is shown. -EINTR (KeyboardInterrupt):
 * co_interrupt was called; a sleep that takes real time and blocks the loop ends within a tenth of
 * a second. -EDEADLK: on a clock that jumps, the sleep would never end. Python: time.sleep(). */
int co_blocking_sleep(double seconds);

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

/*
 * ---- Looking at a run ---------------------------------------------------------------------------
 *
 * A loop may have one observer, given in the options, which gets the following events. Without an
 * observer they cost nothing.
 */
enum co_cause_kind {
    CO_CAUSE_START,   /* task `by` made the task, after its line `by_line` */
    CO_CAUSE_TIMER,   /* a timer of the task, of `delay`, was due at `time` */
    CO_CAUSE_TASK,    /* task `by` woke it after its line `by_line`, as wake `ordinal` since then */
    CO_CAUSE_THREAD,  /* job `by` of a pool thread ended, after its line `by_line` */
    CO_CAUSE_LOOP,    /* a callback, a signal, the end of the run */
    CO_CAUSE_OUTSIDE, /* a descriptor became ready; the wait for it began `delay` ago */
};

/* Why a task runs. Every line that the task logs until it suspends again has this cause. */
struct co_cause {
    enum co_cause_kind kind;
    uint32_t by, by_line, ordinal;
    int64_t delay; /* nanoseconds */
    int64_t time;  /* when it happened or was due; nanoseconds */
};

enum co_trace_kind {
    CO_TRACE_CREATED, /* `task` was made; the observer may name it */
    CO_TRACE_WAITING, /* the task suspends, to wait for `resource`; NULL: a timer or a bare yield */
    CO_TRACE_WOKEN,   /* the task may run again; co_task_cause(task) says why */
    CO_TRACE_ENDED,   /* the task ended with `result` */
    CO_TRACE_DEADLOCK, /* nothing can ever run again, and `result` is -EDEADLK; or `result` is 0,
                        * and co_report_deadlock() asks. The tasks still exist */
    CO_TRACE_LIVELOCK, /* tasks run again and again, but time does not move; they still exist */
};

struct co_trace {
    enum co_trace_kind kind;
    struct co_task *task; /* NULL for the last two */
    int64_t time;
    const struct co_place *place;
    const struct co_resource *resource;
    int result;
};

/* Handle: stays, here and in all calls of this section. */
const struct co_cause *co_task_cause(const struct co_task *task);
/* Why a callback runs, if a timer or something from outside called it; NULL otherwise, and where a
 * task runs. */
const struct co_cause *co_callback_cause(void);
/* Count a line that the running task (or pool job) logs, so that causes can refer to it. Returns
 * the number of the line, from 1. */
uint32_t co_task_count_line(void);
uint32_t co_task_creator(const struct co_task *task); /* id; 0: the loop */
/* Is the task a function that a thread runs? */
bool co_task_is_job(const struct co_task *task);

/* The place of the last call of this vocabulary by the running code; never NULL. */
const struct co_place *co_place(void);

/* Pending tasks in order of creation: writes up to `count` of them, returns their number. */
size_t co_tasks(struct co_task **tasks, size_t count);
/* The place where the task is suspended or was created; never NULL. */
const struct co_place *co_task_place(const struct co_task *task);
/* The resource that the task waits for; NULL if the task is ready, asleep or yielded. Its kind is
 * CO_GONE if its memory was overwritten. */
const struct co_resource *co_task_resource(const struct co_task *task);
/* The tasks whose end the task waits for (in await, gather, wait and the like): writes up to
 * `count` of them, returns their number. */
size_t co_task_awaited(const struct co_task *task, struct co_task **tasks, size_t count);
/* The holders of the resource: writes up to `count` of them, returns how many are known. */
size_t co_resource_holders(const struct co_resource *resource, struct co_touch *holders,
                           size_t count);
/* Send the observer CO_TRACE_DEADLOCK now, for a report on which task waits for what; the run goes
 * on. This is for a loop that waits for others in place of ending with -EDEADLK. Without an
 * observer it does nothing. -EPERM: there is no loop, or the caller is a job of the pool. */
int co_report_deadlock(void);
/* How often the task was made ready, in a loop with an observer; for the livelock report. */
uint32_t co_task_steps(const struct co_task *task);

/* If the address of a fault lies in a guard page: the task whose stack overflowed; else NULL.
 * Signal handlers may call this. */
struct co_task *co_stack_overflow(const void *address);
/* If the address of a fault lies in the stack of an ended task, which debug mode seals: the name of
 * that task; else NULL. Signal handlers may call this. */
const char *co_stack_ended(const void *address);
/* The size of the task's stack in bytes; 0: the task is a future. */
size_t co_task_stack_size(const struct co_task *task);

/* Test hook: let the n-th allocation from now on fail, and with `every` all allocations after it; 0
 * switches this off. */
void co_fail_allocation(uint64_t n, bool every);
/* The number of allocations since that call, at most n. */
uint64_t co_allocations(void);

/*
 * ---- Places -------------------------------------------------------------------------------------
 *
 * The calls that wait, wake or make tasks note their place in the source, for reports and pictures:
 * a macro of the same name stores the address of a constant and calls the function.
 */
extern _Thread_local const struct co_place *co_place_now;

#define CO_PLACE(text)                                                                             \
    __extension__({                                                                                \
        static const struct co_place place_ = { __FILE__, __LINE__, __func__, text };              \
        &place_;                                                                                   \
    })
#define CO_AT(function, text, ...)                                                                 \
    (co_note_place(CO_PLACE(#function "(" text ")")), function(__VA_ARGS__))

/* This is a function, because a compiler warns about two assignments in one initializer list, {
 * co_create_task(a), co_create_task(b) }. */
static inline void co_note_place(const struct co_place *place)
{
    co_place_now = place;
}

/* A call such as co_await(co_create_task(coro)) takes the result of another call. So it must note
 * its place after that call has noted its own. */
CO_ASYNC static inline int co_await_at(const struct co_place *place, struct co_task *task)
{
    co_note_place(place);
    return co_await(task);
}

CO_ASYNC static inline int co_wait_for_at(const struct co_place *place, struct co_task *task,
                                          double timeout)
{
    co_note_place(place);
    return co_wait_for(task, timeout);
}

CO_ASYNC static inline int co_shield_at(const struct co_place *place, struct co_task *task)
{
    co_note_place(place);
    return co_shield(task);
}

CO_ASYNC static inline int co_gather_at(const struct co_place *place, struct co_task *const *tasks,
                                        size_t count, int *results, int flags)
{
    co_note_place(place);
    return co_gather(tasks, count, results, flags);
}

CO_ASYNC static inline int co_gather_outcomes_at(const struct co_place *place,
                                                 struct co_task *const *tasks, size_t count,
                                                 struct co_outcome *outcomes, int flags)
{
    co_note_place(place);
    return co_gather_outcomes(tasks, count, outcomes, flags);
}

#ifndef CO_WITHOUT_PLACES
#define co_create_task(...) CO_AT(co_create_task, #__VA_ARGS__, __VA_ARGS__)
#define co_create_eager_task(...) CO_AT(co_create_eager_task, #__VA_ARGS__, __VA_ARGS__)
#define co_future_create(...) CO_AT(co_future_create, #__VA_ARGS__, __VA_ARGS__)
#define co_future_set_result(...) CO_AT(co_future_set_result, #__VA_ARGS__, __VA_ARGS__)
#define co_await(...) co_await_at(CO_PLACE("co_await(" #__VA_ARGS__ ")"), __VA_ARGS__)
#define co_task_cancel(...) CO_AT(co_task_cancel, #__VA_ARGS__, __VA_ARGS__)
#define co_task_cancel_because(...) CO_AT(co_task_cancel_because, #__VA_ARGS__, __VA_ARGS__)
#define co_task_add_done_callback(...) CO_AT(co_task_add_done_callback, #__VA_ARGS__, __VA_ARGS__)
#define co_task_add_done_callback_in(...)                                                          \
    CO_AT(co_task_add_done_callback_in, #__VA_ARGS__, __VA_ARGS__)
#define co_sleep(...) CO_AT(co_sleep, #__VA_ARGS__, __VA_ARGS__)
#define co_call_soon(...) CO_AT(co_call_soon, #__VA_ARGS__, __VA_ARGS__)
#define co_call_soon_in(...) CO_AT(co_call_soon_in, #__VA_ARGS__, __VA_ARGS__)
#define co_call_later(...) CO_AT(co_call_later, #__VA_ARGS__, __VA_ARGS__)
#define co_call_at(...) CO_AT(co_call_at, #__VA_ARGS__, __VA_ARGS__)
#define co_add_signal_handler(...) CO_AT(co_add_signal_handler, #__VA_ARGS__, __VA_ARGS__)
#define co_lock_acquire(...) CO_AT(co_lock_acquire, #__VA_ARGS__, __VA_ARGS__)
#define co_lock_release(...) CO_AT(co_lock_release, #__VA_ARGS__, __VA_ARGS__)
#define co_semaphore_acquire(...) CO_AT(co_semaphore_acquire, #__VA_ARGS__, __VA_ARGS__)
#define co_semaphore_release(...) CO_AT(co_semaphore_release, #__VA_ARGS__, __VA_ARGS__)
#define co_event_wait(...) CO_AT(co_event_wait, #__VA_ARGS__, __VA_ARGS__)
#define co_event_set(...) CO_AT(co_event_set, #__VA_ARGS__, __VA_ARGS__)
#define co_condition_acquire(...) CO_AT(co_condition_acquire, #__VA_ARGS__, __VA_ARGS__)
#define co_condition_release(...) CO_AT(co_condition_release, #__VA_ARGS__, __VA_ARGS__)
#define co_condition_wait(...) CO_AT(co_condition_wait, #__VA_ARGS__, __VA_ARGS__)
#define co_condition_wait_for(...) CO_AT(co_condition_wait_for, #__VA_ARGS__, __VA_ARGS__)
#define co_condition_notify(...) CO_AT(co_condition_notify, #__VA_ARGS__, __VA_ARGS__)
#define co_condition_notify_all(...) CO_AT(co_condition_notify_all, #__VA_ARGS__, __VA_ARGS__)
#define co_barrier_wait(...) CO_AT(co_barrier_wait, #__VA_ARGS__, __VA_ARGS__)
#define co_barrier_reset(...) CO_AT(co_barrier_reset, #__VA_ARGS__, __VA_ARGS__)
#define co_barrier_abort(...) CO_AT(co_barrier_abort, #__VA_ARGS__, __VA_ARGS__)
#define co_queue_put(...) CO_AT(co_queue_put, #__VA_ARGS__, __VA_ARGS__)
#define co_queue_get(...) CO_AT(co_queue_get, #__VA_ARGS__, __VA_ARGS__)
#define co_queue_put_nowait(...) CO_AT(co_queue_put_nowait, #__VA_ARGS__, __VA_ARGS__)
#define co_queue_get_nowait(...) CO_AT(co_queue_get_nowait, #__VA_ARGS__, __VA_ARGS__)
#define co_queue_task_done(...) CO_AT(co_queue_task_done, #__VA_ARGS__, __VA_ARGS__)
#define co_queue_join(...) CO_AT(co_queue_join, #__VA_ARGS__, __VA_ARGS__)
#define co_queue_shutdown(...) CO_AT(co_queue_shutdown, #__VA_ARGS__, __VA_ARGS__)
#define co_gather(...) co_gather_at(CO_PLACE("co_gather(" #__VA_ARGS__ ")"), __VA_ARGS__)
#define co_gather_coros(...) CO_AT(co_gather_coros, #__VA_ARGS__, __VA_ARGS__)
#define co_gather_outcomes(...)                                                                    \
    co_gather_outcomes_at(CO_PLACE("co_gather_outcomes(" #__VA_ARGS__ ")"), __VA_ARGS__)
#define co_gather_coros_outcomes(...) CO_AT(co_gather_coros_outcomes, #__VA_ARGS__, __VA_ARGS__)
#define co_wait(...) CO_AT(co_wait, #__VA_ARGS__, __VA_ARGS__)
#define co_as_completed(...) CO_AT(co_as_completed, #__VA_ARGS__, __VA_ARGS__)
#define co_wait_for(...) co_wait_for_at(CO_PLACE("co_wait_for(" #__VA_ARGS__ ")"), __VA_ARGS__)
#define co_shield(...) co_shield_at(CO_PLACE("co_shield(" #__VA_ARGS__ ")"), __VA_ARGS__)
#define co_timeout_enter(...) CO_AT(co_timeout_enter, #__VA_ARGS__, __VA_ARGS__)
#define co_timeout_enter_at(...) CO_AT(co_timeout_enter_at, #__VA_ARGS__, __VA_ARGS__)
#define co_timeout_reschedule(...) CO_AT(co_timeout_reschedule, #__VA_ARGS__, __VA_ARGS__)
#define co_timeout_exit(...) CO_AT(co_timeout_exit, #__VA_ARGS__, __VA_ARGS__)
#define co_task_group_create_task(...) CO_AT(co_task_group_create_task, #__VA_ARGS__, __VA_ARGS__)
#define co_task_group_create_eager_task(...)                                                       \
    CO_AT(co_task_group_create_eager_task, #__VA_ARGS__, __VA_ARGS__)
#define co_task_group_exit(...) CO_AT(co_task_group_exit, #__VA_ARGS__, __VA_ARGS__)
#define co_task_group_cancel(...) CO_AT(co_task_group_cancel, #__VA_ARGS__, __VA_ARGS__)
#define co_iterator_next(...) CO_AT(co_iterator_next, #__VA_ARGS__, __VA_ARGS__)
#define co_iterator_next_or(...) CO_AT(co_iterator_next_or, #__VA_ARGS__, __VA_ARGS__)
#define co_generator_next(...) CO_AT(co_generator_next, #__VA_ARGS__, __VA_ARGS__)
#define co_generator_close(...) CO_AT(co_generator_close, #__VA_ARGS__, __VA_ARGS__)
#define co_generator_drop(...) CO_AT(co_generator_drop, #__VA_ARGS__, __VA_ARGS__)
#define co_yield(...) CO_AT(co_yield, #__VA_ARGS__, __VA_ARGS__)
#define co_create_task_in(...) CO_AT(co_create_task_in, #__VA_ARGS__, __VA_ARGS__)
#define co_task_group_create_task_in(...)                                                          \
    CO_AT(co_task_group_create_task_in, #__VA_ARGS__, __VA_ARGS__)
#define co_run_in_executor(...) CO_AT(co_run_in_executor, #__VA_ARGS__, __VA_ARGS__)
#define co_to_thread(...) CO_AT(co_to_thread, #__VA_ARGS__, __VA_ARGS__)
#define co_executor_shutdown(...) CO_AT(co_executor_shutdown, #__VA_ARGS__, __VA_ARGS__)
#define co_shutdown_default_executor(...)                                                          \
    CO_AT(co_shutdown_default_executor, #__VA_ARGS__, __VA_ARGS__)
#define co_thread_start(...) CO_AT(co_thread_start, #__VA_ARGS__, __VA_ARGS__)
#define co_thread_join(...) CO_AT(co_thread_join, #__VA_ARGS__, __VA_ARGS__)
#define co_call_soon_threadsafe(...) CO_AT(co_call_soon_threadsafe, #__VA_ARGS__, __VA_ARGS__)
#define co_run_coroutine_threadsafe(...)                                                           \
    CO_AT(co_run_coroutine_threadsafe, #__VA_ARGS__, __VA_ARGS__)
#define co_concurrent_future_result(...)                                                           \
    CO_AT(co_concurrent_future_result, #__VA_ARGS__, __VA_ARGS__)
#define co_concurrent_future_cancel(...)                                                           \
    CO_AT(co_concurrent_future_cancel, #__VA_ARGS__, __VA_ARGS__)
#define co_wait_readable(...) CO_AT(co_wait_readable, #__VA_ARGS__, __VA_ARGS__)
#define co_wait_writable(...) CO_AT(co_wait_writable, #__VA_ARGS__, __VA_ARGS__)
#define co_add_reader(...) CO_AT(co_add_reader, #__VA_ARGS__, __VA_ARGS__)
#define co_add_writer(...) CO_AT(co_add_writer, #__VA_ARGS__, __VA_ARGS__)
#define co_blocking_sleep(...) CO_AT(co_blocking_sleep, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

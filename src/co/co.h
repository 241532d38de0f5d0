/*
 * co: asyncio's vocabulary in C, on libev.
 *
 * True everywhere in this header:
 *
 *   Names     co_ and asyncio's own noun and verb. A contract names its asyncio counterpart where
 *             the names differ.
 *   Results   0 or a useful non-negative number; -errno on failure. -ECANCELED is CancelledError,
 *             -ETIMEDOUT is TimeoutError; CO_ERRORS lists them all. A text may go with a result or
 *             an error, see co_text().
 *   CO_ASYNC  The function may suspend the calling task, and its result must be used. Then it may
 *             also fail with -ECANCELED, and with -EPERM where there is no task to suspend; neither
 *             is repeated in each contract. Functions without the mark never suspend.
 *   Suspends: when a CO_ASYNC function lets other tasks run before it returns. After "always" it
 *             has done so whenever it succeeds; after "if ..." or "unless ..." it may return at
 *             once, so that a loop around it alone lets no other task run and delivers no cancel.
 *   Handle:   what becomes of the handle of a task that is given to the call. "stays": as it was.
 *             "ends": it is dead when the call returns, unless it was kept, see co_task_keep(). In
 *             debug mode a call with a dead handle is reported, and does nothing; the address
 *             sanitizer ends the program. Both notice it as long as the memory is not another
 *             task's, see CO_ENDED_TASKS_KEPT. Elsewhere anything may come of it.
 *   Time      Relative seconds as double. Infinity (CO_FOREVER), and more than the clock can hold
 *             (292 years), means never: on a clock that jumps it is a deadlock if all else waits as
 *             well. What is not a number is -EINVAL in each call that takes a time, which is not
 *             repeated in each contract. Inside, absolute nanoseconds as int64_t.
 *   Order     Tasks and callbacks run in asyncio's order (CPython 3.13), to the turn: a turn runs
 *             what is ready when it begins; what becomes ready meanwhile runs in the next turn. Four
 *             rules differ on purpose. A cancelled waiter leaves a lock's list at once, so that the
 *             next release wakes the waiter behind it. A cancelled waiter of a condition passes a
 *             notification on only if it had been given one. A task group cancels its children in
 *             the order of their creation, where asyncio has a set's order. Timers of the same
 *             deadline fire in the order of arming, where asyncio has a heap's order.
 *   Memory    Locks, events, queues ... are structs that the caller owns; all-zero is ready to use,
 *             nothing is to be destroyed. Coroutine arguments are copied. Strings and pointers are
 *             borrowed for the call, unless said.
 *   Threads   A loop and all that belongs to it is used from the one thread that runs it. What
 *             another thread may call says so.
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

/* Where in the source something happened. Every call of this vocabulary notes its place, see the
 * end of the header. */
struct co_place {
    const char *file;
    int line;
    const char *function;
    const char *call; /* the call as written */
};

/*
 * ---- Errors -------------------------------------------------------------------------------------
 *
 * One list: code, asyncio's (or Python's) name for it, a sentence. An error code that is not listed
 * is an OSError.
 */
#define CO_ERRORS(X)                                                                               \
    X(ECANCELED, "CancelledError", "the task was cancelled")                                       \
    X(ETIMEDOUT, "TimeoutError", "the time allowed for it was over")                               \
    X(EDEADLK, "RuntimeError", "it would wait for ever")                                           \
    X(EINVAL, "ValueError", "a value is not allowed here")                                         \
    X(EPERM, "RuntimeError", "it cannot be done in this state")                                    \
    X(EALREADY, "RuntimeError", "it has been done already")                                        \
    X(EBADF, "InvalidStateError", "the object has ended or was never begun")                       \
    X(ENODATA, "QueueEmpty", "the queue is empty")                                                 \
    X(ENOSPC, "QueueFull", "the queue is full")                                                    \
    X(ENOMEM, "MemoryError", "there is no memory left")                                            \
    X(EAGAIN, "RuntimeError", "the system has no thread left")                                     \
    X(EMFILE, "OSError", "the process has no descriptor left")                                     \
    X(ENOSYS, "ImportError", "a library that it needs is missing")                                 \
    X(ELOOP, "RuntimeError", "the program turns without time moving")                              \
    X(EINTR, "KeyboardInterrupt", "the run was interrupted")                                       \
    X(ECONNREFUSED, "ConnectionRefusedError", "nobody answers there")                              \
    X(ECONNRESET, "ConnectionError", "the connection broke")                                       \
    X(ENOTRECOVERABLE, "BrokenBarrierError", "the barrier is broken")                              \
    X(ESHUTDOWN, "QueueShutDown", "the queue is shut down")                                        \
    X(EPIPE, "BrokenPipeError", "the other end does not read any more")                            \
    X(EADDRINUSE, "OSError", "the address is taken")                                               \
    X(ENXIO, "gaierror", "there is no host of that name")                                          \
    X(ENOMSG, "IncompleteReadError", "the end came before all was read")                           \
    X(EMSGSIZE, "LimitOverrunError", "it is longer than is allowed")                               \
    X(EPROTO, "ProtocolError", "the other side breaks the protocol")                               \
    X(EBADMSG, "JSONDecodeError", "it is no JSON")                                                 \
    X(EPROTOTYPE, "ContentTypeError", "it is of another type")                                     \
    X(ENOENT, "FileNotFoundError", "there is no such file")                                        \
    X(EACCES, "PermissionError", "it is not permitted")                                            \
    X(ESRCH, "ProcessLookupError", "there is no such process")                                     \
    X(EIO, "OSError", "input or output failed")

/* asyncio's name for a (negative or positive) error code. Never NULL. */
const char *co_error_name(int code);
/* A sentence that says what the code means. Never NULL. */
const char *co_error_sentence(int code);

/* What is too long for its place is cut before a character of UTF-8, not within the character:
 * names and texts here, and whatever is written with these. Bytes that are no UTF-8 pass unharmed,
 * but for at most three at a cut. As snprintf(). */
int co_format(char *text, size_t size, const char *format, ...) CO_PRINTF(3, 4);
int co_format_arguments(char *text, size_t size, const char *format, va_list arguments)
    CO_PRINTF(3, 0);
/* How many bytes of the text fit in `most`, for "%.*s". */
size_t co_cut(const char *text, size_t most);

/* Attach a text to an error and hand the code back: `return co_raise(-EINVAL, "bad %d", n);`. Text
 * longer than CO_TEXT_MAX - 1 bytes is cut short. Also for functions that run in a pool thread. */
enum { CO_TEXT_MAX = 128 };
int co_raise(int code, const char *format, ...) CO_PRINTF(2, 3);
/* The same for a result that is a text: returns 0. `return co_return_text("Data from %s",
 * name);` */
int co_return_text(const char *format, ...) CO_PRINTF(1, 2);
/* The text that came with what the calling task raised, returned or awaited last; "" if none did.
 * Valid until the task's next call of this vocabulary. */
const char *co_text(void);
/* What to tell a person about `code`: the text that came with it, else its sentence. Same lifetime
 * as co_text(). */
const char *co_error_message(int code);

/*
 * ---- Coroutines and tasks -----------------------------------------------------------------------
 *
 * A coroutine is a function and its arguments, made but not started. A task runs one on a stack of
 * its own. A future is a task without a coroutine, completed from outside; whatever takes a task
 * takes a future.
 *
 * NULL as a task stands for one that could not be made: it has ended, with the reason.
 */
struct co_task;

struct co_coro {
    int (*run)(void *arguments); /* returns the task's result */
    const void *arguments;       /* copied when the task is made */
    size_t size;                 /* bytes of arguments, at most CO_ARGUMENTS_MAX */
    const char *name;            /* static */
    size_t stack_size;           /* bytes, rounded up to a size class; 0: the loop's default */
};
enum { CO_ARGUMENTS_MAX = 1024 };

/*
 * What a task shares with others has to outlive all of them. A local of a function does not, if the
 * function may return before the tasks have ended that were given its address: by an error of any
 * call in between, too. What does outlive them:
 *
 *   - static data;
 *   - memory from malloc(), freed when the last task has ended;
 *   - a local of a function that makes the tasks in a task group, whose exit it awaits on every way
 *     out.
 *
 * To use the stack of a task that has ended works by chance, until another task has that stack. So
 * debug mode and builds with the address sanitizer do not give the memory of the last
 * CO_ENDED_TASKS_KEPT tasks and generators that ended to others, nor that of the last main, until
 * the loop ends. Their stacks are sealed. In debug mode it is a fault (SIGSEGV) to touch such a
 * stack, and co_stack_ended() tells a signal handler which task it was; the sanitizer reports it.
 * A sealed stack costs a page of memory, and debug mode takes up to a page off each stack.
 */
enum { CO_ENDED_TASKS_KEPT = 1024 };

/* Make a task that first runs in the next turn of the loop, never at once. The loop owns it while
 * it is pending, so a task that nobody refers to goes on. The handle stays valid until the task is
 * awaited (by co_await, co_gather or co_wait_for), or detached, or the loop ends. NULL if there is
 * no memory; awaiting NULL reports that. */
struct co_task *co_task_create(int (*run)(void *arguments), const void *arguments, size_t size,
                               const char *name, size_t stack_size);
/* (Inline, so that a coroutine made in the call goes in registers.) */
static inline struct co_task *co_create_task(struct co_coro coro)
{
    return co_task_create(coro.run, coro.arguments, coro.size, coro.name, coro.stack_size);
}

/* The same, but the task runs at once, until it suspends for the first time: it may have ended when
 * this returns. Meanwhile it is the running task. Between two runs of a loop it waits for the next.
 * Such tasks run in another order than the program says, so this is for work that seldom has to
 * wait. asyncio: create_task() of a loop with eager_task_factory. */
struct co_task *co_create_eager_task(struct co_coro coro);

/* Run the coroutine in the task that calls, without a task of its own. The arguments are copied, so
 * the same coroutine can be called again. Returns what the function returns. Suspends: if the
 * function does. -EINVAL: the arguments have more than CO_ARGUMENTS_MAX bytes. asyncio: await coroutine. */
CO_ASYNC int co_call(struct co_coro coro);

/* A future: await it like a task. Complete it with co_future_set_result (value < 0: an error),
 * which is -EBADF if it has ended already, -EPERM where its loop does not run. Handle: stays. NULL
 * if there is no memory. asyncio: loop.create_future(), Future.set_result/set_exception. */
struct co_task *co_future_create(const char *name);
int co_future_set_result(struct co_task *future, int result);

/* Wait for the task's end; its result or error and its text become the caller's. Cancelling the
 * caller cancels the task, and the caller goes on when it has really ended. Suspends: unless the
 * task has ended. Handle: ends, with the last of the tasks that await it. -EINVAL: the task is the
 * caller itself, or another loop's. NULL: the reason why the task could not be made, such as
 * -ENOMEM; -EINVAL if there was none. asyncio: await task. */
CO_ASYNC int co_await(struct co_task *task);

/* Keep the handle valid over calls that end it, until as many co_task_release calls. Returns the
 * task. Handle: stays; with the last release of one that a call has ended: ends. */
struct co_task *co_task_keep(struct co_task *task);
void co_task_release(struct co_task *task);
/* No other task will await this one: it frees itself at its end, and an error that was not seen is
 * reported. Handle: ends, with the task. */
void co_task_detach(struct co_task *task);

/* Ask the task to end: it gets -ECANCELED once, at its next suspension, and may clean up, awaiting
 * if it likes. A task that has not started never starts. Returns false, and does nothing, if it has
 * ended. Handle: stays, here and in all calls as far as to co_task_id(). asyncio: Task.cancel(). */
bool co_task_cancel(struct co_task *task);
/* The same with a reason, which is the text of that -ECANCELED, also where it is passed on to.
 * Copied. asyncio: Task.cancel(msg). */
bool co_task_cancel_because(struct co_task *task, const char *reason);
/* Take one request of co_task_cancel back; returns how many are left. asyncio: Task.uncancel(). */
int co_task_uncancel(struct co_task *task);
/* How many cancel requests are not taken back. asyncio: Task.cancelling(). */
int co_task_cancelling(const struct co_task *task);

bool co_task_done(const struct co_task *task);
/* Has it ended by -ECANCELED? */
bool co_task_cancelled(const struct co_task *task);
/* Result of an ended task; -EBADF if it is pending. Marks an error as seen. asyncio:
 * Task.result(). */
int co_task_result(struct co_task *task);
/* The text that came with it; "" if none did. */
const char *co_task_text(const struct co_task *task);

/* Call `callback` through the loop, one turn after the task's end, in the order of adding; in the
 * next turn if it has ended. It may not suspend. The task is valid during the call. -ENOMEM.
 * asyncio: Task.add_done_callback(). */
typedef int co_done_callback(struct co_task *task, void *argument);
int co_task_add_done_callback(struct co_task *task, co_done_callback *callback, void *argument);
/* The same in a context; NULL: in what is seen here, as without it. asyncio: context=context. */
struct co_context;
int co_task_add_done_callback_in(struct co_task *task, co_done_callback *callback, void *argument,
                                 struct co_context *context);
/* Remove all additions of the callback with this argument; returns how many there were. */
int co_task_remove_done_callback(struct co_task *task, co_done_callback *callback, void *argument);

/* The running task; NULL in a callback and outside a loop. In a pool thread: the job's future. */
struct co_task *co_current_task(void);
/* The name given, else the coroutine's. Valid as long as the task. */
const char *co_task_name(const struct co_task *task);
/* Copied, cut short at CO_NAME_MAX - 1 bytes. */
enum { CO_NAME_MAX = 48 };
void co_task_set_name(struct co_task *task, const char *name);
/* Unique within its loop, in order of creation, from 1. */
uint32_t co_task_id(const struct co_task *task);

/*
 * ---- Running ------------------------------------------------------------------------------------
 *
 * One loop a thread. co_run is asyncio.run(): it makes a loop, runs the coroutine, cancels and
 * awaits what is left.
 */
enum co_clock {
    CO_CLOCK_REAL,
    CO_CLOCK_VIRTUAL, /* stands still while anything can run, else jumps to the next deadline */
    CO_CLOCK_PACED,   /* virtual, shown at `pace` times the speed of the wall clock */
    CO_CLOCK_REPLAY,  /* reads what an earlier run on the real clock recorded */
};

/* Every reading of the real clock of one run, in order: all that a run without threads depends on.
 * Given to a second run, it makes that run the same. The caller owns it and frees `readings`. */
struct co_record {
    int64_t *readings; /* nanoseconds since the start of the loop */
    size_t count, capacity;
    size_t next; /* replay: the reading that comes next */
    bool failed; /* recording: no memory; replay: the run asked for more than was recorded */
};

/* Debug mode: what costs time to notice, see "Reports". By the environment: on if CO_DEBUG is set
 * and not empty. */
enum co_debug { CO_DEBUG_BY_ENVIRONMENT, CO_DEBUG_ON, CO_DEBUG_OFF };

struct co_trace;
struct co_report;
/* A loop is named by a handle, which tells it from all other loops of the process, those that have
 * ended included. */
struct co_loop;
struct ev_loop;

struct co_options {
    enum co_clock clock;
    double pace;       /* CO_CLOCK_PACED: 2.0 is twice as fast; 0 means 1; less is -EINVAL */
    uint64_t seed;     /* of the loop's random numbers */
    bool shuffle;      /* pick among the ready tasks of a turn at random, for tests of invariants */
    size_t stack_size; /* bytes a task, rounded up to a power of two; 0: 64 KiB */
    bool self_contained; /* CO_CLOCK_REAL: nothing outside wakes the loop, although the program has
                          * its handle or `ev_loop`; see -EDEADLK of co_run() */
    uint32_t
        turns_at_once; /* that are a livelock, on a clock that jumps, unless fewer tasks are left
                               * than when time moved, or so many had passed; 0: 100,000 */
    struct co_record *record; /* CO_CLOCK_REAL: written; CO_CLOCK_REPLAY: read */
    enum co_debug debug;
    double slow_callback_duration; /* seconds; debug mode reports steps that take as long; 0: 0.1 */
    struct ev_loop *ev_loop; /* CO_CLOCK_REAL: wait in this loop of libev, whose watchers are called
                               * too; the caller owns it. NULL: in one of its own */
    void (*observe)(void *context, const struct co_trace *trace); /* may not call what suspends */
    /* What nobody else takes care of, see "Reports"; NULL: silence. Negative: it failed, which goes
     * unnoticed. */
    int (*report)(void *context, const struct co_report *report);
    void *context;
};

/* Run `main` to its end and return its result. Before it returns, tasks that are left are cancelled
 * and awaited, open generators closed and threads joined. -EDEADLK: nothing can ever run again
 * although tasks are left. On the real clock a loop that others may wake waits instead: a loop
 * whose handle the program has taken, by co_get_running_loop() or co_runner_get_loop(), or that was
 * given an `ev_loop`, unless `self_contained` is set. -ELOOP: livelock on a clock that jumps.
 * -EINTR: co_interrupt ended it. -EPERM: co_stop did, before main had ended. -EALREADY: this thread
 * runs a loop already. `options` may be NULL. -ENOMEM, -EMFILE, -EAGAIN: the system has no memory,
 * descriptors or threads for it. A child made by fork() has no loop; it may run one of its own, and
 * ends by _exit or exec. */
int co_run(struct co_coro main, const struct co_options *options);

/* The same in three parts, for several runs on one loop: asyncio.Runner. All-zero is ready to be
 * opened, once. From open to close it is this thread's loop: tasks and callbacks may be made
 * outside of a run too, and go on in the next one. */
struct co_runner {
    struct co_loop *loop; /* private */
    enum { CO_RUNNER_NEW, CO_RUNNER_OPEN, CO_RUNNER_CLOSED } state;
};
/* -EBADF: it has been closed. -EALREADY: it is open, or a loop runs in this thread. And as
 * co_run. */
int co_runner_open(struct co_runner *runner, const struct co_options *options);
/* As co_run, but what is left goes on in the next run, which begins with the context variables that
 * this main leaves. -EBADF: it is not open. */
int co_runner_run(struct co_runner *runner, struct co_coro main);
/* End what is left. Harmless on one that is closed. -EALREADY: it runs. Or as co_run. */
int co_runner_close(struct co_runner *runner);
/* NULL unless it is open. Others may wake the loop from now on, see co_run(). asyncio:
 * Runner.get_loop(). */
struct co_loop *co_runner_get_loop(const struct co_runner *runner);

/* The loop that runs in this thread; NULL: none. Others may wake the loop from now on, see
 * co_run(). asyncio: get_running_loop(), without the error. */
struct co_loop *co_get_running_loop(void);
/* Run until the task has ended; its result and text become the caller's. Handle: ends, if the task
 * has. -EALREADY: this loop or another runs in this thread. -EBADF: it is closed or another
 * thread's. -EPERM: co_stop came first, and the task goes on in the next run. And as co_await and
 * co_run. asyncio: loop.run_until_complete(). */
int co_run_until_complete(struct co_loop *loop, struct co_task *task);
/* Run until co_stop. -EDEADLK: nothing can ever happen any more. And as above. asyncio:
 * loop.run_forever(). */
int co_run_forever(struct co_loop *loop);
/* Let this thread's loop end its run after this turn; before a run: after one turn without waiting.
 * Without a loop it does nothing. asyncio: loop.stop(). */
void co_stop(void);

/* End the run of the calling thread's loop, in a pool thread of the loop that the thread belongs
 * to: main is cancelled, and the run returns -EINTR if main ends by that alone. The second call in
 * a run ends it without waiting for main. May be called from a signal handler in any of these
 * threads; elsewhere it does nothing and returns false. */
bool co_interrupt(void);

/* Have `hook` called before each turn of this thread's loop, and before the loop waits for it. The
 * hook may not suspend. NULL: no more. asyncio: a loop of one's own, with a _run_once of its
 * own. */
struct co_iteration {
    uint64_t turn;    /* since the hook was set, from 1 */
    size_t ready;     /* tasks and callbacks that are ready; timers that become due join them */
    size_t scheduled; /* timers that have not become due */
    double time;      /* seconds */
};
void co_set_iteration_hook(void (*hook)(void *argument, const struct co_iteration *iteration),
                           void *argument);

/* Seconds on the loop's clock. asyncio: loop.time(). */
double co_time(void);
/* The same in nanoseconds since the loop began. Also for pool threads. */
int64_t co_time_nanoseconds(void);

/* Let at least `seconds` pass; with 0 or less let every task that is ready run once. Suspends:
 * always. -ENOMEM. */
CO_ASYNC int co_sleep(double seconds);

/*
 * ---- Callbacks ----------------------------------------------------------------------------------
 *
 * Plain functions for the loop to call, in order with the tasks that are ready. They may not
 * suspend. A negative result says that one failed: it is reported, and the loop goes on.
 */
typedef int co_callback(void *argument);

/* Call `callback` in the next turn of the loop. -EPERM: there is no loop. -ENOMEM. */
int co_call_soon(co_callback *callback, void *argument);
/* The same in a context; NULL: in what is seen here, as without it. asyncio: context=context. */
int co_call_soon_in(co_callback *callback, void *argument, struct co_context *context);

/* The same when `delay` seconds are over, or at a time of co_time(); never earlier. What is due
 * already comes in the next turn, the earlier time first. The handle is the loop's, and is dead
 * when the callback begins or the handle has been cancelled. NULL: there is no loop or no memory,
 * or the time is not a number; the reason is in co_text(). asyncio: loop.call_later(),
 * call_at(). */
struct co_timer_handle;
struct co_timer_handle *co_call_later(double delay, co_callback *callback, void *argument);
struct co_timer_handle *co_call_at(double when, co_callback *callback, void *argument);
/* It will not be called. NULL is allowed. */
void co_timer_handle_cancel(struct co_timer_handle *handle);
/* When it is due, in seconds of co_time(); CO_FOREVER: never. */
double co_timer_handle_when(const struct co_timer_handle *handle);

/* Have the loop call `callback` for each arrival of the signal, in the order in which they came.
 * A loop on the real clock that has a handler waits for the signal, and does not take the lack of
 * anything else for a deadlock. Replaces the loop's handler; what the process did on that signal
 * before comes back with co_remove_signal_handler or the loop's end. -EINVAL: it is no signal, or
 * none that can be caught. -EPERM: another loop handles it, or there is no loop. -ENOMEM. asyncio:
 * loop.add_signal_handler(). */
int co_add_signal_handler(int signal, co_callback *callback, void *argument);
/* 1: removed, what has arrived and was not called yet is forgotten; 0: there was none. -EINVAL. */
int co_remove_signal_handler(int signal);

/*
 * ---- Reports ------------------------------------------------------------------------------------
 *
 * What went wrong where nobody asks, or what debug mode noticed: given to the exception handler,
 * or without one to the report function of the options.
 */
enum co_report_kind {
    CO_REPORT_LOST_ERROR,        /* `task` ended with an error that nobody looked at */
    CO_REPORT_CALLBACK_FAILED,   /* registered at `place`; of `task`, if it was a done callback */
    CO_REPORT_HANDLER_FAILED,    /* the exception handler itself */
    CO_REPORT_DESTROYED_PENDING, /* `task` had not ended when its loop did */
    CO_REPORT_OTHER,             /* from co_call_exception_handler */
    CO_REPORT_TIME_HELD, /* on a virtual clock: somebody outside runs for `seconds` of real time */
    CO_REPORT_UNGUARDED_STACKS, /* once a process: new stacks have no guard page from now on, as
                                 * each guard takes two of the mappings that vm.max_map_count
                                 * allows (Linux before 6.13); made at `place` */
    /* In debug mode only: */
    CO_REPORT_SLOW_STEP,        /* of `task`, or a callback, until `place`: it took `seconds` */
    CO_REPORT_SWALLOWED_CANCEL, /* `task` was asked to end and ended with a result of its own */
    CO_REPORT_FORGOTTEN_RESULT, /* `task` has one that nobody had asked for when the loop ended */
    CO_REPORT_LOCK_HELD,        /* `task` ended while it held a lock that it took at `place` */
    CO_REPORT_DEAD_HANDLE,      /* `task` made a call with a handle that is dead, after `place` */
};
struct co_report {
    enum co_report_kind kind;
    const char *message;            /* asyncio's words, where it has some */
    int code;                       /* the error; 0: there is none */
    const char *text;               /* that came with it; "" if none did */
    struct co_task *task;           /* NULL: none */
    const struct co_place *place;   /* NULL: unknown */
    const struct co_place *created; /* of the task; NULL but in debug mode */
    double seconds;
};

/* May not suspend. Negative: it failed, which is reported as well. */
typedef int co_exception_handler(const struct co_report *report, void *argument);
/* NULL: back to the report function of the options. Without a loop it does nothing. asyncio:
 * loop.set_exception_handler(). */
void co_set_exception_handler(co_exception_handler *handler, void *argument);
/* Report something. Also without a running task; without a loop it does nothing. asyncio:
 * loop.call_exception_handler(). */
void co_call_exception_handler(const struct co_report *report);

/* Switch debug mode of this thread's loop, from the next turn on. Without a loop it does nothing.
 * In debug mode ending a task or future from a thread that is not its loop's is refused, too.
 * asyncio: loop.set_debug(), get_debug(). */
void co_set_debug(bool debug);
bool co_get_debug(void);
/* Where the task was made; NULL if the loop was not in debug mode then. Handle: stays. */
const struct co_place *co_task_created(const struct co_task *task);

/*
 * ---- Random numbers -----------------------------------------------------------------------------
 *
 * One generator a loop (xoshiro256**, Blackman and Vigna), seeded by the options: the same seed,
 * the same run. Where no loop runs, as in pool threads, there are no random numbers: 0 and `low`.
 */
uint64_t co_random(void);
/* Uniform in [low, high). Python: random.uniform(). */
double co_random_uniform(double low, double high);

/*
 * ---- Waiter lists and resources -----------------------------------------------------------------
 *
 * What the primitives below are made of. A resource is anything that tasks wait for; it knows what
 * it is, who waits, who holds it and who touched it last, so that a deadlock can be explained.
 *
 * A primitive is one loop's while its tasks wait for it, and a lock while one of them has it. What
 * would have to wait for another loop's tasks, or wake them, is -EPERM then; so is any use by a job
 * of the pool. A primitive has to exist as long as somebody waits for it: who waits for one that is
 * gone is not woken; the report of a deadlock says so, and cancelling is safe.
 */
struct co_touch {
    const struct co_place *place; /* NULL: never touched */
    uint32_t task;                /* id; 0: a callback */
    uint32_t loop;                /* of the one who has a lock: its loop's number; else 0 */
    int64_t time;                 /* nanoseconds */
};

struct co_resource {
    const char *kind; /* "lock", "item of a queue", ...; NULL until first used */
    struct co_touch touched;
};
/* The kind of what was overwritten while a task waits for it. */
#define CO_GONE "thing that does not exist any more"

/* The number of what the runtime keeps for a struct of the caller's. */
struct co_number {
    uint64_t loop;
    uint32_t place, number;
};

struct co_waiter;
struct co_waitlist {
    struct co_waiter *first, *last;
    uint32_t chosen; /* woken, but not run yet: they are still ahead of any newcomer */
    uint32_t loop;   /* the number of theirs; what an empty list has here is of no meaning */
};

/*
 * ---- Lock ---------------------------------------------------------------------------------------
 *
 * Mutual exclusion. First come, first served: release gives the lock to the first waiter, and
 * nobody overtakes it.
 */
struct co_lock {
    struct co_resource resource;
    struct co_waitlist waiters;
    struct co_touch held; /* who took it, where, when */
    bool locked;
};

/* Wait until the lock is free and no task is queued for it, then hold it. Not recursive. Suspends:
 * unless it is free and no task is queued. -ECANCELED: not held. */
CO_ASYNC int co_lock_acquire(struct co_lock *lock);
/* Hand it to the first waiter. Any task may do so. -EPERM: it is not locked. */
int co_lock_release(struct co_lock *lock);
bool co_lock_locked(const struct co_lock *lock);

/*
 * ---- Semaphore ----------------------------------------------------------------------------------
 *
 * At most `value` holders at a time. Initialize with CO_SEMAPHORE(n); all-zero is a semaphore of 0.
 */
enum { CO_HOLDERS_MAX = 8 };
struct co_semaphore {
    struct co_resource resource;
    struct co_waitlist waiters;
    int64_t value;
    int64_t bound; /* if it is bounded: release above it is an error */
    bool is_bounded;
    struct co_touch holders[CO_HOLDERS_MAX]; /* for reports: the first few that hold a permit */
};
#define CO_SEMAPHORE(permits) ((struct co_semaphore){ .value = (permits) })
#define CO_BOUNDED_SEMAPHORE(permits)                                                              \
    ((struct co_semaphore){ .value = (permits), .bound = (permits), .is_bounded = true })

/* Wait for a permit and take it. Suspends: unless there is one and no task is queued. -EINVAL: the
 * semaphore was made with a negative number. -ECANCELED: not taken. */
CO_ASYNC int co_semaphore_acquire(struct co_semaphore *semaphore);
/* Give one back; the first waiter gets it. -EINVAL: a bounded semaphore would have more than it
 * began with. */
int co_semaphore_release(struct co_semaphore *semaphore);
/* Would acquire have to wait? */
bool co_semaphore_locked(const struct co_semaphore *semaphore);

/*
 * ---- Event --------------------------------------------------------------------------------------
 *
 * A flag that tasks wait for. set wakes everybody who waits at that moment.
 */
struct co_event {
    struct co_resource resource;
    struct co_waitlist waiters;
    bool is_set;
};

/* Suspends: unless it is set. */
CO_ASYNC int co_event_wait(struct co_event *event);
/* -EPERM: tasks of another loop wait for it. */
int co_event_set(struct co_event *event);
void co_event_clear(struct co_event *event);
bool co_event_is_set(const struct co_event *event);

/*
 * ---- Condition ----------------------------------------------------------------------------------
 *
 * A lock, and tasks that wait until somebody who holds it says that something has changed. All-zero
 * has a lock of its own; CO_CONDITION(&lock) takes that of the caller, which others may share.
 */
struct co_condition {
    struct co_resource resource;
    struct co_waitlist waiters;
    struct co_lock *lock; /* NULL: its own */
    struct co_lock own;
};
#define CO_CONDITION(shared) ((struct co_condition){ .lock = (shared) })

/* Those of its lock. Suspends: as co_lock_acquire(). */
CO_ASYNC int co_condition_acquire(struct co_condition *condition);
int co_condition_release(struct co_condition *condition);
bool co_condition_locked(const struct co_condition *condition);
/* Release the lock, wait for a notification and take the lock again, queued up like anybody else.
 * Also on -ECANCELED, however often, the lock is held again; a notification that the caller did not
 * use then is passed on to another. A task may be notified without cause, so it looks again, or
 * calls wait_for. Suspends: always. -EPERM: the lock is not held. */
CO_ASYNC int co_condition_wait(struct co_condition *condition);
/* Wait until `predicate`, called with the lock held, is true. If it is true at once the lock need
 * not be held. Suspends: unless it is true at once. */
CO_ASYNC int co_condition_wait_for(struct co_condition *condition,
                                   bool (*predicate)(void *argument), void *argument);
/* Wake up to n that wait, the longest waiting first; they go on when the lock is free. -EPERM: the
 * lock is not held. asyncio: notify(n=1). */
int co_condition_notify(struct co_condition *condition, size_t n);
int co_condition_notify_all(struct co_condition *condition);

/*
 * ---- Barrier ------------------------------------------------------------------------------------
 *
 * Tasks wait until so many have come, then all go on; and again. Initialize with CO_BARRIER(n).
 */
struct co_barrier {
    struct co_condition condition; /* its lock is held while the state changes */
    int parties;
    int count; /* tasks that are inside and have not left */
    enum { CO_BARRIER_FILLING, CO_BARRIER_DRAINING, CO_BARRIER_RESETTING, CO_BARRIER_BROKEN } state;
};
#define CO_BARRIER(n) ((struct co_barrier){ .parties = (n) })

/* Wait until all parties are there. Returns the caller's number, from 0, in order of arrival. A
 * task that comes while a cycle ends counts for the next cycle. Suspends: unless the caller is the
 * last to come. -ECANCELED: the barrier waits for another task instead. -ENOTRECOVERABLE
 * (BrokenBarrierError): the barrier was reset or aborted. -EINVAL: the barrier is for less than one
 * task. */
CO_ASYNC int co_barrier_wait(struct co_barrier *barrier);
/* Start anew: the tasks inside get -ENOTRECOVERABLE, tasks that came since then are the next
 * cycle's. Suspends: if another task holds the barrier's lock. */
CO_ASYNC int co_barrier_reset(struct co_barrier *barrier);
/* Break it: all tasks that wait, and all that come until it is reset, get -ENOTRECOVERABLE.
 * Suspends: if another task holds the barrier's lock. */
CO_ASYNC int co_barrier_abort(struct co_barrier *barrier);
int co_barrier_parties(const struct co_barrier *barrier);
/* How many tasks wait for the others; 0 while a cycle ends. */
int co_barrier_n_waiting(const struct co_barrier *barrier);
bool co_barrier_broken(const struct co_barrier *barrier);

/*
 * ---- Queue --------------------------------------------------------------------------------------
 *
 * Of pointers that the queue does not look at. First in, first out with CO_QUEUE(maxsize), all-zero
 * is unbounded; last in, first out with CO_LIFO_QUEUE(maxsize); the least first with
 * CO_PRIORITY_QUEUE(maxsize, compare), equal ones in order of arrival. An empty queue owns no
 * memory, and co_queue_shutdown(queue, true) empties one.
 */
enum { CO_QUEUE_INLINE = 8 };
/* < 0: `a` comes out before `b`. */
typedef int co_compare(const void *a, const void *b);
struct co_ranked {
    void *item;
    size_t arrival;
};
struct co_queue {
    struct co_resource readable; /* what getters wait for; touched by put */
    struct co_resource writable; /* what putters wait for; touched by get */
    struct co_resource finished; /* what join waits for; touched by task_done */
    struct co_waitlist getters, putters, joiners;
    size_t maxsize;    /* 0: unbounded */
    size_t unfinished; /* put, and not yet answered by task_done */
    /* First in, first out: the items are in a ring. */
    size_t size;
    size_t room;     /* so many may be in it without a look at anything else */
    size_t head;     /* where the oldest item lies, modulo the capacity */
    void **ring;     /* NULL: the items are in `few` */
    size_t capacity; /* of ring or heap, a power of two */
    /* Any other order. */
    struct co_ranked *heap;
    size_t ranked; /* so many items are in it */
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

/* Add an item, waiting for a free place. A task that comes before a woken putter runs may take the
 * place, as in asyncio; the putter then waits again, behind the others. Suspends: unless there is a
 * place. -ECANCELED: not added. -ESHUTDOWN (QueueShutDown): it is shut down. -ENOMEM. */
CO_ASYNC int co_queue_put(struct co_queue *queue, void *item);
/* Take the next item into the pointer that `item_pointer` points to, waiting for one. A task that
 * comes before a woken getter runs may take the item; the getter then waits again, behind the
 * others. Suspends: unless there is an item. -ECANCELED: none was taken. -ESHUTDOWN: it is shut
 * down and empty. */
CO_ASYNC int co_queue_get(struct co_queue *queue, void *item_pointer);
/* The same without waiting. -ENOSPC: full. -ENODATA: empty. asyncio: put_nowait, get_nowait. */
int co_queue_put_nowait(struct co_queue *queue, void *item);
int co_queue_get_nowait(struct co_queue *queue, void *item_pointer);
/* An item that was got has been dealt with. -EINVAL: called more often than items were put. */
int co_queue_task_done(struct co_queue *queue);
/* Wait until every item put has been answered by task_done. Suspends: unless all have been. */
CO_ASYNC int co_queue_join(struct co_queue *queue);
/* No more is put, and who waits to do so gets -ESHUTDOWN; what is in it can still be got. With
 * `immediate` what is in it is dropped, and counts as done. */
int co_queue_shutdown(struct co_queue *queue, bool immediate);
size_t co_queue_qsize(const struct co_queue *queue);
bool co_queue_empty(const struct co_queue *queue);
bool co_queue_full(const struct co_queue *queue);

/*
 * ---- Several tasks at a time --------------------------------------------------------------------
 *
 * Await many tasks as one: all of them, the first, or one after the other as they end. Or await
 * one with a limit of time, or behind a shield.
 */

enum { CO_RETURN_EXCEPTIONS = 1 };

/* Wait for all tasks. The first that fails ends the gather at once with its error and text; the
 * others go on, and their errors count as seen. With CO_RETURN_EXCEPTIONS every task is waited for
 * and 0 is returned. `results`, if not NULL, gets each task's result in the order of the arguments.
 * Cancelling the caller cancels all tasks. A task that was given twice counts once. NULL among them
 * is an error as in co_await. Suspends: unless all have ended, or there are none. Handle: ends,
 * each of them; that of a task that goes on with its end. */
CO_ASYNC int co_gather(struct co_task *const *tasks, size_t count, int *results, int flags);
/* The same for coroutines, which become tasks in the order given. Suspends: if there are any. */
CO_ASYNC int co_gather_coros(const struct co_coro *coros, size_t count, int *results, int flags);

/* A result and the text that came with it. */
struct co_outcome {
    int result;
    char text[CO_TEXT_MAX]; /* "" if none did */
};
/* What to tell a person about it: its text, else the sentence of its error. Valid as long as the
 * outcome. */
const char *co_outcome_message(const struct co_outcome *outcome);
/* The same as the two above, with the texts of all results. Suspends, handle: as these. */
CO_ASYNC int co_gather_outcomes(struct co_task *const *tasks, size_t count,
                                struct co_outcome *outcomes, int flags);
CO_ASYNC int co_gather_coros_outcomes(const struct co_coro *coros, size_t count,
                                      struct co_outcome *outcomes, int flags);

/* As a timeout: no limit. asyncio: None. */
#define CO_FOREVER (__builtin_inf())

enum co_return_when { CO_ALL_COMPLETED, CO_FIRST_COMPLETED, CO_FIRST_EXCEPTION };

/* Wait until the condition holds or `timeout` seconds are over; returns how many tasks are done.
 * Reorders the array: the done ones first, each part in the order given. Never fails because a task
 * fails, and cancels nothing. Suspends: always, for two turns if the condition holds already, as in
 * asyncio. Handle: stays. -EINVAL: no tasks, or no such condition. */
CO_ASYNC int co_wait(struct co_task **tasks, size_t count, double timeout,
                     enum co_return_when when);

/* The tasks one after the other in the order in which they end, for a loop:
 *     struct co_as_completed next = CO_AS_COMPLETED(tasks, count);
 *     while ((rc = co_as_completed(&next, &task)) > 0) ...
 * 1: `task` has ended, co_await gives its result; if another task awaits it, the handle is valid
 * until the next call. 0: there are no more. -ETIMEDOUT: the time for all, which begins with the
 * first call, is over; nothing is cancelled. The array is not looked at after the first call. A
 * loop that is left early leaves its bookkeeping behind, until the task ends or begins another such
 * loop with the struct at the same place. Several tasks may take from one struct; when the task
 * that began has ended, a task that waits for the next one at that moment goes on with the rest,
 * and any other gets -EBADF. Suspends: always at the first call, for two turns if a task has ended
 * before, as in asyncio; later unless a task has ended meanwhile, or there are no more. Handle:
 * stays. -ENOMEM. asyncio 3.13: async for task in as_completed(tasks). */
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

/* Await the task, at most `timeout` seconds. When they are over the task is cancelled, and
 * -ETIMEDOUT returned after it has really ended; if it ends with a result or an error of its own,
 * that is returned. Suspends: unless the task has ended. Handle: ends. -ENOMEM. */
CO_ASYNC int co_wait_for(struct co_task *task, double timeout);

/* Await the task, but cancelling the caller does not cancel it: it goes on, detached. Suspends:
 * unless the task has ended. Handle: ends. asyncio: await shield(task). */
CO_ASYNC int co_shield(struct co_task *task);

/*
 * ---- Timeout scope ------------------------------------------------------------------------------
 *
 * All-zero is ready to use. The exit is __aexit__: it gets what the body ended with and returns
 * what the block ends with.
 *     co_timeout_enter(&timeout, 2.0);
 *     int rc = body();
 *     rc = co_timeout_exit(&timeout, rc);
 */
struct co_timer {
    int64_t deadline, armed; /* nanoseconds */
    uint32_t slot;           /* in the timer queue, plus 1; 0: not armed */
    uint32_t task;           /* id of the one who armed it */
    void (*callback)(struct co_timer *timer);
};
struct co_timeout {
    struct co_timer timer;
    uint32_t linked; /* slot of the timer while it is among the task's */
    struct co_task *task;
    uint32_t task_id;
    int cancelling; /* of the task at entry */
    double when;
    enum {
        CO_TIMEOUT_CREATED,
        CO_TIMEOUT_ACTIVE,
        CO_TIMEOUT_EXPIRING,
        CO_TIMEOUT_EXPIRED,
        CO_TIMEOUT_FINISHED
    } state;
};

/* Cancel the calling task once when `seconds` are over (0 or less: in the next turn), unless the
 * scope has been left or the task has ended; CO_FOREVER: never. -EPERM: not in a task, or entered
 * before. -EINVAL: not a number. -ENOMEM. */
int co_timeout_enter(struct co_timeout *timeout, double seconds);
/* The same for a moment on the loop's clock, see co_time(). asyncio: timeout_at(). */
int co_timeout_enter_at(struct co_timeout *timeout, double when);
/* Let the time end `seconds` from now instead; CO_FOREVER: not any more. (asyncio's takes the
 * moment.) -EPERM: not entered, expired or left. -ENOMEM: it has no end now. */
int co_timeout_reschedule(struct co_timeout *timeout, double seconds);
/* When the time is over, on the loop's clock; CO_FOREVER: never. */
double co_timeout_when(const struct co_timeout *timeout);
/* Leave the scope: -ETIMEDOUT if the time was over and `rc` is the -ECANCELED that this scope
 * caused, else `rc`. -EPERM: not entered, left before, or entered by another task; an error in `rc`
 * passes even then. */
CO_CHECKED int co_timeout_exit(struct co_timeout *timeout, int rc);
bool co_timeout_expired(const struct co_timeout *timeout);

/*
 * ---- Task group ---------------------------------------------------------------------------------
 *
 * Tasks that end together. All-zero is ready to use, once. The exit is __aexit__: it gets what the
 * body ended with, waits for all children, and returns what the block ends with.
 *     co_task_group_enter(&group);
 *     co_task_group_create_task(&group, coroutine);
 *     int rc = body();
 *     rc = co_task_group_exit(&group, rc);
 * The first child that fails has all others cancelled, and the body.
 */
struct co_task_group {
    struct co_number number; /* private, all of it */
    bool cancelled;
};

/* The calling task becomes the group's parent. -EPERM: not in a task, or entered before. -ENOMEM. A
 * task that ends without having left the group, or enters another one at the same place, takes the
 * children with it: they are cancelled. */
int co_task_group_enter(struct co_task_group *group);
/* Make a child, as co_create_task does. Any task may do so until the exit returns, the children
 * too. The handle is valid until then, longer if kept; a group that makes children without end
 * detaches them, and each goes when it has ended. NULL: the group has not been entered, is shutting
 * down because of an error or a cancel, or is finished, which co_text() tells, and awaiting NULL;
 * or there is no memory, which the exit reports too. */
struct co_task *co_task_group_create_task(struct co_task_group *group, struct co_coro coro);
/* The same as co_create_eager_task does. */
struct co_task *co_task_group_create_eager_task(struct co_task_group *group, struct co_coro coro);
/* Wait for all children, however often the caller is cancelled meanwhile. If `rc` is an error, or
 * the caller is cancelled, the children are cancelled first. Returns, in this order: the error of
 * the child that failed first, or else the body's, with the text "unhandled errors in a TaskGroup
 * (2 sub-exceptions)", see co_task_group_next_error; -ECANCELED, if the parent was cancelled from
 * outside; else `rc`. A cancel from outside that came together with errors is delivered when the
 * parent suspends next. Suspends: unless all children have ended. -EPERM: not entered, left before,
 * or entered by another task. */
CO_ASYNC int co_task_group_exit(struct co_task_group *group, int rc);
/* Cancel the children and the body; the exit is none the worse for it. On a group that has not been
 * entered it takes effect on entry, on one that is finished none. asyncio 3.15: TaskGroup.cancel().
 */
int co_task_group_cancel(struct co_task_group *group);

/* After the exit: take the errors one after the other, in the order in which the children failed,
 * the body's last. Being cancelled is none. 1: *error is one. 0: there are no more. -EPERM: the
 * group has not been left. They are kept until they have been taken, the group's memory is entered
 * as a group again, or the parent ends. asyncio: ExceptionGroup.exceptions. */
struct co_task_error {
    int code;
    char name[CO_NAME_MAX];    /* of the task that failed */
    char message[CO_TEXT_MAX]; /* the text that came with the code, else its sentence */
};
int co_task_group_next_error(struct co_task_group *group, struct co_task_error *error);

/*
 * ---- Async iteration ----------------------------------------------------------------------------
 *
 * An object that hands out values one by one has a co_iterator as a member, usually the first.
 */
struct co_iterator {
    /* The next value: 1, and the value in *value. 0: there are no more. Or an error. It may
     * suspend. Python: __anext__(). */
    int (*next)(struct co_iterator *self, intptr_t *value);
    /* A loop over the object begins. NULL: there is nothing to do, it goes on where it stands.
     * Python: __aiter__(). */
    void (*begin)(struct co_iterator *self);
};

/* To be called before a loop, once. */
void co_iterator_begin(struct co_iterator *iterator);
/* 1, 0 or an error, as `next` says. Suspends: if `next` does. -EINVAL: it has no `next`. Python:
 * anext(iterator). */
CO_ASYNC int co_iterator_next(struct co_iterator *iterator, intptr_t *value);
/* The same, but at the end *value is `otherwise`, and 0 is returned. Suspends: if `next` does.
 * Python: anext(iterator, default). */
CO_ASYNC int co_iterator_next_or(struct co_iterator *iterator, intptr_t *value, intptr_t otherwise);

/*
 * ---- Async generators ---------------------------------------------------------------------------
 *
 * A coroutine that hands out values one by one. It runs within the task that asks for the next one,
 * on a stack of its own, so awaiting inside it suspends that task. Its arguments are copied when it
 * is asked for the first time. One that is still open when the run ends is closed then, after the
 * tasks that were left, the oldest first; an error of its cleanup counts as one that nobody saw.
 */
struct co_generator {
    struct co_coro coro;
    struct co_iterator iterator;      /* see co_generator_iterator() */
    struct co_generator_state *state; /* private from here */
    uint64_t loop;
    uintptr_t id;
    bool ended;
};

/* Run the generator to its next yield: 1, and the value in *value. 0: it has ended. Or the error it
 * ended with. Suspends: if the generator does. -ENOMEM. -EPERM: it is running already. -EBADF: it
 * belongs to another loop, or to a run that has ended. asyncio: anext(). */
CO_ASYNC int co_generator_next(struct co_generator *generator, intptr_t *value);
/* End it early: its pending co_yield returns -ECANCELED, and it may clean up. Suspends: if its
 * cleanup does. 0, or the error of its cleanup; -EPERM: it yielded once more or is running.
 * Harmless on one that has ended, or whose run has. asyncio: aclose(). */
CO_ASYNC int co_generator_close(struct co_generator *generator);
/* Nobody will ask it again: a task of its own closes it, at the latest at the end of the run. For
 * those who cannot wait for co_generator_close(), and for other threads. -EPERM: it is running, or
 * its loop has ended. -ENOMEM. asyncio: what happens when the generator is collected. */
int co_generator_drop(struct co_generator *generator);
/* Hand a value to the task that asked, in a generator. Suspends: the generator always, until it is
 * asked again; the task not. -ECANCELED: it is being closed. -EPERM: not in a generator, or within
 * a timeout scope or task group that the generator has entered, which would cancel the task that
 * asks. */
CO_ASYNC int co_yield(intptr_t value);
/* The generator for those who take any iterator. Valid as long as the generator. */
struct co_iterator *co_generator_iterator(struct co_generator *generator);

/*
 * ---- Context variables --------------------------------------------------------------------------
 *
 * A variable whose value belongs to the task that set it. A task begins with what its creator sees
 * at that moment, a callback with what was seen where it was registered, a function in a thread
 * with what its caller sees; what they set afterwards stays with them. Python: contextvars.
 */
struct co_context_var {
    const char *name;
    intptr_t default_value; /* where nobody has set it */
    uint32_t number;        /* private */
};
#define CO_CONTEXT_VAR(name, value) ((struct co_context_var){ name, value, 0 })

/* What a variable was before it was set. */
struct co_context_token {
    int result; /* 0; or -ENOMEM, -EPERM: nothing was set */
    bool was_set;
    struct co_context_var *var;
    intptr_t old_value;
    uint64_t context;
};

/* Python: ContextVar.get(). Also outside of a loop: the default. */
intptr_t co_context_var_get(const struct co_context_var *var);
/* A pointer stays the caller's. The token may be dropped. -EPERM: outside of a loop. Python:
 * ContextVar.set(). */
struct co_context_token co_context_var_set(struct co_context_var *var, intptr_t value);
/* Back to what it was. -EINVAL: the token is of another context. -EPERM: it has been used. -ENOMEM.
 * Python: ContextVar.reset(). */
int co_context_var_reset(struct co_context_token *token);

/* A context of one's own, with what is set here; costs the same however much that is. Released by
 * as many co_context_release calls as it was copied, kept or handed out; that takes NULL, too. NULL
 * if there is no memory. Python: copy_context(). */
struct co_context *co_context_copy(void);
struct co_context *co_context_keep(struct co_context *context);
void co_context_release(struct co_context *context);
/* What a variable is in it. Python: context[var]. */
intptr_t co_context_value(const struct co_context *context, const struct co_context_var *var);
/* Call the function in the context: what it sets, stays there. Returns its result. -EPERM: we are
 * in this context already, or outside of a loop. Python: Context.run(). */
int co_context_run(struct co_context *context, co_callback *callback, void *argument);

/* A task that runs in the context itself, not in a copy of its creator's, unless that is NULL.
 * asyncio: create_task(coro, context=context). */
struct co_task *co_create_task_in(struct co_coro coro, struct co_context *context);
/* The same as a child of a task group, see co_task_group_create_task. */
struct co_task *co_task_group_create_task_in(struct co_task_group *group, struct co_coro coro,
                                             struct co_context *context);
/* The task's context, kept for the caller. Handle: stays. NULL: no memory. asyncio:
 * Task.get_context(). */
struct co_context *co_task_context(struct co_task *task);

/*
 * ---- Threads ------------------------------------------------------------------------------------
 *
 * Blocking functions run in a pool of at most CO_POOL_THREADS threads of the loop, which block the
 * signals that the loop's thread blocks when they are made. On the virtual
 * clock they run one at a time, in canonical order, and time is held while one runs.
 */
enum { CO_POOL_THREADS = 32 };

/* Threads of one's own. Python: ThreadPoolExecutor. */
struct co_executor {
    uint32_t max_workers; /* at most so many threads, 1 to CO_POOL_THREADS; 0: CO_POOL_THREADS */
    bool is_shut;         /* private from here */
    struct executor *state;
    uint64_t loop;
};
#define CO_EXECUTOR(threads) ((struct co_executor){ .max_workers = (threads) })

/* Queue the function for a thread of the executor, of the loop's own if that is NULL; the future
 * that is returned ends with its result and text. Cancelled before it began, it never runs; a
 * running one goes on and its result is dropped. NULL if there is no memory or no thread; the
 * reason is in co_text(). asyncio: loop.run_in_executor(), without the await. */
struct co_task *co_run_in_executor(struct co_executor *executor, struct co_coro function);

/* Run the function in a thread of the loop and wait for its result. Suspends: always, unless there
 * is no thread for it. asyncio: to_thread(). */
CO_ASYNC int co_to_thread(struct co_coro function);

/* The executor takes nothing more: co_run_in_executor gives NULL, -EPERM. What it has still runs.
 * With `wait` the loop is blocked until that has ended, as in Python. -EDEADLK: it never would.
 * Whoever does not call this leaves it to the end of the run. Python: Executor.shutdown(). */
int co_executor_shutdown(struct co_executor *executor, bool wait);
/* For co_run_in_executor(NULL, ...) from now on; NULL: the loop's own again. It has to stay where
 * it is. -EPERM: there is no loop. asyncio: loop.set_default_executor(). */
int co_set_default_executor(struct co_executor *executor);
/* The default executor takes nothing more; wait until what it has is done. Suspends: unless it has
 * never had anything. -ETIMEDOUT, and a report: that took longer than `timeout` seconds, and goes
 * on. asyncio: loop.shutdown_default_executor(). */
CO_ASYNC int co_shutdown_default_executor(double timeout);

/* Threads of one's own: each runs one function, and on the virtual clock takes turns as those of
 * an executor. All-zero is ready to start. The run waits at its end for those that are left.
 * Python: threading.Thread. */
struct co_thread {
    struct co_loop *loop; /* private */
    struct co_concurrent_future *end;
};
/* -EALREADY: started before. -EPERM: there is no loop here. -EAGAIN, -ENOMEM. */
int co_thread_start(struct co_thread *thread, struct co_coro function);
/* Wait until it has ended. Called where the loop runs, this blocks the loop, as in Python: then
 * time moves on for threads only, and -EDEADLK says that the thread in turn waits for the loop;
 * co_to_thread() of a function that joins is the way to wait. -EPERM: it was not started. */
int co_thread_join(struct co_thread *thread);
bool co_thread_is_alive(const struct co_thread *thread);

/*
 * What another thread may ask of a loop, and a job of an executor, too. The loop may have ended:
 * then the answer is -EPERM, "Event loop is closed", and nothing of it is touched.
 */

/* Like co_call_soon(). -ENOMEM. asyncio: loop.call_soon_threadsafe(). */
int co_call_soon_threadsafe(struct co_loop *loop, co_callback *callback, void *argument);

/* Run the coroutine as a task of the loop. The future that is returned is for threads; whoever gets
 * it releases it. NULL: refused, and as good as one that has ended;
 * co_concurrent_future_result(NULL) says why. asyncio: run_coroutine_threadsafe(). */
struct co_concurrent_future;
struct co_concurrent_future *co_run_coroutine_threadsafe(struct co_coro coro, struct co_loop *loop);
/* Block until it has ended, at most `timeout` seconds of the loop's time (CO_FOREVER: no limit),
 * and return its result; the text comes with it. -ETIMEDOUT: the task goes on. -ECANCELED: it was
 * cancelled, or its loop has ended. -EDEADLK: it would wait for ever, as where the loop runs that
 * is to end it. Python: Future.result(timeout). */
int co_concurrent_future_result(struct co_concurrent_future *future, double timeout);
/* The text that came with the result, for threads that have no co_text(); "" if none did. */
const char *co_concurrent_future_text(const struct co_concurrent_future *future);
/* End it with -ECANCELED, and cancel its task; one that was not made yet never is. False: it has
 * ended. */
bool co_concurrent_future_cancel(struct co_concurrent_future *future);
bool co_concurrent_future_done(const struct co_concurrent_future *future);
/* From any thread; what it belongs to goes on. NULL is allowed. */
void co_concurrent_future_release(struct co_concurrent_future *future);

/* Sleep in a pool thread, in the loop's time. Elsewhere it blocks the loop, as time.sleep() does:
 * no other task runs meanwhile. On the virtual clock time moves on at once, on the paced clock as
 * fast as it is shown. -EINTR (KeyboardInterrupt): co_interrupt came, which ends the sleep within a
 * tenth of a second where it takes real time and blocks the loop. -EDEADLK: on a clock that jumps
 * it would last for ever. Python: time.sleep(). */
int co_blocking_sleep(double seconds);

/*
 * ---- Descriptors --------------------------------------------------------------------------------
 *
 * Pipes, sockets and terminals: wait until one can be read from or written to, or have a callback
 * called whenever it can. The descriptor stays the caller's. It is not closed while it is waited
 * for.
 */

/* Wait until reading would not block: there are bytes, or the end, or an error. Suspends: always.
 * -EBADF: it is no open descriptor. -ENOMEM. trio: lowlevel.wait_readable(). */
CO_ASYNC int co_wait_readable(int descriptor);
/* The same for writing. */
CO_ASYNC int co_wait_writable(int descriptor);

/* Have the loop call `callback` in each turn in which reading would not block, instead of the one
 * that was added before. A loop on the real clock that has a reader or writer waits for it, and
 * does not take the lack of anything else for a deadlock. -EBADF: it is no open descriptor. -EPERM:
 * there is no loop, or a stream waits for it. -ENOMEM. asyncio: loop.add_reader(), add_writer(). */
int co_add_reader(int descriptor, co_callback *callback, void *argument);
int co_add_writer(int descriptor, co_callback *callback, void *argument);
/* 1: removed; 0: there was none. To be called before the descriptor is closed. */
int co_remove_reader(int descriptor);
int co_remove_writer(int descriptor);

/*
 * ---- Looking at a run ---------------------------------------------------------------------------
 *
 * The one observer of a loop, given in the options, hears of these events. Without one they cost
 * nothing.
 */
enum co_cause_kind {
    CO_CAUSE_START,   /* made by task `by` after its line `by_line` */
    CO_CAUSE_TIMER,   /* own timer of `delay`, due at `time` */
    CO_CAUSE_TASK,    /* woken by `by` after its line `by_line`, as the `ordinal`-th since then */
    CO_CAUSE_THREAD,  /* a pool thread's job `by` ended, after its line `by_line` */
    CO_CAUSE_LOOP,    /* a callback, a signal, the end of the run */
    CO_CAUSE_OUTSIDE, /* a descriptor was ready, which had been waited for since `delay` */
};

/* Why a task runs: every line it logs until it suspends again has this cause. */
struct co_cause {
    enum co_cause_kind kind;
    uint32_t by, by_line, ordinal;
    int64_t delay; /* nanoseconds */
    int64_t time;  /* when it happened, or was due; nanoseconds */
};

enum co_trace_kind {
    CO_TRACE_CREATED,  /* `task` was made; the observer may name it */
    CO_TRACE_WAITING,  /* it suspends, for `resource` (NULL: a timer or a bare yield) */
    CO_TRACE_WOKEN,    /* it may run again, because of co_task_cause(task) */
    CO_TRACE_ENDED,    /* with `result` */
    CO_TRACE_DEADLOCK, /* nothing can ever run again, and `result` is -EDEADLK; or 0, and
                        * co_report_deadlock() asks. The tasks can still be looked at */
    CO_TRACE_LIVELOCK, /* the same with tasks that turn without time moving */
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
/* Why a callback runs, if it is a timer or something from outside that called it; else, and where a
 * task runs, NULL. */
const struct co_cause *co_callback_cause(void);
/* Count a line of the running task (or pool job), so that causes can refer to it. Returns its
 * number, from 1. */
uint32_t co_task_count_line(void);
uint32_t co_task_creator(const struct co_task *task); /* id; 0: the loop */
/* Is it a function that a thread runs? */
bool co_task_is_job(const struct co_task *task);

/* Where the running code called this vocabulary last; never NULL. */
const struct co_place *co_place(void);

/* Pending tasks in order of creation: writes up to `count` of them, returns how many there are. */
size_t co_tasks(struct co_task **tasks, size_t count);
/* Where the task is suspended or was created; never NULL. */
const struct co_place *co_task_place(const struct co_task *task);
/* What it waits for; NULL if it is ready, asleep or yielded. Of kind CO_GONE if it has been
 * overwritten since. */
const struct co_resource *co_task_resource(const struct co_task *task);
/* The tasks whose end it waits for (await, gather, wait ...): writes up to `count`, returns how
 * many. */
size_t co_task_awaited(const struct co_task *task, struct co_task **tasks, size_t count);
/* Who holds the resource: writes up to `count`, returns how many are known. */
size_t co_resource_holders(const struct co_resource *resource, struct co_touch *holders,
                           size_t count);
/* Have the observer hear CO_TRACE_DEADLOCK now, for a report on which task waits for what; the run
 * goes on. For a loop that waits for others where it would else end with -EDEADLK. Without an
 * observer it does nothing. -EPERM: there is no loop, or the caller is a job of the pool. */
int co_report_deadlock(void);
/* How often it was made ready, in a loop that is observed; for the livelock report. */
uint32_t co_task_steps(const struct co_task *task);

/* If the address of a fault lies in a guard page: the task whose stack ran over, else NULL. For
 * signal handlers. */
struct co_task *co_stack_overflow(const void *address);
/* If the address of a fault lies in the stack of a task that has ended, which debug mode seals: the
 * name of that task, else NULL. For signal handlers. */
const char *co_stack_ended(const void *address);
/* Its stack's size in bytes. */
size_t co_task_stack_size(const struct co_task *task);

/* Test hook: let the n-th allocation from now on fail, and all after it if `every`; 0 switches it
 * off. */
void co_fail_allocation(uint64_t n, bool every);
/* How many have been asked for since, at most n. */
uint64_t co_allocations(void);

/*
 * ---- Places -------------------------------------------------------------------------------------
 *
 * The calls that wait, wake or make tasks note where they are written, for reports and pictures: a
 * macro of the same name stores the address of a constant and calls the function.
 */
extern _Thread_local const struct co_place *co_place_now;

#define CO_PLACE(text)                                                                             \
    __extension__({                                                                                \
        static const struct co_place place_ = { __FILE__, __LINE__, __func__, text };              \
        &place_;                                                                                   \
    })
#define CO_AT(function, text, ...)                                                                 \
    (co_note_place(CO_PLACE(#function "(" text ")")), function(__VA_ARGS__))

/* A function, because two assignments in one initializer list, { co_create_task(a),
 * co_create_task(b) }, are none that a compiler likes. */
static inline void co_note_place(const struct co_place *place)
{
    co_place_now = place;
}

/* Those that are given what another call makes, as in co_await(co_create_task(coro)), note their
 * place after that one has. */
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

/* Threads: work in threads, and calls from other threads into a loop. */
#ifndef CO_THREAD_H
#define CO_THREAD_H

#include "co/callbacks.h"
#include "co/run.h"

CO_BEGIN

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
/* Let co_run_in_executor(NULL, ...) use this executor; NULL: the loop's own again. The struct must
 * stay at its address. -EPERM: there is no loop. asyncio: loop.set_default_executor(). */
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
 * loop. It also says that the caller is the thread itself. A task that wants to wait calls
 * co_to_thread() with a function that joins. -EPERM: the thread was not started. */
int co_thread_join(struct co_thread *thread);
/* Returns whether the thread was started, and its function has not ended yet. */
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
/* Returns whether the future has ended. */
bool co_concurrent_future_done(const struct co_concurrent_future *future);
/* Release the future; its task goes on. Any thread may call this. NULL is allowed. */
void co_concurrent_future_release(struct co_concurrent_future *future);

/* Sleep in a pool thread, in the loop's time. In the loop's thread this blocks the loop, as
 * time.sleep() does: no other task runs meanwhile. On the virtual clock the sleep costs no real
 * time; on the paced clock it takes as long as it is shown. -EINTR (KeyboardInterrupt):
 * co_interrupt was called; a sleep that takes real time and blocks the loop ends within a tenth of
 * a second. -EDEADLK: on a clock that jumps, the sleep would never end. Python: time.sleep(). */
int co_blocking_sleep(double seconds);

CO_END

#endif

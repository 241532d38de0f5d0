/* The dictionary: asyncio's names, ours, and how they differ. */
#include "cli/topic.h"

#include <stdio.h>
#include <string.h>

const struct topic_word topic_words[] = {
    { NULL, "Coroutines and tasks", NULL },
    { "await coroutine", "co_call",
      "Errors: the result is -errno; await(co_call(c)) leaves the function as an exception does." },
    { "create_task(coro, name=)", "co_create_task, NAMED",
      "Ownership: the loop keeps the task, so no task is lost. NULL: memory is short." },
    { "create_task(coro, context=)", "co_create_task_in", NULL },
    { "eager_task_factory", "co_create_eager_task",
      "A call for one task, not a setting of the loop." },
    { "await task", "co_await",
      "Ownership: the last await ends the handle; co_task_keep() keeps it." },
    { "asyncio.sleep()", "co_sleep", NULL },
    { "asyncio.current_task()", "co_current_task", "NULL where Python has None or an error." },
    { "asyncio.all_tasks()", "co_tasks", "In order of creation, with futures." },
    { "Task.cancel()", "co_task_cancel", "Cancel: the suspended call returns -ECANCELED, once." },
    { "Task.cancel(msg)", "co_task_cancel_because", NULL },
    { "Task.uncancel()", "co_task_uncancel", NULL },
    { "Task.cancelling()", "co_task_cancelling", NULL },
    { "Task.done(), cancelled()", "co_task_done, co_task_cancelled", NULL },
    { "Task.result(), exception()", "co_task_result, co_task_text",
      "Errors: one number for both; -EBADF is InvalidStateError." },
    { "Task.add_done_callback()", "co_task_add_done_callback", NULL },
    { "add_done_callback(context=)", "co_task_add_done_callback_in", NULL },
    { "Task.remove_done_callback()", "co_task_remove_done_callback", NULL },
    { "Task.get_name(), set_name()", "co_task_name, co_task_set_name", NULL },
    { "Task.get_context()", "co_task_context", "Ownership: the caller releases it." },
    { "loop.create_future()", "co_future_create", "A future is a task without a coroutine." },
    { "Future.set_result()", "co_future_set_result",
      "Errors: a negative value is set_exception()." },
    { "raise, return text", "co_raise, co_return_text",
      "A text comes with the number; co_text() reads it." },
    { NULL, "Several tasks", NULL },
    { "gather()", "co_gather, co_gather_coros, GATHER",
      "Ownership: ends the handles of the tasks." },
    { "gather(), with texts", "co_gather_outcomes, co_gather_coros_outcomes", NULL },
    { "wait()", "co_wait",
      "Order: the array is reordered, done tasks first, in place of two sets." },
    { "as_completed()", "co_as_completed, AS_COMPLETED",
      "Gives the tasks themselves, as 3.13; earlier Python gives new coroutines." },
    { "wait_for()", "co_wait_for, WAIT_FOR", NULL },
    { "timeout()", "co_timeout_enter, co_timeout_exit",
      "Cancel: the exit turns its own cancel into -ETIMEDOUT." },
    { "timeout_at()", "co_timeout_enter_at", NULL },
    { "Timeout.reschedule()", "co_timeout_reschedule",
      "From now on, where asyncio takes a time on the clock." },
    { "Timeout.when(), expired()", "co_timeout_when, co_timeout_expired", NULL },
    { "shield()", "co_shield", "Ownership: the task that goes on is detached." },
    { "TaskGroup()", "co_task_group_enter, co_task_group_exit",
      "Order: children are cancelled in the order of creation." },
    { "TaskGroup.create_task()",
      "co_task_group_create_task, co_task_group_create_task_in, co_task_group_create_eager_task",
      "Errors: NULL where asyncio raises RuntimeError." },
    { "TaskGroup.cancel() (3.15)", "co_task_group_cancel", NULL },
    { "ExceptionGroup.exceptions", "co_task_group_next_error, FOR_ERRORS", NULL },
    { NULL, "Synchronization", NULL },
    { "Lock.acquire(), release()", "co_lock_acquire, co_lock_release, WITH_LOCK",
      "Cancel: a cancelled waiter leaves the list at once." },
    { "Lock.locked()", "co_lock_locked", NULL },
    { "Semaphore.acquire(), release()",
      "co_semaphore_acquire, co_semaphore_release, WITH_SEMAPHORE", NULL },
    { "Semaphore.locked()", "co_semaphore_locked", NULL },
    { "Event.wait(), set(), clear()", "co_event_wait, co_event_set, co_event_clear", NULL },
    { "Event.is_set()", "co_event_is_set", NULL },
    { "Condition.acquire(), release()",
      "co_condition_acquire, co_condition_release, WITH_CONDITION", NULL },
    { "Condition.wait(), wait_for()", "co_condition_wait, co_condition_wait_for",
      "Cancel: a waiter passes a notification on only if it had received one." },
    { "Condition.notify(), notify_all()", "co_condition_notify, co_condition_notify_all", NULL },
    { "Condition.locked()", "co_condition_locked", NULL },
    { "Barrier.wait()", "co_barrier_wait", NULL },
    { "Barrier.reset(), abort()", "co_barrier_reset, co_barrier_abort", NULL },
    { "Barrier.parties, n_waiting, broken",
      "co_barrier_parties, co_barrier_n_waiting, co_barrier_broken", NULL },
    { "Queue.put(), get()", "co_queue_put, co_queue_get",
      "Ownership: the queue has pointers, and the caller owns the items." },
    { "Queue.put_nowait(), get_nowait()", "co_queue_put_nowait, co_queue_get_nowait",
      "Errors: -ENOSPC is QueueFull, -ENODATA is QueueEmpty." },
    { "Queue.task_done(), join()", "co_queue_task_done, co_queue_join", NULL },
    { "Queue.qsize(), empty(), full()", "co_queue_qsize, co_queue_empty, co_queue_full", NULL },
    { "Queue.shutdown() (3.13)", "co_queue_shutdown", "Errors: -ESHUTDOWN is QueueShutDown." },
    { NULL, "Iteration and context", NULL },
    { "iter: __aiter__(), aiter()", "co_iterator_begin", NULL },
    { "anext(iterator)", "co_iterator_next", "Errors: 0 is StopAsyncIteration." },
    { "anext(iterator, default)", "co_iterator_next_or", NULL },
    { "anext(generator), async for", "co_generator_next, ASYNC_FOR",
      "ASYNC_FOR closes its generator on every way out." },
    { "aiter(generator)", "co_generator_iterator", NULL },
    { "yield", "co_yield", NULL },
    { "aclose()", "co_generator_close, co_generator_drop",
      "co_generator_drop() stands for the collection as garbage." },
    { "ContextVar.get(), set(), reset()",
      "co_context_var_get, co_context_var_set, co_context_var_reset",
      "A value is a number or a pointer." },
    { "copy_context()", "co_context_copy, co_context_keep, co_context_release",
      "Ownership: the caller releases a context." },
    { "context[var]", "co_context_value", NULL },
    { "Context.run()", "co_context_run", NULL },
    { NULL, "Threads", NULL },
    { "loop.run_in_executor()", "co_run_in_executor",
      "Cancel: a function that has begun goes on." },
    { "to_thread()", "co_to_thread", NULL },
    { "Executor.shutdown()", "co_executor_shutdown", NULL },
    { "loop.set_default_executor()", "co_set_default_executor", NULL },
    { "loop.shutdown_default_executor()", "co_shutdown_default_executor", NULL },
    { "loop.call_soon_threadsafe()", "co_call_soon_threadsafe", NULL },
    { "run_coroutine_threadsafe()", "co_run_coroutine_threadsafe",
      "Ownership: the caller releases the future." },
    { "concurrent Future.result()", "co_concurrent_future_result, co_concurrent_future_text",
      "Errors: -EDEADLK in the loop's own thread, where Python waits for ever." },
    { "concurrent Future.cancel(), done()",
      "co_concurrent_future_cancel, co_concurrent_future_done", NULL },
    { "threading.Thread.start(), join()", "co_thread_start, co_thread_join, co_thread_is_alive",
      NULL },
    { "time.sleep()", "co_blocking_sleep",
      "On the virtual clock it moves the loop's time on, and returns at once." },
    { NULL, "The loop", NULL },
    { "run()", "co_run", "Errors: -EDEADLK and -ELOOP, where Python waits or spins for ever." },
    { "Runner()", "co_runner_open, co_runner_close", NULL },
    { "Runner.run()", "co_runner_run", NULL },
    { "Runner.get_loop()", "co_runner_get_loop", NULL },
    { "get_running_loop()", "co_get_running_loop",
      "NULL where Python has a RuntimeError. There is no get_event_loop()." },
    { "loop.run_until_complete()", "co_run_until_complete", NULL },
    { "loop.run_forever(), stop()", "co_run_forever, co_stop", NULL },
    { "KeyboardInterrupt", "co_interrupt", NULL },
    { "loop.time()", "co_time, co_time_nanoseconds", NULL },
    { "loop.call_soon(), context=", "co_call_soon, co_call_soon_in", NULL },
    { "loop.call_later(), call_at()", "co_call_later, co_call_at",
      "Order: timers of one moment fire in the order of arming." },
    { "TimerHandle.cancel(), when()", "co_timer_handle_cancel, co_timer_handle_when", NULL },
    { "loop.add_signal_handler()", "co_add_signal_handler", NULL },
    { "loop.remove_signal_handler()", "co_remove_signal_handler", NULL },
    { "loop.add_reader(), add_writer()", "co_add_reader, co_add_writer", NULL },
    { "loop.remove_reader() and _writer()", "co_remove_reader, co_remove_writer", NULL },
    { "a loop class of your own", "co_set_iteration_hook", "The hook is called before each turn." },
    { "random.random(), uniform()", "co_random, co_random_uniform",
      "The seed is the run's, so a run can be repeated." },
    { NULL, "Debugging", NULL },
    { "loop.set_debug(), get_debug()", "co_set_debug, co_get_debug", NULL },
    { "loop.set_exception_handler()", "co_set_exception_handler", NULL },
    { "loop.call_exception_handler()", "co_call_exception_handler", NULL },
    { 0 },
};

static const struct {
    int code;
    const char *macro;
} errors[] = {
#define ERROR(code)                                                                                \
    {                                                                                              \
        code, #code                                                                                \
    }
    ERROR(ECANCELED), ERROR(ETIMEDOUT),       ERROR(EINVAL),    ERROR(EBADF),  ERROR(ENODATA),
    ERROR(ENOSPC),    ERROR(ENOTRECOVERABLE), ERROR(ESHUTDOWN), ERROR(EPERM),  ERROR(EALREADY),
    ERROR(EDEADLK),   ERROR(EINTR),           ERROR(ENOMEM),    ERROR(ENOSYS),
};

enum { NAME_WIDTH = 34, OURS_COLUMN = 4 + NAME_WIDTH };

static void write_word(const struct page *page, const struct topic_word *word)
{
    int length = printf("  %-*s", NAME_WIDTH, word->asyncio);

    page_fill(page, (size_t)length, OURS_COLUMN, word->ours, strlen(word->ours), false);
    if (word->difference)
        page_fill(page, 0, 6, word->difference, strlen(word->difference), false);
}

void topic_write_asyncio(const struct page *page)
{
    static const char rules[] =
        "A function returns 0 or a useful number, or -errno where asyncio raises; a text may come "
        "with it. Locks, queues and the like are structs that the caller owns, and all zero is "
        "ready to use. Arguments of coroutines are copied. The contracts are in src/co/co.h, and "
        "the names in capitals in src/co/sugar.h.";

    page_heading(page, "asyncdemo help asyncio\n");
    page_fill(page, 0, 0, rules, strlen(rules), false);
    page_heading(page, "\nErrors");
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        printf("  %-*s  -%s\n", NAME_WIDTH - 1, co_error_name(errors[i].code), errors[i].macro);
    for (const struct topic_word *word = topic_words; word->ours; word++) {
        if (word->asyncio)
            write_word(page, word);
        else
            page_heading(page, "\n%s", word->ours);
    }
}

/* Places: a macro for each call that waits, wakes or makes a task. It notes where the call is
 * written. */
#ifndef CO_PLACES_H
#define CO_PLACES_H

#include "co/callbacks.h"
#include "co/context.h"
#include "co/errors.h"
#include "co/iterate.h"
#include "co/observe.h"
#include "co/run.h"
#include "co/sync.h"
#include "co/task.h"
#include "co/thread.h"
#include "co/together.h"

CO_BEGIN

/* A place in the source. */
struct co_place {
    const char *file;
    int line;
    const char *function;
    const char *call; /* the call as written */
};

/*
 * ---- Places -------------------------------------------------------------------------------------
 *
 * The calls that wait, wake or make tasks note their place in the source, for reports and pictures:
 * a macro of the same name stores the address of a constant and calls the function.
 */
extern __thread const struct co_place *co_place_now;

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

/* A word of C++20 cannot be called. */
#ifdef __cplusplus
#define CO_AWAIT(task) co_await_task(task)
CO_ASYNC int co_await_task(struct co_task *task) __asm__("co_await");
#else
#define CO_AWAIT(task) co_await(task)
#endif

/* A call such as co_await(co_create_task(coro)) takes the result of another call. So it must note
 * its place after that call has noted its own. */
CO_ASYNC static inline int co_await_at(const struct co_place *place, struct co_task *task)
{
    co_note_place(place);
    return CO_AWAIT(task);
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

CO_END

#ifndef CO_WITHOUT_PLACES
#ifndef __cpp_impl_coroutine
#define co_await(...) co_await_at(CO_PLACE("co_await(" #__VA_ARGS__ ")"), __VA_ARGS__)
#define co_yield(...) CO_AT(co_yield, #__VA_ARGS__, __VA_ARGS__)
#endif
#define co_create_task(...) CO_AT(co_create_task, #__VA_ARGS__, __VA_ARGS__)
#define co_create_eager_task(...) CO_AT(co_create_eager_task, #__VA_ARGS__, __VA_ARGS__)
#define co_future_create(...) CO_AT(co_future_create, #__VA_ARGS__, __VA_ARGS__)
#define co_future_set_result(...) CO_AT(co_future_set_result, #__VA_ARGS__, __VA_ARGS__)
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

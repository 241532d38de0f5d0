/* What C++ writes in another way than C. */
#ifndef CO_CPLUSPLUS_H
#define CO_CPLUSPLUS_H

#include "co/places.h"

CO_BEGIN

/*
 * ---- C++ ----------------------------------------------------------------------------------------
 */

/* co_await() and co_yield(), which are words of C++20. */
CO_ASYNC static inline int co_await_task_at(const struct co_place *place, struct co_task *task)
{
    co_note_place(place);
    return co_await_task(task);
}
CO_ASYNC int co_yield_value(intptr_t value) __asm__("co_yield");

/* C++ has no compound literals: here the macros of these names call functions. */
static inline struct co_semaphore co_semaphore_with(int64_t permits, bool is_bounded)
{
    struct co_semaphore semaphore = {};

    semaphore.value = permits;
    semaphore.bound = is_bounded ? permits : 0;
    semaphore.is_bounded = is_bounded;
    return semaphore;
}

static inline struct co_condition co_condition_with(struct co_lock *lock)
{
    struct co_condition condition = {};

    condition.lock = lock;
    return condition;
}

static inline struct co_barrier co_barrier_with(int parties)
{
    struct co_barrier barrier = {};

    barrier.parties = parties;
    return barrier;
}

static inline struct co_queue co_queue_with(size_t maxsize, enum co_queue_order order,
                                            co_compare *compare)
{
    struct co_queue queue = {};

    queue.maxsize = maxsize;
    queue.order = order;
    queue.compare = compare;
    return queue;
}

static inline struct co_as_completed co_as_completed_of(struct co_task **tasks, size_t count)
{
    struct co_as_completed next = {};

    next.tasks = tasks;
    next.count = count;
    next.timeout = CO_FOREVER;
    return next;
}

static inline struct co_executor co_executor_with(uint32_t threads)
{
    struct co_executor executor = {};

    executor.max_workers = threads;
    return executor;
}

static inline struct co_context_var co_context_var_with(const char *name, intptr_t value)
{
    struct co_context_var var = {};

    var.name = name;
    var.default_value = value;
    return var;
}

CO_END

#undef CO_SEMAPHORE
#undef CO_BOUNDED_SEMAPHORE
#undef CO_CONDITION
#undef CO_BARRIER
#undef CO_QUEUE
#undef CO_LIFO_QUEUE
#undef CO_PRIORITY_QUEUE
#undef CO_AS_COMPLETED
#undef CO_EXECUTOR
#undef CO_CONTEXT_VAR
#define CO_SEMAPHORE(permits) co_semaphore_with(permits, false)
#define CO_BOUNDED_SEMAPHORE(permits) co_semaphore_with(permits, true)
#define CO_CONDITION(shared) co_condition_with(shared)
#define CO_BARRIER(n) co_barrier_with(n)
#define CO_QUEUE(items) co_queue_with(items, CO_QUEUE_FIFO, NULL)
#define CO_LIFO_QUEUE(items) co_queue_with(items, CO_QUEUE_LIFO, NULL)
#define CO_PRIORITY_QUEUE(items, comparison) co_queue_with(items, CO_QUEUE_PRIORITY, comparison)
#define CO_AS_COMPLETED(array, n) co_as_completed_of(array, n)
#define CO_EXECUTOR(threads) co_executor_with(threads)
#define CO_CONTEXT_VAR(name, value) co_context_var_with(name, value)

#ifndef CO_WITHOUT_PLACES
#define co_await_task(...) co_await_task_at(CO_PLACE("co_await(" #__VA_ARGS__ ")"), __VA_ARGS__)
#define co_yield_value(...) CO_AT(co_yield_value, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

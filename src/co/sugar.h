/*
 * The sugar: macros by which a coroutine in C reads line by line like the Python beside it.
 *
 *     ASYNC(fetch, int id; double delay;)                 async def fetch(id, delay):
 *     {                                                       (arguments are my->id, my->delay)
 *         await(co_sleep(my->delay));                         await asyncio.sleep(delay)
 *         return co_return_text("Data %d", my->id);           return f"Data {id}"
 *     }
 *
 *     CORO(fetch, 1, 0.5)                                 fetch(1, 0.5), made but not started
 *     await(CALL(fetch, 1, 0.5));                         await fetch(1, 0.5)
 *     await(GATHER(CORO(fetch, 1, 0.5), ...));            await asyncio.gather(fetch(1, 0.5), ...)
 *     TASKS(tasks, CORO(fetch, i, 0.5), i, 4);            tasks = [create_task(fetch(i, 0.5))
 *                                                                  for i in range(4)]
 *     await(GATHER_TASKS(tasks));                         await asyncio.gather(*tasks)
 *     struct co_outcome results[4];
 *     await(GATHER_TASKS_RESULTS(results, tasks));        results = await asyncio.gather(*tasks)
 *     int rc = await_except(-ETIMEDOUT,                   try:
 *         WAIT_FOR(CALL(fetch, 1, 0.5), 2));                  await wait_for(fetch(1, 0.5), 2)
 *     if (rc == -ETIMEDOUT)                               except TimeoutError:
 *         printf("too late\n");                               print("too late")
 *
 * The macros have short names without a prefix, so co.h has none of them: a program includes this
 * header where it wants them. Some macros hide a return: await, await_except, reraise, and each
 * block that begins with an await (WITH_..., ASYNC_FOR..., AS_COMPLETED).
 *
 * Data that tasks share must outlive main, because some tasks may use it after main has ended.
 */
#ifndef CO_SUGAR_H
#define CO_SUGAR_H

#include "co/co.h"

#include <limits.h>
#include <string.h>

/* Blocks of one kind may be nested: their hidden variables have the same names then. */
#pragma GCC diagnostic ignored "-Wshadow"

/* The value of a call. A failure leaves the function, as an exception does. */
#define await(expression)                                                                          \
    __extension__({                                                                                \
        int awaited_ = (expression);                                                               \
        if (awaited_ < 0)                                                                          \
            return awaited_;                                                                       \
        awaited_;                                                                                  \
    })

/* Would `except Exception:` catch the result? It does not catch CancelledError. */
static inline bool is_exception(int result)
{
    return result < 0 && result != -ECANCELED;
}

/* The call of a `try:` block with one `except` clause: the value of the call, or the error if the
 * clause catches it. Any other error leaves the function. EXCEPTION catches what is_exception()
 * names. */
#define EXCEPTION INT_MIN
#define await_except(error, expression)                                                            \
    __extension__({                                                                                \
        int tried_ = (expression);                                                                 \
        if (tried_ < 0 && !sugar_catches(error, tried_))                                           \
            return tried_;                                                                         \
        tried_;                                                                                    \
    })
/* raise, at the end of an `except` clause: the error leaves the function. */
#define reraise(error) return (error)

static inline bool sugar_catches(int error, int result)
{
    return result == error || (error == EXCEPTION && is_exception(result));
}

/* A coroutine function: a struct of its arguments, and a body that gets them as `my`. */
#define ASYNC(name, ...)                                                                           \
    struct name {                                                                                  \
        __VA_ARGS__                                                                                \
    };                                                                                             \
    CO_ASYNC static int name##_body(struct name *my);                                              \
    __attribute__((unused)) static int name##_start(void *my)                                      \
    {                                                                                              \
        return name##_body(my);                                                                    \
    }                                                                                              \
    static int name##_body(struct name *my __attribute__((unused)))

/* A coroutine function of an object: `self` is the first argument, `my` has the others.
 *     METHOD(bucket, acquire, int tokens;)                async def acquire(self, tokens):
 *     await(CALL(acquire, &bucket, 3));                   await bucket.acquire(3) */
#define METHOD(type, name, ...)                                                                    \
    struct name {                                                                                  \
        struct type *self;                                                                         \
        __VA_ARGS__                                                                                \
    };                                                                                             \
    CO_ASYNC static int name##_of(struct type *self, struct name *my);                             \
    CO_ASYNC __attribute__((unused)) static int name##_body(struct name *my)                       \
    {                                                                                              \
        return name##_of(my->self, my);                                                            \
    }                                                                                              \
    __attribute__((unused)) static int name##_start(void *my)                                      \
    {                                                                                              \
        return name##_body(my);                                                                    \
    }                                                                                              \
    static int name##_of(struct type *self __attribute__((unused)),                                \
                         struct name *my __attribute__((unused)))

/* A plain function, for a thread: co_run_in_executor(), co_to_thread(), co_thread_start(). */
#define DEF(name, ...) ASYNC(name, __VA_ARGS__)

#define CORO(name, ...)                                                                            \
    sugar_coro((struct co_coro){ name##_start, &(struct name){ __VA_ARGS__ }, sizeof(struct name), \
                                 #name, 0 })
#define CALL(name, ...) name##_body(&(struct name){ __VA_ARGS__ })
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A call that reports show as the program writes it. */
#define WRITTEN_AS(text, ...) (co_note_place(CO_PLACE(text)), __VA_ARGS__)

/* Zeroed, or gcc warns: count may be 0. */
#define TASKS(tasks, coroutine, i, count)                                                          \
    struct co_task *tasks[count];                                                                  \
    memset(tasks, 0, sizeof tasks);                                                                \
    for (int i = 0; i < (count); i++)                                                              \
    tasks[i] = WRITTEN_AS("co_create_task(" #coroutine ")", (co_create_task)(coroutine))

/* asyncio.create_task(coroutine, name=name) */
#define NAMED_TASK(name, coroutine)                                                                \
    sugar_named(WRITTEN_AS("co_create_task(" #coroutine ")", (co_create_task)(coroutine)), name)

#define GATHER(...)                                                                                \
    WRITTEN_AS("GATHER(" #__VA_ARGS__ ")",                                                         \
               (co_gather_coros)((struct co_coro[]){ __VA_ARGS__ },                                \
                                 COUNT(((struct co_coro[]){ __VA_ARGS__ })), NULL, 0))
#define GATHER_TASKS(tasks)                                                                        \
    WRITTEN_AS("GATHER_TASKS(" #tasks ")", (co_gather)(tasks, COUNT(tasks), NULL, 0))

/* results = await gather(...), into an array of struct co_outcome: the result and the text of each
 * coroutine. */
#define GATHER_RESULTS(results, ...) GATHER_WITH(0, "GATHER_RESULTS", results, __VA_ARGS__)
/* The same with return_exceptions=True. */
#define GATHER_RETURN_EXCEPTIONS(results, ...)                                                     \
    GATHER_WITH(CO_RETURN_EXCEPTIONS, "GATHER_RETURN_EXCEPTIONS", results, __VA_ARGS__)
#define GATHER_WITH(flags, text, results, ...)                                                     \
    WRITTEN_AS(text "(" #results ", " #__VA_ARGS__ ")",                                            \
               (co_gather_coros_outcomes)((struct co_coro[]){ __VA_ARGS__ },                       \
                                          COUNT(((struct co_coro[]){ __VA_ARGS__ })), results,     \
                                          flags))
/* The same two macros for an array of tasks. */
#define GATHER_TASKS_RESULTS(results, tasks)                                                       \
    WRITTEN_AS("GATHER_TASKS_RESULTS(" #results ", " #tasks ")",                                   \
               (co_gather_outcomes)(tasks, COUNT(tasks), results, 0))
#define GATHER_TASKS_RETURN_EXCEPTIONS(results, tasks)                                             \
    WRITTEN_AS("GATHER_TASKS_RETURN_EXCEPTIONS(" #results ", " #tasks ")",                         \
               (co_gather_outcomes)(tasks, COUNT(tasks), results, CO_RETURN_EXCEPTIONS))

/* The value of a call; after `seconds` the call is cancelled, and the value is -ETIMEDOUT. */
#define WAIT_FOR(call, seconds)                                                                    \
    sugar_awaited(__extension__({                                                                  \
        struct co_timeout timeout_ = { 0 };                                                        \
        int waited_ = (co_timeout_enter)(&timeout_, seconds);                                      \
        waited_ < 0 ? waited_ : (co_timeout_exit)(&timeout_, (call));                              \
    }))

/* async with lock: the lock is released on every exit path of the block. break and continue leave
 * only the block. */
#define WITH_LOCK(lock)                                                                            \
    for (struct co_lock * held_ __attribute__((cleanup(sugar_release_lock))) =                     \
             (await(co_lock_acquire(lock)), (lock)),                                               \
                                *once_ = held_;                                                    \
         once_; once_ = NULL)
#define WITH_SEMAPHORE(semaphore)                                                                  \
    for (struct co_semaphore * permit_ __attribute__((cleanup(sugar_release_semaphore))) =         \
             (await(co_semaphore_acquire(semaphore)), (semaphore)),                                \
                                       *once_ = permit_;                                           \
         once_; once_ = NULL)
#define WITH_CONDITION(condition)                                                                  \
    for (struct co_condition * held_ __attribute__((cleanup(sugar_release_condition))) =           \
             (await(co_condition_acquire(condition)), (condition)),                                \
                                     *once_ = held_;                                               \
         once_; once_ = NULL)

/* async for value in name(...): the generator is closed on every exit path. */
#define ASYNC_FOR(type, value, name, ...)                                                          \
    for (struct co_generator generator_                                                            \
         __attribute__((cleanup(sugar_close_generator))) = { .coro = CORO(name, __VA_ARGS__) },    \
         *once_ = &generator_;                                                                     \
         once_; once_ = NULL)                                                                      \
        for (type value; __extension__({                                                           \
                 intptr_t next_ = 0;                                                               \
                 int more_ = await(co_generator_next(&generator_, &next_));                        \
                 value = (type)next_;                                                              \
                 more_ > 0;                                                                        \
             });)

/* A generator for later use: struct co_generator numbers = GENERATOR(async_range, 1, 5). It copies
 * its arguments when it first runs. */
#define GENERATOR(name, ...) ((struct co_generator){ .coro = CORO(name, __VA_ARGS__) })

/* async for value in source: over an object's &object.iterator or over a &generator. If the loop
 * ends early, a generator stays at its last yield. */
#define ASYNC_FOR_IN(type, value, source)                                                          \
    for (struct co_iterator *iterator_ = sugar_begin(ITERATOR_OF(source)), *once_ = iterator_;     \
         once_; once_ = NULL)                                                                      \
        for (type value; __extension__({                                                           \
                 intptr_t next_ = 0;                                                               \
                 int more_ = await(WRITTEN_AS("ASYNC_FOR_IN(" #value ", " #source ")",             \
                                              (co_iterator_next)(iterator_, &next_)));             \
                 value = (type)next_;                                                              \
                 more_ > 0;                                                                        \
             });)
#define ITERATOR_OF(source)                                                                        \
    _Generic((source), struct co_generator *                                                       \
             : sugar_iterator_of_generator, struct co_iterator *                                   \
             : sugar_iterator)(source)

/* The methods of a struct whose first member is `struct co_iterator iterator`. The struct's
 * initializer is { .iterator = ITERATOR(name), ... }.
 *     ANEXT(countdown)                                    async def __anext__(self):
 *     {
 *         if (self->left == 0)
 *             return 0;                                       raise StopAsyncIteration
 *         *value = self->left--;
 *         return 1;                                           return value
 *     }
 * With AITER(countdown) { ... }, for __aiter__, the initializer is
 * { .iterator = ITERATOR_WITH_AITER(name), ... }. */
#define ANEXT(name)                                                                                \
    static int name##_anext_body(struct name *self, intptr_t *value);                              \
    static int name##_anext(struct co_iterator *self, intptr_t *value)                             \
    {                                                                                              \
        return name##_anext_body((struct name *)self, value);                                      \
    }                                                                                              \
    static int name##_anext_body(struct name *self, intptr_t *value)
#define AITER(name)                                                                                \
    static void name##_aiter_body(struct name *self);                                              \
    static void name##_aiter(struct co_iterator *self)                                             \
    {                                                                                              \
        name##_aiter_body((struct name *)self);                                                    \
    }                                                                                              \
    static void name##_aiter_body(struct name *self)
#define ITERATOR(name)                                                                             \
    {                                                                                              \
        .next = name##_anext                                                                       \
    }
#define ITERATOR_WITH_AITER(name)                                                                  \
    {                                                                                              \
        .next = name##_anext, .begin = name##_aiter                                                \
    }

/* for task in as_completed(tasks): */
#define AS_COMPLETED(task, tasks)                                                                  \
    for (struct co_as_completed next_ = CO_AS_COMPLETED(tasks, COUNT(tasks)), *once_ = &next_;     \
         once_; once_ = NULL)                                                                      \
        for (struct co_task * task; await(co_as_completed(&next_, &task)) > 0;)

/* for error in group.exceptions: after the exit of a task group */
#define FOR_ERRORS(error, group)                                                                   \
    for (struct co_task_error error; co_task_group_next_error((group), &error) > 0;)

/* The parentheses call the function itself, not the macro that notes a place: reports name the last
 * call before the closing brace. */
static inline void sugar_release_lock(struct co_lock **lock)
{
    (co_lock_release)(*lock);
}

static inline void sugar_release_semaphore(struct co_semaphore **semaphore)
{
    (co_semaphore_release)(*semaphore);
}

static inline void sugar_release_condition(struct co_condition **condition)
{
    (co_condition_release)(*condition);
}

static inline struct co_iterator *sugar_iterator(struct co_iterator *iterator)
{
    return iterator;
}

static inline struct co_iterator *sugar_iterator_of_generator(struct co_generator *generator)
{
    return co_generator_iterator(generator);
}

static inline struct co_iterator *sugar_begin(struct co_iterator *iterator)
{
    co_iterator_begin(iterator);
    return iterator;
}

static inline void sugar_close_generator(struct co_generator *generator)
{
    if ((co_generator_close)(generator) < 0)
        return; /* there is no way left to report it */
}

/* A compiler warns about the unused result of a function, but not about that of a statement
 * expression. */
CO_ASYNC static inline int sugar_awaited(int result)
{
    return result;
}

/* The same for a coroutine that is made and dropped. */
CO_CHECKED static inline struct co_coro sugar_coro(struct co_coro coro)
{
    return coro;
}

static inline struct co_task *sugar_named(struct co_task *task, const char *name)
{
    if (task)
        co_task_set_name(task, name);
    return task;
}

#endif

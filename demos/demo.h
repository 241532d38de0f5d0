/*
 * The sugar demos are written in, so that each reads line by line like the Python it stands beside.
 *
 *     ASYNC(fetch, int id; double delay;)                 async def fetch(id, delay):
 *     {                                                       (arguments are my->id, my->delay)
 *         await(co_sleep(my->delay));                         await asyncio.sleep(delay)
 *         return 0;
 *     }
 *     CORO(fetch, .id = 1, .delay = 0.5)                  fetch(1, 0.5): a coroutine object, made but not started
 *     CALL(fetch, .id = 1, .delay = 0.5)                  the same run in place, to be awaited
 */
#ifndef DEMO_H
#define DEMO_H

#include "co/co.h"
#include "run/run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The value of a call; a failure leaves the function, as an exception does. The only macro that hides a return. */
#define await(expression)                                                                          \
    __extension__({                                                                                \
        int awaited_ = (expression);                                                               \
        if (awaited_ < 0)                                                                          \
            return awaited_;                                                                       \
        awaited_;                                                                                  \
    })

/* A coroutine function: a struct for its arguments, and a body that knows them as `my`. */
#define ASYNC(name, ...)                                                                           \
    struct name {                                                                                  \
        __VA_ARGS__                                                                                \
    };                                                                                             \
    static int name##_body(struct name *my);                                                       \
    __attribute__((unused)) static int name##_start(void *my)                                      \
    {                                                                                              \
        return name##_body(my);                                                                    \
    }                                                                                              \
    static int name##_body(struct name *my __attribute__((unused)))

/* A plain function, to be run in a thread. */
#define DEF(name, ...) ASYNC(name, __VA_ARGS__)

#define CORO(name, ...)                                                                            \
    ((struct co_coro){ name##_start, &(struct name){ __VA_ARGS__ }, sizeof(struct name), #name, 0 })
#define CALL(name, ...) name##_body(&(struct name){ __VA_ARGS__ })

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define GATHER(...)                                                                                \
    co_gather_coros((struct co_coro[]){ __VA_ARGS__ }, COUNT(((struct co_coro[]){ __VA_ARGS__ })), \
                    NULL, 0)

/* async with lock: a block whose lock is released on every way out. */
#define WITH_LOCK(lock)                                                                            \
    for (struct co_lock *held_ __attribute__((cleanup(demo_release_lock))) =                       \
             (await(co_lock_acquire(lock)), (lock));                                               \
         held_; demo_release_lock(&held_), held_ = NULL)
#define WITH_SEMAPHORE(semaphore)                                                                  \
    for (struct co_semaphore *permit_ __attribute__((cleanup(demo_release_semaphore))) =           \
             (await(co_semaphore_acquire(semaphore)), (semaphore));                                \
         permit_; demo_release_semaphore(&permit_), permit_ = NULL)

/* async for value in name(...): */
#define ASYNC_FOR(value, name, ...)                                                                \
    for (struct co_generator generator_ = { .coro = CORO(name, __VA_ARGS__) }; !generator_.ended;) \
        for (intptr_t value; await(co_generator_next(&generator_, &value)) > 0;)

/* for task in as_completed(tasks): */
#define AS_COMPLETED(task, tasks)                                                                  \
    for (struct co_as_completed next_ = CO_AS_COMPLETED(tasks, COUNT(tasks)),                      \
                                *once_ = &next_;                                                   \
         once_; once_ = NULL)                                                                      \
        for (struct co_task *task; await(co_as_completed(&next_, &task)) > 0;)

static inline void demo_release_lock(struct co_lock **lock)
{
    if (*lock)
        co_lock_release(*lock);
}

static inline void demo_release_semaphore(struct co_semaphore **semaphore)
{
    if (*semaphore)
        co_semaphore_release(*semaphore);
}

/* The row of a demo: its name, its main coroutine, and what `list` and `check` have to know. */
#define DEMO(identifier, main_coroutine, ...)                                                      \
    const struct demo demo_##identifier = {                                                        \
        .main = main_coroutine##_start, .main_name = #main_coroutine, __VA_ARGS__                  \
    }

#endif

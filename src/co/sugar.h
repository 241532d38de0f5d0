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
 *     co_create_task(NAMED(CORO(fetch, 1, 0.5), "F"));    create_task(fetch(1, 0.5), name="F")
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

#include "co/sugar_iterate.h"
#include "co/sugar_method.h"
#include "co/sugar_together.h"

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

/* Returns whether `except Exception:` would catch the result. It does not catch CancelledError. */
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

/* A plain function, for a thread: co_run_in_executor(), co_to_thread(), co_thread_start(). */
#define DEF(name, ...) ASYNC(name, __VA_ARGS__)

#define CORO(name, ...)                                                                            \
    sugar_coro((struct co_coro){ name##_start, &(struct name){ __VA_ARGS__ }, sizeof(struct name), \
                                 #name, 0, NULL })
#define CALL(name, ...) name##_body(&(struct name){ __VA_ARGS__ })
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A call that reports show as the program writes it. */
#define WRITTEN_AS(text, ...) (co_note_place(CO_PLACE(text)), __VA_ARGS__)

/* async with lock: the lock is released on every exit path of the block. break and continue leave
 * only the block. */
#define WITH_LOCK(lock)                                                                            \
    SUGAR_WITH(lock, co_lock_acquire, sugar_release_lock, "end of WITH_LOCK(" #lock ")")
#define WITH_SEMAPHORE(semaphore)                                                                  \
    SUGAR_WITH(semaphore, co_semaphore_acquire, sugar_release_semaphore,                           \
               "end of WITH_SEMAPHORE(" #semaphore ")")
#define WITH_CONDITION(condition)                                                                  \
    SUGAR_WITH(condition, co_condition_acquire, sugar_release_condition,                           \
               "end of WITH_CONDITION(" #condition ")")

/* The end of the block has a place of its own: the line at which the block begins. */
struct sugar_held {
    void *thing;
    const struct co_place *end;
};
#define SUGAR_WITH(thing, acquire, release, text)                                                  \
    for (struct sugar_held held_ __attribute__((cleanup(release))) = { (await(acquire(thing)),     \
                                                                        (thing)),                  \
                                                                       CO_PLACE(text) },           \
                           *once_ = &held_;                                                        \
         once_; once_ = NULL)

/* The parentheses call the function itself, not the macro that notes a place. */
static inline void sugar_release_lock(struct sugar_held *held)
{
    co_note_place(held->end);
    (co_lock_release)(held->thing);
}

static inline void sugar_release_semaphore(struct sugar_held *held)
{
    co_note_place(held->end);
    (co_semaphore_release)(held->thing);
}

static inline void sugar_release_condition(struct sugar_held *held)
{
    co_note_place(held->end);
    (co_condition_release)(held->thing);
}

/* A function, because a compiler warns about the unused result of a function: a coroutine that is
 * made and dropped does not go unnoticed. */
CO_CHECKED static inline struct co_coro sugar_coro(struct co_coro coro)
{
    return coro;
}

#endif

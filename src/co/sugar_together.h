/* Sugar for several tasks at a time: NAMED, TASKS, GATHER, WAIT_FOR, and others. See co/sugar.h. */
#ifndef CO_SUGAR_TOGETHER_H
#define CO_SUGAR_TOGETHER_H

#include "co/co.h"

#include <stddef.h>
#include <string.h>

/* The coroutine of a task that has a name, which is copied when the task is made. */
#define NAMED(coroutine, name) sugar_named(coroutine, name)
/* The same for a coroutine whose argument `name` is the name of its task, too. */
#define NAMED_CORO(function, ...)                                                                  \
    sugar_named_by(CORO(function, __VA_ARGS__), offsetof(struct function, name))

/* Zeroed, or gcc warns: count may be 0. */
#define TASKS(tasks, coroutine, i, count)                                                          \
    struct co_task *tasks[count];                                                                  \
    memset(tasks, 0, sizeof tasks);                                                                \
    for (int i = 0; i < (count); i++)                                                              \
    tasks[i] = WRITTEN_AS("co_create_task(" #coroutine ")", (co_create_task)(coroutine))

#define GATHER(...)                                                                                \
    WRITTEN_AS("GATHER(" #__VA_ARGS__ ")",                                                         \
               (co_gather_coros)((struct co_coro[]){ __VA_ARGS__ },                                \
                                 COUNT(((struct co_coro[]){ __VA_ARGS__ })), NULL, 0))
#define GATHER_TASKS(tasks)                                                                        \
    WRITTEN_AS("GATHER_TASKS(" #tasks ")", (co_gather)(tasks, COUNT(tasks), NULL, 0))

/* results = await gather(...), into an array of struct co_outcome: the result and the text of each
 * coroutine. */
#define GATHER_RESULTS(results, ...)                                                               \
    GATHER_WITH(0, "GATHER_RESULTS(" #results ", " #__VA_ARGS__ ")", results, __VA_ARGS__)
/* The same with return_exceptions=True. */
#define GATHER_RETURN_EXCEPTIONS(results, ...)                                                     \
    GATHER_WITH(CO_RETURN_EXCEPTIONS, "GATHER_RETURN_EXCEPTIONS(" #results ", " #__VA_ARGS__ ")",  \
                results, __VA_ARGS__)
/* The text comes from the macros above: here, the arguments are expanded. */
#define GATHER_WITH(flags, text, results, ...)                                                     \
    WRITTEN_AS(text, (co_gather_coros_outcomes)((struct co_coro[]){ __VA_ARGS__ },                 \
                                                COUNT(((struct co_coro[]){ __VA_ARGS__ })),        \
                                                results, flags))
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

/* for task in as_completed(tasks): */
#define AS_COMPLETED(task, tasks)                                                                  \
    for (struct co_as_completed next_ = CO_AS_COMPLETED(tasks, COUNT(tasks)), *once_ = &next_;     \
         once_; once_ = NULL)                                                                      \
        for (struct co_task * task; await(co_as_completed(&next_, &task)) > 0;)

/* for error in group.exceptions: after the exit of a task group */
#define FOR_ERRORS(error, group)                                                                   \
    for (struct co_task_error error; co_task_group_next_error((group), &error) > 0;)

CO_CHECKED static inline struct co_coro sugar_named(struct co_coro coro, const char *name)
{
    coro.task_name = name;
    return coro;
}

CO_CHECKED static inline struct co_coro sugar_named_by(struct co_coro coro, size_t offset)
{
    memcpy(&coro.task_name, (const char *)coro.arguments + offset, sizeof coro.task_name);
    return coro;
}

/* A compiler warns about the unused result of a function, but not about that of a statement
 * expression. */
CO_ASYNC static inline int sugar_awaited(int result)
{
    return result;
}

#endif

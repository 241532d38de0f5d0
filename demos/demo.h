/*
 * The sugar demos are written in, so that each reads line by line like the Python beside it.
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
 *     log_time("%s", LIST(results, 4));                   print(results)
 *     rc = WAIT_FOR(CALL(fetch, 1, 0.5), 2.0);            await asyncio.wait_for(fetch(1, 0.5), 2.0)
 *
 * What tasks share is static: some may still hold on to it when main has ended.
 */
#ifndef DEMO_H
#define DEMO_H

#include "co/co.h"
#include "io/http_client.h"
#include "io/http_server.h"
#include "io/library.h"
#include "io/process.h"
#include "io/websocket.h"
#include "io/work_queue.h"
#include "run/run.h"

#include <ctype.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Blocks of the same kind may stand in each other. */
#pragma GCC diagnostic ignored "-Wshadow"
/* A callback need not look at all that it is given. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

/* The value of a call; a failure leaves the function, as an exception does. The only macro that
 * hides a return. */
#define await(expression)                                                                          \
    __extension__({                                                                                \
        int awaited_ = (expression);                                                               \
        if (awaited_ < 0)                                                                          \
            return awaited_;                                                                       \
        awaited_;                                                                                  \
    })

/* Is the result what `except Exception:` would catch? CancelledError is not. */
static inline bool is_exception(int result)
{
    return result < 0 && result != -ECANCELED;
}

/* A coroutine function: a struct for its arguments, and a body that knows them as `my`. */
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
    demo_coro((struct co_coro){ name##_start, &(struct name){ __VA_ARGS__ }, sizeof(struct name),  \
                                #name, 0 })
#define CALL(name, ...) name##_body(&(struct name){ __VA_ARGS__ })
/* await function(): of a coroutine that was passed on as a value. */
#define CALL_CORO(coro) demo_call_coro(coro)

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A call that reports show as it is written in the demo. */
#define WRITTEN_AS(text, ...) (co_note_place(CO_PLACE(text)), __VA_ARGS__)

/* (Set to zero, as for all that a compiler knows there may be none.) */
#define TASKS(tasks, coroutine, i, count)                                                          \
    struct co_task *tasks[count];                                                                  \
    memset(tasks, 0, sizeof tasks);                                                                \
    for (int i = 0; i < (count); i++)                                                              \
        tasks[i] = WRITTEN_AS("co_create_task(" #coroutine ")", (co_create_task)(coroutine))

/* asyncio.create_task(coroutine, name=name) */
#define NAMED_TASK(name, coroutine)                                                                \
    demo_named(WRITTEN_AS("co_create_task(" #coroutine ")", (co_create_task)(coroutine)), name)

#define GATHER(...)                                                                                \
    WRITTEN_AS("GATHER(" #__VA_ARGS__ ")",                                                         \
               (co_gather_coros)((struct co_coro[]){ __VA_ARGS__ },                                \
                                 COUNT(((struct co_coro[]){ __VA_ARGS__ })), NULL, 0))
#define GATHER_TASKS(tasks)                                                                        \
    WRITTEN_AS("GATHER_TASKS(" #tasks ")", (co_gather)(tasks, COUNT(tasks), NULL, 0))

/* results = await gather(...), into an array of struct co_outcome, with a place for each: what came
 * back, and its text. */
#define GATHER_RESULTS(results, ...) GATHER_WITH(0, "GATHER_RESULTS", results, __VA_ARGS__)
/* The same with return_exceptions=True. */
#define GATHER_RETURN_EXCEPTIONS(results, ...)                                                     \
    GATHER_WITH(CO_RETURN_EXCEPTIONS, "GATHER_RETURN_EXCEPTIONS", results, __VA_ARGS__)
#define GATHER_WITH(flags, text, results, ...)                                                     \
    WRITTEN_AS(text "(" #results ", " #__VA_ARGS__ ")",                                            \
               (co_gather_coros_outcomes)((struct co_coro[]){ __VA_ARGS__ },                       \
                                          COUNT(((struct co_coro[]){ __VA_ARGS__ })), results,     \
                                          flags))
/* The two for an array of tasks. */
#define GATHER_TASKS_RESULTS(results, tasks)                                                       \
    WRITTEN_AS("GATHER_TASKS_RESULTS(" #results ", " #tasks ")",                                   \
               (co_gather_outcomes)(tasks, COUNT(tasks), results, 0))
#define GATHER_TASKS_RETURN_EXCEPTIONS(results, tasks)                                             \
    WRITTEN_AS("GATHER_TASKS_RETURN_EXCEPTIONS(" #results ", " #tasks ")",                         \
               (co_gather_outcomes)(tasks, COUNT(tasks), results, CO_RETURN_EXCEPTIONS))

/* The value of a call, which is cancelled when `seconds` are over; then -ETIMEDOUT. */
#define WAIT_FOR(call, seconds)                                                                    \
    demo_awaited(__extension__({                                                                   \
        struct co_timeout timeout_ = { 0 };                                                        \
        int waited_ = (co_timeout_enter)(&timeout_, seconds);                                      \
        waited_ < 0 ? waited_ : (co_timeout_exit)(&timeout_, (call));                              \
    }))

/* async with lock: a block whose lock is released once, on every way out; break and continue are
 * ways out of the block alone. */
#define WITH_LOCK(lock)                                                                            \
    for (struct co_lock *held_ __attribute__((cleanup(demo_release_lock))) =                       \
             (await(co_lock_acquire(lock)), (lock)),                                               \
             *once_ = held_;                                                                       \
         once_; once_ = NULL)
#define WITH_SEMAPHORE(semaphore)                                                                  \
    for (struct co_semaphore *permit_ __attribute__((cleanup(demo_release_semaphore))) =           \
             (await(co_semaphore_acquire(semaphore)), (semaphore)),                                \
             *once_ = permit_;                                                                     \
         once_; once_ = NULL)
#define WITH_CONDITION(condition)                                                                  \
    for (struct co_condition *held_ __attribute__((cleanup(demo_release_condition))) =             \
             (await(co_condition_acquire(condition)), (condition)),                                \
             *once_ = held_;                                                                       \
         once_; once_ = NULL)

/* async for value in name(...): the generator is closed on every way out. */
#define ASYNC_FOR(type, value, name, ...)                                                          \
    for (struct co_generator generator_ __attribute__((cleanup(demo_close_generator))) =           \
             { .coro = CORO(name, __VA_ARGS__) },                                                  \
             *once_ = &generator_;                                                                 \
         once_; once_ = NULL)                                                                      \
        for (type value; __extension__({                                                           \
                 intptr_t next_ = 0;                                                               \
                 int more_ = await(co_generator_next(&generator_, &next_));                        \
                 value = (type)next_;                                                              \
                 more_ > 0;                                                                        \
             });)

/* A generator that is made here and asked elsewhere: struct co_generator numbers =
 * GENERATOR(async_range, 1, 5); it copies its arguments when it first runs. */
#define GENERATOR(name, ...) ((struct co_generator){ .coro = CORO(name, __VA_ARGS__) })

/* async for value in source: over an object's &object.iterator or over a &generator. A generator is
 * left where it stands on an early way out. */
#define ASYNC_FOR_IN(type, value, source)                                                          \
    for (struct co_iterator *iterator_ = demo_begin(ITERATOR_OF(source)), *once_ = iterator_;      \
         once_; once_ = NULL)                                                                      \
        for (type value; __extension__({                                                           \
                 intptr_t next_ = 0;                                                               \
                 int more_ = await(WRITTEN_AS("ASYNC_FOR_IN(" #value ", " #source ")",             \
                                              (co_iterator_next)(iterator_, &next_)));             \
                 value = (type)next_;                                                              \
                 more_ > 0;                                                                        \
             });)
#define ITERATOR_OF(source)                                                                        \
    _Generic((source),                                                                             \
        struct co_generator *: demo_iterator_of_generator,                                         \
        struct co_iterator *: demo_iterator)(source)

/* The methods of a struct whose first member is `struct co_iterator iterator`; its initializer is
 * { .iterator = ITERATOR(name), ... }.
 *     ANEXT(countdown)                                    async def __anext__(self):
 *     {
 *         if (self->left == 0)
 *             return 0;                                       raise StopAsyncIteration
 *         *value = self->left--;
 *         return 1;                                           return value
 *     }
 * With AITER(countdown) { ... }, for __aiter__, it is { .iterator = ITERATOR_WITH_AITER(name) }. */
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
#define ITERATOR(name) { .next = name##_anext }
#define ITERATOR_WITH_AITER(name) { .next = name##_anext, .begin = name##_aiter }

/* for task in as_completed(tasks): */
#define AS_COMPLETED(task, tasks)                                                                  \
    for (struct co_as_completed next_ = CO_AS_COMPLETED(tasks, COUNT(tasks)), *once_ = &next_;     \
         once_; once_ = NULL)                                                                      \
        for (struct co_task *task; await(co_as_completed(&next_, &task)) > 0;)

/* f"{items}": the text of a list of int, "[1, 2, 3]", or of outcomes, "['a', 'b']". It is good until
 * the next one. */
#define LIST(items, count)                                                                         \
    _Generic(&(items)[0], int *: demo_list, struct co_outcome *: demo_list_of_texts)(              \
        items, (size_t)(count))

static char demo_list_text[1024] __attribute__((unused));

static inline const char *demo_list(const int *numbers, size_t count)
{
    char *text = demo_list_text;
    size_t used = (size_t)sprintf(text, "[");

    for (size_t i = 0; i < count && used < sizeof demo_list_text - 16; i++)
        used += (size_t)sprintf(text + used, i ? ", %d" : "%d", numbers[i]);
    strcpy(text + used, "]");
    return text;
}

static inline const char *demo_list_of_texts(const struct co_outcome *outcomes, size_t count)
{
    char *text = demo_list_text;
    size_t used = (size_t)sprintf(text, "[");

    for (size_t i = 0; i < count && used < sizeof demo_list_text - CO_TEXT_MAX - 8; i++)
        used += (size_t)sprintf(
            text + used, i ? ", '%s'" : "'%s'",
            outcomes[i].result < 0 ? co_outcome_message(&outcomes[i]) : outcomes[i].text);
    strcpy(text + used, "]");
    return text;
}

/* for error in group.exceptions: after the exit of a task group */
#define FOR_ERRORS(error, group)                                                                   \
    for (struct co_task_error error; co_task_group_next_error((group), &error) > 0;)

/* The closing brace is no call of its own: reports name the last one before it. */
static inline void demo_release_lock(struct co_lock **lock)
{
    (co_lock_release)(*lock);
}

static inline void demo_release_semaphore(struct co_semaphore **semaphore)
{
    (co_semaphore_release)(*semaphore);
}

static inline void demo_release_condition(struct co_condition **condition)
{
    (co_condition_release)(*condition);
}

static inline struct co_iterator *demo_iterator(struct co_iterator *iterator)
{
    return iterator;
}

static inline struct co_iterator *demo_iterator_of_generator(struct co_generator *generator)
{
    return co_generator_iterator(generator);
}

static inline struct co_iterator *demo_begin(struct co_iterator *iterator)
{
    co_iterator_begin(iterator);
    return iterator;
}

static inline void demo_close_generator(struct co_generator *generator)
{
    if ((co_generator_close)(generator) < 0)
        return; /* there is nobody left to tell */
}

/* A compiler complains of a result of a function that is not used, not of that of a block. */
CO_ASYNC static inline int demo_awaited(int result)
{
    return result;
}

/* The same of a coroutine that is made and dropped. */
CO_CHECKED static inline struct co_coro demo_coro(struct co_coro coro)
{
    return coro;
}

static inline struct co_task *demo_named(struct co_task *task, const char *name)
{
    if (task)
        co_task_set_name(task, name);
    return task;
}

CO_ASYNC static inline int demo_call_coro(struct co_coro coro)
{
    _Alignas(max_align_t) char arguments[CO_ARGUMENTS_MAX];

    if (coro.size)
        memcpy(arguments, coro.arguments, coro.size);
    return coro.run(arguments);
}

/* ---- What leaves the process ---- */

/* proc = await create_subprocess_shell(command, stdout=PIPE): SUBPROCESS_SHELL(proc, command,
 * .output = IO_PIPE); on every way out of the block it is given up, and ended if need be. */
#define SUBPROCESS_SHELL(proc, command, ...)                                                       \
    struct io_process *proc __attribute__((cleanup(demo_release_process))) = NULL;                 \
    await(WRITTEN_AS("SUBPROCESS_SHELL(" #proc ", " #command ")",                                  \
                     (io_create_subprocess_shell)(&proc, command,                                  \
                                                  &(struct io_process_options){ __VA_ARGS__ })))

/* for line in text.splitlines(): log_time("%.*s", LINE(line)) */
#define FOR_LINES(line, text)                                                                      \
    for (const char *line = (text); *line; line += strcspn(line, "\n"), line += *line == '\n')
#define LINE(text) (int)strcspn(text, "\n"), (text)

static inline int line_count(const char *text)
{
    int count = 0;

    FOR_LINES(line, text)
        count++;
    return count;
}

/* text.strip(), for "%.*s". */
#define STRIPPED(text) demo_stripped_length(demo_stripped(text)), demo_stripped(text)

static inline const char *demo_stripped(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

static inline int demo_stripped_length(const char *text)
{
    size_t length = strlen(text);

    while (length && strchr(" \t\r\n", text[length - 1]))
        length--;
    return (int)length;
}

static inline void demo_release_process(struct io_process **process)
{
    io_process_release(*process);
}

/* async with ClientSession() as session: it is closed on every way out. */
#define WITH_SESSION(session)                                                                      \
    for (struct io_http_session *session __attribute__((cleanup(demo_close_session))) = NULL,      \
                                *once_ = (await(io_http_session_open(&session)), session);         \
         once_; once_ = NULL)
/* async with session.get(url) as response: it is freed on every way out. */
#define WITH_GET(response, session, url)                                                           \
    for (struct io_http_response response##_ __attribute__((cleanup(io_http_response_free))) =     \
             { 0 },                                                                                \
             *response = (await(WRITTEN_AS("WITH_GET(" #response ", " #session ", " #url ")",      \
                                           (io_http_get)(session, url, &response##_))),            \
                          &response##_),                                                           \
             *once_ = response;                                                                    \
         once_; once_ = NULL)

static inline void demo_close_session(struct io_http_session **session)
{
    io_http_session_close(*session);
}

/* ws = web.WebSocketResponse(): the server's end, made by io_websocket_prepare(). */
#define WEBSOCKET_RESPONSE(ws)                                                                     \
    struct io_websocket *ws __attribute__((cleanup(demo_release_websocket))) = NULL

/* async with session.ws_connect(url) as ws: a block at whose end the connection is closed; on other
 * ways out it is dropped. */
#define WITH_WEBSOCKET(ws, url)                                                                    \
    for (struct io_websocket *ws __attribute__((cleanup(demo_release_websocket))) =                \
             __extension__({                                                                       \
                 struct io_websocket *connected_ = NULL;                                           \
                 await(WRITTEN_AS("WITH_WEBSOCKET(" #ws ", " #url ")",                             \
                                  (io_websocket_connect)(&connected_, url, NULL)));                \
                 connected_;                                                                       \
             }),                                                                                   \
             *once_ = ws;                                                                          \
         once_; await((io_websocket_close)(ws, IO_WEBSOCKET_OK, NULL)), once_ = NULL)

/* async for msg in ws: */
#define ASYNC_FOR_MESSAGES(msg, ws)                                                                \
    for (struct io_websocket_message msg;                                                          \
         await(WRITTEN_AS("ASYNC_FOR_MESSAGES(" #msg ", " #ws ")",                                 \
                          (io_websocket_receive)(ws, &msg))) > 0;)

static inline void demo_release_websocket(struct io_websocket **ws)
{
    io_websocket_release(*ws);
}

/* The row of a demo: what `list` and `check` have to know. Its first coroutine is ASYNC(main). One
 * with a server has also ASYNC(listen, int port;), and in its row .listen = listen_start: it keeps
 * the server open, for `asyncdemo NAME --listen=PORT`. */
#define DEMO(name, ...)                                                                            \
    const struct demo demo_##name = { .identifier = #name, .main = main_start, __VA_ARGS__ }

#endif

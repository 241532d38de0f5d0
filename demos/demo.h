/*
 * Macros for demos, besides the sugar of co/sugar.h: texts as Python prints them, blocks for
 * processes, HTTP and WebSocket, and the row that makes a program a demo.
 */
#ifndef DEMO_H
#define DEMO_H

#include "co/sugar.h"
#include "io/http/http_client.h"
#include "io/http/http_server.h"
#include "io/library.h"
#include "io/process/process.h"
#include "io/websocket/websocket.h"
#include "run/run.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A callback may ignore some of its arguments. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

/* f"...": F("Item-%d", i). The text lives until the run ends. */
#define F(...) formatted(__VA_ARGS__)

/* f"{items}": the text of a list of int, "[1, 2, 3]", or of outcomes, "['a', 'b']". The next LIST
 * overwrites the text. */
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
        used += (size_t)sprintf(text + used, i ? ", '%s'" : "'%s'",
                                outcomes[i].result < 0 ? co_outcome_message(&outcomes[i])
                                                       : outcomes[i].text);
    strcpy(text + used, "]");
    return text;
}

/* for item in array: item is a pointer to each element. */
#define FOR_EACH(item, array)                                                                      \
    for (__typeof__(&(array)[0]) item = (array); item < (array) + COUNT(array); item++)

/* items = []: items.append(item), items.pop(0), len(items). All zero is empty. */
struct items {
    const void *items[16]; /* so many at a time, in a circle */
    size_t first, length;
};

static inline void items_append(struct items *list, const void *item)
{
    list->items[(list->first + list->length++) % COUNT(list->items)] = item;
}

static inline const void *items_pop(struct items *list)
{
    list->length--;
    return list->items[list->first++ % COUNT(list->items)];
}

/* job = (func, args, kwargs), for a queue: a coroutine whose arguments live until the run ends.
 * JOB(NAMED_CORO(work, "job-1", 0.3)); co_call(job->coro). */
struct demo_job {
    const char *name; /* of its task, or else of its function */
    struct co_coro coro;
};
#define JOB(coroutine) demo_job(coroutine)

static inline struct demo_job *demo_job(struct co_coro coro)
{
    struct demo_job job = { coro.task_name ? coro.task_name : coro.name, coro };

    job.coro.arguments = copied(coro.arguments, coro.size);
    return copied(&job, sizeof job);
}

/* ---- Processes and connections ---- */

/* proc = await create_subprocess_shell(command, stdout=PIPE): SUBPROCESS_SHELL(proc, command,
 * .output = IO_PIPE). On every exit path of the block the process object is released, and a child
 * that still runs is ended. */
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

/* async with ClientSession() as session: the session is closed on every exit path. */
#define WITH_SESSION(session)                                                                      \
    for (struct io_http_session * session                                                          \
             __attribute__((cleanup(demo_close_session))) = NULL,                                  \
             *once_ = (await(io_http_session_open(&session)), session);                            \
         once_; once_ = NULL)
/* async with session.get(url) as response: the response is freed on every exit path. */
#define WITH_GET(response, session, url)                                                           \
    for (struct io_http_response response##_                                                       \
         __attribute__((cleanup(io_http_response_free))) = { 0 },                                  \
         *response = (await(WRITTEN_AS("WITH_GET(" #response ", " #session ", " #url ")",          \
                                       (io_http_get)(session, url, &response##_))),                \
                      &response##_),                                                               \
         *once_ = response;                                                                        \
         once_; once_ = NULL)

static inline void demo_close_session(struct io_http_session **session)
{
    io_http_session_close(*session);
}

/* ws = web.WebSocketResponse(): the server's end, which io_websocket_prepare() makes. */
#define WEBSOCKET_RESPONSE(ws)                                                                     \
    struct io_websocket *ws __attribute__((cleanup(demo_release_websocket))) = NULL

/* async with session.ws_connect(url) as ws: the end of the block closes the connection; other exit
 * paths drop it. */
#define WITH_WEBSOCKET(ws, url)                                                                    \
    for (struct io_websocket * ws                                                                  \
             __attribute__((cleanup(demo_release_websocket))) = __extension__({                    \
             struct io_websocket *connected_ = NULL;                                               \
             await(WRITTEN_AS("WITH_WEBSOCKET(" #ws ", " #url ")",                                 \
                              (io_websocket_connect)(&connected_, url, NULL)));                    \
             connected_;                                                                           \
         }),                                                                                       \
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

/* The row of a demo, for `list` and `check`. The demo's first coroutine is ASYNC(main). A demo with
 * a server also has ASYNC(listen, int port;), which keeps the server open for
 * `asyncdemo NAME --listen=PORT`, and in its row .listen = listen_start. */
#define DEMO(name, ...)                                                                            \
    const struct demo demo_##name = { .identifier = #name, .main = main_start, __VA_ARGS__ }

#endif

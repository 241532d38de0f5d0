/*
 * The event stream: everything that is known about a run, in order. The printed log, the golden
 * check, JSON and the pictures are views of it.
 */
#ifndef RUN_STREAM_H
#define RUN_STREAM_H

#include "co/co.h"

#include <stdio.h>

enum event_kind {
    EVENT_TASK,     /* `task` was made; `text` is its name, `what` its function */
    EVENT_WAIT,     /* the task suspended, to wait for `text` ("": for time) */
    EVENT_WAKE,     /* the task became ready; its wait ends with `result` */
    EVENT_LINE,     /* the task logged `text` as its line `number` */
    EVENT_TASK_END, /* the task ended with `result` */
    /* A line for stderr: deadlock, livelock, lost error. With a task: the task's stack overflowed,
     * and that is the last event. The place is that of the last call before. */
    EVENT_REPORT,
    /* The last event: `result` of the run; `text` is its message; `number`: jobs of threads, and
     * wakes from outside. */
    EVENT_RUN_END,
    EVENT_STEP,  /* the task runs, until its next wait or its end */
    EVENT_TOUCH, /* the task did `verb` to `thing` */
    /* `thing` is seen for the first time; `text` is its name, "" if it has none, and `what` its
     * kind. A later event of this kind gives the thing a better name. */
    EVENT_THING,
};

struct event {
    enum event_kind kind;
    uint32_t task; /* id; 0: the loop */
    uint32_t number;
    int32_t result;
    int64_t time;          /* nanoseconds since the start of the run */
    struct co_cause cause; /* EVENT_WAKE, EVENT_LINE: why the task runs; its `by` is a task id */
    const char *file;      /* the place in the source; "" if unknown */
    int32_t line;
    const char *text; /* UTF-8, owned by the stream, as all texts here */
    const char *call; /* the call as the program writes it; "" if unknown */
    /* EVENT_TASK: the coroutine's function. EVENT_THING: "lock", "queue" and so on. EVENT_TOUCH:
     * the item that is put or taken. EVENT_WAKE by the loop, and EVENT_LINE of the loop: the
     * signal or the function of the callback. Else "". */
    const char *what;
    uint32_t thing;         /* EVENT_WAIT, EVENT_TOUCH, EVENT_THING: from 1; 0: none */
    enum co_verb verb;      /* EVENT_TOUCH */
    bool is_job;            /* EVENT_TASK: a thread runs it */
    int64_t count;          /* EVENT_TOUCH: see enum co_verb */
    int64_t due;            /* EVENT_WAIT for time: until when; 0: only the other tasks run first */
    const uint32_t *awaits; /* EVENT_WAIT: the tasks whose end is awaited */
    uint32_t awaits_count;
};

/* A constant text of the program, and its copy. */
struct stream_constant {
    const char *from, *copy;
};

/* Events in memory. All-zero is an empty stream. */
enum { STREAM_CONSTANTS = 64 };
struct stream {
    struct event *events;
    size_t count, capacity;
    size_t *tasks; /* the indexes of the EVENT_TASK events, in the order of the tasks' ids */
    size_t task_count, task_capacity;
    struct stream_constant constants[STREAM_CONSTANTS];
    char **chunks; /* texts */
    size_t chunk_count, chunk_used;
    bool failed; /* there was no memory: events are missing */
};

/* Append a copy of the event, with its texts; a text that is NULL counts as "". Returns 0; or
 * -ENOMEM, and `failed` is set. */
int stream_append(struct stream *stream, const struct event *event);
void stream_free(struct stream *stream);
/* The name of the task with this id; "the loop" for 0, "?" if the id is unknown. */
const char *stream_task_name(const struct stream *stream, uint32_t task);
/* Write the stream to a descriptor, or read it from one, between processes of this program, in a
 * binary form. -EIO. -ENOMEM: there is no memory, or the stream has lost events before. -EPROTO:
 * the bytes are cut short or damaged. Events that were read before an error stay in the stream.
 * Without a long text, one event is written without an allocation: a signal handler may do so. */
int stream_write(const struct stream *stream, int descriptor);
int stream_read(struct stream *stream, int descriptor);
/* Write a line of JSON that names the run whose events follow. The variant may be NULL. */
void run_write_json(const char *demo, const char *variant, FILE *file);
/* Write one event as a line of JSON, with "v":2. ferror(file) tells of a failure. */
void event_write_json(const struct event *event, FILE *file);
/* Write all events as JSON. -EIO. */
int stream_write_json(const struct stream *stream, FILE *file);

#endif

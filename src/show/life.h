/*
 * The life of a task, read from the event stream, says what the task did, when and why.
 * Every picture of a run is drawn from this. It knows the stream, and nothing of the runtime's
 * inside.
 */
#ifndef SHOW_LIFE_H
#define SHOW_LIFE_H

#include "run/run.h"
#include "show/ids.h"

enum span_state {
    SPAN_READY,   /* it may run, and another task runs first */
    SPAN_SLEEP,   /* its own time; a sleep stands for work */
    SPAN_YIELD,   /* it lets the other tasks run first */
    SPAN_WAIT,    /* for a lock, a queue and so on */
    SPAN_JOIN,    /* for the end of tasks */
    SPAN_OUTSIDE, /* for a child, a socket, a peer */
    SPAN_THREAD,  /* a thread runs the job */
    SPAN_BUSY,    /* it blocks the loop */
    SPAN_LATE,    /* its sleep is over, and another task blocks the loop */
};

/*
 * A stretch of a task's life. Times are in nanoseconds. `from` and `to` are indexes of the events
 * that begin and end it; `to` is the number of events if none ends it.
 */
struct span {
    enum span_state state;
    int64_t begin, end;
    size_t from, to;
    const struct event *wait;  /* the EVENT_WAIT that begins it; NULL if none does */
    const struct event *woken; /* the EVENT_WAKE that ends it; NULL if none does */
    uint32_t held;             /* the number of a thing that the task holds meanwhile; 0: none */
    uint32_t late_by;          /* SPAN_LATE: the id of the task that blocks the loop; 0: unknown */
};

struct life_task {
    uint32_t id; /* 0: stands for callbacks that log lines */
    const char *name, *function;
    uint32_t creator;          /* id; 0: the loop */
    const struct event *made;  /* NULL: the stream has lines of it, and not its beginning */
    const struct event *ended; /* NULL: it never ended */
    bool is_job;
    /* One after the other in the order of time. Between two of them the task runs, which takes no
     * time. */
    struct span *spans;
    size_t span_count, span_capacity;
    size_t *lines; /* indexes in life.lines */
    size_t line_count, line_capacity;
};

/* A task has a lock or a permit from `begin` to `end`. */
struct hold {
    uint32_t task;
    int64_t begin, end;
    size_t from, to; /* indexes of events; `to` is the number of events if it is never given back */
};

/* A lock, semaphore, event, condition, barrier, queue, stream, ... */
struct life_thing {
    uint32_t number;         /* as in the events */
    const char *kind, *name; /* "" if unknown */
    struct hold *holds;
    size_t hold_count, hold_capacity;
};

/* A stretch of events that one task makes before another task runs, at one instant. A step that
 * takes longer than a millisecond is several of these, one for each time. */
struct life_step {
    uint32_t task;
    int64_t time;
    size_t first, last; /* indexes of events */
};

struct life_line {
    const struct event *event;
    size_t index; /* of the event */
    size_t step;  /* index in life.steps */
};

/* All pointers into events are borrowed from the stream. */
struct life {
    const struct stream *stream;
    struct life_task *tasks; /* in the order of creation */
    size_t task_count, task_capacity;
    struct life_thing *things; /* in the order of their first events */
    size_t thing_count, thing_capacity;
    struct life_line *lines; /* in the order of the log; the line's number is its index plus 1 */
    size_t line_count, line_capacity;
    struct life_step *steps;
    size_t step_count, step_capacity;
    struct ids task_ids, thing_ids;
    int64_t end;               /* of the run */
    int result;                /* of the run */
    const struct event *stuck; /* the report of a deadlock or a livelock; or NULL */
    /* The report of a stack overflow, which is the end of its task and of the run; or NULL. */
    const struct event *overflow;
    bool whole;   /* the stream has the end of the run; else the run broke off */
    bool is_real; /* steps take a little time: the run is on the real clock */
};

/* Read a stream, which must outlive `life`. Events of unknown tasks are left out, their lines
 * excepted. Returns 0 or -ENOMEM. The caller calls life_free() in both cases. */
int life_read(struct life *life, const struct stream *stream);
void life_free(struct life *life);
/* The task with this id, or NULL. */
const struct life_task *life_task(const struct life *life, uint32_t id);
/* The name of the task, as the log calls it; "the loop" for 0, and "?" if the id is unknown. */
const char *life_name(const struct life *life, uint32_t task);
/* The thing with this number, or NULL. */
const struct life_thing *life_thing(const struct life *life, uint32_t number);
/* The index of the step that has the event with this index; SIZE_MAX: the event belongs to no
 * step. */
size_t life_step_of(const struct life *life, size_t event);

#endif

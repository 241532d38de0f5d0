/*
 * The tasks and the things of a run, as far as a reader of its events knows them by now. A run may
 * have no end, so the reader forgets: of the tasks that have ended, and of the things, only the
 * latest are known.
 */
#ifndef SHOW_CAST_H
#define SHOW_CAST_H

#include "co/list.h"
#include "co/table.h"
#include "run/stream.h"
#include "show/parts.h"

enum { CAST_KEPT = 4096 };

enum cast_state { CAST_READY, CAST_RUNS, CAST_WAITS };

struct cast_task {
    struct table_link link;
    struct co_link ended_link; /* of those that have ended */
    uint32_t id;
    struct text name;
    bool is_job;
    bool ended;
    int32_t result; /* of its end */
    uint64_t place; /* of its end among the ends of all tasks, from 1 */
    /* The task whose limit was the latest to cancel it, or a task that it awaited; 0: none. */
    uint32_t limited_by;

    enum cast_state state;
    /* Up to this moment the parts account for its time; nanoseconds. */
    int64_t told_to;
    int64_t step_began;

    /* Its present wait. */
    struct text wait;  /* the wait's text; "": for time */
    const char *bytes; /* the result of words_bytes() for its call */
    uint32_t thing;    /* 0: none */
    uint32_t *awaits;  /* ids; NULL: there was no memory, or there are none */
    uint32_t awaits_count;

    struct parts parts; /* of its next remark */
};

struct cast_thing {
    struct table_link link;
    struct co_link latest_link;
    struct text name;
};

/* All-zero is empty. */
struct cast {
    struct table tasks, things; /* by id, by number */
    struct co_list ended, latest;
    size_t ended_count; /* of those that are kept */
    uint64_t ends;
};

/* Add a task. It must not be known. NULL: no memory. */
struct cast_task *cast_add(struct cast *cast, const struct event *event);
/* NULL: unknown or forgotten. */
struct cast_task *cast_find(const struct cast *cast, uint32_t id);
/* The task has ended; it may be forgotten later. What it waited for and its parts are freed. */
void cast_end(struct cast *cast, struct cast_task *task, int32_t result);
/* Returns whether this task has ended. A forgotten task has. */
bool cast_has_ended(const struct cast *cast, uint32_t id);
/* Add the name of the task, safe for a terminal; "the loop" for 0, "a task" if it is unknown. */
void cast_add_name(const struct cast *cast, uint32_t id, struct text *text);

/* Note the name of a thing, from its EVENT_THING. -ENOMEM. */
int cast_name_thing(struct cast *cast, const struct event *event);
/* "" if the thing is unknown or has no name. */
const char *cast_thing_name(const struct cast *cast, uint32_t number);

void cast_free(struct cast *cast);

#endif

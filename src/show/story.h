/*
 * A run as a series of moments, which a reader walks through forwards and back. A moment is one
 * event, or several tasks that a task makes in a row. It has a sentence in the present tense, a
 * place in the source, and what each task and each thing does then.
 */
#ifndef SHOW_STORY_H
#define SHOW_STORY_H

#include "show/life.h"

enum story_state {
    STORY_UNMADE,
    STORY_READY,
    STORY_RUNS, /* also in a thread */
    STORY_SLEEPS,
    STORY_WAITS,
    STORY_ENDED,
    STORY_FAILED, /* or cancelled; its text says which */
};

/* What a task does. */
struct story_task {
    enum story_state state;
    const char *text; /* "waits for counter_lock"; "not made yet" */
    const char *file; /* the place of a demo where the task stands; "" if unknown */
    int line;
};

/* A task or a thing does something else from a moment on. */
struct story_change {
    size_t index;          /* in life.tasks, or in life.things */
    struct story_task now; /* of a thing: only its text, "held by Worker-1; Worker-2 waits" */
};

/* A stretch of an array. */
struct story_range {
    size_t first, count;
};

struct story_moment {
    size_t event; /* the index of its last event */
    int64_t time;
    uint32_t task;        /* the id of the task that acts; 0: the loop or a callback */
    const char *sentence; /* "Worker-1 releases counter_lock." */
    const char *file;     /* the place of a demo; "" if unknown */
    int line;
    size_t printed;     /* the number in the log of the line that is printed; 0: none */
    const char *remark; /* of that line; "" */
    struct story_range tasks, things; /* in story.task_changes, in story.thing_changes */
};

/* Texts belong to the story, or are borrowed from the stream. */
struct story {
    const struct life *life;
    struct story_moment *moments; /* the last one is the deadlock, if the run has one */
    size_t moment_count, moment_capacity;
    struct story_change *task_changes, *thing_changes;
    size_t task_change_count, task_change_capacity, thing_change_count, thing_change_capacity;
    const char **names; /* of each of life.things: "counter_lock", "queue"; NULL: it has no state */
    char **texts;
    size_t text_count, text_capacity;
};

/* Tell the story of a life, which must outlive it. Returns 0 or -ENOMEM. The caller calls
 * story_free() in both cases. */
int story_tell(struct story *story, const struct life *life);
void story_free(struct story *story);

/* Fill in what each of life.tasks does at the moment with this index. */
void story_tasks_at(const struct story *story, size_t moment, struct story_task *tasks);
/* Fill in the state of each of life.things at the moment; NULL: it is not used yet, or has none. */
void story_things_at(const struct story *story, size_t moment, const char **things);
/* The next moment behind this one, or the last before it, at which a line is printed, or at which
 * another point in time begins. If there is none, the last or the first moment. */
size_t story_next_line(const struct story *story, size_t moment);
size_t story_line_before(const struct story *story, size_t moment);
size_t story_next_time(const struct story *story, size_t moment);
size_t story_time_before(const struct story *story, size_t moment);

#endif

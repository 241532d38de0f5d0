/* What the files of story_tell() share. */
#ifndef SHOW_STORY_INTERNAL_H
#define SHOW_STORY_INTERNAL_H

#include "co/explain/growing_text.h"
#include "show/account.h"
#include "show/story.h"

enum { TOLD_NAMES = 4 }; /* a sentence names at most so many tasks, and counts more of them */

/* Ids of tasks, first come, first served. */
struct teller_row {
    uint32_t *ids;
    size_t count, capacity;
};

struct teller_task {
    struct story_task now;
    const struct event *wait; /* its present wait; NULL: it has none */
    bool changed;
};

struct teller_thing {
    struct teller_row waiters, holders;
    const char **items; /* of a queue, as far as the stream describes them */
    size_t item_count, item_capacity;
    int64_t count; /* permits that are free, or items; -1: unknown */
    bool set;      /* an event is */
    bool changed;
};

/* Reads the events in order. */
struct teller {
    struct story *story;
    const struct life *life;
    const struct event *event;
    size_t index; /* of the event */
    struct account account;
    struct teller_task *tasks;              /* of each of life.tasks */
    struct teller_thing *things;            /* of each of life.things */
    size_t *changed_tasks, *changed_things; /* indexes, since the moment before */
    size_t changed_task_count, changed_thing_count;
    uint32_t running;       /* the task whose step it is; 0: none */
    int64_t acted;          /* when it did something last */
    struct teller_row made; /* tasks that a task makes in a row */
    struct text words;      /* the text that is being put together */
    bool failed;            /* there was no memory */
};

/* Indexes; SIZE_MAX: the id is unknown. */
size_t teller_task_index(const struct teller *teller, uint32_t id);
size_t teller_thing_index(const struct teller *teller, uint32_t number);
/* The present wait of the task; NULL: none. */
const struct event *teller_wait(const struct teller *teller, uint32_t task);

/* Add the name of the task that acts, at the beginning of a sentence. */
void teller_begin(struct teller *teller, uint32_t task);
/* Add names: "A, B and C", or "7 tasks". */
void teller_add_name(struct teller *teller, uint32_t task);
void teller_add_names(struct teller *teller, const uint32_t *ids, size_t count);
/* Add the thing of an event in a sentence: "counter_lock", "the queue". Things of one name get
 * numbers. */
void teller_add_thing(struct teller *teller, uint32_t number);
/* Add what a wait is for: "an item of the queue", "the tasks A and B", "a message". */
void teller_add_awaited(struct teller *teller, const struct event *wait);

/* What the event means, as a sentence in teller->words. The states are those before the event. */
void teller_tell_made(struct teller *teller);
void teller_tell_wait(struct teller *teller);
void teller_tell_wake(struct teller *teller);
/* Returns whether the task of this wake is cancelled. A group that ends the wait of its owner does
 * not cancel the owner. */
bool teller_is_cancelled(const struct teller *teller);
void teller_tell_touch(struct teller *teller);
void teller_tell_line(struct teller *teller);
void teller_tell_end(struct teller *teller);
/* Add what the task does from this event on: "sleeps until 0.010". */
void teller_add_doing(struct teller *teller, const struct event *wait);

/* Note what the event does to its thing, and to the line of waiters. */
void teller_note_wait(struct teller *teller);
void teller_note_touch(struct teller *teller);
/* The task waits no more. */
void teller_leave(struct teller *teller, uint32_t task);
/* The thing is another one now, as the next moment shows. */
void teller_mark_thing(struct teller *teller, size_t thing);
/* Add the state of the thing: "free; Worker-2 waits". */
void teller_add_state(struct teller *teller, size_t thing);
/* Fill in story.names. -ENOMEM. */
int teller_name_things(struct teller *teller);
/* Set what a task does; `text` NULL: it is in teller->words. A task that has ended stays so. */
void teller_set(struct teller *teller, uint32_t task, enum story_state state, const char *text);
/* Note the place of the event, if it is in a demo: there the task stands. */
void teller_stand(struct teller *teller, uint32_t task, const struct event *event);
/* The task acts, so that no other task runs, threads excepted. */
void teller_run(struct teller *teller, uint32_t task);
/* Add the moment of the present event, with the sentence in teller->words. NULL: no memory. */
struct story_moment *teller_add_moment(struct teller *teller, uint32_t task);
/* A copy of the words, which the story keeps; and the words are empty again. */
const char *teller_keep(struct teller *teller);
/* Returns whether the thing has a state that a reader wants to see. */
bool teller_is_shown(const struct life_thing *thing);
void teller_add_to_row(struct teller *teller, struct teller_row *row, uint32_t id);
void teller_free_things(struct teller *teller);

#endif

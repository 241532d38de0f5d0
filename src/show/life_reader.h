/* What the files of life_read() share: it goes through the events once, and keeps what is under
 * way. */
#ifndef SHOW_LIFE_READER_H
#define SHOW_LIFE_READER_H

#include "co/explain/array.h"
#include "show/life.h"

/* A task blocks the loop. */
struct busy {
    uint32_t task;
    int64_t begin, end;
};

/* A hold that has not ended: the indexes of its thing, and of itself there. */
struct open_hold {
    uint32_t task;
    size_t thing, hold;
};

struct life_reader {
    struct life *life;
    const struct event *event;
    size_t index;  /* of the event */
    int64_t now;   /* never goes back: threads may note their events a little late */
    bool stepping; /* the last step of `life` may go on */
    /* The task that has the loop, and the last event in which it showed; 0: none is known. */
    uint32_t running;
    size_t running_from;
    int64_t running_since;
    struct busy *busy; /* in the order of time */
    size_t busy_count, busy_capacity;
    struct open_hold *open;
    size_t open_count, open_capacity;
    bool failed; /* there is no memory */
};

/* Make room for one more element in the array. false: there is no memory, and the reader has
 * failed. */
#define READER_ROOM(reader, array, count, capacity)                                                \
    __extension__({                                                                                \
        void *room = array_room(array, count, &(capacity), sizeof *(array));                       \
                                                                                                   \
        if (room)                                                                                  \
            (array) = room;                                                                        \
        else                                                                                       \
            (reader)->failed = true;                                                               \
        room != NULL;                                                                              \
    })

/* The task with this id, or NULL. */
struct life_task *reader_task(struct life_reader *reader, uint32_t id);
/* Add a copy of the task, whose id is new. NULL: no memory. */
struct life_task *reader_add_task(struct life_reader *reader, const struct life_task *task);

/* The span that was added last, and the one that has not ended; NULL: there is none. */
struct span *reader_last_span(struct life_task *task);
struct span *reader_open_span(struct life_task *task);
/* End the open span, if there is one, with this event. */
void reader_close_span(struct life_reader *reader, struct life_task *task);
/* Append a span that begins with this event and is open. The span before it ends. NULL: no
 * memory. */
struct span *reader_add_span(struct life_reader *reader, struct life_task *task,
                             enum span_state state);

/* The event shows which task has the loop: go on with the task's step, or begin one. Time that
 * passed within the step is a span of the task. */
void reader_note_actor(struct life_reader *reader);
/* The task waits, and lets the loop go. */
void reader_end_step(struct life_reader *reader, uint32_t task);
/* The first task that has kept the loop since then; 0: none. */
uint32_t reader_busy_since(const struct life_reader *reader, int64_t time);

/* The event is one of these: keep it. */
void reader_note_thing(struct life_reader *reader);
void reader_note_touch(struct life_reader *reader);
/* End the holds that no event ends. */
void reader_end_holds(struct life_reader *reader);
/* The number of a thing that the task holds now; 0: none. */
uint32_t reader_held_by(const struct life_reader *reader, uint32_t task);

#endif

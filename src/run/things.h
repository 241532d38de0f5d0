/* The things of a run that tasks wait for and touch: locks, queues and so on, with numbers and
 * names. */
#ifndef RUN_THINGS_H
#define RUN_THINGS_H

#include "co/explain/growing_text.h"

/* A task that has done this to a thing. */
struct waker {
    uint32_t task;
    enum co_verb verb;
};

enum { THING_WAKERS_MAX = 6 };
struct thing {
    uint32_t number; /* in the order of the run, from 1; 0: the thing is new */
    bool has_name;
    uint32_t waker_count; /* more than THING_WAKERS_MAX: not all are known */
    struct waker wakers[THING_WAKERS_MAX];
};

/* All-zero is empty. */
struct things {
    struct thing *items; /* by the number of the resource in the process */
    size_t capacity;
    uint32_t count;
};

/* Returns whether the resource belongs to a thing. A resource that stands for tasks does not, nor
 * one whose memory is gone. */
bool thing_is(const struct co_resource *resource);
/* The entry of the thing that the resource belongs to. NULL: no memory. */
struct thing *things_entry(struct things *things, struct co_resource *resource);
void things_free(struct things *things);

/* The kind of thing that the resource belongs to: "queue" for each of a queue's three. */
const char *thing_kind(const struct co_resource *resource);
/* Add the name that the program has for the thing: the last member of the first argument of the
 * call, `queue` in co_queue_put(my->queue, item). Nothing is added if the call has no such name. */
void thing_add_name(struct text *text, const struct co_resource *resource, const char *call);

#endif

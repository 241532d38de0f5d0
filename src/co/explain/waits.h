/* The words for a resource that a task waits for. */
#ifndef CO_WAITS_H
#define CO_WAITS_H

#include "co/explain/growing_text.h"

/* One for each kind of resource in src/co and src/io. */
struct wait_kind {
    const char *kind;
    const char *before, *after; /* the words around the name of the resource */
    const char *touched;   /* what the last task that touched it did; NULL: not worth telling */
    const char *untouched; /* the same if no task has touched it; NULL: not worth telling */
    bool tasks;            /* the resource stands for other tasks */
};

/* Returns whether the resource is of this kind. NULL is of no kind. */
bool wait_is(const struct co_resource *resource, const char *kind);
/* The queue whose co_queue_join() waits for this resource. */
const struct co_queue *wait_joined_queue(const struct co_resource *resource);
/* Never NULL. */
const struct wait_kind *wait_kind(const struct co_resource *resource);
/* The first argument of a call as written, without `&`: the programmer's name for the resource.
 * Returns its length; 0: there is none. */
size_t wait_first_argument(const char *call, const char **argument);
/* Add "lock counter_lock", "an item of queue jobs" or the like. The name comes from the call at
 * `place`. */
void wait_describe(struct text *text, const struct co_resource *resource,
                   const struct co_place *place);
/* The same for a person: "an item of the queue" where the name is the word "queue". */
void wait_tell(struct text *text, const struct co_resource *resource, const struct co_place *place);

#endif

/* What a task waits for, in words. */
#ifndef RUN_WAITS_H
#define RUN_WAITS_H

#include "run/text.h"

/* One for each kind of resource in src/co and src/io. */
struct wait_kind {
    const char *kind;
    const char *before, *after; /* the words around the name of what is waited for */
    const char *touched;   /* what the one did who touched it last; NULL: nothing worth telling */
    const char *untouched; /* the same if nobody has; NULL: nothing worth telling */
    bool tasks;            /* other tasks are waited for */
};

/* Never NULL. */
const struct wait_kind *wait_kind(const struct co_resource *resource);
/* Add "lock counter_lock", "an item of queue jobs", ...; the name is the one that the call at
 * `place` uses for it. */
void wait_describe(struct text *text, const struct co_resource *resource,
                   const struct co_place *place);

#endif

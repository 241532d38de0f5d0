/* Things that a task owns and may leave behind. */
#ifndef CO_OWNED_INTERNAL_H
#define CO_OWNED_INTERNAL_H

#include "co/kernel/task.h"
#include "co/table.h"

/* The owner may end before it has done with the thing. */
struct owned;
struct owned_kind {
    void (*owner_ended)(struct owned *owned);
    void (*loop_ended)(struct owned *owned); /* give the memory back, no more */
};
struct owned {
    const struct owned_kind *kind;
    const void *where;     /* the caller's struct; for comparison only: it may be gone */
    struct co_task *owner; /* NULL: it has ended */
    struct co_watcher watcher;
    struct table_link by_place;
};

/* Have room for one more thing that is owned. -ENOMEM. */
int own_reserve(struct co_loop *loop);
void own(struct co_task *owner, struct owned *owned);
void disown(struct owned *owned);
/* The thing that the task has begun at this place before; NULL: none. */
struct owned *owned_at(const struct co_task *owner, const void *where,
                       const struct owned_kind *kind);
/* At the end of a loop. A task owns what has a number. */
void owned_free(struct co_loop *loop);

#endif

/* The ready queue: tasks and callbacks in the order in which they run. */
#ifndef CO_KERNEL_READY_H
#define CO_KERNEL_READY_H

#include "co/kernel/base.h"

/* A callback that runs in a turn. */
struct co_handle {
    void (*call)(struct co_handle *handle);
};

/* The entries are the addresses of tasks and handles, with a mark in the lowest bits. They lie in
 * an array, so that the entries that come up soon can be fetched from memory beforehand. Each task
 * and each handle has a place reserved, so that waking never fails. */
enum { READY_HANDLE = 1, READY_NEW_TASK = 2, READY_MARKS = READY_HANDLE | READY_NEW_TASK };

struct ready_queue {
    uintptr_t *ring;
    uint32_t mask;     /* the size of the ring less 1 */
    uint32_t reserved; /* places */
    uint32_t next;     /* the entry that runs next; these three count on, and are places in the ring
                        * modulo its size */
    uint32_t turn_end; /* entries from here on are for the following turn */
    uint32_t end;
};

/* Reserve places for as many more tasks or handles. -ENOMEM. */
int ready_reserve(struct ready_queue *ready, size_t places);
/* Give reserved places back. */
static inline void ready_release(struct ready_queue *ready, uint32_t places)
{
    ready->reserved -= places;
}

static inline void ready_push(struct ready_queue *ready, uintptr_t entry)
{
    ready->ring[ready->end++ & ready->mask] = entry;
}

static inline void ready_push_task(struct ready_queue *ready, struct co_task *task)
{
    ready_push(ready, (uintptr_t)task);
}

/* The same for a task that has not run yet. */
static inline void ready_push_new_task(struct ready_queue *ready, struct co_task *task)
{
    ready_push(ready, (uintptr_t)task | READY_NEW_TASK);
}

static inline void ready_push_handle(struct ready_queue *ready, struct co_handle *handle)
{
    ready_push(ready, (uintptr_t)handle | READY_HANDLE);
}

static inline bool ready_is_handle(uintptr_t entry)
{
    return entry & READY_HANDLE;
}

/* Returns whether the task of this entry has run before. */
static inline bool ready_is_begun_task(uintptr_t entry)
{
    return !(entry & READY_MARKS);
}

/* NULL: the entry is a handle. */
static inline struct co_task *ready_task(uintptr_t entry)
{
    return ready_is_handle(entry) ? NULL : (struct co_task *)(entry & ~(uintptr_t)READY_MARKS);
}

/* Call a handle that was in the queue. */
static inline void ready_call_handle(uintptr_t entry)
{
    struct co_handle *handle = (struct co_handle *)(entry - READY_HANDLE);

    handle->call(handle);
}

/* Take a handle out of the queue, wherever it stands. Only a chosen order can need this. */
RARE void ready_forget_handle(struct ready_queue *ready, struct co_handle *handle);

#endif

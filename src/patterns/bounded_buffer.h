/*
 * Bounded buffer: a fixed number of places for items. A task that puts waits while all places are
 * taken; a task that gets waits while all are free. A co_queue does the same; this one is written
 * with a lock and two conditions, so that you can extend it: look at its items, put two at once,
 * ...
 *
 *     static void *places[16];
 *     static struct bounded_buffer buffer = BOUNDED_BUFFER(places);
 *
 * A single condition would need notify_all each time: a notification meant for a task that puts
 * might wake a task that gets, and the task that puts would not go on.
 */
#ifndef PATTERNS_BOUNDED_BUFFER_H
#define PATTERNS_BOUNDED_BUFFER_H

#include "co/co.h"

struct bounded_buffer {
    void **places; /* the caller's array */
    size_t capacity;
    size_t size; /* items in the buffer */
    size_t head; /* the place of the oldest item */
    struct co_lock lock;
    struct co_condition not_full, not_empty;
};
#define BOUNDED_BUFFER(array)                                                                      \
    ((struct bounded_buffer){ .places = (array), .capacity = sizeof(array) / sizeof *(array) })

/* Add an item; wait for a free place. -ECANCELED: the item was not added. -EINVAL: the buffer has
 * no places. A task that comes while a place is free may take the place before the task that was
 * woken for it. */
CO_ASYNC int bounded_buffer_put(struct bounded_buffer *buffer, void *item);
/* Take the oldest item; wait if there is none. -ECANCELED: no item was taken. -EINVAL: the buffer
 * has no places. */
CO_ASYNC int bounded_buffer_get(struct bounded_buffer *buffer, void *item_pointer);

#ifndef CO_WITHOUT_PLACES
#define bounded_buffer_put(...) CO_AT(bounded_buffer_put, #__VA_ARGS__, __VA_ARGS__)
#define bounded_buffer_get(...) CO_AT(bounded_buffer_get, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/*
 * Bounded buffer: so many places, and tasks that wait while all are taken, or none is. What a queue
 * does, written with a lock and two conditions, for those who want to add to it: a look at what is
 * in it, two puts at a time, ...
 *
 *     static void *places[16];
 *     static struct bounded_buffer buffer = BOUNDED_BUFFER(places);
 *
 * One condition for both kinds would do as well, but only if everybody is woken each time: a
 * notification for one might wake a second task that gets while one that puts has to go on.
 */
#ifndef PATTERNS_BOUNDED_BUFFER_H
#define PATTERNS_BOUNDED_BUFFER_H

#include "co/co.h"

struct bounded_buffer {
    void **places; /* the caller's */
    size_t capacity;
    size_t size; /* items in it */
    size_t head; /* where the oldest lies */
    struct co_lock lock;
    struct co_condition not_full, not_empty;
};
#define BOUNDED_BUFFER(array)                                                                      \
    ((struct bounded_buffer){ .places = (array), .capacity = sizeof(array) / sizeof *(array) })

/* Add an item, waiting for a free place. -ECANCELED: not added. -EINVAL: the buffer has no places.
 * Who comes while a place is free may be quicker than one who was woken for it. */
CO_ASYNC int bounded_buffer_put(struct bounded_buffer *buffer, void *item);
/* Take the oldest item, waiting for one. -ECANCELED: none was taken. -EINVAL. */
CO_ASYNC int bounded_buffer_get(struct bounded_buffer *buffer, void *item_pointer);

#ifndef CO_WITHOUT_PLACES
#define bounded_buffer_put(...) CO_AT(bounded_buffer_put, #__VA_ARGS__, __VA_ARGS__)
#define bounded_buffer_get(...) CO_AT(bounded_buffer_get, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

/* asyncio.Queue. A wake promises a getter no item and a putter no place: a task that comes before
 * the woken one runs may take what is there, and the woken task then waits again, behind the
 * others. */
#include "co/heap_internal.h"
#include "co/kernel/current.h"
#include "co/kernel/memory.h"
#include "co/kernel/touch.h"
#include "co/kernel/waitlist.h"

#include <string.h>

static const char resource_queue[] = "queue", resource_item[] = "item of a queue";
enum { REMEMBERED = 128 }; /* items */

/* ---- Where the items are ---- */

static int no_memory(void)
{
    return co_raise(-ENOMEM, "there is no memory for another item of a queue");
}

static size_t ring_capacity(const struct co_queue *queue)
{
    return queue->ring ? queue->capacity : CO_QUEUE_INLINE;
}

/* A ring that was given back comes again as large as it was, within limits: a queue that is filled
 * and emptied in turn would grow step by step each time. */
static size_t next_capacity(const struct co_queue *queue)
{
    size_t before = queue->capacity < REMEMBERED ? queue->capacity : REMEMBERED;

    if (queue->ring)
        return 2 * queue->capacity;
    return before > CO_QUEUE_INLINE ? before : 2 * CO_QUEUE_INLINE;
}

static int grow_ring(struct co_queue *queue)
{
    void **items = queue->ring ? queue->ring : queue->few;
    size_t old = ring_capacity(queue), head = queue->head & (old - 1);
    size_t capacity = next_capacity(queue);
    void **ring = memory_resize(NULL, capacity * sizeof *ring);

    if (!ring)
        return no_memory();
    memcpy(ring, items + head, (old - head) * sizeof *ring);
    memcpy(ring + old - head, items, head * sizeof *ring);
    memory_resize(queue->ring, 0);
    queue->ring = ring;
    queue->capacity = capacity;
    queue->head = 0;
    return 0;
}

static int grow_heap(struct co_queue *queue)
{
    size_t capacity = queue->heap ? 2 * queue->capacity : CO_QUEUE_INLINE;
    struct co_ranked *heap = memory_resize(queue->heap, capacity * sizeof *heap);

    if (!heap)
        return no_memory();
    queue->heap = heap;
    queue->capacity = capacity;
    return 0;
}

static void **place_of(struct co_queue *queue, size_t index)
{
    return likely(queue->ring != NULL) ? &queue->ring[index & (queue->capacity - 1)]
                                       : &queue->few[index & (CO_QUEUE_INLINE - 1)];
}

static inline void store_in_ring(struct co_queue *queue, void *item)
{
    *place_of(queue, queue->head + queue->size++) = item;
}

static inline void *fetch_from_ring(struct co_queue *queue)
{
    size_t index = queue->head++;

    queue->size--;
    return *place_of(queue, index);
}

static int store(struct co_queue *queue, void *item)
{
    struct co_ranked ranked = { item, queue->arrivals++ };
    int rc = 0;

    if (queue->order == CO_QUEUE_FIFO) {
        if (queue->size == ring_capacity(queue))
            rc = grow_ring(queue);
        if (rc == 0)
            store_in_ring(queue, item);
        return rc;
    }
    if (!queue->heap || queue->ranked == queue->capacity)
        rc = grow_heap(queue);
    if (rc < 0)
        return rc;
    if (queue->order == CO_QUEUE_PRIORITY)
        heap_push(queue->heap, queue->ranked++, ranked, queue->compare);
    else
        queue->heap[queue->ranked++] = ranked;
    return 0;
}

static void *fetch(struct co_queue *queue)
{
    if (queue->order == CO_QUEUE_FIFO)
        return fetch_from_ring(queue);
    if (queue->order == CO_QUEUE_PRIORITY)
        return heap_pop(queue->heap, queue->ranked--, queue->compare);
    return queue->heap[--queue->ranked].item;
}

/* The queue is empty. */
static void give_memory_back(struct co_queue *queue)
{
    memory_resize(queue->ring, 0);
    memory_resize(queue->heap, 0);
    queue->ring = NULL;
    queue->heap = NULL;
    queue->head = queue->room = 0;
}

/* ---- Putting and getting ---- */

/* The observer hears of the queue as one thing, by its first resource. */
static void tell(struct co_queue *queue, enum co_verb verb, size_t count, const void *item)
{
    struct co_loop *loop = co_loop_now;
    char text[CO_ITEM_MAX] = "";

    if (likely(!loop || !loop->observed))
        return;
    if (!item)
        strcpy(text, "None");
    else if (queue->describe)
        queue->describe(text, sizeof text, item);
    touch_observe(loop, &(struct touched){ &queue->readable, resource_item, verb, (int64_t)count,
                                           verb == CO_VERB_DONE ? NULL : text });
}

/*
 * Nearly always the ring has room for an item, or an item to give, and no task has to be woken.
 * These cases have functions of their own, of few instructions. In a queue of another order the
 * ring is always empty.
 */
static inline bool put_at_once(struct co_queue *queue, void *item)
{
    struct co_loop *loop = loop_unwatched;

    if (unlikely(!loop || queue->getters.first || queue->size >= queue->room))
        return false;
    store_in_ring(queue, item);
    queue->unfinished++;
    resource_touch(&queue->readable, loop);
    return true;
}

static inline bool get_at_once(struct co_queue *queue, void **item)
{
    struct co_loop *loop = loop_unwatched;

    if (unlikely(!loop || queue->putters.first || !queue->size))
        return false;
    *item = fetch_from_ring(queue);
    if (unlikely(!queue->size) && queue->ring)
        give_memory_back(queue);
    resource_touch(&queue->writable, loop);
    return true;
}

static int shut_down(void)
{
    return co_raise(-ESHUTDOWN, "the queue is shut down");
}

/* 0, or why no item can be put here. */
static int refuse_put(const struct co_queue *queue)
{
    if (waitlist_is_foreign(&queue->getters))
        return refuse_foreign(resource_queue);
    if (queue->order == CO_QUEUE_PRIORITY && !queue->compare)
        return co_raise(-EINVAL, "a priority queue needs a comparison");
    return queue->is_shut_down ? shut_down() : 0;
}

/* 0, or why no item can be got here. */
static int refuse_get(const struct co_queue *queue)
{
    if (waitlist_is_foreign(&queue->putters))
        return refuse_foreign(resource_queue);
    return queue->is_shut_down && co_queue_empty(queue) ? shut_down() : 0;
}

/* The ring may be filled up to here without a look at anything else. */
static void make_room(struct co_queue *queue)
{
    size_t capacity = ring_capacity(queue);

    if (queue->order == CO_QUEUE_FIFO)
        queue->room = queue->maxsize && queue->maxsize < capacity ? queue->maxsize : capacity;
}

static void wake_putter(struct co_queue *queue)
{
    waitlist_wake(&queue->putters, 1);
}

static int put(struct co_queue *queue, void *item)
{
    int rc = store(queue, item);

    if (rc < 0) {
        wake_putter(queue); /* for the place that this item cannot use */
        return rc;
    }
    make_room(queue);
    queue->unfinished++;
    resource_touch(&queue->readable, co_loop_now);
    tell(queue, CO_VERB_PUT, co_queue_qsize(queue), item);
    waitlist_wake(&queue->getters, 1);
    return 0;
}

static void *get(struct co_queue *queue)
{
    void *item = fetch(queue);

    if (co_queue_empty(queue))
        give_memory_back(queue);
    resource_touch(&queue->writable, co_loop_now);
    tell(queue, CO_VERB_GET, co_queue_qsize(queue), item);
    wake_putter(queue);
    return item;
}

__attribute__((noinline)) static int put_or_wait(struct co_queue *queue, void *item)
{
    int rc = refuse_put(queue);

    while (rc == 0 && co_queue_full(queue)) {
        struct waited waited;

        rc = waitlist_wait_noting(&queue->putters, &queue->writable, "place in a queue", &waited);
        if (rc < 0 && waited.woken && !co_queue_full(queue))
            wake_putter(queue);
        if (rc == 0)
            rc = refuse_put(queue);
    }
    return rc < 0 ? rc : put(queue, item);
}

/* (The item is returned, and the error not: so the caller can have the item in a register.) */
__attribute__((noinline)) static void *get_or_wait(struct co_queue *queue, int *rc)
{
    *rc = refuse_get(queue);
    while (*rc == 0 && co_queue_empty(queue)) {
        struct waited waited;

        *rc = waitlist_wait_noting(&queue->getters, &queue->readable, resource_item, &waited);
        if (*rc < 0 && waited.woken && !co_queue_empty(queue))
            waitlist_wake(&queue->getters, 1);
        if (*rc == 0)
            *rc = refuse_get(queue);
    }
    return *rc == 0 ? get(queue) : NULL;
}

int co_queue_put(struct co_queue *queue, void *item)
{
    return put_at_once(queue, item) ? 0 : put_or_wait(queue, item);
}

int co_queue_get(struct co_queue *queue, void *item_pointer)
{
    void *item;

    if (!get_at_once(queue, &item)) {
        int rc;

        item = get_or_wait(queue, &rc);
        if (rc < 0)
            return rc;
    }
    memcpy(item_pointer, &item, sizeof item);
    return 0;
}

int co_queue_put_nowait(struct co_queue *queue, void *item)
{
    int rc;

    if (put_at_once(queue, item))
        return 0;
    rc = refuse_put(queue);
    if (rc < 0)
        return rc;
    return co_queue_full(queue) ? co_raise(-ENOSPC, "the queue is full") : put(queue, item);
}

int co_queue_get_nowait(struct co_queue *queue, void *item_pointer)
{
    void *item;

    if (!get_at_once(queue, &item)) {
        int rc = refuse_get(queue);

        if (rc < 0)
            return rc;
        if (co_queue_empty(queue))
            return co_raise(-ENODATA, "the queue is empty");
        item = get(queue);
    }
    memcpy(item_pointer, &item, sizeof item);
    return 0;
}

/* ---- Finishing ---- */

static void finish(struct co_queue *queue, size_t items)
{
    queue->unfinished -= items;
    if (!queue->unfinished)
        waitlist_wake_all(&queue->joiners);
}

int co_queue_task_done(struct co_queue *queue)
{
    if (waitlist_is_foreign(&queue->joiners))
        return refuse_foreign(resource_queue);
    if (!queue->unfinished)
        return co_raise(-EINVAL, "task_done() called too many times");
    resource_touch(&queue->finished, co_loop_now);
    tell(queue, CO_VERB_DONE, queue->unfinished - 1, NULL);
    finish(queue, 1);
    return 0;
}

int co_queue_join(struct co_queue *queue)
{
    if (waitlist_is_foreign(&queue->joiners))
        return refuse_foreign(resource_queue);
    return queue->unfinished
               ? waitlist_wait(&queue->joiners, &queue->finished, "queue to be finished")
               : 0;
}

int co_queue_shutdown(struct co_queue *queue, bool immediate)
{
    size_t dropped = immediate ? co_queue_qsize(queue) : 0;

    if (waitlist_is_foreign(&queue->getters) || waitlist_is_foreign(&queue->putters) ||
        waitlist_is_foreign(&queue->joiners))
        return refuse_foreign(resource_queue);
    queue->is_shut_down = true;
    queue->room = 0;
    if (immediate) {
        queue->size = queue->ranked = 0;
        give_memory_back(queue);
    }
    /* task_done may have been called for what is still in it. */
    finish(queue, dropped < queue->unfinished ? dropped : queue->unfinished);
    waitlist_wake_all(&queue->getters);
    waitlist_wake_all(&queue->putters);
    return 0;
}

/* ---- Looking at it ---- */

size_t co_queue_qsize(const struct co_queue *queue)
{
    return queue->size + queue->ranked; /* one of which is 0 */
}

bool co_queue_empty(const struct co_queue *queue)
{
    return !co_queue_qsize(queue);
}

bool co_queue_full(const struct co_queue *queue)
{
    return queue->maxsize && co_queue_qsize(queue) >= queue->maxsize;
}

/* asyncio.Queue. A woken getter has an item put by, and a woken putter a place, so that nobody
 * overtakes them. */
#include "internal.h"

#include <string.h>

/* ---- Where the items are ---- */

static size_t ring_capacity(const struct co_queue *queue)
{
    return queue->ring ? queue->capacity : CO_QUEUE_INLINE;
}

RARE static int no_memory(void)
{
    return co_raise(-ENOMEM, "there is no memory for another item of a queue");
}

static int grow_ring(struct co_queue *queue)
{
    void **items = queue->ring ? queue->ring : queue->few;
    size_t old = ring_capacity(queue), head = queue->head & (old - 1);
    void **ring = memory_resize(NULL, 2 * old * sizeof *ring);

    if (!ring)
        return no_memory();
    memcpy(ring, items + head, (old - head) * sizeof *ring);
    memcpy(ring + old - head, items, head * sizeof *ring);
    memory_resize(queue->ring, 0);
    queue->ring = ring;
    queue->capacity = 2 * old;
    queue->head = 0;
    return 0;
}

static void **place_of(struct co_queue *queue, size_t index)
{
    return queue->ring ? &queue->ring[index & (queue->capacity - 1)]
                       : &queue->few[index & (CO_QUEUE_INLINE - 1)];
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

RARE static int store_by_rank(struct co_queue *queue, void *item)
{
    if (!queue->compare)
        return co_raise(-EINVAL, "a priority queue without a comparison");
    if (!queue->heap || queue->size == queue->capacity) {
        int rc = grow_heap(queue);

        if (rc < 0)
            return rc;
    }
    heap_push(queue->heap, queue->size++, (struct co_ranked){ item, queue->arrivals++ },
              queue->compare);
    return 0;
}

static int store(struct co_queue *queue, void *item)
{
    if (unlikely(queue->order == CO_QUEUE_PRIORITY))
        return store_by_rank(queue, item);
    if (unlikely(queue->size == ring_capacity(queue))) {
        int rc = grow_ring(queue);

        if (rc < 0)
            return rc;
    }
    *place_of(queue, queue->head + queue->size++) = item;
    return 0;
}

static void *fetch_oldest(struct co_queue *queue)
{
    size_t index = queue->head++;

    queue->size--;
    return *place_of(queue, index);
}

static void *fetch_newest(struct co_queue *queue)
{
    return *place_of(queue, queue->head + --queue->size);
}

static void *fetch_least(struct co_queue *queue)
{
    return heap_pop(queue->heap, queue->size--, queue->compare);
}

static void *fetch(struct co_queue *queue)
{
    if (likely(queue->order == CO_QUEUE_FIFO))
        return fetch_oldest(queue);
    return queue->order == CO_QUEUE_LIFO ? fetch_newest(queue) : fetch_least(queue);
}

static void give_memory_back(struct co_queue *queue)
{
    memory_resize(queue->ring, 0);
    memory_resize(queue->heap, 0);
    queue->ring = NULL;
    queue->heap = NULL;
    queue->head = 0;
}

/* ---- Putting and getting ---- */

static bool has_place(const struct co_queue *queue)
{
    return !queue->maxsize || queue->size + queue->putters.chosen < queue->maxsize;
}

static bool has_item(const struct co_queue *queue)
{
    return queue->size > queue->getters.chosen;
}

static int append(struct co_queue *queue, void *item)
{
    int rc = store(queue, item);

    if (unlikely(rc < 0))
        return rc;
    queue->unfinished++;
    resource_touch(&queue->readable, co_loop_now);
    if (queue->getters.first && has_item(queue))
        waitlist_wake(&queue->getters, 1);
    return 0;
}

static void take(struct co_queue *queue, void *item_pointer)
{
    void *item = fetch(queue);

    memcpy(item_pointer, &item, sizeof item);
    if (!queue->size && (queue->ring || queue->heap))
        give_memory_back(queue);
    resource_touch(&queue->writable, co_loop_now);
    if (queue->putters.first && has_place(queue))
        waitlist_wake(&queue->putters, 1);
}

RARE static int shut_down(void)
{
    return co_raise(-ESHUTDOWN, "the queue is shut down");
}

int co_queue_put(struct co_queue *queue, void *item)
{
    int rc = 0;

    if (!queue->is_shut_down && !has_place(queue))
        rc = waitlist_wait(&queue->putters, &queue->writable, "place in a queue");
    if (rc < 0)
        return rc;
    if (unlikely(queue->is_shut_down))
        return shut_down();
    rc = append(queue, item);
    /* The place that it could not use is the next one's. */
    if (unlikely(rc < 0) && queue->putters.first && has_place(queue))
        waitlist_wake(&queue->putters, 1);
    return rc;
}

int co_queue_get(struct co_queue *queue, void *item_pointer)
{
    while (!has_item(queue)) {
        int rc = queue->is_shut_down
                     ? shut_down()
                     : waitlist_wait(&queue->getters, &queue->readable, "item of a queue");

        if (rc < 0)
            return rc;
    }
    take(queue, item_pointer);
    return 0;
}

int co_queue_put_nowait(struct co_queue *queue, void *item)
{
    if (unlikely(queue->is_shut_down))
        return shut_down();
    if (!has_place(queue))
        return co_raise(-ENOSPC, "the queue is full");
    return append(queue, item);
}

int co_queue_get_nowait(struct co_queue *queue, void *item_pointer)
{
    if (!has_item(queue))
        return queue->is_shut_down ? shut_down() : co_raise(-ENODATA, "the queue is empty");
    take(queue, item_pointer);
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
    if (!queue->unfinished)
        return co_raise(-EINVAL, "task_done() called too many times");
    resource_touch(&queue->finished, co_loop_now);
    finish(queue, 1);
    return 0;
}

int co_queue_join(struct co_queue *queue)
{
    return queue->unfinished
               ? waitlist_wait(&queue->joiners, &queue->finished, "queue to be finished")
               : 0;
}

void co_queue_shutdown(struct co_queue *queue, bool immediate)
{
    size_t dropped = immediate ? queue->size : 0;

    queue->is_shut_down = true;
    if (dropped) {
        queue->size = 0;
        give_memory_back(queue);
    }
    /* task_done may have been called for what is still in it. */
    finish(queue, dropped < queue->unfinished ? dropped : queue->unfinished);
    waitlist_wake_all(&queue->getters);
    waitlist_wake_all(&queue->putters);
}

/* ---- Looking at it ---- */

size_t co_queue_qsize(const struct co_queue *queue)
{
    return queue->size;
}

bool co_queue_empty(const struct co_queue *queue)
{
    return !queue->size;
}

bool co_queue_full(const struct co_queue *queue)
{
    return queue->maxsize && queue->size >= queue->maxsize;
}

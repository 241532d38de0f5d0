/* asyncio.Queue. A woken getter has an item put by, and a woken putter a place, so that nobody
 * overtakes them. */
#include "internal.h"

#include <string.h>

static size_t capacity(const struct co_queue *queue)
{
    return queue->ring ? queue->capacity : CO_QUEUE_INLINE;
}

static int grow(struct co_queue *queue)
{
    void **items = queue->ring ? queue->ring : queue->few;
    size_t old = capacity(queue), head = queue->head & (old - 1);
    void **ring = memory_resize(NULL, 2 * old * sizeof *ring);

    if (!ring)
        return co_raise(-ENOMEM, "there is no memory for another item of a queue");
    memcpy(ring, items + head, (old - head) * sizeof *ring);
    memcpy(ring + old - head, items, head * sizeof *ring);
    memory_resize(queue->ring, 0);
    queue->ring = ring;
    queue->capacity = 2 * old;
    queue->head = 0;
    return 0;
}

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
    if (unlikely(queue->size == capacity(queue))) {
        int rc = grow(queue);

        if (rc < 0)
            return rc;
    }
    size_t index = queue->head + queue->size++;
    if (queue->ring)
        queue->ring[index & (queue->capacity - 1)] = item;
    else
        queue->few[index & (CO_QUEUE_INLINE - 1)] = item;
    queue->unfinished++;
    resource_touch(&queue->readable, co_loop_now);
    if (queue->getters.first && has_item(queue))
        waitlist_wake(&queue->getters, 1);
    return 0;
}

static void give_ring_back(struct co_queue *queue)
{
    memory_resize(queue->ring, 0);
    queue->ring = NULL;
    queue->head = 0;
}

static void take(struct co_queue *queue, void *item_pointer)
{
    size_t index = queue->head++;
    void *item = queue->ring ? queue->ring[index & (queue->capacity - 1)]
                             : queue->few[index & (CO_QUEUE_INLINE - 1)];

    memcpy(item_pointer, &item, sizeof item);
    if (--queue->size == 0 && queue->ring)
        give_ring_back(queue);
    resource_touch(&queue->writable, co_loop_now);
    if (queue->putters.first && has_place(queue))
        waitlist_wake(&queue->putters, 1);
}

int co_queue_put(struct co_queue *queue, void *item)
{
    int rc =
        has_place(queue) ? 0 : waitlist_wait(&queue->putters, &queue->writable, "place in a queue");

    if (rc < 0)
        return rc;
    rc = append(queue, item);
    /* The place that it could not use is the next one's. */
    if (unlikely(rc < 0) && queue->putters.first && has_place(queue))
        waitlist_wake(&queue->putters, 1);
    return rc;
}

int co_queue_get(struct co_queue *queue, void *item_pointer)
{
    if (!has_item(queue)) {
        int rc = waitlist_wait(&queue->getters, &queue->readable, "item of a queue");

        if (rc < 0)
            return rc;
    }
    take(queue, item_pointer);
    return 0;
}

int co_queue_put_nowait(struct co_queue *queue, void *item)
{
    if (!has_place(queue))
        return co_raise(-ENOSPC, "the queue is full");
    return append(queue, item);
}

int co_queue_get_nowait(struct co_queue *queue, void *item_pointer)
{
    if (!has_item(queue))
        return co_raise(-ENODATA, "the queue is empty");
    take(queue, item_pointer);
    return 0;
}

int co_queue_task_done(struct co_queue *queue)
{
    if (!queue->unfinished)
        return co_raise(-EINVAL, "task_done() called too many times");
    resource_touch(&queue->finished, co_loop_now);
    if (--queue->unfinished == 0)
        waitlist_wake_all(&queue->joiners);
    return 0;
}

int co_queue_join(struct co_queue *queue)
{
    return queue->unfinished
               ? waitlist_wait(&queue->joiners, &queue->finished, "queue to be finished")
               : 0;
}

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

#define CO_WITHOUT_PLACES /* reports show the caller's call */
#include "patterns/bounded_buffer.h"

static int enter(struct bounded_buffer *buffer)
{
    if (!buffer->capacity)
        return co_raise(-EINVAL, "a buffer needs at least one place");
    buffer->not_full.lock = buffer->not_empty.lock = &buffer->lock;
    return co_lock_acquire(&buffer->lock);
}

/* A woken task checks again, because another task may have been quicker. */
static int wait_while(const struct bounded_buffer *buffer, size_t size,
                      struct co_condition *condition)
{
    int rc = 0;

    while (rc == 0 && buffer->size == size)
        rc = co_condition_wait(condition);
    return rc;
}

int bounded_buffer_put(struct bounded_buffer *buffer, void *item)
{
    int rc = enter(buffer);

    if (rc < 0)
        return rc;
    rc = wait_while(buffer, buffer->capacity, &buffer->not_full);
    if (rc == 0) {
        buffer->places[(buffer->head + buffer->size++) % buffer->capacity] = item;
        co_condition_notify(&buffer->not_empty, 1);
    }
    co_lock_release(&buffer->lock);
    return rc;
}

int bounded_buffer_get(struct bounded_buffer *buffer, void *item_pointer)
{
    int rc = enter(buffer);

    if (rc < 0)
        return rc;
    rc = wait_while(buffer, 0, &buffer->not_empty);
    if (rc == 0) {
        *(void **)item_pointer = buffer->places[buffer->head];
        buffer->head = (buffer->head + 1) % buffer->capacity;
        buffer->size--;
        co_condition_notify(&buffer->not_full, 1);
    }
    co_lock_release(&buffer->lock);
    return rc;
}

/* A binary heap in an array, for priority queues. */
#include "co/heap_internal.h"

static bool before(const struct co_ranked *a, const struct co_ranked *b, co_compare *compare)
{
    int order = compare(a->item, b->item);

    return order ? order < 0 : a->arrival < b->arrival;
}

void heap_push(struct co_ranked *heap, size_t count, struct co_ranked added, co_compare *compare)
{
    size_t place = count;

    for (size_t parent; place; place = parent) {
        parent = (place - 1) / 2;
        if (!before(&added, &heap[parent], compare))
            break;
        heap[place] = heap[parent];
    }
    heap[place] = added;
}

/* The smaller of two children; `count`: there is no child. */
static size_t smaller_child(const struct co_ranked *heap, size_t count, size_t parent,
                            co_compare *compare)
{
    size_t child = 2 * parent + 1;

    if (child >= count)
        return count;
    return child + 1 < count && before(&heap[child + 1], &heap[child], compare) ? child + 1 : child;
}

void *heap_pop(struct co_ranked *heap, size_t count, co_compare *compare)
{
    void *item = heap[0].item;
    struct co_ranked moved = heap[--count];
    size_t place = 0, child;

    while ((child = smaller_child(heap, count, place, compare)) < count &&
           before(&heap[child], &moved, compare)) {
        heap[place] = heap[child];
        place = child;
    }
    heap[place] = moved;
    return item;
}

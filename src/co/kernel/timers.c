/*
 * The timer queue: a heap of (deadline, order of arming), with four children a node so that they
 * share a cache line.
 *
 * Disarmed timers stay as empty entries until they come up or are more than half of all, as in
 * asyncio: taking them out at once would mean to know each timer's place in the heap, and to write
 * it at every move.
 */
#include "co/kernel/timers.h"

#include "co/kernel/fiber.h"
#include "co/kernel/memory.h"

#include <string.h>

enum { CHILDREN = 4, LINE = 64, FIRST_CAPACITY = 64 - CHILDREN };

#define SIGN (UINT64_C(1) << 63)

/* The neighbours of a slot in a chain, each plus 1; 0: none. Of slots in a chain alone. */
struct timer_chain {
    uint32_t next, previous;
};

/* Compared as one number: deadline, then sequence; the slot makes no difference. */
struct timer_entry {
    unsigned __int128 key;
};

/* heap[0] lies at the end of a cache line, so that each group of children fills one. */
static struct timer_entry *allocate_heap(uint32_t capacity)
{
    char *memory =
        memory_resize(NULL, ((size_t)capacity + CHILDREN) * sizeof(struct timer_entry) + LINE);

    if (!memory)
        return NULL;
    char *line = (char *)(((uintptr_t)memory + LINE) & ~(uintptr_t)(LINE - 1));
    line[-1] = (char)(line - memory);
    return (struct timer_entry *)line + CHILDREN - 1;
}

static void free_heap(struct timer_entry *heap)
{
    if (heap) {
        char *line = (char *)(heap - (CHILDREN - 1));

        memory_resize(line - (unsigned char)line[-1], 0);
    }
}

static struct timer_entry make_entry(int64_t deadline, uint32_t sequence, uint32_t slot)
{
    uint64_t ascending = (uint64_t)deadline ^ SIGN; /* deadlines may be negative */

    return (struct timer_entry){ (unsigned __int128)ascending << 64 | (uint64_t)sequence << 32 |
                                 slot };
}

static int64_t entry_deadline(struct timer_entry entry)
{
    return (int64_t)((uint64_t)(entry.key >> 64) ^ SIGN);
}

static uint32_t entry_slot(struct timer_entry entry)
{
    return (uint32_t)entry.key;
}

/* A free slot holds the number of the next free one, made odd, as no pointer is. A slot whose timer
 * is due, and not in the heap any more, holds the timer's address, or NULL, made odd. */
static struct co_timer *free_link(uint32_t next)
{
    return (struct co_timer *)((uintptr_t)next << 1 | 1);
}

static uint32_t link_next(const struct co_timer *link)
{
    return (uint32_t)((uintptr_t)link >> 1);
}

static struct co_timer *mark_due(struct co_timer *timer)
{
    return (struct co_timer *)((uintptr_t)timer | 1);
}

static bool is_due(const struct co_timer *slot)
{
    return (uintptr_t)slot & 1;
}

static struct co_timer *unmark(struct co_timer *slot)
{
    return (struct co_timer *)((uintptr_t)slot & ~(uintptr_t)1);
}

/* Larger tables, of which the heap alone is not used yet. */
static struct timer_entry *resize_tables(struct timer_queue *queue, uint32_t capacity)
{
    struct co_timer **slots = memory_resize(queue->slots, capacity * sizeof *slots);
    struct timer_chain *chains;

    if (!slots)
        return NULL;
    queue->slots = slots;
    chains = memory_resize(queue->chains, capacity * sizeof *chains);
    if (!chains)
        return NULL;
    queue->chains = chains;
    return allocate_heap(capacity);
}

static int grow(struct timer_queue *queue)
{
    uint32_t capacity = queue->capacity ? queue->capacity * 2 : FIRST_CAPACITY;
    struct timer_entry *heap = resize_tables(queue, capacity);
    struct co_timer **slots = queue->slots;

    if (!heap)
        return -ENOMEM;
    if (queue->count)
        memcpy(heap, queue->heap, queue->count * sizeof *heap);
    free_heap(queue->heap);
    for (uint32_t slot = capacity; slot > queue->capacity; slot--) {
        slots[slot - 1] = free_link(queue->free_slot);
        queue->free_slot = slot;
    }
    queue->heap = heap;
    queue->capacity = capacity;
    return 0;
}

static void sift_up(struct timer_entry *heap, uint32_t index, struct timer_entry entry)
{
    while (index) {
        uint32_t parent = (index - 1) / CHILDREN;

        if (heap[parent].key <= entry.key)
            break;
        heap[index] = heap[parent];
        index = parent;
    }
    heap[index] = entry;
}

static uint32_t smallest_child(const struct timer_entry *heap, uint32_t first, uint32_t count)
{
    uint32_t smallest = first, last = first + CHILDREN < count ? first + CHILDREN : count;

    for (uint32_t child = first + 1; child < last; child++)
        smallest = heap[child].key < heap[smallest].key ? child : smallest;
    return smallest;
}

static void sift_down(struct timer_entry *heap, uint32_t count, uint32_t index,
                      struct timer_entry entry)
{
    for (;;) {
        uint32_t first = index * CHILDREN + 1;

        if (first >= count)
            break;
        uint32_t child = smallest_child(heap, first, count);
        if (entry.key <= heap[child].key)
            break;
        heap[index] = heap[child];
        index = child;
    }
    heap[index] = entry;
}

static void heapify(struct timer_queue *queue)
{
    for (uint32_t i = queue->count; i-- > 0;)
        sift_down(queue->heap, queue->count, i, queue->heap[i]);
}

static void give_slot_back(struct timer_queue *queue, uint32_t slot)
{
    queue->slots[slot] = free_link(queue->free_slot);
    queue->free_slot = slot + 1;
}

static void sweep(struct timer_queue *queue)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < queue->count; i++) {
        if (queue->slots[entry_slot(queue->heap[i])])
            queue->heap[kept++] = queue->heap[i];
        else
            give_slot_back(queue, entry_slot(queue->heap[i]));
    }
    queue->count = kept;
    queue->disarmed = 0;
    heapify(queue);
}

/* After 2^32 timers the sequence starts again; those armed before must stay ahead. Rare enough to
 * be slow. */
static void renumber(struct timer_queue *queue)
{
    uint32_t count = queue->count;
    struct timer_entry *heap = queue->heap;

    for (uint32_t end = count; end > 1; end--) { /* heap sort: the largest goes to the end */
        struct timer_entry last = heap[end - 1];

        heap[end - 1] = heap[0];
        sift_down(heap, end - 1, 0, last);
    }
    for (uint32_t i = 0; i < count / 2; i++) {
        struct timer_entry swap = heap[i];

        heap[i] = heap[count - 1 - i];
        heap[count - 1 - i] = swap;
    }
    for (uint32_t i = 0; i < count; i++)
        heap[i] = make_entry(entry_deadline(heap[i]), i, entry_slot(heap[i]));
    queue->sequence = count;
}

static inline int take_slot(struct timer_queue *queue, struct co_timer *timer, uint32_t *slot)
{
    if (unlikely(!queue->free_slot)) {
        int rc = grow(queue);

        if (rc < 0)
            return rc;
    }
    *slot = queue->free_slot - 1;
    queue->free_slot = link_next(queue->slots[*slot]);
    timer->slot = *slot + 1;
    return 0;
}

int timer_queue_add(struct timer_queue *queue, struct co_timer *timer)
{
    uint32_t slot;
    int rc;

    if (unlikely(queue->sequence == UINT32_MAX))
        renumber(queue);
    rc = take_slot(queue, timer, &slot);
    if (unlikely(rc < 0))
        return rc;
    queue->slots[slot] = timer;
    sift_up(queue->heap, queue->count++, make_entry(timer->deadline, queue->sequence++, slot));
    return 0;
}

int timer_queue_add_due(struct timer_queue *queue, struct co_timer *timer, uint32_t *slot)
{
    int rc = take_slot(queue, timer, slot);

    if (rc == 0)
        queue->slots[*slot] = mark_due(timer);
    return rc;
}

void timer_queue_remove(struct timer_queue *queue, struct co_timer *timer)
{
    if (!timer->slot)
        return;
    struct co_timer **slot = &queue->slots[timer->slot - 1];
    timer->slot = 0;
    if (unlikely(is_due(*slot))) {
        *slot = mark_due(NULL);
        return;
    }
    *slot = NULL;
    queue->disarmed++;
    if (queue->disarmed > queue->count / 2 && queue->disarmed >= FIRST_CAPACITY)
        sweep(queue);
}

void timer_queue_link(struct timer_queue *queue, uint32_t slot, uint32_t *first)
{
    queue->chains[slot - 1] = (struct timer_chain){ .next = *first };
    if (*first)
        queue->chains[*first - 1].previous = slot;
    *first = slot;
}

void timer_queue_unlink(struct timer_queue *queue, uint32_t slot, uint32_t *first)
{
    struct timer_chain links = queue->chains[slot - 1];

    if (links.previous)
        queue->chains[links.previous - 1].next = links.next;
    else
        *first = links.next;
    if (links.next)
        queue->chains[links.next - 1].previous = links.previous;
}

/* The address sanitizer may have locals in memory of its own, which is poisoned when their function
 * has returned. */
static bool is_on_stack(const struct co_timer *slot, const void *low, const void *high)
{
    const void *timer = unmark((struct co_timer *)slot);

#if CO_ADDRESS_SANITIZER
    if (timer && __asan_address_is_poisoned(timer))
        return true;
#endif
    return timer >= low && timer < high;
}

static void forget(struct timer_queue *queue, struct co_timer **slot)
{
    if (is_due(*slot)) {
        *slot = mark_due(NULL);
    } else {
        *slot = NULL;
        queue->disarmed++;
    }
}

uint32_t timer_queue_forget(struct timer_queue *queue, uint32_t *first, const void *low,
                            const void *high)
{
    uint32_t forgotten = 0;

    for (uint32_t slot = *first, next; slot; slot = next) {
        next = queue->chains[slot - 1].next;
        if (is_on_stack(queue->slots[slot - 1], low, high)) {
            timer_queue_unlink(queue, slot, first);
            forget(queue, &queue->slots[slot - 1]);
            forgotten++;
        }
    }
    return forgotten;
}

static void drop_first(struct timer_queue *queue)
{
    if (--queue->count)
        sift_down(queue->heap, queue->count, 0, queue->heap[queue->count]);
}

int64_t timer_queue_next(struct timer_queue *queue)
{
    while (queue->count && !queue->slots[entry_slot(queue->heap[0])]) {
        give_slot_back(queue, entry_slot(queue->heap[0]));
        drop_first(queue);
        queue->disarmed--;
    }
    return queue->count ? entry_deadline(queue->heap[0]) : CO_NEVER;
}

uint32_t timer_queue_first_task(struct timer_queue *queue)
{
    return timer_queue_next(queue) == CO_NEVER ? 0 : queue->slots[entry_slot(queue->heap[0])]->task;
}

uint32_t timer_queue_take(struct timer_queue *queue)
{
    uint32_t slot = entry_slot(queue->heap[0]);

    queue->slots[slot] = mark_due(queue->slots[slot]);
    drop_first(queue);
    return slot;
}

struct co_timer *timer_queue_pop_lone(struct timer_queue *queue)
{
    uint32_t slot = entry_slot(queue->heap[0]);
    struct co_timer *timer = queue->slots[slot];

    queue->count = queue->disarmed = 0;
    give_slot_back(queue, slot);
    if (timer)
        timer->slot = 0;
    return timer;
}

void timer_queue_fetch_ahead(const struct timer_queue *queue, uint32_t slot)
{
    __builtin_prefetch(unmark(queue->slots[slot]), 1);
}

struct co_timer *timer_queue_release(struct timer_queue *queue, uint32_t slot)
{
    struct co_timer *timer = unmark(queue->slots[slot]);

    give_slot_back(queue, slot);
    if (timer)
        timer->slot = 0;
    return timer;
}

void timer_queue_free(struct timer_queue *queue)
{
    free_heap(queue->heap);
    memory_resize(queue->slots, 0);
    memory_resize(queue->chains, 0);
    *queue = (struct timer_queue){ 0 };
}

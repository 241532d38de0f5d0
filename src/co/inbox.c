/* What other threads have to say. Posted without a lock, drained by the loop in one place. */
#include "internal.h"

void inbox_post(struct co_loop *loop, struct inbox_item *item)
{
    item->next = atomic_load_explicit(&loop->inbox.posted, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&loop->inbox.posted, &item->next, item,
                                                  memory_order_release, memory_order_relaxed))
        ;
    loop_wake(loop);
}

/* Both are in order; of items with the same key those of `earlier` come first. */
static struct inbox_item *merge(struct inbox_item *earlier, struct inbox_item *later)
{
    struct inbox_item *merged = NULL, **link = &merged;

    while (earlier && later) {
        struct inbox_item **from = later->key < earlier->key ? &later : &earlier;

        *link = *from;
        link = &(*link)->next;
        *from = *link;
    }
    *link = earlier ? earlier : later;
    return merged;
}

static struct inbox_item *reverse(struct inbox_item *list)
{
    struct inbox_item *reversed = NULL;

    while (list) {
        struct inbox_item *item = list;

        list = item->next;
        item->next = reversed;
        reversed = item;
    }
    return reversed;
}

/* By key, and those with the same key as they came: a merge sort whose n-th part has 2^n items. */
static struct inbox_item *in_order_of_keys(struct inbox_item *list)
{
    enum { PARTS = 64 };
    struct inbox_item *parts[PARTS] = { NULL }, *all = NULL;
    int used = 0;

    while (list) {
        struct inbox_item *part = list;
        int n = 0;

        list = list->next;
        part->next = NULL;
        for (; parts[n]; n++) {
            part = merge(parts[n], part);
            parts[n] = NULL;
        }
        parts[n] = part;
        used = n < used ? used : n + 1;
    }
    for (int n = 0; n < used; n++)
        all = merge(parts[n], all);
    return all;
}

bool inbox_drain(struct co_loop *loop)
{
    struct inbox_item *newest_first =
        atomic_exchange_explicit(&loop->inbox.posted, NULL, memory_order_acquire);
    struct inbox_item *in_order = in_order_of_keys(reverse(newest_first));
    bool any = in_order != NULL;

    while (in_order) {
        struct inbox_item *item = in_order;

        in_order = item->next;
        item->deliver(item);
    }
    return any;
}

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

/* Insert by key: few items come at a time. */
static void insert_by_key(struct inbox_item **list, struct inbox_item *item)
{
    while (*list && (*list)->key < item->key)
        list = &(*list)->next;
    item->next = *list;
    *list = item;
}

bool inbox_drain(struct co_loop *loop)
{
    struct inbox_item *posted =
        atomic_exchange_explicit(&loop->inbox.posted, NULL, memory_order_acquire);
    struct inbox_item *in_order = NULL;

    while (posted) {
        struct inbox_item *item = posted;

        posted = item->next;
        insert_by_key(&in_order, item);
    }
    bool any = in_order != NULL;
    while (in_order) {
        struct inbox_item *item = in_order;

        in_order = item->next;
        item->deliver(item);
    }
    return any;
}

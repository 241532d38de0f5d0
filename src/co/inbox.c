/* Messages of other threads. A thread posts without a lock; the loop delivers in a turn, or where
 * it is blocked. */
#include "co/inbox_internal.h"

#include "co/kernel/loop.h"
#include "co/kernel/source.h"
#include "co/runtime_internal.h"

#include <stdatomic.h>

void inbox_post(struct co_loop *loop, struct inbox_item *item)
{
    struct inbox *inbox = &runtime_of(loop)->inbox;

    item->next = atomic_load_explicit(&inbox->posted, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&inbox->posted, &item->next, item,
                                                  memory_order_release, memory_order_relaxed))
        ;
    loop_wake(loop);
}

/* Both lists are in order. Of items with the same key, the items of `earlier` come first. */
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

/* By key, and items of the same key as they came: a merge sort whose n-th part has 2^n items. */
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

/* In a turn, an item may block the loop, and the blocked loop delivers the rest and later items. So
 * the rest lies in the inbox, where both calls find it. */
static bool deliver(struct co_loop *loop, bool in_turn)
{
    struct inbox *inbox = &runtime_of(loop)->inbox;
    struct inbox_item *newest_first =
        atomic_exchange_explicit(&inbox->posted, NULL, memory_order_acquire);
    struct inbox_item **end = &inbox->in_order;
    bool before = inbox->in_turn;

    while (*end)
        end = &(*end)->next;
    *end = in_order_of_keys(reverse(newest_first));
    bool any = inbox->in_order != NULL;
    inbox->in_turn = in_turn;
    while (inbox->in_order) {
        struct inbox_item *item = inbox->in_order;

        inbox->in_order = item->next;
        item->deliver(item);
    }
    inbox->in_turn = before;
    return any;
}

static void deliver_in_turn(struct co_handle *handle)
{
    struct runtime *runtime = container_of(handle, struct runtime, inbox.handle);

    runtime->inbox.queued = false;
    deliver(&runtime->loop, true);
}

void inbox_look(struct co_loop *loop)
{
    struct inbox *inbox = &runtime_of(loop)->inbox;

    if (inbox->queued || !atomic_load_explicit(&inbox->posted, memory_order_relaxed))
        return;
    inbox->queued = true;
    inbox->handle.call = deliver_in_turn;
    ready_push_handle(&loop->ready, &inbox->handle);
}

bool inbox_drain(struct co_loop *loop)
{
    return deliver(loop, false);
}

bool inbox_has_post(const struct co_loop *loop)
{
    return atomic_load_explicit(&runtime_of(loop)->inbox.posted, memory_order_acquire) != NULL;
}

static void look(struct co_loop *loop, bool has_waited)
{
    (void)has_waited;
    inbox_look(loop);
}

const struct source inbox_source = { .look = look };
